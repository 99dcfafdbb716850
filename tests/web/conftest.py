"""A real headless Chromium for the tests of the pages, and how they open one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import served
from small_office import small_office

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# The browser notes each refused request as an error of its own.
TOLD = ("401", "403", "404", "409", "422", "502", "net::ERR_FAILED")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives the browser; it is skipped where there is none."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists():
                item.add_marker(pytest.mark.skip(reason=f"no browser at {CHROMIUM}"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One for each file: what drives it runs a loop of events, beside which no test may start its own."""
    playwright_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """A server over the small office, one for all files that name no other."""
    with served(small_office().home) as address:
        yield address


@pytest.fixture
def open_page(browser: Any, address: str) -> Iterator[Any]:
    """Opens pages at `address`, and fails where one asks another host, breaks the policy or writes an error.

    Pages opened `beside` another share its cookies, as two tabs do.
    """
    opened: list[Any] = []
    strange: list[str] = []

    def watch(request: Any) -> None:
        if not request.url.startswith(f"{address}/"):
            strange.append(request.url)

    def heard(message: Any) -> None:
        if message.type == "error" and not any(code in message.text for code in TOLD):
            strange.append(message.text)

    def open_page(
        path: str = "/", width: int = 1280, height: int = 800, *, beside: Any = None, **options: Any
    ) -> Any:
        context = beside.context if beside else browser.new_context(**options)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.on("request", watch)
        page.on("console", heard)
        page.on("pageerror", lambda error: strange.append(str(error)))
        page.set_default_timeout(30_000)
        page.goto(address + path)
        opened.append(page)
        return page

    yield open_page
    for context in {page.context for page in opened}:
        context.close()
    assert not strange


@pytest.fixture
def ask() -> Any:
    """Types a question, sends it with the keys and waits for its answer."""

    def ask(page: Any, question: str) -> None:
        page.locator("#question").fill(question)
        page.keyboard.press("Control+Enter")
        page.locator(f"#answer-title:text-is('{question}')").wait_for()

    return ask


@pytest.fixture
def said() -> Any:
    """Reads the words of what a locator finds, without the numbers of sources and with single blanks."""

    def said(found: Any) -> list[str]:
        return found.evaluate_all(
            """(found) => found.map((one) => {
                 const words = one.cloneNode(true);
                 words.querySelectorAll(".cite").forEach((cite) => cite.remove());
                 const parts = words.children.length ? [...words.children] : [words];
                 return parts.map((part) => part.textContent).join(" ").trim().replace(/\\s+/g, " ");
               })"""
        )

    return said


@pytest.fixture
def violations() -> Any:
    """Looks a page over with axe-core and returns what it finds wrong, each as rule and place."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def violations(page: Any) -> list[str]:
        page.wait_for_load_state()
        found = axe.run(page).response["violations"]
        return [
            f"{one['id']}: {node['target']} {node['html'][:120]}" for one in found for node in one["nodes"]
        ]

    return violations


@pytest.fixture
def width_of() -> Any:
    """Measures how wide a page is laid out, in pixels, its styles loaded: a followed link waits for none."""

    def width_of(page: Any) -> int:
        page.wait_for_load_state()
        width: int = page.evaluate("document.documentElement.scrollWidth")
        return width

    return width_of
