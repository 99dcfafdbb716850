"""The page in a real headless Chromium: with a keyboard, without JavaScript, on a phone, and in the dark."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import expect
from small_office import FONT
from waiting import awaiting, follow

DAYS = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"
FEE = "Lệ phí cấp giấy phép treo biển hiệu ngoài trời là bao nhiêu?"
CONTRAST = """() => {
  const parse = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
  const lum = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const under = (e) => { for (; e; e = e.parentElement) {
    const c = parse(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] === 1) return c; }
    return [255, 255, 255]; };
  const weak = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walker.nextNode(); n; n = walker.nextNode()) {
    const e = n.parentElement;
    if (!n.textContent.trim() || e.closest(".spoken, .skip, noscript") || !e.checkVisibility()) continue;
    const [a, b] = [lum(parse(getComputedStyle(e).color)), lum(under(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) weak.push(`${ratio.toFixed(2)} ${n.textContent.trim().slice(0, 40)}`);
  }
  return weak;
}"""


def focused(page: Any, name: str) -> None:
    expect(page.locator(f"#{name}")).to_be_focused()


def test_the_whole_journey_by_keyboard(open_page: Any) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("/")
    focused(page, "question")
    page.keyboard.type(DAYS)
    page.evaluate("window.sameDocument = true")
    with awaiting(page):
        page.keyboard.press("Control+Enter")
    page.locator("#answer-title").wait_for()
    assert page.evaluate("window.sameDocument"), "the answer was swapped in, not loaded"
    focused(page, "answer-title")
    assert page.locator("#spoken").text_content() == "Đã có câu trả lời."
    assert "Có căn cứ" in page.locator(".status").inner_text()
    assert "07 ngày làm việc" in page.locator("#s1").inner_text()
    page.keyboard.press("j")
    focused(page, "s1")
    expect(page.locator("#b1.lit")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".lit")).to_have_count(0)
    page.keyboard.press("/")
    focused(page, "question")


def test_a_basis_lights_the_statements_that_stand_on_it(open_page: Any, ask: Any) -> None:
    page = open_page()
    ask(page, DAYS)
    page.locator("#b1 blockquote").first.click()
    expect(page.locator("#s1.lit")).to_have_count(1)
    link = page.locator("#s1 .cite").first
    assert link.get_attribute("aria-label") == "Căn cứ 1: khoản 1 Điều 2 Quyết định 12/2026/QĐ-UBND"
    page.evaluate("window.sameDocument = true")
    link.click()
    page.wait_for_url("**#b1")
    expect(page.locator("#s1.lit")).to_have_count(1)
    assert page.evaluate("window.sameDocument"), "a source is a place on the page: nothing is loaded again"


def test_a_follow_up_carries_the_conversation_and_an_answer_has_an_address(open_page: Any, ask: Any) -> None:
    page = open_page()
    ask(page, DAYS)
    first = page.url
    assert "/answers/" in first
    ask(page, "Còn gia hạn thì sao?")
    assert "treo biển hiệu" in page.locator(".understood").inner_text()
    assert page.locator(".turn h2").inner_text() == DAYS
    assert page.locator(".talk li").count() == 1
    with awaiting(page):
        page.go_back()
    page.locator(f"#answer-title:text-is('{DAYS}')").wait_for()
    assert page.url == first


def test_another_day_asks_again(open_page: Any, ask: Any) -> None:
    page = open_page()
    ask(page, DAYS)
    page.locator("#again").fill("15/02/2026")
    follow(page, page.locator("form.again button"))
    page.locator("#again[value='15/02/2026']").wait_for()
    assert "Còn hiệu lực" not in page.locator(".basis").inner_text()
    assert page.locator(".understood").count() == 0, "asked again, it is no follow-up of itself"


def test_a_wrong_day_is_told_and_the_question_is_kept(open_page: Any) -> None:
    page = open_page()
    page.locator("#question").fill(DAYS)
    page.locator("#as_of").fill("32/13/2026")
    follow(page, page.locator("form.composer button"))
    page.locator("#problem").wait_for()
    assert page.locator("#question").input_value() == DAYS
    focused(page, "question")


def test_where_fetching_fails_the_plain_form_is_sent(open_page: Any) -> None:
    page = open_page()
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error('cut off')); }")
    page.locator("#question").fill(DAYS)
    follow(page, page.locator("form.composer button"))
    assert "07 ngày làm việc" in page.locator("#s1").inner_text()


def test_the_whole_journey_without_javascript(open_page: Any) -> None:
    page = open_page(java_script_enabled=False)
    page.locator("#question").fill(DAYS)
    follow(page, page.locator("form.composer button"))
    assert "07 ngày làm việc" in page.locator("#s1").inner_text()
    page.locator("#question").fill("Còn gia hạn thì sao?")
    follow(page, page.locator("form.composer button"))
    assert page.locator(".turn").count() == 1
    follow(page, page.locator(".source .links a").first)
    assert "ngày làm việc" in page.locator("#cited").inner_text()
    follow(page, page.locator("nav a[href='/documents']"))
    page.locator("#q").fill("quang cao")
    follow(page, page.locator("form.filters button"))
    assert page.locator(".heads li").count() == 1


def test_the_first_example_has_an_answer(open_page: Any) -> None:
    page = open_page()
    follow(page, page.locator(".examples a").first)
    page.locator("#answer-title").wait_for()
    assert "treo biển hiệu" in page.locator("#answer-title").inner_text()
    assert page.locator(".statement").count() >= 1


def test_a_procedure_shows_its_card_and_unknown_is_said(open_page: Any, ask: Any) -> None:
    page = open_page()
    ask(page, FEE)
    card = page.locator("section.card").inner_text()
    assert "5 Ngày làm việc" in card
    assert "Bản vẽ phối cảnh biển hiệu" in card
    assert page.locator("dt:text-is('Yêu cầu, điều kiện') + dd").inner_text() == "chưa có thông tin"


@pytest.mark.skipif(not FONT.is_file(), reason=f"no font for Vietnamese at {FONT}")
def test_the_picture_of_a_page_carries_boxes_that_lie_on_it(open_page: Any, ask: Any) -> None:
    page = open_page()
    ask(page, "Khung thép của biển hiệu phải sơn chống gỉ mấy lớp?")
    source = page.locator(".source", has_text="sơn chống gỉ").first
    source.locator("details.page summary").click()
    image = source.locator("figure img")
    image.scroll_into_view_if_needed()
    page.wait_for_function("e => e.complete && e.naturalWidth > 500", arg=image.element_handle())
    whole, box = source.locator("figure").evaluate(  # at once: the page may still be scrolling
        "(figure) => ['img', 'rect'].map((one) => figure.querySelector(one).getBoundingClientRect().toJSON())"
    )
    assert whole["x"] <= box["x"] and box["x"] + box["width"] <= whole["x"] + whole["width"] + 2
    # The line stands at 760 - 80 points of 842 from the foot of the page.
    middle = (box["y"] + box["height"] / 2 - whole["y"]) / whole["height"]
    assert abs(middle - (842 - 684) / 842) < 0.02


@pytest.mark.parametrize("path", ["/", "/documents", "/docs", f"/ask?question={FEE}", "/?lang=bn"])
def test_every_text_can_be_read_on_every_screen(open_page: Any, path: str, width_of: Any) -> None:
    page = open_page(path)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert page.evaluate(CONTRAST) == [], scheme
    for width in (1280, 360, 320):
        page.set_viewport_size({"width": width, "height": 700})
        assert width_of(page) <= width


def test_every_control_has_a_name_and_headings_are_in_order(open_page: Any) -> None:
    for path in ("/", "/documents", "/docs", f"/ask?question={FEE}"):
        page = open_page(path)
        nameless = page.evaluate(
            """() => [...document.querySelectorAll("input:not([type=hidden]), textarea")]
                 .filter((e) => !e.labels.length).map((e) => e.name)"""
        )
        levels = page.evaluate(
            "() => [...document.querySelectorAll('h1,h2,h3,h4')].map((e) => Number(e.tagName[1]))"
        )
        assert nameless == []
        assert levels.count(1) == 1
        assert all(b <= a + 1 for a, b in pairwise(levels)), levels
        assert page.evaluate("new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size") == (
            page.locator("[id]").count()
        )
