"""Tells whether a quantity that a question gives falls under a condition: 8 years old, "dưới 14 tuổi"."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.tables import load

_NUMBER = r"(?<![\w/.,])(?P<{name}>\d{{1,3}}(?:\.\d{{3}})+|\d+(?:,\d+)?)(?![\d/])"
# How a condition names its bounds; "từ 5 đến dưới 10", "trên 5 đến 10", "không quá 10", "10 trở lên".
_LOWER = r"(?P<lower>tu du|tu tren|tu|tren|hon|lon hon|qua|vuot qua|du|toi thieu|it nhat|bang hoac tren)"
_UPPER = (
    r"(?P<upper>den duoi|den het|den|toi|duoi|chua du|chua den|nho hon|it hon"
    r"|khong qua|khong vuot qua|toi da)"
)
_OPEN_BELOW = frozenset({"tren", "hon", "lon hon", "qua", "vuot qua", "tu tren"})
_OPEN_ABOVE = frozenset({"den duoi", "duoi", "chua du", "chua den", "nho hon", "it hon"})
_FROM = "tro len"
_TO = "tro xuong"


@dataclass(frozen=True, slots=True)
class Range:
    """Amounts in the base unit of what they measure; a bound is part of the range unless it is open."""

    measure: str
    least: float = -math.inf
    most: float = math.inf
    open_below: bool = False
    open_above: bool = False

    def meets(self, other: Range) -> bool:
        """Tell whether two ranges of one measure have amounts in common."""
        low, high = max(self.least, other.least), min(self.most, other.most)
        if low != high:
            return low < high
        opened = (self.open_below, self.least), (self.open_above, self.most)
        others = (other.open_below, other.least), (other.open_above, other.most)
        return not any(is_open and bound == low for is_open, bound in (*opened, *others))


def stated(folded: str) -> tuple[Range, ...]:
    """Return the amounts that a folded question states, plain ones ("8 tuổi") as ranges of one amount."""
    ranges = tuple(_ranges(folded))
    bounds = {(r.measure, bound) for r in ranges for bound in (r.least, r.most)}
    plain = (_amount(m["number"], m["unit"]) for m in _quantity().finditer(folded))
    points = (Range(measure, value, value) for measure, value in plain if (measure, value) not in bounds)
    return tuple(dict.fromkeys((*ranges, *points)))


@lru_cache(maxsize=4096)
def conditions(folded: str) -> tuple[Range, ...]:
    """Return the conditions on amounts in a folded text, in its order."""
    return tuple(_ranges(folded))


def fit(wanted: Sequence[Range], folded: str) -> int:
    """Say 1 where a text has a condition that a stated amount meets, -1 where its conditions exclude it.

    0 where the text sets no condition on what is stated. Of several conditions on one measure any may hold:
    a schedule lists them all.
    """
    verdicts = []
    for amount in wanted:
        same = [r for r in conditions(folded) if r.measure == amount.measure]
        if same:
            verdicts.append(1 if any(r.meets(amount) for r in same) else -1)
    return min(verdicts, default=0)


def _ranges(folded: str) -> Iterator[Range]:
    at = 0
    both = _both()
    one = _one()
    while (match := _first(both.search(folded, at), one.search(folded, at))) is not None:
        at = match.end()
        groups = match.groupdict()
        unit = groups["unit"]
        if "second" in groups:
            measure, least = _amount(groups["first"], groups["first_unit"] or unit)
            same, most = _amount(groups["second"], unit)
            if measure == same:
                opened = groups["lower"] in _OPEN_BELOW, groups["upper"] in _OPEN_ABOVE
                yield Range(measure, least, most, *opened)
            continue
        measure, bound = _amount(groups["number"], unit)
        tail = groups["tail"] or ""
        if tail == _TO or (groups["upper"] and tail != _FROM):
            yield Range(measure, most=bound, open_above=groups["upper"] in _OPEN_ABOVE)
        elif tail == _FROM or groups["lower"]:
            yield Range(measure, least=bound, open_below=groups["lower"] in _OPEN_BELOW)


def _first(*found: re.Match[str] | None) -> re.Match[str] | None:
    """Return the match that begins first; of two that begin together the one named first."""
    return min((m for m in found if m is not None), key=lambda m: m.start(), default=None)


def _amount(number: str, unit: str) -> tuple[str, float]:
    """Return what is measured, and how much of its base unit a number of a unit is."""
    measure, size = load("units")[unit]
    return measure, float(number.replace(".", "").replace(",", ".")) * size


@lru_cache(maxsize=1)
def _units() -> str:
    longest_first = sorted(load("units"), key=lambda unit: (-len(unit), unit))
    return "|".join(re.escape(unit) for unit in longest_first)


@lru_cache(maxsize=1)
def _quantity() -> re.Pattern[str]:
    return re.compile(rf"{_NUMBER.format(name='number')}\s*(?P<unit>{_units()})\b")


@lru_cache(maxsize=1)
def _both() -> re.Pattern[str]:
    first, second = _NUMBER.format(name="first"), _NUMBER.format(name="second")
    return re.compile(
        rf"\b{_LOWER}\s+{first}\s*(?:(?P<first_unit>{_units()})\b)?\s*(?:va\s+)?{_UPPER}\s+{second}"
        rf"\s*(?P<unit>{_units()})\b"
    )


@lru_cache(maxsize=1)
def _one() -> re.Pattern[str]:
    number = _NUMBER.format(name="number")
    return re.compile(
        rf"(?:\b(?:{_LOWER}|{_UPPER})\s+)?{number}\s*(?P<unit>{_units()})\b"
        rf"(?:\s+(?P<tail>{_FROM}|{_TO}))?"
    )
