"""Finds the tables of Markdown text: pipe tables, and cells that stand alone between lines of a single `|`.

The second form comes from pages turned into text: a line that holds only `|` opens a row and closes each
cell,
so that two in a row end one row and open the next, and each further one is an empty cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

_DELIMITER = re.compile(r"\s*(?:\|\s*)?:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*(?:\|\s*)?")
_UNESCAPED = re.compile(r"(?<!\\)\|")
_NEW_PART = re.compile(
    r"[*_\s#]*(?:PHỤ LỤC|Phụ lục [IVX\d]|MẪU SỐ|Mẫu số|ĐIỀU \d|Điều \d|CHƯƠNG [IVX]|Chương [IVX]"
    r"|\[\d+\]|QUYẾT ĐỊNH|$)"
)
_ORDINAL = re.compile(r"\W*(?:(?:Bước\s+)?\d+(?:\.\d+)*|[IVX]+|[A-Za-z])?\W*")
ROWS_TO_COMPARE = 4
HEADER_WIDTH = 3
_MOTTO = re.compile(r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI")
_RECIPIENTS = re.compile(r"\W*nơi\s+nhận", re.IGNORECASE)
_BAR_SHARE = 0.03


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells, raw; `certain` is false where rows differ in width."""

    rows: tuple[tuple[str, ...], ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class _Segment:
    """A run of lines and the number of `|` lines behind it."""

    lines: tuple[str, ...]
    bars: int


def is_delimiter(line: str) -> bool:
    """Tell whether a line parts a pipe table's header from its rows."""
    return "|" in line and _DELIMITER.fullmatch(line) is not None


def pipe_cells(line: str) -> tuple[str, ...]:
    """Cut a line of a pipe table into its cells."""
    parts = [p.replace("\\|", "|") for p in _UNESCAPED.split(line.strip())]
    if parts and not parts[0].strip():
        parts = parts[1:]
    if parts and not parts[-1].strip():
        parts = parts[:-1]
    return tuple(p.strip() for p in parts)


def has_lone_bars(lines: Sequence[str]) -> bool:
    """Tell whether a text has cells between lines of a single `|`.

    Recognised scans have a stray bar now and then (0.5 % of their lines at most, where texts with such tables
    have 17 % at least).
    """
    bars = sum(line.strip() == "|" for line in lines)
    return bars > 1 and bars >= _BAR_SHARE * len(lines)


def split_lone_bars(lines: Sequence[str]) -> list[Grid | tuple[str, ...]]:
    """Part a text into the grids of its lone-bar tables and the lines between them."""
    segments = _segments(lines)
    parts: list[Grid | tuple[str, ...]] = []
    here = 0
    if segments and _opens_without_bar(segments):
        here = _take_table(segments, 0, [], parts)
    while here < len(segments):
        segment = segments[here]
        if segment.lines:
            parts.append(segment.lines)
        here += 1
        if segment.bars and here < len(segments):
            here = _take_table(segments, here, [""] * (segment.bars - 1), parts)
    return parts


def _segments(lines: Sequence[str]) -> list[_Segment]:
    runs = [(bar, tuple(g)) for bar, g in groupby(lines, key=lambda line: line.strip() == "|")]
    if runs and runs[0][0]:
        runs.insert(0, (False, ()))
    found = []
    for position in range(0, len(runs), 2):
        bars = len(runs[position + 1][1]) if position + 1 < len(runs) else 0
        found.append(_Segment(runs[position][1], bars))
    return found


def _opens_without_bar(segments: Sequence[_Segment]) -> bool:
    """Tell whether a text begins inside its letterhead, whose opening bar was trimmed away."""
    few = 6
    return (
        len(segments) > 1
        and 0 < len(segments[0].lines) <= few
        and _MOTTO.search(" ".join(segments[1].lines)) is not None
    )


def _take_table(
    segments: Sequence[_Segment], here: int, row: list[str], parts: list[Grid | tuple[str, ...]]
) -> int:
    """Read the rows of a table from segment `here` on; return the first segment behind it."""
    rows: list[tuple[str, ...]] = []
    width = 0
    while here < len(segments):
        segment = segments[here]
        last_cell_empty = bool(rows) and len(rows[-1]) < width
        if not segment.bars or _is_outside(segments, here, len(row), width, after_row=last_cell_empty):
            break
        row.append("\n".join(segment.lines))
        here += 1
        if segment.bars > 1 and _is_empty_cell(segments, here, len(row), width):
            row.append("")
        elif segment.bars > 1:
            empty = segment.bars - 2
            # A header ends in no empty cell: what is empty behind it opens the next row.
            unknown = 0 if len(row) >= HEADER_WIDTH else empty
            closing = min(empty, width - len(row)) if width else unknown
            rows.append((*row, *[""] * max(closing, 0)))
            width = width or len(rows[0])
            row = [""] * (empty - max(closing, 0))
        elif width and len(row) >= width:
            rows.append(tuple(row))
            row = []
            break
        elif not width and len(row) == 2 and _RECIPIENTS.match(row[0]):  # noqa: PLR2004 - recipients | signature
            break
    if any(row):
        rows.append(tuple(row))
    if rows:
        widest = max(map(len, rows))
        parts.append(Grid(tuple(rows), certain=all(len(r) == widest for r in rows)))
    return here


def _is_empty_cell(segments: Sequence[_Segment], here: int, filled: int, width: int) -> bool:
    """Tell whether two bars before segment `here` are an empty cell within a row and no end of it.

    So it is where the cells that follow fill up the row, and the first of them does not count like a first
    cell. The last row of a table has no bar that opens the next one.
    """
    if segments[here - 1].bars != 2 or here >= len(segments) or not filled < width:  # noqa: PLR2004
        return False
    words = _words(segments[here])
    if _ORDINAL.fullmatch(words) or _NEW_PART.match(words):
        return False
    end = _end_of_row(segments, here)
    if end is None:
        return False
    last = end + 1 < len(segments) and _NEW_PART.match(_words(segments[end + 1])) is not None
    return filled + 1 + (end - here + 1) + segments[end].bars - (1 if last else 2) == width


def _words(segment: _Segment) -> str:
    return " ".join(segment.lines).strip()


def _is_outside(segments: Sequence[_Segment], here: int, filled: int, width: int, *, after_row: bool) -> bool:
    """Tell whether a segment is text behind the table and no cell of the open row.

    A short last row is told from the rows of the next table: the text stands right before its header. With
    `after_row` the row before is short, so that the bar that seems to open a row may close its empty cell.
    """
    if not filled and not after_row:
        return False
    if _NEW_PART.match(_words(segments[here])):
        return True
    if not filled:
        return False
    end = _end_of_row(segments, here)
    if not width or end is None or filled + end - here + 1 <= width:
        return False
    return end - here == _next_width(segments, end)


def _end_of_row(segments: Sequence[_Segment], here: int) -> int | None:
    """Return the segment that is followed by an end of row, from `here` on, or `None` at the last text."""
    for position in range(here, len(segments)):
        if segments[position].bars != 1:
            return position if segments[position].bars else None
    return None


def _next_width(segments: Sequence[_Segment], end: int) -> int:
    """Return the number of cells of the longest of the rows behind segment `end`."""
    widest = 0
    for _ in range(ROWS_TO_COMPARE):
        behind = _end_of_row(segments, end + 1)
        if behind is None:
            # The last row of the last table ends with a single bar.
            return widest or sum(segment.bars > 0 for segment in segments[end + 1 :])
        widest, end = max(widest, behind - end + segments[behind].bars - 2), behind
    return widest
