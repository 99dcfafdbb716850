"""What the formats of DOCX say of a run: its font, and whether somebody who opens the file sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from docx.oxml.ns import qn

from ingest.legacy_text import font_encoding

_DEEPEST: Final = 20
_OFF: Final = ("0", "false", "off", "none")
_WHITE: Final = 0xF0
_COLOUR: Final = 6
_TINY: Final = 3
"""Half points."""


@dataclass(frozen=True, slots=True)
class Look:
    """What formats say of a run; `None` where they say nothing."""

    font: str | None = None
    hidden: bool | None = None
    white: bool | None = None
    shaded: bool | None = None
    size: int | None = None

    def over(self, other: Look) -> Look:
        """Return this look where it says something, else the other one."""
        return Look(
            other.font if self.font is None else self.font,
            other.hidden if self.hidden is None else self.hidden,
            other.white if self.white is None else self.white,
            other.shaded if self.shaded is None else self.shaded,
            other.size if self.size is None else self.size,
        )

    @property
    def unseen(self) -> bool:
        """Tell whether nobody sees a run: hidden, of no size, or white without a shade behind it."""
        tiny = self.size is not None and self.size < _TINY
        return bool(self.hidden or tiny or (self.white and not self.shaded))


class Styles:
    """The styles of one document."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - the library has no types
        """Keep them by their ids, and the defaults of the document."""
        root = document.styles.element
        self._styles = {style.get(qn("w:styleId"), ""): style for style in root.findall(qn("w:style"))}
        base = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        normal = next(
            (
                style_id
                for style_id, style in self._styles.items()
                if style.get(qn("w:default")) == "1" and style.get(qn("w:type")) == "paragraph"
            ),
            "",
        )
        self._base = look(base)
        self._normal = normal
        self._looks: dict[str, Look] = {}

    def paragraph(self, paragraph: Any) -> Look:  # noqa: ANN401
        """Return what a paragraph's style says of its runs, with the shade behind them."""
        properties = paragraph.find(qn("w:pPr"))
        style = properties.find(qn("w:pStyle")) if properties is not None else None
        found = self._style(style.get(qn("w:val"), "") if style is not None else self._normal)
        shaded = _shaded(properties) or self._in_shade(paragraph)
        return Look(shaded=shaded).over(found).over(self._base)

    def run(self, properties: Any, around: Look) -> Look:  # noqa: ANN401
        """Return the look of a run in a paragraph by its `w:rPr`, which may be missing."""
        if properties is None:
            return around
        style = properties.find(qn("w:rStyle"))
        of_style = self._style(style.get(qn("w:val"), "")) if style is not None else Look()
        return look(properties).over(of_style).over(around)

    def _style(self, name: str) -> Look:
        if name not in self._looks:
            found, at = Look(), name
            for _ in range(_DEEPEST):
                style = self._styles.get(at)
                if style is None:
                    break
                found = found.over(look(style.find(qn("w:rPr"))))
                found = found.over(Look(shaded=_shaded(style.find(qn("w:pPr")))))
                base = style.find(qn("w:basedOn"))
                at = base.get(qn("w:val"), "") if base is not None else ""
            self._looks[name] = found
        return self._looks[name]

    def _in_shade(self, element: Any) -> bool | None:  # noqa: ANN401
        """Tell whether a cell or table around an element has a shade, itself or by its style."""
        for cell in element.iterancestors(qn("w:tc")):
            if _shaded(cell.find(qn("w:tcPr"))):
                return True
        for table in element.iterancestors(qn("w:tbl")):
            properties = table.find(qn("w:tblPr"))
            style = properties.find(qn("w:tblStyle")) if properties is not None else None
            found = self._styles.get(style.get(qn("w:val"), "")) if style is not None else None
            if found is not None and any(_is_shade(shade) for shade in found.iter(qn("w:shd"))):
                return True
        return None


def look(properties: Any) -> Look:  # noqa: ANN401
    """Read a `w:rPr`."""
    if properties is None:
        return Look()
    fonts = properties.find(qn("w:rFonts"))
    names = [
        name for key in ("w:hAnsi", "w:ascii", "w:cs") if fonts is not None and (name := fonts.get(qn(key)))
    ]
    font = next((name for name in names if font_encoding(name)), names[0] if names else None)
    vanish = properties.find(qn("w:vanish"))
    highlight = properties.find(qn("w:highlight"))
    shaded = True if highlight is not None and highlight.get(qn("w:val")) != "none" else _shaded(properties)
    colour, size = properties.find(qn("w:color")), properties.find(qn("w:sz"))
    half = size.get(qn("w:val"), "") if size is not None else ""
    return Look(
        font,
        None if vanish is None else vanish.get(qn("w:val"), "1") not in _OFF,
        None if colour is None else _is_white(colour.get(qn("w:val"), "")),
        shaded,
        int(half) if half.isdigit() else None,
    )


def _shaded(properties: Any) -> bool | None:  # noqa: ANN401
    shade = properties.find(qn("w:shd")) if properties is not None else None
    return None if shade is None else _is_shade(shade)


def _is_shade(shade: Any) -> bool:  # noqa: ANN401
    fill = shade.get(qn("w:fill"), "auto")
    pattern = shade.get(qn("w:val"), "clear")
    return (fill != "auto" and not _is_white(fill)) or pattern not in ("clear", "nil")


def _is_white(colour: str) -> bool:
    try:
        parts = bytes.fromhex(colour)
    except ValueError:
        return False
    return len(colour) == _COLOUR and min(parts) >= _WHITE
