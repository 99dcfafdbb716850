"""Puts the lines of a page that is set in two columns into the order in which they are read.

Columns are told by the gap between them. What stands in two columns for another reason is left as it is:
the two heads of an act, signatures beside recipients, lists, the cells of a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final, NamedTuple

from index.provisions import Box
from ingest.page_policy import policy
from ingest.readers.pdf_lines import PdfLine, PdfWord, level_rows

_BINS: Final = 400
_SAME: Final = 0.02
"""Edges that are so near, as a fraction of the page's width, are one margin."""


class _Part(NamedTuple):
    """The words of a line on one side of the gap, or across it."""

    order: int
    line: PdfLine
    top: float
    bottom: float
    left: float
    right: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def in_reading_order(lines: Sequence[PdfLine], ruled: Sequence[Box]) -> tuple[PdfLine, ...]:
    """Return the lines with the left column before the right one, between lines that cross both.

    `ruled` are the straight lines that are drawn on the page.
    """
    words = [word for line in lines for word in line.words]
    rules = policy().columns
    if len(words) < rules.least_words or any(word.box is None for word in words):
        return tuple(lines)
    gap = _gap([word.box for word in words if word.box is not None])
    if gap is None:
        return tuple(lines)
    middle = sum(gap) / 2
    parts = [part for order, line in enumerate(lines) for part in _parts(order, line, middle)]
    across = sorted((p for p in parts if p.left < middle < p.right), key=lambda p: p.middle)
    sides = [part for part in parts if not part.left < middle < part.right]
    out: list[PdfLine] = []
    moved = False
    for above, below in zip([None, *across], [*across, None], strict=True):
        if above is not None:
            out.append(above.line)
        band = [
            p
            for p in sides
            if (above is None or p.middle >= above.middle) and (below is None or p.middle < below.middle)
        ]
        left = sorted((p for p in band if p.right <= middle), key=lambda p: p.middle)
        right = sorted((p for p in band if p.left >= middle), key=lambda p: p.middle)
        if _is_set(left, gap[0]) and _is_set(right, None) and not _is_table(left, right, middle, ruled):
            out.extend(part.line for part in (*left, *right))
            moved = True
        else:
            out.extend(_whole(band, lines))
    return tuple(out) if moved else tuple(lines)


def _gap(boxes: Sequence[Box]) -> tuple[float, float] | None:
    """Return the edges of the widest upright gap near the middle of a page that few words stand in."""
    rules = policy().columns
    covered = [0] * (_BINS + 1)
    for box in boxes:
        for at in range(int(box.left * _BINS), min(int(box.right * _BINS), _BINS - 1) + 1):
            covered[at] += 1
    usual = median(sorted(count for count in covered if count) or [0])
    few = usual * rules.most_across
    best: tuple[int, int] | None = None
    begin: int | None = None
    for at in range(int(rules.from_left * _BINS), int(rules.to_right * _BINS) + 1):
        if covered[at] <= few:
            begin = at if begin is None else begin
            if best is None or at - begin > best[1] - best[0]:
                best = begin, at
        else:
            begin = None
    if best is None or (best[1] - best[0] + 1) / _BINS < rules.least_gap:
        return None
    return best[0] / _BINS, (best[1] + 1) / _BINS


def _parts(order: int, line: PdfLine, middle: float) -> Iterator[_Part]:
    for row in level_rows(line.words):
        if any(word.box and word.box.left < middle < word.box.right for word in row):
            yield _part(order, row)
            continue
        for words in (
            tuple(w for w in row if w.box and w.box.right <= middle),
            tuple(w for w in row if w.box and w.box.left >= middle),
        ):
            if words:
                yield _part(order, words)


def _part(order: int, words: tuple[PdfWord, ...]) -> _Part:
    boxes = [word.box for word in words if word.box is not None]
    return _Part(
        order,
        PdfLine(words),
        min(box.top for box in boxes),
        max(box.bottom for box in boxes),
        min(box.left for box in boxes),
        max(box.right for box in boxes),
    )


def _is_set(column: Sequence[_Part], gap: float | None) -> bool:
    """Tell whether lines are running text: enough of them, most from margin to margin, of several words.

    `gap` is where the gap begins behind the left column.
    """
    rules = policy().columns
    if len(column) < rules.least_lines:
        return False
    left, right = min(part.left for part in column), max(part.right for part in column)
    if gap is not None and gap - right > _SAME:
        return False
    full = sum(right - part.right <= rules.ragged for part in column)
    flush = sum(part.left - left <= _SAME * 2 for part in column)
    words = sum(len(part.line.words) for part in column)
    return (
        full >= len(column) * rules.full_share
        and flush >= len(column) * rules.full_share
        and words >= len(column) * rules.words_a_line
    )


def _is_table(left: Sequence[_Part], right: Sequence[_Part], middle: float, ruled: Sequence[Box]) -> bool:
    """Tell whether a rule is drawn across the gap somewhere between the first and the last line."""
    top = max(left[0].middle, right[0].middle)
    bottom = min(left[-1].middle, right[-1].middle)
    return any(
        box.left < middle - _SAME and box.right > middle + _SAME and top < (box.top + box.bottom) / 2 < bottom
        for box in ruled
        if box.bottom - box.top < _SAME
    )


def _whole(band: Sequence[_Part], lines: Sequence[PdfLine]) -> Iterator[PdfLine]:
    """Give the lines of parts that are no columns as they were."""
    for order in dict.fromkeys(part.order for part in sorted(band, key=lambda part: part.order)):
        yield lines[order]
