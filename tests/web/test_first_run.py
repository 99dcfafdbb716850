"""An empty store: three steps, and the samples for whoever has nothing at hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import served
from waiting import awaiting, follow

from index.settings import load_settings
from index.sqlite_store import SqliteStore


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with served(tmp_path / "home") as address:
        yield address


def test_an_empty_store_leads_from_the_samples_to_the_first_question(open_page: Any, violations: Any) -> None:
    page = open_page()
    assert page.locator(".first li").count() == 3
    assert violations(page) == []
    with awaiting(page, page.locator("#question")):
        follow(page, page.get_by_role("button", name="Nạp văn bản mẫu"))
        assert "Đang nạp" in page.locator("[data-running]").inner_text()
        assert violations(page) == []
    assert page.locator(".examples a").count() >= 1
    assert page.request.post(f"{page.url}samples").ok, "asked again, it does nothing"


def test_a_store_that_is_somebodys_own_is_offered_no_samples(open_page: Any, tmp_path: Path) -> None:
    SqliteStore.open(load_settings(tmp_path / "home").database, write=True).close()
    page = open_page()
    assert page.locator(".first li").count() == 3
    assert page.get_by_role("button", name="Nạp văn bản mẫu").count() == 0
