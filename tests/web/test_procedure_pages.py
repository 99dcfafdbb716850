"""The pages of procedures in a real Chromium: by keyboard, without JavaScript, on paper and on a phone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from card_office import NEW, RENEW, card_office
from playwright.sync_api import expect
from serving import served
from waiting import awaiting, follow

SCREENS = Path(__file__).parents[2] / "docs" / "screens"
A, B = NEW["ma_thu_tuc"], RENEW["ma_thu_tuc"]
CARD, COMPARISON = f"/procedures/{A}", f"/procedures/compare?a={A}&b={B}"
PAGES = ("/procedures", CARD, COMPARISON, "/procedures/compare")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(card_office()) as address:
        yield address


def test_a_clerk_finds_a_card_ticks_papers_and_finds_the_ticks_again(open_page: Any) -> None:
    page = open_page("/procedures")
    page.get_by_label("Tên, mã hoặc lĩnh vực").fill("cap phep neo be")
    with awaiting(page):
        page.keyboard.press("Enter")
    follow(page, page.get_by_role("link", name=NEW["ten_thu_tuc"]))
    box = page.get_by_label("Sơ đồ vị trí neo")
    box.focus()
    page.keyboard.press("Space")
    page.locator("[data-ticked] span:text-is('Đã có 1 trên 3 giấy tờ')").wait_for()
    page.reload()
    expect(page.get_by_label("Sơ đồ vị trí neo")).to_be_checked()
    page.get_by_role("button", name="Xóa hết dấu").click()
    expect(page.locator(".ticks input:checked")).to_have_count(0)
    page.reload()
    assert page.locator(".ticks input:checked").count() == 0


def test_the_number_of_a_line_opens_its_very_words(open_page: Any) -> None:
    page = open_page(CARD)
    row = page.locator(".ticks li", has_text="Giấy kiểm tra phao")
    link = row.locator(".cite")
    assert link.get_attribute("aria-label").endswith(": Thành phần hồ sơ, giấy tờ 3")
    follow(page, link)
    assert "Giấy kiểm tra phao" in page.locator("#cited").inner_text()


def test_an_ended_basis_leads_to_what_ended_it(open_page: Any) -> None:
    page = open_page(CARD)
    follow(page, page.get_by_role("link", name="Hết hiệu lực từ 01/03/2026"))
    assert "17/2019/NĐ-CP" in page.locator("#cited").inner_text()
    page = open_page(CARD)
    page.get_by_label("Áp dụng ngày").fill("28/02/2026")
    follow(page, page.get_by_role("button", name="Xem theo ngày này"))
    assert "Hết hiệu lực" not in page.locator("main").inner_text()


def test_every_journey_goes_without_javascript(open_page: Any) -> None:
    page = open_page("/procedures", java_script_enabled=False)
    page.get_by_label("Cấp thực hiện").select_option("Cấp xã")
    follow(page, page.get_by_role("button", name="Tìm thủ tục"))
    for box in page.locator(".picks input").all():
        box.check()
    follow(page, page.get_by_role("button", name="So sánh"))
    rows = page.locator(".twosides tbody tr")
    shown = rows.count()
    assert "Trạm đo vị trí neo" in page.locator(".twosides tr.only_a").last.inner_text() or shown > 5
    follow(page, page.get_by_role("link", name="Hiện cả các dòng giống nhau"))
    assert rows.count() > shown
    follow(page, page.get_by_role("link", name=A))
    page.get_by_label("Sơ đồ vị trí neo").check()
    with awaiting(page, page.locator("main")), page.expect_download() as download:
        page.get_by_role("link", name="Tải bản Word").click()
    assert download.value.suggested_filename == f"thu-tuc-{A}.docx"


def test_one_tick_alone_is_told_and_kept(open_page: Any) -> None:
    page = open_page(f"/procedures/compare?pick={A}")
    assert page.get_by_role("alert").inner_text() == "Hãy chọn đúng hai thủ tục để so sánh."
    assert page.get_by_label("Mã thủ tục thứ nhất").input_value() == A


def test_paper_carries_lines_boxes_and_places_and_no_buttons(open_page: Any) -> None:
    page = open_page(CARD)
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Tải bản Word")).not_to_be_visible()
    expect(page.locator("header.top")).not_to_be_visible()
    expect(page.locator(".ticks input").first).to_be_visible()
    expect(page.locator(".onlyprint")).to_contain_text("Theo văn bản có hiệu lực ngày", use_inner_text=True)
    assert page.locator(".places li").count() >= 15


def contrast() -> str:
    from test_page import CONTRAST

    return CONTRAST


@pytest.mark.parametrize("path", [*PAGES, f"{CARD}?lang=bn", f"{COMPARISON}&lang=en"])
def test_every_text_can_be_read_on_every_screen(open_page: Any, path: str, width_of: Any) -> None:
    page = open_page(path)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert page.evaluate(contrast()) == [], scheme
    for width in (1280, 360, 320):
        page.set_viewport_size({"width": width, "height": 700})
        assert width_of(page) <= width


@pytest.mark.parametrize("path", [CARD, COMPARISON])
def test_axe_finds_nothing_wrong(open_page: Any, violations: Any, path: str) -> None:
    page = open_page(path, reduced_motion="reduce")
    assert violations(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_controls_have_names_and_headings_their_order(open_page: Any, path: str) -> None:
    page = open_page(path)
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
             .filter((e) => !e.labels.length && !e.getAttribute("aria-label")).map((e) => e.name)"""
    )
    assert nameless == []
    levels = page.evaluate(
        "() => [...document.querySelectorAll('h1,h2,h3,h4')].map((e) => Number(e.tagName[1]))"
    )
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels)), levels
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(set(ids)) == len(ids)
    unnamed = page.evaluate(
        "() => [...document.querySelectorAll('main a')]"
        ".filter((e) => !e.textContent.trim() && !e.ariaLabel).length"
    )
    assert unnamed == 0


def test_the_tab_key_reaches_every_paper_and_the_focus_is_seen(open_page: Any) -> None:
    page = open_page(CARD)
    reached: list[str] = []
    for _ in range(40):
        page.keyboard.press("Tab")
        kind, name, outline = page.evaluate(
            """() => { const e = document.activeElement;
              return [e.type ?? e.tagName, e.id, getComputedStyle(e).outlineStyle]; }"""
        )
        assert outline != "none", (kind, name)
        if kind == "checkbox":
            reached.append(name)
    assert reached[:3] == page.evaluate(
        "() => [...document.querySelectorAll('.ticks input')].map((e) => e.id)"
    )


@pytest.mark.parametrize(
    ("name", "path", "wide"),
    [
        ("procedures", "/procedures", True),
        ("procedure-card", CARD, True),
        ("procedure-card-phone", CARD, False),
        ("procedure-card-en", f"{CARD}?lang=en", True),
        ("procedure-card-bn", f"{CARD}?lang=bn", False),
        ("procedures-compared", COMPARISON, True),
    ],
)
def test_pictures_are_taken(open_page: Any, tmp_path: Path, name: str, path: str, *, wide: bool) -> None:
    """THUTUC_SCREENS=1 keeps them, the light ones and a dark card, in docs/screens/."""
    page = open_page(path, width=1280 if wide else 360, height=1000)
    folder = SCREENS if os.environ.get("THUTUC_SCREENS") else tmp_path
    for scheme, ending in (("light", ""), ("dark", "-dark")):
        if scheme == "dark" and name != "procedure-card":
            continue
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        picture = folder / f"{name}{ending}.png"
        page.screenshot(path=picture)
        assert 5_000 < picture.stat().st_size < 250_000
