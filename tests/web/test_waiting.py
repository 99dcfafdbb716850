"""What the tests of the pages rely on: that a page which asks the server while nobody waits is heard."""

from __future__ import annotations

from typing import Any

from waiting import follow, unawaited


def test_a_page_that_asks_while_nobody_waits_is_heard(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    heard: list[tuple[str, bool]] = []
    page.on("request", lambda asked: heard.append((asked.resource_type, unawaited(page, asked))))
    page.locator("nav a[href='/documents']").click()
    page.wait_for_url("**/documents")
    assert ("document", True) in heard
    page.wait_for_load_state()
    heard.clear()
    follow(page, page.locator("nav a[href='/procedures']"))
    assert page.url == f"{address}/procedures"
    assert ("document", False) in heard
    assert not any(alone for _, alone in heard)
    page.evaluate("fetch('/documents').then((reply) => reply.text())")
    assert heard[-1] == ("fetch", True)
    page.close()
