"""Finds which automatic list a paragraph of DOCX stands in, and its number."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn

from ingest.readers.lists import Level, Lists


class Numbering:
    """Counts the automatic lists of one document, paragraph by paragraph in order."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - the library has no types
        """Read the definitions of a document's lists; a document without any has no labels."""
        levels: dict[str, dict[int, Level]] = {}
        self._abstract: dict[str, str] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._lists = Lists(levels)
        parts = [r.target_part for r in document.part.rels.values() if r.reltype.endswith("/numbering")]
        if not parts:
            return
        root = parts[0].element
        for abstract in root.findall(qn("w:abstractNum")):
            levels[abstract.get(qn("w:abstractNumId"), "")] = {
                int(lvl.get(qn("w:ilvl"), "0")): _level(lvl) for lvl in abstract.findall(qn("w:lvl"))
            }
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
        return self._lists.label(self._abstract.get(number, ""), depth)


def _level(element: Any) -> Level:  # noqa: ANN401
    def value(tag: str, default: str) -> str:
        found = element.find(qn(tag))
        return str(found.get(qn("w:val"), default)) if found is not None else default

    start = value("w:start", "1")
    return Level(int(start) if start.isdigit() else 1, value("w:numFmt", "decimal"), value("w:lvlText", ""))


def _place(element: Any) -> tuple[str, int] | None:  # noqa: ANN401
    properties = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    number = properties.find(qn("w:numId")) if properties is not None else None
    if number is None:
        return None
    depth = properties.find(qn("w:ilvl"))
    shown = depth.get(qn("w:val"), "0") if depth is not None else "0"
    return number.get(qn("w:val"), ""), int(shown) if shown.isdigit() else 0
