"""Of the province's decisions, every word that rules something stands in a provision of its own."""

from __future__ import annotations

import re
from pathlib import Path, PurePath

import pytest

from index.provisions import Unit
from index.vietnamese import fold
from ingest.readers.markdown import read_markdown
from ingest.reading import Reading
from ingest.structure import parse

MOST_LOST = 0.0005
"""Measured on the twelve decisions: none of 43,227 words (headers of tables stand with their values)."""
_WORD = re.compile(r"\w+")


def own_characters(reading: Reading) -> set[int]:
    """Return the characters that some provision has as its own: all of a leaf, the beginning of any other."""
    drafts = parse(reading)
    first: dict[int, int] = {}
    for draft in drafts:
        if draft.parent is not None:
            first.setdefault(draft.parent, draft.span.start)
    held: set[int] = set()
    for index, draft in enumerate(drafts):
        held.update(range(draft.span.start, first.get(index, draft.span.end)))
    return held


def ruled(reading: Reading) -> set[int]:
    """Return the characters behind the head of the act that are no header, signature or line of a site."""
    text = reading.text
    left = set(range(text.index("Căn cứ"), len(text)))
    for table in reading.tables:
        words = fold(" ".join(row.span.of(text) for row in table.rows))
        layout = words.lstrip().startswith("noi nhan") or "cong hoa xa hoi" in words
        for row in table.rows if layout else table.rows[: table.header_rows]:
            left.difference_update(range(row.span.start, row.span.end))
    site = re.search(r"\nQuyết định \d+/QĐ-UBND (?:năm \d{4} )?[^\n]*\nVăn bản này chưa cập nhật", text)
    return {at for at in left if site is None or at < site.start()}


@pytest.mark.shared
def test_hardly_a_word_of_the_decisions_is_in_no_provision(shared: Path) -> None:
    words = lost = 0
    for path in sorted((shared / "corpus" / "bac-ninh").glob("*.md")):
        reading = read_markdown(path.read_text(encoding="utf-8"), PurePath(path.name))
        held, wanted = own_characters(reading), ruled(reading)
        for match in _WORD.finditer(reading.text):
            if match.start() in wanted:
                words += 1
                lost += match.start() not in held
    assert words > 40_000
    assert lost <= MOST_LOST * words


@pytest.mark.shared
def test_each_row_of_the_decisions_is_one_row(shared: Path) -> None:
    """A row glued to what stands behind its table holds an appendix; a torn one begins with a bar."""
    for path in sorted((shared / "corpus" / "bac-ninh").glob("*.md")):
        reading = read_markdown(path.read_text(encoding="utf-8"), PurePath(path.name))
        for draft in parse(reading):
            words = draft.span.of(reading.text)
            if draft.unit is Unit.TABLE_ROW:
                assert "PHỤ LỤC" not in words
                assert not any("cập nhật nội dung Tiếng Anh" in value for _, value in draft.cells)
            elif draft.unit is Unit.PARAGRAPH:
                assert not words.startswith("|"), f"{path.name}: {draft.locator}"
