"""Quarantine: each code has its words, and what is stored comes back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.document_store import Change
from ingest import errors
from ingest.language import language_of
from ingest.quarantine import Quarantined, reason
from ingest.report import Report


def _codes(kind: type[errors.Unreadable] = errors.Unreadable) -> Iterator[str]:
    yield kind.code
    for below in kind.__subclasses__():
        yield from _codes(below)


@pytest.mark.parametrize("code", sorted(set(_codes())))
def test_each_code_has_a_reason_in_three_languages(code: str) -> None:
    words = {language: reason(code, language) for language in ("vi", "en", "bn")}
    assert {language: language_of(text) for language, text in words.items()} == {k: k for k in words}


def test_what_is_stored_comes_back() -> None:
    made = Quarantined.of("a.pdf", errors.Damaged("xref: not\nfound"))
    assert Quarantined.recall("a.pdf", made.stored) == made
    assert made.as_json()["detail"] == "xref: not found"


def test_the_exit_code_tells_quarantine_and_interruption() -> None:
    report = Report()
    report.count(Change.CREATED)
    assert report.exit_code == 0
    report.quarantined.append(Quarantined("b", "empty", ""))
    assert (report.exit_code, report.files) == (3, 2)
    report.interrupted = True
    assert report.exit_code == 130


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Điều 1. Phạm vi điều chỉnh của Nghị định này", "vi"),
        ("Article 1. Scope of this Decree on construction permits", "en"),
        ("প্রশাসনিক পদ্ধতির জন্য সমাধান (AI)", "bn"),
        ("123/456 — 7", "vi"),
    ],
)
def test_language_is_told_by_letters(text: str, language: str) -> None:
    assert language_of(text) == language
