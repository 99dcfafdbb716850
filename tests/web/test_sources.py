"""Statements and their sources: lit both ways, by keys alone, as a sheet on a phone, and on another day."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect
from waiting import follow

DAYS = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"
DEPOSIT = "Hộ kinh doanh ký quỹ bao nhiêu trước khi dựng cột biển quảng cáo?"


def focused(page: Any, name: str) -> None:
    expect(page.locator(f"#{name}")).to_be_focused()


def test_the_keys_go_from_statement_to_source_and_back(open_page: Any, ask: Any) -> None:
    page = open_page()
    ask(page, DAYS)
    page.keyboard.press("j")
    focused(page, "s1")
    page.keyboard.press("Enter")
    first = page.locator("#s1").get_attribute("data-bases").split()[0]
    focused(page, f"b{first}")
    expect(page.locator("#s1.lit")).to_have_count(1)
    page.keyboard.press("]")
    focused(page, f"b{min(int(first) + 1, page.locator('.source').count())}")
    page.keyboard.press("[")
    focused(page, f"b{first}")
    page.keyboard.press("Escape")
    focused(page, "s1")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).not_to_be_visible()


def test_on_a_phone_sources_come_as_a_sheet(open_page: Any, ask: Any) -> None:
    page = open_page(width=390, height=800)
    ask(page, DAYS)
    page.locator("#s1 .cite").first.click()
    sheet = page.locator(".basis.sheet-open")
    expect(sheet.locator(".source:visible")).to_have_count(1)
    box = sheet.bounding_box()
    assert box["y"] + box["height"] == pytest.approx(800, abs=1)
    sheet.get_by_role("button", name="Đóng").click()
    expect(page.locator(".sheet-open")).to_have_count(0)
    expect(page.locator(".cite:focus")).to_have_count(1)


def test_without_javascript_a_citation_leads_to_its_source(open_page: Any) -> None:
    page = open_page(width=390, height=800, java_script_enabled=False, reduced_motion="reduce")
    page.locator("#question").fill(DAYS)
    follow(page, page.locator("form.composer button"))
    page.locator("#s1 .cite").first.click()
    page.wait_for_function("() => document.getElementById('b1').getBoundingClientRect().y < 400")


def test_the_act_that_ended_a_text_is_one_click_away(open_page: Any, ask: Any) -> None:
    page = open_page()
    ask(page, DEPOSIT)
    source = page.locator(".source", has_text="05/2020/QĐ-UBND").first
    assert "Hết hiệu lực từ 01/03/2026" in source.inner_text()
    follow(page, source.get_by_role("link", name="12/2026/QĐ-UBND"))
    assert "thay thế Quyết định số 05/2020/QĐ-UBND" in page.locator("#cited").inner_text()


def test_another_day_shows_what_differs(open_page: Any, ask: Any, said: Any) -> None:
    page = open_page()
    ask(page, DAYS)
    today = said(page.locator("#desk .answer .said"))
    page.locator("#again").fill("15/02/2022")
    follow(page, page.locator("form.again button"))
    differs = page.locator(".differs")
    differs.wait_for()
    there = said(differs.locator(".said"))
    then = said(page.locator(".answer .statement .said"))
    assert there == [one for one in today if one not in then]
    assert page.locator(".statement .only").count() == len([one for one in then if one not in today])


def test_the_same_day_again_says_that_nothing_differs(open_page: Any) -> None:
    page = open_page(java_script_enabled=False)
    page.locator("#question").fill(DAYS)
    follow(page, page.locator("form.composer button"))
    follow(page, page.locator("form.again button"))
    assert "cùng câu trả lời" in page.locator(".differs").inner_text()
    assert page.locator(".understood").count() == 0
