"""Words of a text that no unit has as its own: notes at the foot of a table, lines behind the last item.

A unit says what stands before its first part; what stands between or behind its parts would be stored and
never found. So it becomes a paragraph of its own, and the note that a cell refers to can be cited.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.provisions import Span, Unit
from ingest.reading import Draft, Reading

_NOTE = re.compile(r"\[(\d{1,3})\]\s")
_LINE = re.compile(r"[^\n]+")
_LEAST_LETTERS = 12


def with_leftovers(drafts: Sequence[Draft], reading: Reading) -> tuple[Draft, ...]:
    """Return the drafts with a paragraph for each line of a unit that none of its parts holds.

    Outside of all units (the head of the page, signatures) only numbered notes are taken. The order is that
    of the text, a unit before its parts; `parent` indexes are those of the new order.
    """
    below: defaultdict[int | None, list[Span]] = defaultdict(list)
    for draft in drafts:
        below[draft.parent].append(draft.span)
    heads = {row.span.start for table in reading.tables for row in table.rows[: table.header_rows]}
    found: list[tuple[Span, int | None]] = []
    for parent, spans in below.items():
        end = len(reading.text) if parent is None else drafts[parent].span.end
        for span in _gaps(spans, end, reading.text):
            words = span.of(reading.text)
            if span.start not in heads and (parent is not None or _NOTE.match(words)):
                found.append((span, parent))
    return _merged(drafts, found, reading.text) if found else tuple(drafts)


def _gaps(parts: Sequence[Span], end: int, text: str) -> Iterator[Span]:
    """Go over the lines behind the first of some parts that stand in none of them."""
    spans = sorted(parts, key=lambda span: span.start)
    at = spans[0].end
    for span in (*spans[1:], Span(end, end)):
        for match in _LINE.finditer(text, at, max(at, span.start)):
            words = match.group().strip()
            if sum(c.isalpha() for c in words) >= _LEAST_LETTERS:
                start = match.start() + match.group().index(words)
                yield Span(start, start + len(words))
        at = max(at, span.end)


def _merged(
    drafts: Sequence[Draft], found: Sequence[tuple[Span, int | None]], text: str
) -> tuple[Draft, ...]:
    taken = {draft.locator for draft in drafts}
    counts: Counter[str] = Counter()
    rows: list[tuple[Draft, int | None]] = [(draft, index) for index, draft in enumerate(drafts)]
    for span, parent in found:
        above = drafts[parent] if parent is not None else None
        locator = _locator(span.of(text), above.locator if above else "", counts, taken)
        heading, amends = (above.heading, above.amends) if above else ("", None)
        rows.append((Draft(Unit.PARAGRAPH, locator, heading, span, parent, amends=amends), None))
    rows.sort(key=lambda row: (row[0].span.start, -row[0].span.end))
    place = {old: new for new, (_, old) in enumerate(rows) if old is not None}
    return tuple(replace(d, parent=None if d.parent is None else place[d.parent]) for d, _ in rows)


def _locator(words: str, above: str, counts: Counter[str], taken: set[str]) -> str:
    note = _NOTE.match(words)
    name = f"{above} {f'chú thích [{note[1]}]' if note else 'đoạn'}".strip()
    while True:
        counts[name] += 1
        locator = name if note and counts[name] == 1 else f"{name} {counts[name]}"
        if locator not in taken:
            taken.add(locator)
            return locator
