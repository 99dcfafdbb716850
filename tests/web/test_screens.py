"""Pictures of the pages for the README, and what the pages weigh; THUTUC_SCREENS=1 keeps the pictures."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sample_office import sample_home
from serving import served
from waiting import follow

ROOT = Path(__file__).parents[2]
NOTICES = ROOT / "samples/corpus/notices"
FEE = "Lệ phí cấp mới cho nhà ở hộ gia đình là bao nhiêu?"
RENEWAL = "Còn gia hạn thì sao?"
WIDE, PHONE = (1280, 860), (390, 780)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(sample_home()) as address:
        yield address


@pytest.fixture
def keep(tmp_path: Path) -> Any:
    folder = ROOT / "docs" / "screens" if os.environ.get("THUTUC_SCREENS") else tmp_path

    def keep(page: Any, name: str) -> None:
        page.wait_for_timeout(400)
        picture = folder / f"{name}.png"
        page.screenshot(path=picture)
        assert 5_000 < picture.stat().st_size < 250_000

    return keep


@pytest.mark.parametrize(
    "shot",
    [
        ("answer", WIDE, "vi", "light"),
        ("answer-dark", WIDE, "vi", "dark"),
        ("answer-en", WIDE, "en", "light"),
        ("answer-bn", PHONE, "bn", "light"),
        ("answer-phone", PHONE, "vi", "light"),
    ],
)
def test_an_answer_with_its_sources(
    open_page: Any, ask: Any, keep: Any, shot: tuple[str, tuple[int, int], str, str]
) -> None:
    name, size, language, scheme = shot
    page = open_page(f"/?lang={language}", *size, color_scheme=scheme, reduced_motion="reduce")
    ask(page, FEE)
    page.locator(".statement").first.focus()
    page.evaluate("scrollTo(0, 0)")
    keep(page, name)


def test_a_thread_and_another_day(open_page: Any, ask: Any, keep: Any) -> None:
    page = open_page("/", *WIDE, reduced_motion="reduce")
    ask(page, FEE)
    page.locator("#again").fill("01/03/2026")
    follow(page, page.locator("form.again button"))
    page.locator(".differs").wait_for()
    page.evaluate("scrollTo(0, 0)")
    keep(page, "answer-another-day")
    ask(page, RENEWAL)
    page.goto(f"{page.url.split('/answers/')[0]}/conversations")
    keep(page, "conversations")


def test_a_source_as_a_sheet_and_a_resident_on_a_phone(open_page: Any, ask: Any, keep: Any) -> None:
    page = open_page("/", *PHONE, reduced_motion="reduce")
    ask(page, FEE)
    page.locator("#s1 .cite").first.click()
    page.locator(".sheet-open").wait_for()
    keep(page, "source-phone")
    page = open_page("/cong-dan", *PHONE, reduced_motion="reduce")
    page.get_by_label("Câu hỏi").fill(FEE)
    follow(page, page.get_by_role("button", name="Gửi câu hỏi"))
    page.locator("#answer-title").wait_for()
    page.evaluate("scrollTo(0, 0)")
    keep(page, "resident-phone")


@pytest.mark.parametrize(
    "shot", [("", WIDE, "vi", "light"), ("-phone", PHONE, "vi", "dark"), ("-en", PHONE, "en", "light")]
)
def test_documents_their_history_and_an_article(
    open_page: Any, keep: Any, shot: tuple[str, tuple[int, int], str, str]
) -> None:
    name, size, language, scheme = shot
    page = open_page(f"/documents?lang={language}", *size, color_scheme=scheme, reduced_motion="reduce")
    keep(page, f"documents{name}")
    page.goto(f"{page.url.split('/documents')[0]}/documents?q=915/2024")
    follow(page, page.locator(".heads a").last)
    keep(page, f"document{name}")
    if not name:
        follow(page, page.get_by_role("link", name="Quá trình hiệu lực"))
        keep(page, "history")
        follow(page, page.get_by_role("link", name="Điều 3 khoản 2"))
        keep(page, "article")
        follow(page, page.get_by_role("link", name="So sánh với trước"))
        keep(page, "article-compared")


def test_putting_documents_in_and_keeping_the_service(open_page: Any, keep: Any, tmp_path: Path) -> None:
    home = Path(shutil.copytree(sample_home(), tmp_path / "home", symlinks=True))
    bad = tmp_path / "quyet-dinh-cu.pdf"
    bad.write_bytes(b"no pdf")
    with served(home, upload_page="true", admin_page="true") as address:
        page = open_page("/uploads", *WIDE, at=address, reduced_motion="reduce")
        keep(page, "uploads")
        page.get_by_label("Chọn tệp").set_input_files([*sorted(NOTICES.glob("*.txt")), bad])
        follow(
            page, page.get_by_role("button", name="Nạp"), page.locator("body:not([data-before]) .state.done")
        )
        keep(page, "upload")
        for question in (FEE, RENEWAL, FEE):
            page.goto(f"{address}/ask?question={question}")
        page.goto(f"{address}/admin")
        keep(page, "admin")
        page.goto(f"{address}/admin/documents")
        keep(page, "admin-documents")
        page.goto(f"{address}/admin/answers")
        follow(page, page.locator(".heads a").first)
        keep(page, "admin-answer")


def test_what_the_page_weighs(open_page: Any, record_property: Any) -> None:
    """The time of the first paint depends on the machine: it is reported (pytest -s), not asserted."""
    page = open_page("/")
    paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
    page.wait_for_function(f"({paint}) !== null")
    scripts = [one.stat().st_size for one in (ROOT / "api/web/static").glob("*.js")]
    style = (ROOT / "api/web/static/page.css").stat().st_size
    told = {"first_paint_ms": page.evaluate(paint), "scripts_bytes": sum(scripts), "style_bytes": style}
    for name, value in told.items():
        record_property(name, value)
    print(told)  # noqa: T201 - the report
    assert sum(scripts) < 60_000
