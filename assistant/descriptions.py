"""Takes the description of a way to submit apart: each line with the lines that it stands under."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.listing import openers, openings
from assistant.tables import load
from index.vietnamese import fold, normalise

# Where an item of a list begins within a line: behind the end of a sentence.
_ITEM = re.compile(r"(?<=[.;:)])\s+(?=[-–+•*] ?[^\W\d_])")

# Where a line goes on: it ends openly, and the next begins with a small letter that marks no item ("a) …").
_OPEN_END = re.compile(r"[^\s.;:]\s*$")
_GOES_ON = re.compile(r"\s*(?!\w{1,3}[).])[^\W\d_]")

# A letter with the marks that are written apart from it.
_LETTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)

Cells = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a description, and those that it stands under, the outermost first, as they are written."""

    words: str
    above: tuple[str, ...]


def taken_apart(cells: Sequence[tuple[str, str]], source: str) -> tuple[Cells, tuple[Line, ...]]:
    """Return the cells of a row without its long description, and the lines of that description.

    A short description, of one line, is left in its row: it says nothing of several cases. So is one whose
    lines do not stand in the `source`, being put together of several: they could not be quoted. What was one
    line each is often read as one ("- Đối với …: 15 ngày. - Đối với …: 30 ngày."), and is taken apart too.
    """
    policy = load("policy")["rows"]
    kept, found = [], []
    for header, value in cells:
        if fold(header) not in policy["descriptions"] or len(value) <= policy["cell_characters"]:
            kept.append((header, value))
            continue
        lines = _as_written(value, source)
        if len(lines) <= 1:
            kept.append((header, value))
            continue
        opening, spelled = openings(lines), [*map(normalise, lines)]
        for line, words, above in zip(lines, opening, openers(spelled), strict=True):
            if words != line:
                found.append(Line(line, tuple(opening[index] or lines[index] for index in above)))
    return tuple(kept), tuple(found)


def _as_written(value: str, source: str) -> list[str]:
    """Return the lines of a description as they stand in its source, blanks included; none if one does not.

    A source may spell its letters and their marks apart, where the cells that were read from it do not.
    """
    lines = [line.strip() for written in _unwrapped(value) for line in _ITEM.split(written) if line.strip()]
    if all(line in source for line in lines):
        return lines
    composed, places = _composed(source)
    found = [re.search(r"\s+".join(map(re.escape, line.split())), composed) for line in lines]
    spans = [match.span() for match in found if match is not None]
    return [source[places[start] : places[end]] for start, end in spans] if len(spans) == len(lines) else []


def _unwrapped(value: str) -> list[str]:
    """Return the lines of a text, those that were broken for want of room as one ("20 ngày làm", "việc")."""
    lines: list[str] = []
    for written in value.split("\n"):
        begins = _GOES_ON.match(written)
        small = begins is not None and begins[0][-1].islower()
        if lines and small and _OPEN_END.search(lines[-1]):
            lines[-1] = f"{lines[-1]}\n{written}"
        else:
            lines.append(written)
    return lines


def _composed(source: str) -> tuple[str, list[int]]:
    """Return a text with each letter and its marks as one, and where each character begins; and its end."""
    letters = [(normalise(match[0]), match.start()) for match in _LETTER.finditer(source)]
    places = [start for letter, start in letters for _ in letter]
    return "".join(letter for letter, _ in letters), [*places, len(source)]
