"""The automatic lists of Word documents of 1997 to 2003."""

from __future__ import annotations

import struct
from typing import Final

from ingest.readers.lists import LEVELS, Level

_FORMS: Final = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 22: "decimalZero",
    23: "bullet", 255: "none",
}  # fmt: skip
_MOST: Final = 5_000


def levels_of(lists: bytes, overrides: bytes) -> dict[str, dict[int, Level]]:
    """Return the levels of each list by the number that paragraphs name it by, from "1" on.

    `lists` begins with the lists' table, with all that follows it; `overrides` is the table of their uses.
    """
    if len(lists) < 2 or len(overrides) < 4:  # noqa: PLR2004
        return {}
    (count,) = struct.unpack_from("<H", lists)
    heads = [struct.unpack_from("<I", lists, 2 + 28 * at)[0] for at in range(min(count, _MOST))]
    simple = [bool(lists[2 + 28 * at + 26] & 1) for at in range(len(heads))]
    at = 2 + 28 * count
    found: dict[int, dict[int, Level]] = {}
    for head, single in zip(heads, simple, strict=True):
        levels: dict[int, Level] = {}
        for depth in range(1 if single else LEVELS):
            levels[depth], at = _level(lists, at)
        found[head] = levels
    (uses,) = struct.unpack_from("<I", overrides)
    named = (struct.unpack_from("<I", overrides, 4 + 16 * use)[0] for use in range(min(uses, _MOST)))
    return {str(use): found[head] for use, head in enumerate(named, 1) if head in found}


def _level(data: bytes, at: int) -> tuple[Level, int]:
    start, form = struct.unpack_from("<IB", data, at)
    characters, paragraphs = data[at + 24], data[at + 25]
    at += 28 + characters + paragraphs
    (letters,) = struct.unpack_from("<H", data, at)
    text = data[at + 2 : at + 2 + 2 * letters].decode("utf-16-le", "replace")
    shown = "".join(f"%{ord(sign) + 1}" if ord(sign) < LEVELS else sign for sign in text)
    return Level(start, _FORMS.get(form, "decimal"), shown), at + 2 + 2 * letters
