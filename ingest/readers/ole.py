"""Opens the compound files that Office wrote before 2007, and gives their streams."""

from __future__ import annotations

import logging
import struct
from io import BytesIO
from pathlib import PurePath
from typing import Final

import olefile

from ingest.errors import Damaged

# The library says on the log what it also raises.
logging.getLogger("olefile").setLevel(logging.CRITICAL)
# What it and the structures read with it let through for a malformed file.
BROKEN = (
    OSError, struct.error, LookupError, ValueError, TypeError, AttributeError, EOFError, OverflowError,
    AssertionError, ZeroDivisionError,
)  # fmt: skip

_SUMMARY: Final = "\x05SummaryInformation"
_FIRST_SECTION: Final = 44
_MOST_PROPERTIES: Final = 100
_TITLE: Final = 2
_CODE_PAGE_STRING, _UNICODE_STRING = 0x1E, 0x1F


class Streams:
    """The streams of one compound file by name."""

    def __init__(self, data: bytes, name: PurePath) -> None:
        """Open the file; raises `Damaged`."""
        self._name = name
        try:
            self._file = olefile.OleFileIO(BytesIO(data))
            self._names = {"/".join(path): path for path in self._file.listdir()}
        except BROKEN as error:
            raise Damaged(f"{name}: the old Office file is broken ({type(error).__name__})") from error

    def __contains__(self, name: str) -> bool:
        """Tell whether there is a stream of this name."""
        return name in self._names

    def names(self) -> list[str]:
        """Return the names of all streams, folders parted by "/"."""
        return list(self._names)

    def read(self, name: str) -> bytes:
        """Return the bytes of a stream; raises `Damaged` where there is none or its chain is broken."""
        try:
            data: bytes = self._file.openstream(self._names[name]).read()
        except BROKEN as error:
            raise Damaged(f"{self._name}: the part {name!r} is missing or broken") from error
        return data

    def title(self) -> str:
        """Return the title of the properties; "" where there is none.

        The library reads all properties, and goes on for minutes where a broken one says that it has many
        values.
        """
        try:
            return _title(self.read(_SUMMARY)) if _SUMMARY in self else ""
        except (Damaged, struct.error):
            return ""


def _title(summary: bytes) -> str:
    """Return the title in a property set stream ([MS-OLEPS])."""
    (section,) = struct.unpack_from("<I", summary, _FIRST_SECTION)
    (count,) = struct.unpack_from("<I", summary, section + 4)
    for at in range(min(count, _MOST_PROPERTIES)):
        identifier, offset = struct.unpack_from("<II", summary, section + 8 + at * 8)
        if identifier != _TITLE:
            continue
        kind, size = struct.unpack_from("<II", summary, section + offset)
        begin = section + offset + 8
        if kind == _CODE_PAGE_STRING:
            return summary[begin : begin + size].replace(b"\x00", b"").decode("utf-8", "replace")
        if kind == _UNICODE_STRING:
            return summary[begin : begin + 2 * size].decode("utf-16-le", "replace").rstrip("\x00")
    return ""
