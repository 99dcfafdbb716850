"""Puts what was filled into a form behind the words that it answers, in their line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from index.provisions import Box
from ingest.readers.pdf_fields import PdfField
from ingest.readers.pdf_lines import PdfLine, PdfWord

Place = Callable[[tuple[float, float, float, float]], Box]
"""Makes a box on the page as it is shown of edges in points."""


def with_answers(lines: Sequence[PdfLine], fields: Iterable[PdfField], place: Place) -> tuple[PdfLine, ...]:
    """Return the lines with the values of fields where they stand.

    Of a field that the page paints, the words inside its edges are the value, as the reader sees it. A
    field outside the page is passed by.
    """
    for field in fields:
        box = place(field.edges)
        if box.right <= box.left or box.bottom <= box.top:
            continue
        rows, others = _parted(lines, box) if field.painted else (list(_written(field, box)), list(lines))
        if rows:
            lines = _placed(others, rows, box, apart=field.lines)
    return tuple(lines)


def _parted(lines: Sequence[PdfLine], box: Box) -> tuple[list[PdfLine], list[PdfLine]]:
    """Return the lines of the words inside a box, and those of the others."""
    inside, others = list[PdfLine](), list[PdfLine]()
    for line in lines:
        held = [word.box is not None and _holds(box, word.box) for word in line.words]
        for part, those in ((inside, True), (others, False)):
            words = tuple(word for word, of in zip(line.words, held, strict=True) if of is those)
            if words:
                part.append(line if len(words) == len(held) else PdfLine(words))
    return inside, others


def _written(field: PdfField, box: Box) -> Iterator[PdfLine]:
    """Give the lines of a value that the page does not paint, one below the other in its box."""
    rows = [row.split() for row in field.value.splitlines() if row.strip()]
    high = (box.bottom - box.top) / max(len(rows), 1)
    for number, row in enumerate(rows):
        wide = (box.right - box.left) / len(row)
        yield PdfLine(
            tuple(
                PdfWord(
                    word,
                    Box(
                        *(box.page, box.left + at * wide, box.top + number * high),
                        *(box.left + (at + 1) * wide, box.top + (number + 1) * high),
                    ),
                )
                for at, word in enumerate(row)
            )
        )


def _placed(lines: list[PdfLine], rows: Sequence[PdfLine], box: Box, *, apart: bool) -> list[PdfLine]:
    """Put rows into the line that stands beside a box; below it, or where they are `apart`, as their own."""
    beside = [at for at, line in enumerate(lines) if _is_beside(line, box)]
    if not beside:
        below = (at for at, line in enumerate(lines) if _top(line) >= box.top)
        at = next(below, len(lines))
        return [*lines[:at], *rows, *lines[at:]]
    at = min(beside, key=lambda number: _distance(lines[number], box))
    if apart or len(rows) > 1:
        return [*lines[: at + 1], *rows, *lines[at + 1 :]]
    words = lines[at].words
    before = sum(1 for word in words if word.box is None or word.box.left <= box.left)
    joined = PdfLine((*words[:before], *(word for row in rows for word in row.words), *words[before:]))
    return [*lines[:at], joined, *lines[at + 1 :]]


def _is_beside(line: PdfLine, box: Box) -> bool:
    boxes = [word.box for word in line.words if word.box is not None]
    if not boxes:
        return False
    top, bottom = min(b.top for b in boxes), max(b.bottom for b in boxes)
    return min(bottom, box.bottom) - max(top, box.top) > min(bottom - top, box.bottom - box.top) / 2


def _distance(line: PdfLine, box: Box) -> float:
    """Return how far a line's nearest word stands beside a box; what stands before it is nearer."""
    gaps = [
        box.left - word.box.right if word.box.left <= box.left else 1 + word.box.left - box.right
        for word in line.words
        if word.box is not None
    ]
    return min((max(gap, 0.0) for gap in gaps), default=2.0)


def _top(line: PdfLine) -> float:
    return min((word.box.top for word in line.words if word.box is not None), default=0.0)


def _holds(box: Box, word: Box) -> bool:
    across, down = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return box.left <= across <= box.right and box.top <= down <= box.bottom
