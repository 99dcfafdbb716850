"""Tables that describe one administrative procedure: a label and its value beside or below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.provisions import Span, Unit
from ingest.heading_path import heading_path
from ingest.reading import Table, TableRow
from ingest.table_words import is_label, names_procedure
from ingest.tree import Line, Tree

LONG_VALUE = 700
"""Characters of a value above which its steps and items are cited one by one."""
_LEAST_LABELS = 3
_PAIR = 2
_LONGEST_PLACE = 60
_NAME_OF = re.compile(r"^\s*tên\s+", re.IGNORECASE)
_STEP_NUMBER = re.compile(r"\W{0,3}Bước\s(\d{1,2})", re.IGNORECASE)
_INLINE = re.compile(r"([^:]{3,80}):\s*(?=\S)")
_STEP = re.compile(r"(?<=\s)(?=\W{0,3}Bước\s\d{1,2}\s*[:.])")
_ITEM = re.compile(
    r"(?<=[.;:)*]\s)(?=(?:[a-zđ]\)|\d{1,2}[.)]|[-–+*•])\s?[^\W\d_a-zà-ỹđ])|(?<=\s)(?=\*{1,3}\s[^\W\d_a-zà-ỹđ])"
)
_SENTENCE = re.compile(r"(?<=[.;:])\s+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One label with its value: the words of both, the characters of the value, and of the whole."""

    label: str
    value: str
    span: Span
    whole: Span


def entries_of(table: Table, text: str) -> tuple[Entry, ...]:
    """Return the labels of a description of procedures with their values; nothing for any other table."""
    rows = [
        (row.span, [(cell, words) for cell in row.cells if (words := cell.of(text).strip())], len(row.cells))
        for row in table.rows
    ]
    if any(len(cells) > _PAIR for _, cells, _ in rows):
        return ()
    labels = {cells[0][1] for _, cells, _ in rows if cells and is_label(cells[0][1])}
    if len(labels) < _LEAST_LABELS:
        return ()
    return tuple(_read(rows, text))


def _read(rows: Sequence[tuple[Span, list[tuple[Span, str]], int]], text: str) -> Iterator[Entry]:
    label, start = "", -1
    for at, (span, cells, width) in enumerate(rows):
        if not cells:
            continue
        first, words = cells[0]
        if len(cells) == _PAIR:
            yield Entry(words, cells[1][1], cells[1][0], span)
            label, start = words, -1
            continue
        inline = _INLINE.match(words)
        if inline is not None and is_label(inline[1]):
            value = Span(first.start + inline.end(), first.end)
            yield Entry(inline[1], value.of(text), value, span)
            label, start = inline[1], -1
            continue
        # A label leaves its second cell empty, the value below it fills both.
        alone = width == _PAIR and at + 1 < len(rows) and rows[at + 1][2] == 1
        if is_label(words) or alone:
            label, start = words, span.start
            continue
        whole = Span(start if start >= 0 else span.start, span.end)
        yield Entry(label or words, words, first, whole)
        start = -1


def add_entries(  # noqa: PLR0913 - where the rows stand has that many sides
    tree: Tree, entries: Sequence[Entry], text: str, *, prefix: str, base: str, level: int
) -> None:
    """Put the entries into the unit that is open, those of each procedure below its name.

    Each row has the procedure's name and the label with its value; steps and items of a long value are rows
    of their own. `prefix` opens every locator, `base` every heading; units are opened from `level` on.
    """
    place = prefix
    above: tuple[str, ...] = (base,)
    name: tuple[tuple[str, str], ...] = ()
    for entry in entries:
        locator = f"{place}, {_lower(entry.label)}".removeprefix(", ")
        if names_procedure(entry.label):
            place = f"{prefix}, {_lower(_NAME_OF.sub('', entry.label))}".removeprefix(", ")
            above = (base, f"{entry.label}: {entry.value}")
            name = ((entry.label, entry.value),)
            tree.open(Unit.SECTION, level, place, _line(entry.whole, text), heading=heading_path(*above))
            continue
        tree.close(level + 1)
        heading = heading_path(*above, entry.label)
        pieces = pieces_of(entry.span, text)
        if len(pieces) > 1:
            tree.open(Unit.SECTION, level + 1, locator, _line(entry.whole, text), heading=heading)
        for number, piece in enumerate(pieces, 1):
            own = Span(entry.whole.start, piece.end) if number == 1 else piece
            words = piece.of(text)
            part = f"{locator}, {_part(words, number)}" if len(pieces) > 1 else locator
            tree.row(part, TableRow(own, ()), heading, (*name, (entry.label, words)))


def _part(words: str, number: int) -> str:
    step = _STEP_NUMBER.match(words)
    return f"bước {step[1]}" if step else f"ý {number}"


def _line(span: Span, text: str) -> Line:
    return Line(span.start, span.end, span.of(text))


def _lower(label: str) -> str:
    words = " ".join(label.split())
    if len(words) > _LONGEST_PLACE:
        words = f"{words[:_LONGEST_PLACE].rsplit(' ', 1)[0]} …"
    return words[:1].lower() + words[1:]


def pieces_of(span: Span, text: str) -> tuple[Span, ...]:
    """Cut a long value at its steps, a long step at its items, a long item at its sentences."""
    found = [span]
    for mark in (_STEP, _ITEM, _SENTENCE):
        found = [part for each in found for part in _cut(each, mark, text)]
    return tuple(found)


def _cut(span: Span, mark: re.Pattern[str], text: str) -> Iterator[Span]:
    """Cut a span before what `mark` finds; but for steps, short neighbours stay together."""
    words = span.of(text)
    if len(words) <= LONG_VALUE:
        yield span
        return
    stops = [match.end() for match in mark.finditer(words) if match.end()]
    start = 0
    for stop, following in pairwise([*stops, len(words), len(words)]):
        if stop < len(words) and mark is not _STEP and following - start <= LONG_VALUE:
            continue
        piece = words[start:stop]
        if piece.strip():
            begin = span.start + start + len(piece) - len(piece.lstrip())
            yield Span(begin, begin + len(piece.strip()))
        start = stop
