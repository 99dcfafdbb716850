"""A person puts right what was misread, beside the picture of the page; with the keyboard and no script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from serving import served
from small_office import FONT, small_office
from waiting import follow

from index.access import AccessLabel, Principal
from index.settings import load_settings
from index.sqlite_store import SqliteStore
from ingest.cli import run

LINES = ("ỦY BAN NHÂN DÂN XÃ BẾN GIANG", "Số: 61/TB-UBND", "THÔNG BÁO", "Về việc mở cửa kho thóc",
         "1. Kho thóc xã Bến Giang mở cửa từ 7 giờ đến l7 giờ các ngày trong tuần.")  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("correcting")
    home = small_office().copied(root / "home")
    pdfmetrics.registerFont(TTFont("Vietnamese", str(FONT)))
    canvas = Canvas(str(root / "thong-bao.pdf"))
    canvas.setFont("Vietnamese", 12)
    for row, line in enumerate(LINES):
        canvas.drawString(60, 780 - row * 18, line)
    canvas.save()
    run(
        load_settings(home), [root / "thong-bao.pdf"], AccessLabel.parse("public"),
        workers=1, sync=False, vectors=False, quiet=True,
    )  # fmt: skip
    return home


@pytest.fixture(scope="module")
def document(home: Path) -> str:
    with SqliteStore.open(load_settings(home).database) as store:
        (head,) = store.heads(Principal.operator(), source="thong-bao.pdf")
        return head.id


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with served(home, upload_page="true") as address:
        yield address


def test_a_page_is_put_right_beside_its_picture_and_the_change_undone(
    open_page: Any, violations: Any, document: str
) -> None:
    page = open_page(f"/documents/{document}")
    follow(page, page.get_by_role("link", name="Sửa chỗ đọc sai"))
    picture = page.get_by_role("img", name="Ảnh trang 1 của bản gốc")
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("async i => { await i.decode(); return i.naturalWidth }") > 500
    page.get_by_text("Phần được nhận ra trên trang này (").click()
    parsed = page.locator("details li a")
    expect(parsed.first).to_be_visible()
    assert parsed.first.get_attribute("href").startswith(f"/documents/{document}#")
    assert violations(page) == []
    text = page.get_by_label("Nội dung trang")
    text.fill(text.input_value().replace("l7 giờ", "17 giờ"))
    page.get_by_label("Lý do sửa").fill("Đối chiếu ảnh trang")
    follow(page, page.get_by_role("button", name="Lưu và đọc lại"))
    page.get_by_text("đang dùng").wait_for()
    assert page.locator("li del").inner_text() == "l7"
    assert page.locator("li ins").inner_text() == "17"
    assert "Đối chiếu ảnh trang" in page.locator("main").inner_text()
    assert violations(page) == []
    page.goto(page.url.replace("/correct?page=1", ""))
    assert page.locator("span.corrected").inner_text() == "17"
    assert page.locator("span.corrected").get_attribute("title") == "Máy đọc: l7"
    follow(page, page.get_by_role("link", name="Sửa chỗ đọc sai"))
    follow(page, page.get_by_role("button", name="Hoàn tác: 17"))
    page.get_by_text("đã hoàn tác", exact=False).first.wait_for()
    assert "l7 giờ" in page.get_by_label("Nội dung trang").input_value()


def test_without_script_a_number_is_put_right_and_a_mistake_is_told(open_page: Any, document: str) -> None:
    page = open_page(f"/documents/{document}/correct", width=360, java_script_enabled=False)
    page.get_by_label("Số hiệu").fill("không số")
    page.get_by_label("Lý do sửa").fill("Dấu che số")
    follow(page, page.get_by_role("button", name="Lưu và đọc lại"))
    assert "không phải là số hiệu" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Lý do sửa").input_value() == "Dấu che số"
    page.get_by_label("Số hiệu").fill("67/TB-UBND")
    follow(page, page.get_by_role("button", name="Lưu và đọc lại"))
    page.get_by_text("đang dùng").wait_for()
    assert document not in page.url
    assert "67/TB-UBND" in page.get_by_role("heading", level=1).inner_text()


def test_it_is_closed_where_nobody_may_write(open_page: Any, home: Path) -> None:
    with SqliteStore.open(load_settings(home).database) as store:
        (head,) = store.heads(Principal.operator(), source="thong-bao.pdf")
    ask = open_page("/documents").context.request
    with served(home) as closed:
        assert ask.get(f"{closed}/documents/{head.id}/correct").status == 403
        shown = ask.get(f"{closed}/documents/{head.id}").text()
    assert "Kho thóc" in shown
    assert "Sửa chỗ đọc sai" not in shown
