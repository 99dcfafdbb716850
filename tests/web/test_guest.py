"""The view for residents: public documents alone, on a phone, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect
from sample_office import sample_home
from serving import served
from small_office import small_office
from waiting import follow

FEE = "Lệ phí cấp mới cho nhà ở hộ gia đình là bao nhiêu?"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The samples, which are public."""
    with served(sample_home()) as address:
        yield address


@pytest.mark.parametrize("script", [True, False])
def test_a_resident_asks_reads_and_asks_on(open_page: Any, script: bool) -> None:
    page = open_page("/cong-dan", width=360, height=740, java_script_enabled=script)
    page.get_by_label("Câu hỏi").fill(FEE)
    follow(page, page.get_by_role("button", name="Gửi câu hỏi"))
    page.locator(f"#answer-title:text-is('{FEE}')").wait_for()
    assert "85.000 đồng" in page.locator(".statements").inner_text()
    assert "/cong-dan/tra-loi/" in page.url
    page.get_by_label("Hỏi tiếp").fill("Còn gia hạn thì sao?")
    follow(page, page.get_by_role("button", name="Gửi câu hỏi"))
    page.locator("#answer-title:text-is('Còn gia hạn thì sao?')").wait_for()
    follow(page, page.get_by_role("link", name="Đọc nguyên văn").first)
    page.locator("#cited").first.wait_for()
    assert "/cong-dan/van-ban/" in page.url
    assert page.locator("nav a[href='/documents']").count() == 0


def test_whoever_has_the_address_reads_the_answer(open_page: Any) -> None:
    page = open_page("/cong-dan", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_label("Câu hỏi").fill(FEE)
    follow(page, page.get_by_role("button", name="Gửi câu hỏi"))
    page.get_by_role("button", name="Chia sẻ").click()
    page.wait_for_function("document.getElementById('spoken').textContent === 'Đã chép đường dẫn.'")
    shared = page.evaluate("navigator.clipboard.readText()")
    other = open_page(shared.split("/", 3)[3].join(["/", ""]))
    assert other.locator("#answer-title").inner_text() == FEE
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Gửi câu hỏi")).not_to_be_visible()
    expect(page.locator(".source blockquote").first).to_be_visible()


def test_what_is_not_public_is_not_there(open_page: Any) -> None:
    with served(small_office().home) as internal:
        page = open_page("/cong-dan", at=internal)
        assert "Chưa có văn bản công khai nào" in page.locator("main").inner_text()
        documents = page.request.get(f"{internal}/v1/documents").json()["documents"]
        assert documents
        for document in documents:
            assert page.request.get(f"{internal}/cong-dan/van-ban/{document['id']}").status == 404
        answer = page.request.post(
            f"{internal}/cong-dan", form={"question": "Thời hạn cấp giấy phép treo biển hiệu?"}
        )
        assert "ngày làm việc" not in answer.text()
