"""What a reader is told to doubt: every doubt comes from the table, and the table is for a clerk."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePath

import pytest

from index.access import AccessLabel
from index.vietnamese import fold
from ingest.doubts import doubt, table
from ingest.errors import Unreadable
from ingest.pipeline import Failed, Parsed, Task, process

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "samples/corpus"
PLACES = "(?:[^«»]{1,600}: )?"
"""A doubt of a record may name the units that it is about before a colon."""
FEW = 5


@cache
def known() -> re.Pattern[str]:
    """What the table can say, with anything where a value is filled in."""
    patterns = []
    for words in table().values():
        parts = list(string.Formatter().parse(words))
        patterns.append("".join(re.escape(text) + (".*" if name else "") for text, name, _, _ in parts))
    return re.compile(rf"{PLACES}(?:{'|'.join(patterns)})", re.DOTALL)


def doubts_of(path: Path) -> tuple[str, ...]:
    done = process(Task(path.name, path, path.stat().st_size, 0, AccessLabel()))
    if isinstance(done, Failed):
        assert isinstance(done.failure, Unreadable)
        return ()
    assert isinstance(done, Parsed)
    return done.document.doubts


def strings_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_each_code_is_used() -> None:
    used = {word for path in (ROOT / "ingest").rglob("*.py") for word in strings_of(path)}
    assert set(table()) - used == set()


@pytest.mark.parametrize("code", sorted(table()))
def test_words_are_short_vietnamese_for_a_clerk(code: str) -> None:
    words = table()[code]
    plain = re.sub(r"\{\w+\}", "", words)
    assert fold(plain) != plain.casefold(), "no diacritics"
    assert len(plain) <= 110
    assert words.endswith(".")
    assert not re.search(r"[/\\_]|\.py|None|Error", plain)


def test_an_unknown_code_or_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        doubt("no_such_code")
    with pytest.raises(KeyError):
        doubt("pages_unread")


def test_the_samples_are_doubted_in_the_words_of_the_table() -> None:
    told = [words for path in CORPUS.rglob("*") if path.is_file() for words in doubts_of(path)]
    assert len(told) >= FEW
    assert [words for words in told if not known().fullmatch(words)] == []
    assert not any(PurePath(path).name in words for words in told for path in CORPUS.rglob("*.*"))


@pytest.mark.shared
def test_real_documents_are_doubted_in_the_words_of_the_table(shared: Path) -> None:
    corpus = shared / "corpus"
    folders = ("procedures", "laws", "bac-ninh", "office", "seed")
    small = [
        [p for p in sorted((corpus / name).rglob("*")) if p.is_file() and p.stat().st_size < 60_000]
        for name in folders
    ]
    chosen = [path for paths in small for path in paths[:: max(1, len(paths) // 12)]]
    told = [words for path in chosen for words in doubts_of(path)]
    assert len(told) >= FEW
    assert [words for words in told if not known().fullmatch(words)] == []
