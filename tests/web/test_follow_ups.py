"""What can be asked next is made from what was cited, and what is held answers it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect
from sample_office import sample_home
from serving import served
from waiting import awaiting, follow

FEE = "Thủ tục gia hạn giấy phép công trình đối với công trình nhóm một nộp lệ phí bao nhiêu?"
AMOUNT = "Điều 2 Nghị định 915/2024/NĐ-CP quy định mức hỗ trợ thế nào?"
PAPERS = "Hồ sơ cấp mới giấy phép công trình đối với công trình nhóm một gồm những giấy tờ gì?"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(sample_home()) as address:
        yield address


@pytest.mark.parametrize("question", [FEE, AMOUNT])
def test_each_suggestion_is_answered_in_the_same_conversation(
    open_page: Any, ask: Any, question: str
) -> None:
    page = open_page()
    ask(page, question)
    offered = page.locator(".follow button").all_inner_texts()
    assert 1 <= len(offered) <= 4
    assert question not in offered
    for one in offered:
        follow(page, page.locator(".follow button", has_text=one))
        page.locator(f"#answer-title:text-is('{one}')").wait_for()
        assert page.locator(".answer .status.answered, .answer .status.partial").count() == 1, one
        assert page.locator(".turn").first.locator("h2").inner_text() == question
        with awaiting(page):
            page.go_back()
        page.locator(f"#answer-title:text-is('{question}')").wait_for()


def test_without_javascript_a_suggestion_is_a_form(open_page: Any) -> None:
    page = open_page(f"/ask?question={FEE}", java_script_enabled=False)
    follow(page, page.locator(".follow button").first)
    assert page.locator(".turn h2").inner_text() == FEE


def test_each_item_of_a_list_stands_beside_its_own_source(open_page: Any, ask: Any) -> None:
    page = open_page()
    ask(page, PAPERS)
    items = page.locator("#s1 .part")
    assert items.count() >= 2
    assert all(items.nth(n).locator(".cite").count() == 1 for n in range(items.count()))
    number = items.nth(1).get_attribute("data-part")
    page.locator(f"#b{number}").focus()
    expect(page.locator("#s1 .part.lit")).to_have_count(1)
    expect(items.nth(1)).to_have_class("part lit")
    assert page.locator(f"#b{number} .cells dt").all_inner_texts()[0] == "Tên giấy tờ"
