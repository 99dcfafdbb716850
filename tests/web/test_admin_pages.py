"""Whoever keeps the service sees its health, its use and how an answer came about; nobody else does."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect
from serving import served
from small_office import small_office
from waiting import INGESTION_MS, follow

DAYS = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"
UNKNOWN = "Nghị định 777/2019/NĐ-CP quy định lệ phí cấp giấy phép nuôi lạc đà là bao nhiêu?"
PAGES = ("/admin", "/admin/documents", "/admin/answers")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = small_office().copied(tmp_path_factory.mktemp("admin") / "home")
    with served(home, admin_page="true", upload_page="true") as address:
        httpx.post(f"{address}/uploads", files={"file": ("tau.pdf", b"no pdf")}, timeout=60)
        for question in (DAYS, DAYS, UNKNOWN, UNKNOWN + " Xin hỏi."):
            httpx.post(f"{address}/v1/answers", json={"question": question}, timeout=60).raise_for_status()
        yield address


def test_the_numbers_are_those_of_the_questions(open_page: Any) -> None:
    page = open_page("/admin")
    assert "4 câu hỏi" in page.locator("main").inner_text()
    page.locator("summary").first.click()
    expect(page.locator("details table tbody tr").last.locator("td").first).to_have_text("4")
    assert page.locator("section", has_text="Văn bản được dẫn nhiều").last.locator("tbody tr").count() >= 1
    rows = page.locator("section", has_text="Câu hỏi chưa trả lời được").last.locator("tbody tr")
    assert rows.count() == 1  # two ways to ask one thing
    assert rows.locator("td").inner_text() == "2"


def test_an_answer_is_explained(open_page: Any, violations: Any, width_of: Any) -> None:
    page = open_page("/admin/answers", width=320, height=256, reduced_motion="reduce")
    follow(page, page.get_by_role("link", name=DAYS).first)
    text = page.locator("main").inner_text()
    assert "07 ngày làm việc" in text
    used = page.locator("table", has_text="Được dùng").locator("tbody td:first-of-type").all_inner_texts()
    assert {"có"} <= set(used)
    assert page.locator("code:text-is('retrieve')").count() == 1
    assert violations(page) == []
    assert width_of(page) <= 320


def test_a_file_that_cannot_be_read_is_listed_with_its_reason(open_page: Any) -> None:
    page = open_page("/admin/documents")
    until = monotonic() + INGESTION_MS / 1000
    while not page.locator("tbody tr").count():
        assert monotonic() < until
        page.wait_for_timeout(500)
        page.reload()
    assert "không đúng với đuôi tên tệp" in page.locator("tbody").inner_text()


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_wrong_on_a_page(open_page: Any, violations: Any, path: str, width_of: Any) -> None:
    page = open_page(path, width=320, height=256, color_scheme="dark", reduced_motion="reduce")
    assert violations(page) == []
    assert width_of(page) <= 320


def test_the_pages_are_closed_unless_they_are_opened() -> None:
    with served(small_office().home) as closed:
        for path in (*PAGES, "/admin/answers/none"):
            assert httpx.get(closed + path, timeout=60).json()["code"] == "role_missing"
