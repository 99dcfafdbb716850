"""Footnotes of consolidated texts: their marks are no words of a clause, and they stand behind the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from index.provisions import Span, Unit
from ingest.reading import Draft, Note, Page, Reading, Table, TableRow, Word

ABOUT: Final = "Chú thích của "
"""Begins the heading of a footnote, before the place it is about."""

_MARK: Final = re.compile(r"[ \t]?\[\^?(?P<n>\d{1,3})\](?!\()")
_NOTE: Final = re.compile(r"^[ \t]*\[\^?(?P<n>\d{1,3})\]:?[ \t]*(?=\S)", re.MULTILINE)
_TELLS: Final = re.compile(
    r"được\s(?:sửa\sđổi|bổ\ssung|bãi\sbỏ|thay\sthế|đính\schính)[^\n]{0,200}?\stheo\s(?:quy\sđịnh\s)?tại\s",
    re.IGNORECASE,
)
_THIS: Final = re.compile(r"(?:^|\s)(?P<unit>điều|khoản|điểm)\snày\b", re.IGNORECASE)
_UNITS: Final = {"điều": Unit.ARTICLE, "khoản": Unit.CLAUSE, "điểm": Unit.POINT}
_Range = tuple[int, int]


def lift(reading: Reading) -> Reading:
    """Take the marks out of the words and put the notes behind them, where notes tell of amendments.

    All places in the reading are moved along. Any other text, and one with its own structure, stays as it is.
    """
    text = reading.text
    if reading.drafts or _TELLS.search(text) is None:
        return reading
    notes = dict(_notes(reading))
    marks = [m for m in _MARK.finditer(text) if m["n"] in notes and not _within(m.start(), notes.values())]
    told = {m["n"] for m in marks}
    notes = {label: place for label, place in notes.items() if label in told}
    if not notes:
        return reading
    out = sorted([*notes.values(), *((m.start(), m.end()) for m in marks)])
    moved = _Moved(list(_between(out, len(text))), sorted(notes.values()), text)
    words = (Word(moved.span(w.span), w.box) for w in reading.words)
    firsts = {m["n"]: m.start() for m in reversed(marks)}
    return replace(
        reading,
        text=moved.text,
        pages=tuple(
            Page(p.number, Span(moved.main(p.span.start), moved.main(p.span.end))) for p in reading.pages
        ),
        words=tuple(word for word in words if word.span.start < word.span.end),
        tables=tuple(_table(table, moved) for table in reading.tables),
        notes=tuple(
            Note(label, moved.main(firsts[label]), moved.span(Span(*place)))
            for label, place in sorted(notes.items(), key=lambda item: item[1])
        ),
    )


def note_drafts(reading: Reading, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Go over the notes as units, each headed by the place that it is about."""
    for note in reading.notes:
        words = note.span.of(reading.text)
        place = _place(note.at, words, drafts)
        start = note.span.end - len(words.lstrip())
        span = Span(start, start + len(words.strip()))
        yield Draft(Unit.PARAGRAPH, f"Chú thích {note.label}", f"{ABOUT}{place}" if place else "", span)


def _place(at: int, words: str, drafts: Sequence[Draft]) -> str:
    """Return the locator of the smallest unit at a mark, or of the larger one that the note names."""
    inside = [i for i, d in enumerate(drafts) if d.span.start < at <= d.span.end]
    here: int | None = max(inside, key=lambda i: (drafts[i].span.start, -drafts[i].span.end), default=None)
    if here is None:
        return ""
    named = _THIS.search(words)
    unit = _UNITS[named["unit"].casefold()] if named else drafts[here].unit
    at_unit: int | None = here
    while at_unit is not None and drafts[at_unit].unit is not unit:
        at_unit = drafts[at_unit].parent
    return drafts[here if at_unit is None else at_unit].locator


def _notes(reading: Reading) -> Iterator[tuple[str, _Range]]:
    """Go over the notes: from their number to the next one, the end of their page, or the end of the text."""
    text = reading.text
    heads = {m["n"]: m for m in _NOTE.finditer(text)}  # the last line that begins so
    starts = sorted(m.start() for m in heads.values())
    ends = sorted(page.span.end for page in reading.pages) or [len(text)]
    for label, head in heads.items():
        after = bisect_right(starts, head.start())
        page = min(bisect_right(ends, head.start()), len(ends) - 1)
        stop = min(starts[after] if after < len(starts) else len(text), ends[page])
        if _MARK.search(text, 0, head.start()) and len(text[head.end() : stop].strip()) > 1:
            yield label, (head.start(), stop)


def _within(at: int, places: Iterable[_Range]) -> bool:
    return any(start <= at < end for start, end in places)


def _between(out: Sequence[_Range], length: int) -> Iterator[_Range]:
    at = 0
    for start, end in out:
        if start > at:
            yield at, start
        at = max(at, end)
    if at < length:
        yield at, length


class _Moved:
    """A text put together anew, its main ranges before the others, and where its places have come to."""

    def __init__(self, main: Sequence[_Range], others: Sequence[_Range], text: str) -> None:
        parts: list[str] = []
        self._rows: list[tuple[int, int, int]] = []
        length = 0
        for start, end in [*main, *others]:
            if parts and not parts[-1].endswith("\n") and start and text[start - 1 : start] == "\n":
                parts.append("\n")
                length += 1
            self._rows.append((start, end, length))
            parts.append(text[start:end])
            length += end - start
        self.text = "".join(parts)
        self._main = self._rows[: len(main)]
        self._rows.sort()

    def main(self, place: int) -> int:
        """Return where a place of the main text is now; one that was taken out is where that goes on."""
        return _moved(self._main, place)

    def at(self, place: int) -> int:
        """Return where a place is now, in the main text or behind it."""
        return _moved(self._rows, place)

    def span(self, span: Span) -> Span:
        """Return where a range is now."""
        start = self.at(span.start)
        return Span(start, max(start, self.at(span.end)))


def _moved(rows: Sequence[tuple[int, int, int]], place: int) -> int:
    row = bisect_right(rows, place, key=lambda r: r[0]) - 1
    if row < 0:
        return 0
    start, end, to = rows[row]
    return to + min(place, end) - start


def _table(table: Table, moved: _Moved) -> Table:
    rows = tuple(
        TableRow(moved.span(row.span), tuple(moved.span(cell) for cell in row.cells), row.above)
        for row in table.rows
    )
    return Table(rows, table.header_rows, table.certain)
