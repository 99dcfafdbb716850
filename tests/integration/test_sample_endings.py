"""Which samples are in force: the decree of 2026 replaces the one of 2023, which says nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sample_office import sample_home

from index.access import Principal
from index.document_store import DocumentHead
from index.settings import load_settings
from index.sqlite_store import SqliteStore
from index.validity import Force

OLD, NEW = "911/2023/NĐ-CP", "921/2026/NĐ-CP"
LAST_DAY, FIRST_DAY = date(2026, 3, 31), date(2026, 4, 1)


@pytest.fixture(scope="module")
def heads() -> Iterator[dict[str, DocumentHead]]:
    with SqliteStore.open(load_settings(sample_home()).database) as store:
        yield {head.identity.number or head.id: head for head in store.heads(Principal.operator())}


def test_the_newer_decree_ends_the_older_one(heads: dict[str, DocumentHead]) -> None:
    ended = heads[OLD].validity
    assert (ended.ends, ended.ended_by) == (FIRST_DAY, NEW)
    assert ended.basis is not None
    assert ended.basis.endswith(NEW)
    assert ended.basis.startswith("Điều ")
    assert (ended.on(LAST_DAY), ended.on(FIRST_DAY)) == (Force.IN_FORCE, Force.ENDED)


def test_the_newer_decree_is_in_force_from_that_day(heads: dict[str, DocumentHead]) -> None:
    begun = heads[NEW].validity
    assert (begun.on(LAST_DAY), begun.on(FIRST_DAY)) == (Force.NOT_YET, Force.IN_FORCE)


def test_nothing_else_among_the_samples_ends(heads: dict[str, DocumentHead]) -> None:
    assert [number for number, head in heads.items() if head.validity.ended_by] == [OLD]
