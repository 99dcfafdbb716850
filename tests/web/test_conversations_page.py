"""Conversations in the browser: the thread, the list, two tabs, and that nothing typed is lost."""

from __future__ import annotations

from typing import Any

from waiting import awaiting, follow

DAYS = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"
FEE = "Lệ phí cấp giấy phép treo biển hiệu ngoài trời là bao nhiêu?"


def titles(page: Any) -> list[str]:
    return page.locator(".threads > li > a").all_inner_texts()


def test_a_clerk_names_pins_finds_deletes_and_gets_back(open_page: Any, ask: Any) -> None:
    page = open_page()
    ask(page, DAYS)
    page.goto(page.url.split("/answers/")[0])
    ask(page, FEE)
    follow(page, page.get_by_role("link", name="Tất cả hội thoại"))
    assert titles(page) == [FEE, DAYS]
    follow(page, page.get_by_role("button", name=f"Ghim: {DAYS}"))
    assert titles(page) == [DAYS, FEE]
    page.locator("summary", has_text="Đổi tên").nth(1).click()
    page.get_by_label("Tên hội thoại").last.fill("Hồ sơ ông Tư, tiền nộp")
    follow(page, page.get_by_role("button", name="Lưu tên").last)
    page.get_by_label("Tìm hội thoại").fill("ho so ong tu")
    with awaiting(page):
        page.keyboard.press("Enter")
    assert titles(page) == ["Hồ sơ ông Tư, tiền nộp"]
    page.locator("summary", has_text="Xóa").click()
    follow(page, page.get_by_role("button", name="Xóa hội thoại"))
    assert titles(page) == [DAYS]
    assert "Đã xóa «Hồ sơ ông Tư, tiền nộp»" in page.get_by_role("status").first.inner_text()
    follow(page, page.get_by_role("button", name="Lấy lại"))
    assert titles(page) == [DAYS, "Hồ sơ ông Tư, tiền nộp"]
    follow(page, page.get_by_role("link", name="Hồ sơ ông Tư, tiền nộp"))
    assert page.locator("#answer-title").inner_text() == FEE


def test_the_list_is_kept_without_javascript_too(open_page: Any) -> None:
    page = open_page(java_script_enabled=False)
    page.locator("#question").fill(DAYS)
    follow(page, page.locator("form.composer button"))
    follow(page, page.locator("nav a[href='/conversations']"))
    page.locator("summary", has_text="Xóa").click()
    follow(page, page.get_by_role("button", name="Xóa hội thoại"))
    assert titles(page) == []
    follow(page, page.get_by_role("button", name="Lấy lại"))
    assert titles(page) == [DAYS]


def test_another_browser_does_not_have_the_list(open_page: Any, ask: Any) -> None:
    page = open_page()
    ask(page, DAYS)
    conversation = page.locator(".talk li a").get_attribute("href")
    other = open_page("/conversations")
    assert titles(other) == []
    reply = other.request.post(f"{page.url.split('/answers/')[0]}{conversation}/delete")
    assert reply.status == 404
    page.goto(f"{page.url.split('/answers/')[0]}/conversations")
    assert titles(page) == [DAYS]


def test_the_whole_thread_stands_on_the_page_and_each_turn_can_be_opened(open_page: Any, ask: Any) -> None:
    page = open_page()
    for question in (DAYS, "Còn gia hạn thì sao?", "Còn lệ phí?"):
        ask(page, question)
    assert page.locator(".turn h2").all_inner_texts() == [DAYS, "Còn gia hạn thì sao?"]
    assert "Đã hiểu là:" in page.locator(".turn").nth(1).inner_text()
    follow(page, page.locator(".turn").first.locator(".cite").first)
    assert page.locator("#answer-title").inner_text() == DAYS
    assert page.url.endswith("#b1")
    assert page.locator(".turn h2").all_inner_texts() == ["Còn gia hạn thì sao?", "Còn lệ phí?"]
    page.reload()
    assert page.locator(".turn").count() == 2


def test_a_reload_and_the_back_button_keep_what_was_typed(open_page: Any, ask: Any) -> None:
    page = open_page()
    page.locator("#question").press_sequentially("Hồ sơ treo biển")
    page.reload()
    assert page.locator("#question").input_value() == "Hồ sơ treo biển"
    ask(page, DAYS)
    assert page.locator("#question").input_value() == ""
    page.locator("#question").fill("Còn nếu nộp trực tuyến")
    follow(page, page.locator(".source .links a").first)
    page.go_back()
    assert page.locator("#question").input_value() == "Còn nếu nộp trực tuyến"


def test_two_tabs_do_not_take_each_others_words(open_page: Any, ask: Any) -> None:
    first = open_page()
    ask(first, DAYS)
    second = open_page(f"/{first.url.split('/', 3)[3]}", beside=first)
    first.locator("#question").fill("Câu ở thẻ một")
    second.locator("#question").fill("Câu ở thẻ hai")
    first.reload()
    second.reload()
    assert first.locator("#question").input_value() == "Câu ở thẻ một"
    assert second.locator("#question").input_value() == "Câu ở thẻ hai"


def test_a_conversation_deleted_in_another_tab_keeps_the_question(open_page: Any, ask: Any) -> None:
    page = open_page()
    ask(page, DAYS)
    page.locator("form.composer input[name=conversation]").evaluate("(e) => { e.value = 'gone'; }")
    page.locator("#question").fill("Còn lệ phí?")
    with awaiting(page):
        page.keyboard.press("Control+Enter")
    assert "không mở được nữa" in page.locator("#problem").inner_text()
    assert page.locator("#question").input_value() == "Còn lệ phí?"
    assert page.evaluate("document.activeElement.id") == "question"
