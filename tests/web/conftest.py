"""A real headless Chromium for the tests of the pages, and how they open one.

THUTUC_SLOW_PAGES=700 holds back whatever the pages ask of the server, each time by so many milliseconds, and
lets it come in slowly: a test that passes only where the machine is quick fails then.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from people import PASSWORD
from playwright.sync_api import expect, sync_playwright
from serving import served
from small_office import small_office
from waiting import PATIENCE_MS, awaiting, expecting, unawaited

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
SLOW_MS = int(os.environ.get("THUTUC_SLOW_PAGES", "0"))


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
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """A server over the small office, one for all files that name no other."""
    with served(small_office().home) as address:
        yield address


def slow_down(page: Any) -> None:
    """Let answers start late and, at 10 kB in that time, come in piece by piece."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    bytes_per_second = 10_000 * 1000 // SLOW_MS
    slow = {"latency": SLOW_MS, "downloadThroughput": bytes_per_second, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", {"offline": False, **slow})


@pytest.fixture
def open_page(browser: Any, address: str) -> Iterator[Any]:
    """Opens pages at `address` or at another, and fails where one asks any other host, breaks the policy,
    writes an error or is about to change while nobody waits for it.

    Pages opened `beside` another share its cookies, as two tabs do.
    """
    opened: list[Any] = []
    strange: list[str] = []

    def patient(page: Any, step: Callable[..., Any]) -> Callable[..., Any]:
        def waits(*args: Any, **options: Any) -> Any:
            with expecting(page):
                return step(*args, **options)

        return waits

    def heard(message: Any) -> None:
        if message.type == "error" and not any(code in message.text for code in TOLD):
            strange.append(message.text)

    def open_page(
        path: str = "/",
        width: int = 1280,
        height: int = 800,
        *,
        at: str = address,
        beside: Any = None,
        **options: Any,
    ) -> Any:
        context = beside.context if beside else browser.new_context(**options)
        page = context.new_page()

        def watch(request: Any) -> None:
            if not request.url.startswith(f"{at}/"):
                strange.append(request.url)
            elif unawaited(page, request):
                strange.append(f"nobody waited for {request.url}")

        if SLOW_MS:
            slow_down(page)
        page.set_viewport_size({"width": width, "height": height})
        page.on("request", watch)
        page.on("console", heard)
        page.on("pageerror", lambda error: strange.append(str(error)))
        page.set_default_timeout(PATIENCE_MS)
        for name in ("goto", "reload", "go_back"):  # these wait by themselves
            setattr(page, name, patient(page, getattr(page, name)))
        opened.append(page)
        page.goto(at + path)
        return page

    yield open_page
    for context in {page.context for page in opened}:
        context.close()
    assert not strange, "\n".join(strange)


@pytest.fixture
def ask() -> Any:
    """Types a question, sends it with the keys and waits for its answer."""

    def ask(page: Any, question: str) -> None:
        page.locator("#question").fill(question)
        with awaiting(page):
            page.keyboard.press("Control+Enter")
        page.locator(f"#answer-title:text-is('{question}')").wait_for()

    return ask


@pytest.fixture
def signed_in(open_page: Any) -> Any:
    """Opens a page where somebody signs in first."""

    def signed_in(name: str, path: str = "/", width: int = 1280, height: int = 800, **options: Any) -> Any:
        page = open_page(path, width, height, **options)
        page.locator("input[name=name]").fill(name)
        page.locator("input[type=password]").fill(PASSWORD)
        with awaiting(page):
            page.keyboard.press("Enter")
        return page

    return signed_in


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
