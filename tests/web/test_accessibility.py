"""Every page as people with little sight, no mouse or a small screen meet it; and texts that mean harm."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import served
from small_office import RECORD, small_office
from waiting import awaiting, follow

from index.access import AccessLabel
from index.settings import load_settings
from ingest.cli import run

DAYS = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"
FEE = "Lệ phí cấp giấy phép treo biển hiệu ngoài trời là bao nhiêu?"
LONG = "x" * 400
HARM = f"""Quy chế trông giữ thuyền thúng

Thuyền thúng gửi ở bến được trông <script>window.harmed = 1</script> trong 9 ngày
<style>body {{ display: none }}</style>
với [giá rẻ](javascript:alert(1)) và <img src=x onerror="window.harmed = 2"> không
thu tiền \u202eđảo\u202c.

Thuyền thúng gửi quá 9 ngày bị kéo về kho{chr(0x200B)} chung, số {LONG}, theo **đậm** và `mã`.
"""
PAGES = (
    "/",
    "/conversations",
    "/documents",
    "/uploads",
    "/procedures",
    f"/procedures/{RECORD['ma_thu_tuc']}",
    "/procedures/compare",
    "/docs",
    "/cong-dan",
    "/review",
    "/answers/none",
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(small_office().home, review_page="true", upload_page="true") as address:
        yield address


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_wrong_on_a_page(open_page: Any, violations: Any, path: str) -> None:
    page = open_page(path, reduced_motion="reduce")
    assert violations(page) == []


@pytest.mark.parametrize("language", ["vi", "en", "bn"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_an_answer(
    open_page: Any, ask: Any, violations: Any, language: str, scheme: str
) -> None:
    page = open_page(f"/?lang={language}", color_scheme=scheme, reduced_motion="reduce")
    ask(page, DAYS)
    ask(page, FEE)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert violations(page) == []
    page.locator("form.again input").last.fill("15/02/2022")
    follow(page, page.locator("form.again button"))
    page.locator(".differs").wait_for()
    assert violations(page) == []


def test_axe_finds_nothing_wrong_where_things_open(open_page: Any, ask: Any, violations: Any) -> None:
    page = open_page(width=390, height=800, reduced_motion="reduce")
    ask(page, DAYS)
    page.locator("#s1 .cite").first.click()
    page.locator(".sheet-open").wait_for()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.locator("dialog#keys").wait_for()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.goto(f"{page.url.split('/answers/')[0]}/conversations")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert violations(page) == []
    page.goto(f"{page.url.split('/conversations')[0]}/ask?question={DAYS}&as_of=mai")
    assert page.get_by_role("alert").is_visible()
    assert violations(page) == []


# 400 % on a screen of 1280 pixels leaves 320.
@pytest.mark.parametrize("path", [*PAGES, f"/ask?question={FEE}", f"/?question={DAYS}&lang=bn"])
def test_nothing_is_cut_off_at_320_pixels(open_page: Any, path: str, width_of: Any) -> None:
    page = open_page(path, width=320, height=256)
    assert width_of(page) <= 320
    lost = page.evaluate(
        """() => [...document.querySelectorAll("main :is(a, button, input, textarea, summary)")]
             .filter((e) => e.checkVisibility() && !e.closest(".scroll, .spoken"))
             .map((e) => [e.getBoundingClientRect(), e.outerHTML.slice(0, 90)])
             .filter(([box]) => box.left < -1 || box.right > 321).map(([, html]) => html)"""
    )
    assert lost == []


@pytest.fixture(scope="module")
def harmful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("harm")
    (folder / "papers").mkdir()
    (folder / "papers" / "quy-che.txt").write_text(HARM, encoding="utf-8")
    label = AccessLabel.parse("public")
    home = load_settings(folder / "home")
    run(home, [folder / "papers"], label, workers=1, sync=False, vectors=False, quiet=True)
    with served(folder / "home") as address:
        yield address


@pytest.mark.parametrize("path", ["/ask?question=", "/cong-dan"])
def test_a_hostile_text_is_shown_and_does_nothing(
    open_page: Any, harmful: str, path: str, width_of: Any
) -> None:
    page = open_page(at=harmful, width=320, height=600)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    question = "Thuyền thúng gửi ở bến được trông bao nhiêu ngày?"
    if path == "/cong-dan":
        page.goto(harmful + path)
        page.get_by_label("Câu hỏi").fill(question)
        with awaiting(page):
            page.keyboard.press("Control+Enter")
    else:
        page.goto(harmful + path + question)
    page.locator("#answer-title").wait_for()
    sources = [page.locator("main").inner_text()]
    follow(page, page.locator(".source .links a").first)
    page.locator("#cited").wait_for()
    sources.append(page.locator("main").inner_text())
    for text in sources:
        assert "<script>window.harmed" in text
    assert "<style>body" in sources[1]
    assert "[giá rẻ](javascript:alert(1))" in sources[1]
    assert "**đậm** và `mã`" in sources[1]
    assert page.evaluate("window.harmed") is None
    assert page.locator("main [href^='javascript:'], main img[src=x], main style").count() == 0
    assert all(one.startswith(f"{harmful}/") and not one.endswith("/x") for one in asked)
    assert width_of(page) <= 320
    assert not any(unicodedata.bidirectional(letter) in {"RLO", "LRO"} for letter in sources[0])
