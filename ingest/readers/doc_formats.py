"""The formats that Word of 1997 to 2003 keeps as single property modifiers (`Sprm`)."""

from __future__ import annotations

import struct
from typing import Final

Sprms = dict[int, bytes]
"""The operand of each modifier by its code, the last one of a code."""

FONT, FONT_OTHER, HIDDEN, DELETED, COLOUR, COLOUR_INDEX, SIZE = (
    0x4A4F, 0x4A51, 0x083C, 0x0800, 0x6870, 0x2A42, 0x4A43,
)  # fmt: skip
CHARACTER_STYLE, SYMBOL, SHADE, SHADE_80, HIGHLIGHT = 0x4A30, 0x6A09, 0xCA71, 0x4866, 0x2A0C
IN_TABLE, ROW_END, DEPTH, INNER_CELL, INNER_ROW_END = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
TABLE, TABLE_HEADER, LIST, LIST_LEVEL = 0xD608, 0x3404, 0x460B, 0x260A
CELL_SHADES: Final = (0xD609, 0xD612, 0xD616, 0xD60C, 0xD670)
PARAGRAPH_SHADES: Final = (0x442D, 0xC64D)
_LONG: Final = (0xD606, 0xD608)
_TABS: Final = 0xC615
_SIZES: Final = (1, 1, 2, 4, 2, 2, -1, 3)
_WHITE_INDEX: Final = 8
_WHITE: Final = 0xF0
"""Each part of a colour at least so high is white on paper."""
_TINY: Final = 3
"""Half points: letters of a point and a half cannot be seen."""


def sprms_of(data: bytes) -> Sprms:
    """Read the modifiers of a format; what is cut short ends them."""
    found: Sprms = {}
    at = 0
    while at + 2 <= len(data):
        (code,) = struct.unpack_from("<H", data, at)
        at += 2
        size = _SIZES[code >> 13]
        if size < 0:
            if code in _LONG:
                if at + 2 > len(data):
                    break
                size = struct.unpack_from("<H", data, at)[0] - 1
                at += 2
            elif at >= len(data):
                break
            else:
                size = data[at]
                at += 1
                if code == _TABS and size == 0xFF:  # noqa: PLR2004 - longer than a byte can say
                    break
        found[code] = data[at : at + max(size, 0)]
        at += max(size, 0)
    return found


def number(sprms: Sprms, code: int, default: int = 0) -> int:
    """Return a modifier's operand as a number without a sign."""
    data = sprms.get(code)
    return int.from_bytes(data, "little") if data else default


def is_on(own: Sprms, style: Sprms, code: int) -> bool:
    """Tell whether a format that can be switched is on: a run turns its style's on, off, or about."""
    said = number(own, code, 0x80)
    if said in (0, 1):
        return bool(said)
    of_style = number(style, code) == 1
    return of_style if said == 0x80 else not of_style  # noqa: PLR2004


def is_unseen(own: Sprms, style: Sprms, *, shaded: bool) -> bool:
    """Tell whether nobody sees a run: hidden, of no size, or white without a shade behind it."""
    if is_on(own, style, HIDDEN):
        return True
    both = {**style, **own}
    if 0 < number(both, SIZE, 20) < _TINY:
        return True
    shaded = shaded or number(both, HIGHLIGHT) > 0 or SHADE in both or SHADE_80 in both
    return not shaded and _is_white(both)


def _is_white(sprms: Sprms) -> bool:
    colour = sprms.get(COLOUR)
    if colour is not None and len(colour) == 4:  # noqa: PLR2004
        return not colour[3] and min(colour[:3]) >= _WHITE
    return number(sprms, COLOUR_INDEX) == _WHITE_INDEX
