"""Takes the pictures of the README from the real page: `python docs/screens.py HOME "question"`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

BROWSER = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MOST_BYTES = 250_000
SCREENS = Path(__file__).parent / "screens"


def take(address: str, question: str, folder: Path) -> None:
    """Ask the question on the page and keep pictures of the answer for a desk and for a phone.

    Raises:
        ValueError: a picture is larger than 250 kB.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=list(ARGUMENTS))
        for name, width, height, scheme in (
            ("answer", 1280, 860, "light"),
            ("answer-dark", 1280, 860, "dark"),
            ("answer-phone", 360, 740, "light"),
        ):
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme=scheme, locale="vi-VN"
            )
            page.goto(address)
            page.get_by_label("Câu hỏi").fill(question)
            page.keyboard.press("Control+Enter")
            page.locator("#answer-title").wait_for(timeout=60_000)
            page.locator(".statement").first.focus()
            page.evaluate("scrollTo(0, 0)")
            page.wait_for_timeout(400)
            picture = folder / f"{name}.png"
            page.screenshot(path=picture)
            if picture.stat().st_size > MOST_BYTES:
                raise ValueError(f"{picture} is larger than {MOST_BYTES} bytes")
            page.close()
        browser.close()


def main() -> None:
    """Serve HOME on a free port and take the pictures."""
    home, question = sys.argv[1:3]
    command = [sys.executable, "-m", "api.cli", "serve", "--home", home, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            take(server.stdout.readline().removeprefix("Serving on ").strip(), question, SCREENS)
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
