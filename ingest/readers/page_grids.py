"""The grids that rules make on a page: their rows and columns, and which of their fields are one cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from index.provisions import Box
from ingest.page_policy import policy

_COVERED: Final = 0.6
"""Rules along so much of the side of a field part it from the next."""
_LEAST_EDGES: Final = 3


class Region(NamedTuple):
    """A cell: its first row and column, and those behind its last."""

    row: int
    column: int
    end_row: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The edges of rows and columns in fractions of the page, and the cells; none where not certain."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[Region, ...]

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point stands in the grid."""
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]


class _Rule(NamedTuple):
    """A rule at a height (or distance from the left), from and to."""

    at: float
    begin: float
    end: float


def grids(boxes: Sequence[Box]) -> Iterator[Grid]:
    """Find the grids of at least two rows and two columns, from the top of the page on."""
    near = policy().tables.near
    level = _merged([_Rule((b.top + b.bottom) / 2, b.left, b.right) for b in boxes if _is_level(b)], near)
    upright = _merged([_Rule((b.left + b.right) / 2, b.top, b.bottom) for b in boxes if _is_upright(b)], near)
    found = []
    for levels, uprights in _connected(level, upright, near):
        xs, ys = _edges([r.at for r in uprights], near), _edges([r.at for r in levels], near)
        if len(xs) >= _LEAST_EDGES and len(ys) >= _LEAST_EDGES:
            found.append(Grid(xs, ys, tuple(_regions(xs, ys, levels, uprights, near))))
    yield from sorted(found, key=lambda grid: grid.ys[0])


def _is_level(box: Box) -> bool:
    rules = policy().tables
    return box.bottom - box.top <= rules.thick and box.right - box.left >= rules.least_level


def _is_upright(box: Box) -> bool:
    rules = policy().tables
    return box.right - box.left <= rules.thick and box.bottom - box.top >= rules.least_upright


def _merged(rules: Sequence[_Rule], near: float) -> list[_Rule]:
    """Make one of rules that lie on one line and touch: programs draw the border of each cell by itself."""
    out: list[_Rule] = []
    lines: list[list[_Rule]] = []
    for rule in sorted(rules):
        if lines and rule.at - lines[-1][0].at <= near:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    for line in lines:
        at = sum(rule.at for rule in line) / len(line)
        begin = end = None
        for rule in sorted(line, key=lambda r: r.begin):
            if end is None or begin is None or rule.begin > end + near:
                if begin is not None and end is not None:
                    out.append(_Rule(at, begin, end))
                begin, end = rule.begin, rule.end
            else:
                end = max(end, rule.end)
        if begin is not None and end is not None:
            out.append(_Rule(at, begin, end))
    return out


def _connected(
    level: Sequence[_Rule], upright: Sequence[_Rule], near: float
) -> Iterator[tuple[list[_Rule], list[_Rule]]]:
    """Group rules that cross or touch."""
    left = set(range(len(level)))
    free = set(range(len(upright)))
    while left:
        levels, uprights = {left.pop()}, set[int]()
        waiting = list(levels)
        while waiting:
            rule = level[waiting.pop()]
            for at in [i for i in free if _touch(rule, upright[i], near)]:
                free.discard(at)
                uprights.add(at)
                more = [i for i in left if _touch(level[i], upright[at], near)]
                left.difference_update(more)
                levels.update(more)
                waiting.extend(more)
        yield [level[i] for i in levels], [upright[i] for i in uprights]


def _touch(level: _Rule, upright: _Rule, near: float) -> bool:
    return (
        level.begin - near <= upright.at <= level.end + near
        and upright.begin - near <= level.at <= upright.end + near
    )


def _edges(places: Sequence[float], near: float) -> tuple[float, ...]:
    groups: list[list[float]] = []
    for place in sorted(places):
        if groups and place - groups[-1][-1] <= near:
            groups[-1].append(place)
        else:
            groups.append([place])
    return tuple(sum(group) / len(group) for group in groups)


def _regions(
    xs: Sequence[float], ys: Sequence[float], level: Sequence[_Rule], upright: Sequence[_Rule], near: float
) -> Iterator[Region]:
    """Give the cells; nothing where one of them is no rectangle."""
    rows, columns = len(ys) - 1, len(xs) - 1
    down = _parted(ys, xs, level, near)
    across = _parted(xs, ys, upright, near)
    owner: dict[tuple[int, int], Region] = {}
    for row in range(rows):
        for column in range(columns):
            if (row, column) in owner:
                continue
            end_column = column + 1
            while end_column < columns and not across(end_column, row):
                end_column += 1
            end_row = row + 1
            while end_row < rows and not down(end_row, column):
                end_row += 1
            region = Region(row, column, end_row, end_column)
            fields = [(r, c) for r in range(row, end_row) for c in range(column, end_column)]
            if any(field in owner for field in fields) or not _is_whole(region, across, down):
                return
            owner.update(dict.fromkeys(fields, region))
    yield from dict.fromkeys(owner.values())


def _is_whole(region: Region, across: Callable[[int, int], bool], down: Callable[[int, int], bool]) -> bool:
    """Tell whether no rule runs through a region, and rules run all along its inner borders."""
    rows, columns = range(region.row, region.end_row), range(region.column, region.end_column)
    inside = any(across(c, r) for c in columns[1:] for r in rows) or any(
        down(r, c) for r in rows[1:] for c in columns
    )
    closed = all(across(region.end_column, r) for r in rows) and all(down(region.end_row, c) for c in columns)
    return closed and not inside


def _parted(
    edges: Sequence[float], fields: Sequence[float], rules: Sequence[_Rule], near: float
) -> Callable[[int, int], bool]:
    """Return whether a rule runs at an edge along a field; the outer border of a grid counts as drawn."""

    def parted(edge: int, field: int) -> bool:
        if edge in {0, len(edges) - 1}:
            return True
        begin, end = fields[field], fields[field + 1]
        along = sum(
            max(0.0, min(rule.end, end) - max(rule.begin, begin))
            for rule in rules
            if abs(rule.at - edges[edge]) <= near
        )
        return along >= (end - begin) * _COVERED

    return parted
