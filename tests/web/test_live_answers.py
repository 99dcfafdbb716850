"""Answers as they come: what is being done, each statement, then the whole; and streams that break."""

from __future__ import annotations

from typing import Any

from waiting import awaiting

DAYS = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"
SLOWED = """() => {
  window.seen = [];
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
    const one = node.nodeType === 1 ? node : node.parentElement;
    if (one.closest(".waiting .stage")) window.seen.push(`stage ${one.closest(".stage").textContent.trim()}`);
    if (one.matches(".waiting .statement")) window.seen.push(`said ${one.textContent.trim()}`);
    if (one.id === "desk") window.seen.push("whole");
  }))).observe(document.body, { childList: true, subtree: true });
}"""


def test_the_steps_are_shown_then_each_statement_then_the_whole(open_page: Any, ask: Any, said: Any) -> None:
    page = open_page()
    page.evaluate(SLOWED)
    ask(page, DAYS)
    seen = page.evaluate("window.seen")
    kinds = [one.split()[0] for one in seen]
    assert kinds[0] == "stage"
    assert kinds[-1] == "whole"
    assert "Đang tìm trong các văn bản…" in " ".join(seen)
    told = [" ".join(one.removeprefix("said ").split()) for one in seen if one.startswith("said")]
    assert told == said(page.locator("#desk .statement .said"))
    assert kinds.index("said") > max(at for at, kind in enumerate(kinds) if kind == "stage")


def test_only_one_region_speaks(open_page: Any, ask: Any) -> None:
    page = open_page()
    ask(page, DAYS)
    assert page.locator("[aria-live], [role=status], [role=alert]").count() == 1
    assert page.locator("#spoken").text_content() == "Đã có câu trả lời."


def test_a_stream_that_ends_early_sends_the_plain_form(open_page: Any) -> None:
    page = open_page()

    def cut(route: Any) -> None:
        if "event-stream" in route.request.headers.get("accept", ""):
            route.fulfill(content_type="text/event-stream", body='event: status\ndata: {"html": "…"}\n\n')
        else:
            route.continue_()

    page.route("**/ask", cut)
    page.locator("#question").fill(DAYS)
    with awaiting(page):
        page.keyboard.press("Control+Enter")
    assert "07 ngày làm việc" in page.locator("#s1").inner_text()
    assert page.locator("#question").input_value() == "", "what was answered is no draft any more"


def test_a_lost_connection_keeps_the_question(open_page: Any) -> None:
    page = open_page()
    address = page.url
    page.locator("#question").fill(DAYS)
    page.route("**/ask", lambda route: route.fulfill(status=502, body="no upstream"))
    with awaiting(page):
        page.keyboard.press("Control+Enter")
    page.unroute("**/ask")
    page.goto(address)
    assert page.locator("#question").input_value() == DAYS


def test_focus_stays_with_who_has_left_the_chat(open_page: Any) -> None:
    page = open_page()
    page.locator("#question").fill(DAYS)
    with awaiting(page):
        page.evaluate(
            """() => { document.querySelector("form.composer").requestSubmit();
                       document.querySelector("nav a[href='/documents']").focus(); }"""
        )
    page.locator("#answer-title").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('href')") == "/documents"


def test_a_statement_of_hostile_words_stays_words(open_page: Any, ask: Any) -> None:
    page = open_page()
    page.evaluate(SLOWED)
    ask(page, "Kho lạnh số 3 chứa bao nhiêu thùng vắc xin?")
    assert "<script>window.hacked" in " ".join(page.evaluate("window.seen"))
    assert page.evaluate("window.hacked") is None
    assert page.locator("#desk article img").count() == 0
