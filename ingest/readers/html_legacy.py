"""Turns legacy encodings in a saved web page into Unicode, in place, by the fonts that the page names."""

from __future__ import annotations

import re
from typing import Any

from ingest.legacy_text import Repaired, Run, to_unicode

_FAMILY = re.compile(r"font-family\s*:\s*[\"']?([^;,\"']+)", re.IGNORECASE)
_BLOCKS = frozenset(
    {"body", "p", "div", "td", "th", "li", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table"}
    | {"ul", "ol", "pre", "blockquote", "center"}
)


def convert_tree(root: Any) -> Repaired:  # noqa: ANN401 - lxml has no types
    """Convert the texts under an element; what is Unicode stays as it is."""
    places: list[list[tuple[Any, str]]] = []
    lines: list[list[Run]] = []
    fonts: dict[Any, str] = {}
    for element in root.iter():
        parent = element.getparent() if element is not root else None
        around = fonts.get(parent, "")
        fonts[element] = _font(element) or around if isinstance(element.tag, str) else around
        if element.tag in _BLOCKS or not lines:
            places.append([])
            lines.append([])
        if element.text and isinstance(element.tag, str):
            places[-1].append((element, "text"))
            lines[-1].append(Run(element.text, fonts[element]))
        if element.tail and element is not root:
            # What follows an element stands after all that is in it, but encodings do not depend on that.
            places[-1].append((element, "tail"))
            lines[-1].append(Run(element.tail, around))
    read = to_unicode(lines)
    if read.encodings:
        for line, texts in zip(places, read.lines, strict=True):
            for (element, part), text in zip(line, texts, strict=True):
                setattr(element, part, text)
    return read


def _font(element: Any) -> str:  # noqa: ANN401
    face = element.get("face") if element.tag == "font" else None
    family = _FAMILY.search(element.get("style") or "")
    return (face or (family[1] if family else "")).split(",")[0].strip("\"' ")
