"""Draws the numbers that word processors put before the paragraphs of automatic lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LEVELS: Final = 9
_PLACE = re.compile(r"%(\d)")
_LATIN_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: `form` as OOXML names it, `text` with %1 to %9 where the numbers stand."""

    start: int
    form: str
    text: str


class Lists:
    """Counts the automatic lists of one document, paragraph by paragraph in order."""

    def __init__(self, levels: Mapping[str, Mapping[int, Level]]) -> None:
        """Take the levels of each list by its id."""
        self._levels = levels
        self._counts: dict[str, list[int]] = {}

    def label(self, name: str, depth: int) -> str:
        """Count one paragraph; return its number with a blank behind it, or "". Bullets are "- "."""
        levels = self._levels.get(name, {})
        level = levels.get(depth)
        if level is None or level.form == "none" or not 0 <= depth < LEVELS:
            return ""
        if level.form == "bullet":
            return "- "
        counts = self._counts.setdefault(name, [0] * LEVELS)
        counts[depth] = counts[depth] + 1 if counts[depth] else level.start
        counts[depth + 1 :] = [0] * (LEVELS - depth - 1)

        def shown(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            other = levels.get(at)
            return _draw(counts[at] or other.start, other.form) if other and 0 <= at < LEVELS else ""

        label = _PLACE.sub(shown, level.text).strip()
        return f"{label} " if label else ""


def _draw(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and 0 < count <= len(_LATIN_LETTERS):
        letter = _LATIN_LETTERS[count - 1]
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman") and 0 < count < 4000:  # noqa: PLR2004 - no Roman numeral beyond
        roman = ""
        for value, sign in _ROMAN:
            roman += sign * (count // value)
            count %= value
        return roman if form == "lowerRoman" else roman.upper()
    return f"{count:02d}" if form == "decimalZero" else str(count)
