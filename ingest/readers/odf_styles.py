"""The styles of OpenDocument files: which font a run has, whether it is seen, how lists are numbered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from ingest.readers.lists import LEVELS, Level

NS: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_DEEPEST: Final = 20
_FORMS: Final = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_WHITE: Final = re.compile(r"#(?:[fF][0-9a-fA-F]){3}")
_SIZE: Final = re.compile(r"([\d.]+)pt")
_TINY: Final = 1.5


def q(prefix: str, name: str) -> str:
    """Return the name of an element or attribute of a namespace of OpenDocument, as lxml writes it."""
    if prefix == "fo":
        return f"{{{NS}xsl-fo-compatible:1.0}}{name}"
    if prefix == "svg":
        return f"{{{NS}svg-compatible:1.0}}{name}"
    return f"{{{NS}{prefix}:1.0}}{name}"


@dataclass(frozen=True, slots=True)
class TextStyle:
    """What a style, and those it is based on, say of text; `None` where they say nothing."""

    font: str | None = None
    hidden: bool | None = None
    white: bool | None = None
    shaded: bool | None = None
    size: float | None = None

    def over(self, other: TextStyle) -> TextStyle:
        """Return this style where it says something, else the other one."""
        return TextStyle(
            other.font if self.font is None else self.font,
            other.hidden if self.hidden is None else self.hidden,
            other.white if self.white is None else self.white,
            other.shaded if self.shaded is None else self.shaded,
            other.size if self.size is None else self.size,
        )

    @property
    def unseen(self) -> bool:
        """Tell whether nobody sees text of this style."""
        tiny = self.size is not None and self.size < _TINY
        return bool(self.hidden or tiny or (self.white and not self.shaded))


class Styles:
    """The styles of one file, from the roots of its parts `styles.xml` and `content.xml`."""

    def __init__(self, roots: list[Any]) -> None:
        """Read them; later ones of a name win."""
        self._elements = {
            (element.get(q("style", "family"), ""), element.get(q("style", "name"), "")): element
            for root in roots
            for element in root.iter(q("style", "style"))
        }
        self._faces = {
            face.get(q("style", "name"), ""): face.get(q("svg", "font-family"), "").strip("'\"")
            for root in roots
            for face in root.iter(q("style", "font-face"))
        }
        self._read: dict[tuple[str, str], TextStyle] = {}
        self.lists = {
            element.get(q("style", "name"), ""): dict(_levels(element))
            for root in roots
            for element in root.iter(q("text", "list-style"))
        }

    def text(self, family: str, name: str | None) -> TextStyle:
        """Return what a style of a family (`paragraph`, `text`, `table-cell`) says of its text."""
        if name is None:
            return TextStyle()
        key = (family, name)
        if key not in self._read:
            found, at = TextStyle(), name
            for _ in range(_DEEPEST):
                element = self._elements.get((family, at))
                if element is None:
                    break
                found = found.over(self._own(element))
                at = element.get(q("style", "parent-style-name"), "")
            self._read[key] = found
        return self._read[key]

    def hides_table(self, name: str | None) -> bool:
        """Tell whether a style has a sheet not shown."""
        element = self._elements.get(("table", name or ""))
        shown = element.find(q("style", "table-properties")) if element is not None else None
        return shown is not None and shown.get(q("table", "display")) == "false"

    def list_of(self, paragraph: str | None) -> str:
        """Return the list style that a paragraph style names; "" where it names none."""
        element = self._elements.get(("paragraph", paragraph or ""))
        return element.get(q("style", "list-style-name"), "") if element is not None else ""

    def _own(self, element: Any) -> TextStyle:  # noqa: ANN401 - lxml has no types here
        text = element.find(q("style", "text-properties"))
        shades = [
            part.get(q("fo", "background-color"))
            for tag in ("text-properties", "paragraph-properties", "table-cell-properties")
            if (part := element.find(q("style", tag))) is not None
        ]
        shade = next((one for one in shades if one), None)
        shaded = None if shade is None else shade != "transparent" and not _WHITE.fullmatch(shade)
        if text is None:
            return TextStyle(shaded=shaded)
        name = text.get(q("style", "font-name"))
        font = self._faces.get(name, name) if name else text.get(q("fo", "font-family"))
        display, colour = text.get(q("text", "display")), text.get(q("fo", "color"))
        size = _SIZE.fullmatch(text.get(q("fo", "font-size"), ""))
        return TextStyle(
            font,
            None if display is None else display == "none",
            None if colour is None else _WHITE.fullmatch(colour) is not None,
            shaded,
            float(size[1]) if size and size[1].count(".") <= 1 else None,
        )


def _levels(element: Any) -> Iterator[tuple[int, Level]]:  # noqa: ANN401
    for level in element:
        depth = level.get(q("text", "level"), "")
        if not depth.isdigit() or not 0 < int(depth) <= LEVELS:
            continue
        if level.tag == q("text", "list-level-style-number"):
            before, after = level.get(q("style", "num-prefix"), ""), level.get(q("style", "num-suffix"), "")
            shown = level.get(q("text", "display-levels"), "1")
            count = min(int(shown) if shown.isdigit() else 1, int(depth))
            places = ".".join(f"%{at}" for at in range(int(depth) - count + 1, int(depth) + 1))
            form = _FORMS.get(level.get(q("style", "num-format"), ""), "none")
            start = level.get(q("text", "start-value"), "1")
            begin = int(start) if start.isdigit() else 1
            yield int(depth) - 1, Level(begin, form, f"{before}{places}{after}")
        elif level.tag == q("text", "list-level-style-bullet"):
            yield int(depth) - 1, Level(1, "bullet", "")
