"""The tree of provisions while it grows: open units on a stack, spans closed in one pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.provisions import Span, Unit
from ingest.reading import Draft, Reading, TableRow

MAX_HEADING = 300


@dataclass(slots=True)
class Line:
    """A line of the text without the blanks around it; `table` and `row` where it is a row of a table."""

    start: int
    end: int
    text: str
    table: int = -1
    row: int = -1


@dataclass(slots=True)
class _Node:
    unit: Unit
    level: int
    locator: str
    heading: str
    start: int
    end: int
    parent: int | None
    lead: str
    cells: tuple[tuple[str, str], ...] = ()
    amends: str | None = None


class Tree:
    """Collects drafts in the order of the text; a unit's span covers all that stands in it."""

    def __init__(self) -> None:
        """Start with nothing open."""
        self._nodes: list[_Node] = []
        self._open: list[int] = []
        self._seen: dict[str, int] = {}
        self._last = 0

    def open(  # noqa: PLR0913 - a unit has that many sides
        self,
        unit: Unit,
        level: int,
        locator: str,
        line: Line,
        *,
        heading: str | None = None,
        lead: str = "",
        amends: str | None = None,
    ) -> int:
        """Open a unit at a line, below the open units of a lower level, and return its index."""
        self.close(level)
        return self._add(unit, level, locator, line.start, line.end, heading, lead, (), amends)

    def row(
        self, locator: str, row: TableRow, heading: str, cells: tuple[tuple[str, str], ...], lead: str = ""
    ) -> int:
        """Put a table row in the unit that is open."""
        at = self._add(Unit.TABLE_ROW, 99, locator, row.span.start, row.span.end, heading, lead, cells, None)
        self._open.pop()
        return at

    def _add(  # noqa: PLR0913, PLR0917
        self,
        unit: Unit,
        level: int,
        locator: str,
        start: int,
        end: int,
        heading: str | None,
        lead: str,
        cells: tuple[tuple[str, str], ...],
        amends: str | None,
    ) -> int:
        parent = self._open[-1] if self._open else None
        if heading is None:
            heading = self._nodes[parent].heading if parent is not None else ""
        locator = self._unique(locator)
        if amends is None and parent is not None:
            amends = self._nodes[parent].amends
        node = _Node(unit, level, locator, _short(heading), start, end, parent, lead, cells, amends)
        self._nodes.append(node)
        self._open.append(len(self._nodes) - 1)
        self._last = max(self._last, end)
        return len(self._nodes) - 1

    def _unique(self, locator: str) -> str:
        count = self._seen.get(locator, 0)
        unique = locator if count == 0 else f"{locator} ({count + 1})"
        while count and unique in self._seen:
            count += 1
            unique = f"{locator} ({count + 1})"
        self._seen[locator] = count + 1
        self._seen.setdefault(unique, 1)
        return unique

    def extend(self, line: Line) -> None:
        """Let the open units reach to the end of a line."""
        if self._open:
            self._last = line.end

    def reach(self, line: Line) -> int:
        """Return how long the innermost unit would be if it reached to the end of a line."""
        return line.end - self._nodes[self._open[-1]].start if self._open else 0

    def close(self, level: int = 0) -> None:
        """Close the open units of this level and deeper ones."""
        while self._open and self._nodes[self._open[-1]].level >= level:
            node = self._nodes[self._open.pop()]
            node.end = max(node.end, self._last)

    def title(self, at: int, heading: str) -> None:
        """Change the heading of a unit before anything stands in it."""
        self._nodes[at].heading = _short(heading)

    def locator(self, at: int) -> str:
        """Return how a unit is cited."""
        return self._nodes[at].locator

    @property
    def here(self) -> int | None:
        """The innermost open unit."""
        return self._open[-1] if self._open else None

    def heading_here(self) -> str:
        """Return the heading that holds at this place."""
        return self._nodes[self._open[-1]].heading if self._open else ""

    def drafts(self) -> tuple[Draft, ...]:
        """Close everything and return the drafts."""
        self.close()
        return tuple(
            Draft(n.unit, n.locator, n.heading, Span(n.start, n.end), n.parent, n.lead, n.cells, n.amends)
            for n in self._nodes
        )


def _short(heading: str) -> str:
    if len(heading) <= MAX_HEADING:
        return heading
    return heading[:MAX_HEADING].rsplit(" ", 1)[0] + " …"


def lines(reading: Reading) -> list[Line]:
    """Cut a text into its lines that hold something, and tell which are table rows."""
    rows: Mapping[int, tuple[int, int]] = {
        row.span.start: (t, r) for t, table in enumerate(reading.tables) for r, row in enumerate(table.rows)
    }
    text = reading.text
    skip_to = 0
    found: list[Line] = []
    at = 0
    size = len(text)
    while at < size:
        stop = text.find("\n", at)
        stop = size if stop < 0 else stop
        raw = text[at:stop]
        body = raw.strip()
        begin = at + len(raw) - len(raw.lstrip()) if body else at
        place = rows.get(at) or rows.get(begin)
        if place is not None:
            span = reading.tables[place[0]].rows[place[1]].span
            found.append(Line(span.start, span.end, span.of(text), *place))
            skip_to = max(skip_to, span.end)
        elif body and begin >= skip_to:
            found.append(Line(begin, begin + len(body), body))
        at = stop + 1
    return found
