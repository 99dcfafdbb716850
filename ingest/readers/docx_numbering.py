"""Restores the numbers that Word draws before the paragraphs of automatic lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

_LEVELS = 9
_PLACE = re.compile(r"%(\d)")
_LATIN_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str


class Numbering:
    """Counts the automatic lists of one document, paragraph by paragraph in order."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - the library has no types
        """Read the definitions of a document's lists; a document without any has no labels."""
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, list[int]] = {}
        parts = [r.target_part for r in document.part.rels.values() if r.reltype.endswith("/numbering")]
        if not parts:
            return
        root = parts[0].element
        for abstract in root.findall(qn("w:abstractNum")):
            levels = {int(lvl.get(qn("w:ilvl"), "0")): _level(lvl) for lvl in abstract.findall(qn("w:lvl"))}
            self._levels[abstract.get(qn("w:abstractNumId"), "")] = levels
        for number in root.findall(qn("w:num")):
            target = number.find(qn("w:abstractNumId"))
            if target is not None:
                self._abstract[number.get(qn("w:numId"), "")] = target.get(qn("w:val"), "")
        for style in document.styles.element.findall(qn("w:style")):
            place = _place(style)
            if place is not None:
                self._styles[style.get(qn("w:styleId"), "")] = place

    def label(self, paragraph: Any) -> str:  # noqa: ANN401
        """Return the number before a paragraph with a blank behind it, or ""; bullets are "- "."""
        place = _place(paragraph)
        if place is None:
            style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            place = self._styles.get(style.get(qn("w:val"), "")) if style is not None else None
        if place is None:
            return ""
        number, depth = place
        levels = self._levels.get(self._abstract.get(number, ""), {})
        level = levels.get(depth)
        if level is None or level.form == "none" or not 0 <= depth < _LEVELS:
            return ""
        if level.form == "bullet":
            return "- "
        counts = self._counts.setdefault(self._abstract[number], [0] * _LEVELS)
        counts[depth] = counts[depth] + 1 if counts[depth] else level.start
        counts[depth + 1 :] = [0] * (_LEVELS - depth - 1)

        def shown(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            other = levels.get(at)
            return _draw(counts[at] or other.start, other.form) if other and 0 <= at < _LEVELS else ""

        label = _PLACE.sub(shown, level.text).strip()
        return f"{label} " if label else ""


def _level(element: Any) -> _Level:  # noqa: ANN401
    def value(tag: str, default: str) -> str:
        found = element.find(qn(tag))
        return str(found.get(qn("w:val"), default)) if found is not None else default

    start = value("w:start", "1")
    return _Level(int(start) if start.isdigit() else 1, value("w:numFmt", "decimal"), value("w:lvlText", ""))


def _place(element: Any) -> tuple[str, int] | None:  # noqa: ANN401
    properties = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    number = properties.find(qn("w:numId")) if properties is not None else None
    if number is None:
        return None
    depth = properties.find(qn("w:ilvl"))
    shown = depth.get(qn("w:val"), "0") if depth is not None else "0"
    return number.get(qn("w:val"), ""), int(shown) if shown.isdigit() else 0


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
