"""Takes the description of a way to submit apart: each line with the lines that it stands under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.listing import openers, opens
from assistant.tables import load
from index.vietnamese import fold

Cells = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a description, and those that it stands under, the outermost first, as they are written."""

    words: str
    above: tuple[str, ...]


def taken_apart(cells: Sequence[tuple[str, str]], source: str) -> tuple[Cells, tuple[Line, ...]]:
    """Return the cells of a row without its long description, and the lines of that description.

    A short description, of one line, is left in its row: it says nothing of several cases. So is one whose
    lines do not stand in the `source` as they are, being put together of several: they could not be quoted.
    """
    policy = load("policy")["rows"]
    kept, found = [], []
    for header, value in cells:
        lines = [line.strip() for line in value.split("\n") if line.strip()]
        long = len(value) > policy["cell_characters"] and len(lines) > 1
        apart = long and fold(header) in policy["descriptions"] and all(line in source for line in lines)
        if not apart:
            kept.append((header, value))
            continue
        for line, above in zip(lines, openers(lines), strict=True):
            if not opens(line):
                found.append(Line(line, tuple(lines[index] for index in above)))
    return tuple(kept), tuple(found)
