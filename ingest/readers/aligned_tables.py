"""Tables that have no rules: columns by the white between them, rows by what begins in the first column.

Such a table is rebuilt only where nothing else can be meant: white runs through all its lines, some column
has a figure in every row under a header without one, and rows stand farther apart than the lines of a cell.
Signatures, forms and lists in columns stay lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from index.provisions import Box
from ingest.page_policy import policy
from ingest.readers.pdf_lines import PdfWord


class Standing(NamedTuple):
    """A word and where it stands on the straight page, in fractions of it."""

    word: PdfWord
    box: Box


@dataclass(frozen=True, slots=True)
class Aligned:
    """A table: its rows of cells, the first one its header, and the edges of its columns."""

    rows: tuple[tuple[tuple[PdfWord, ...], ...], ...]
    edges: tuple[float, ...]


class _White(NamedTuple):
    begin: float
    end: float

    def inside(self, other: _White) -> _White:
        return _White(max(self.begin, other.begin), min(self.end, other.end))


@dataclass(frozen=True, slots=True)
class _Line:
    """Words that stand beside one another, from left to right."""

    words: tuple[Standing, ...]

    @property
    def middle(self) -> float:
        return median((one.box.top + one.box.bottom) / 2 for one in self.words)

    @property
    def height(self) -> float:
        return median(one.box.bottom - one.box.top for one in self.words)

    def whites(self) -> list[_White]:
        """Return the white between the words, and what is left and right of them."""
        edges = [0.0, *(edge for one in self.words for edge in (one.box.left, one.box.right)), 1.0]
        return [_White(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]

    def cells(self, channels: Sequence[_White]) -> list[list[PdfWord]]:
        """Return the words of each column."""
        out: list[list[PdfWord]] = [[] for _ in range(len(channels) + 1)]
        for one in self.words:
            out[sum(channel.end <= one.box.left + 1e-9 for channel in channels)].append(one.word)
        return out


def aligned(words: Sequence[Standing]) -> tuple[list[Aligned], bool]:
    """Find the tables among the words of a page that stand in no ruled table, from the top on.

    The second value says that there is more that looks like one.
    """
    left = _lines(words)
    found: list[tuple[float, Aligned]] = []
    while (best := next(_certain(left), None)) is not None:
        begin, end, table = best
        found.append((left[begin].middle, table))
        del left[begin:end]
    return [table for _, table in sorted(found, key=lambda one: one[0])], _looks_tabular(left)


def _lines(words: Sequence[Standing]) -> list[_Line]:
    """Put words at one height into lines, from the top on."""
    groups: list[list[Standing]] = []
    for one in sorted(words, key=lambda one: (one.box.top + one.box.bottom) / 2):
        middle, last = (one.box.top + one.box.bottom) / 2, groups[-1][-1].box if groups else None
        if last is not None and last.top <= middle <= last.bottom:
            groups[-1].append(one)
        else:
            groups.append([one])
    return [_Line(tuple(sorted(group, key=lambda one: one.box.left))) for group in groups]


def _certain(lines: Sequence[_Line]) -> Iterator[tuple[int, int, Aligned]]:
    """Find tables: the first of their lines, the one behind the last, and themselves."""
    for begin, end, channels in _runs(lines):
        table = _table(lines[begin:end], channels)
        if table is not None:
            first, last, rebuilt = table
            yield begin + first, begin + last, rebuilt


def _looks_tabular(lines: Sequence[_Line]) -> bool:
    """Tell whether enough lines under one another have something in enough columns."""
    rules = policy().tables
    return any(
        sum(sum(map(_has_text, line.cells(channels))) > rules.least_gaps for line in lines[begin:end])
        >= rules.least_rows
        for begin, end, channels in _runs(lines)
    )


def _runs(lines: Sequence[_Line]) -> Iterator[tuple[int, int, list[_White]]]:
    """Go over the lines that have white in common with one that has much of it, and what is white.

    They are looked for from the lines with the most columns on; a line is looked at once.
    """
    rules = policy().tables
    seeds = []
    for at, line in enumerate(lines):
        channels = [white for white in line.whites()[1:-1] if white.end - white.begin >= rules.wide_gap]
        if len(channels) >= rules.least_gaps:
            seeds.append((-len(channels), at, channels))
    seen: set[int] = set()
    for _, at, seed in sorted(seeds):
        if at in seen:
            continue
        begin, above = _reach(lines, at, -1, seed)
        end, channels = _reach(lines, at, 1, above)
        seen.update(range(begin, end + 1))
        yield begin, end + 1, channels


def _reach(lines: Sequence[_Line], at: int, step: int, channels: list[_White]) -> tuple[int, list[_White]]:
    """Go on from a line while nothing stands in the white; return the last line and what is white."""
    least = policy().tables.least_white
    most = policy().tables.far * lines[at].height
    while 0 <= at + step < len(lines) and abs(lines[at + step].middle - lines[at].middle) <= most:
        whites = lines[at + step].whites()
        narrowed = [max((c.inside(w) for w in whites), key=lambda w: w.end - w.begin) for c in channels]
        if any(white.end - white.begin < least for white in narrowed):
            break
        at, channels = at + step, narrowed
    return at, channels


def _table(lines: Sequence[_Line], channels: Sequence[_White]) -> tuple[int, int, Aligned] | None:
    """Make a table of lines with white in common, without those above and below that are no part of it."""
    cells = [line.cells(channels) for line in lines]
    first = next((at for at, row in enumerate(cells) if row[0] and _has_figure(row)), None)
    if first is None:
        return None
    top = next((at for at in range(first) if sum(map(bool, cells[at])) > 1), None)
    last = len(lines)
    while last > first and sum(map(bool, cells[last - 1])) < 2 and cells[last - 1][0]:  # noqa: PLR2004
        last -= 1
    starts = [at for at in range(first, last) if cells[at][0]]
    if top is None or len(starts) < policy().tables.least_rows - 1:
        return None
    if not _rows_stand_apart(lines[:last], first, set(starts)):
        return None
    bounds = [top, *starts, last]
    rows = tuple(_row(cells[begin:end]) for begin, end in pairwise(bounds))
    if not _is_certain(rows):
        return None
    edges = (
        min(one.box.left for line in lines[top:last] for one in line.words),
        *((channel.begin + channel.end) / 2 for channel in channels),
        max(one.box.right for line in lines[top:last] for one in line.words),
    )
    return top, last, Aligned(rows, edges)


def _row(lines: Sequence[Sequence[Sequence[PdfWord]]]) -> tuple[tuple[PdfWord, ...], ...]:
    return tuple(tuple(word for cell in column for word in cell) for column in zip(*lines, strict=True))


def _rows_stand_apart(lines: Sequence[_Line], first: int, starts: set[int]) -> bool:
    """Tell whether each row is one line, or rows stand farther apart than the lines of their cells."""
    steps = [(at, lines[at].middle - lines[at - 1].middle) for at in range(first + 1, len(lines))]
    between = [step for at, step in steps if at in starts]
    within = [step for at, step in steps if at not in starts]
    return not within or not between or min(between) >= max(within) * policy().tables.apart


def _is_certain(rows: Sequence[Sequence[Sequence[PdfWord]]]) -> bool:
    """Tell whether the first row heads the others: a column has a figure in each of them, and none in it."""
    header, body = rows[0], rows[1:]
    if sum(map(bool, header)) < len(header) - 1:
        return False
    filled = sum(bool(cell) for row in body for cell in row)
    columns = zip(*body, strict=True)
    figures = [all(_figure(cell) for cell in column) for column in columns]
    return filled >= policy().tables.filled * len(body) * len(header) and any(
        every and head and not _figure(head) for every, head in zip(figures, header, strict=True)
    )


def _has_text(cell: Sequence[PdfWord]) -> bool:
    """Tell whether there is more in a cell than dots to write on."""
    return any(sign.isalnum() for word in cell for sign in word.text)


def _has_figure(row: Sequence[Sequence[PdfWord]]) -> bool:
    return any(map(_figure, row))


def _figure(cell: Sequence[PdfWord]) -> bool:
    return any(sign.isdigit() for word in cell for sign in word.text)
