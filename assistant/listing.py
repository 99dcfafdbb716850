"""Tells under which lines of a running text each line stands: "Trường hợp …:" and what follows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.tables import load

_MARKS = (
    ("step", re.compile(r"[-–+*•\s]*B[ưƯ][ớỚ][cC]\s+\d", re.IGNORECASE)),
    ("number", re.compile(r"\d{1,2}[.)](?!\d)")),
    ("subnumber", re.compile(r"\d{1,2}\.\d{1,2}[.)]?")),
    ("round", re.compile(r"\(\w{1,3}\)")),
    ("letter", re.compile(r"[a-zđ]{1,2}\d?[.)]\s")),
    ("dash", re.compile(r"[-–—]")),
    ("plus", re.compile(r"\+")),
    ("star", re.compile(r"\*")),
    ("dot", re.compile(r"[•●○▪◦·\uf000-\uf0ff]")),
)
_OPENS = re.compile(r":\s*$")


@dataclass(slots=True)
class _Opener:
    """A line that opens others, with its mark and the marks of the lines that stood under it so far."""

    index: int
    mark: str
    below: set[str] = field(default_factory=set)

    def holds(self, mark: str) -> bool:
        """Tell whether a line with a mark stands under this one.

        One marked alike stands beside it, and a plain one behind marked items goes on with the text.
        """
        return mark != self.mark and (mark != "" or not self.below - {""})


def opens(line: str) -> bool:
    """Tell whether a line is followed by what it speaks of."""
    return _OPENS.search(line) is not None


def openings(lines: Sequence[str]) -> list[str]:
    """Return for each line the words of it that open what follows; none of most.

    They are a line that ends in a colon, or only names a case, and the case that a line names before the
    first of several items, of which the next line is one.
    """
    return [
        line if opens(line) or _names_case(line) else _case_above(line, following)
        for line, following in zip(lines, (*lines, "")[1:], strict=True)
    ]


def _names_case(line: str) -> bool:
    policy = load("policy")["listing"]
    return len(line) <= policy["named_case"] and re.match(policy["names_case"], line) is not None


def _case_above(line: str, following: str) -> str:
    """Return the case that a line names before an item that is marked as the following line is."""
    match = re.match(load("policy")["listing"]["case_and_item"], line)
    mark = _mark(match["item"]) if match else ""
    return match["case"] if match and mark == _mark(following) and mark != _mark(line) else ""


def openers(lines: Sequence[str]) -> list[tuple[int, ...]]:
    """Return for each line the indices of those that it stands under, the outermost first."""
    above: list[_Opener] = []
    found = []
    for index, (line, opening) in enumerate(zip(lines, openings(lines), strict=True)):
        mark = _mark(line)
        while above and not all(opener.holds(mark) for opener in above):
            above.pop()
        for opener in above:
            opener.below.add(mark)
        found.append(tuple(opener.index for opener in above))
        if opening:
            above.append(_Opener(index, mark))
    return found


def _mark(line: str) -> str:
    text = line.strip()
    return next((name for name, pattern in _MARKS if pattern.match(text)), "")
