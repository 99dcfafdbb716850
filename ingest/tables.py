"""Tables in a text: what they are, and their rows put into the tree of provisions."""

from __future__ import annotations

from index.vietnamese import fold
from ingest.heading_path import heading_path
from ingest.reading import Reading, Table
from ingest.record_tables import add_entries, entries_of
from ingest.table_rows import Rows
from ingest.table_words import table_words
from ingest.tree import Tree

_LAYOUT_ROWS = 6
_LEVEL = 60
"""Sections of tables stand below every other unit but rows."""
_RECIPIENTS = "noi nhan"
_SENTENCE_ENDS = (".", ";", ",")
_ASIDES = ("(", "[", "|")
_LEAST_LETTERS = 4


def is_layout(table: Table, text: str) -> bool:
    """Tell whether a table only places the head or the signatures of an act on the page."""
    if len(table.rows) > _LAYOUT_ROWS:
        return fold(table.rows[0].span.of(text)[:20]).lstrip(" |").startswith(_RECIPIENTS)
    words = fold(" ".join(row.span.of(text)[:400] for row in table.rows))
    return any(mark in words for mark in table_words().layout)


def add_rows(tree: Tree, reading: Reading, table: Table, *, prefix: str, about: str) -> None:
    """Put the rows of a table into the unit that is open; `about` is the sentence before the table."""
    here = tree.heading_here()
    about = about if _is_caption(about) else ""
    base = here if about in here else heading_path(here, about)
    entries = entries_of(table, reading.text)
    if entries:
        add_entries(tree, entries, reading.text, prefix=prefix, base=base, level=_LEVEL)
    else:
        Rows(reading.text, table, prefix=prefix, base=base, about=about, level=_LEVEL).add(tree)
    tree.close(_LEVEL)


def _is_caption(line: str) -> bool:
    """Tell whether the line before a table may say what it is about: no sentence, note or tail of one."""
    if line.endswith(_SENTENCE_ENDS) or line.startswith(_ASIDES):
        return False
    return sum(c.isalpha() for c in line) >= _LEAST_LETTERS and (")" not in line[-1:] or "(" in line)
