"""Opens the compound files that Office wrote before 2007, and gives their streams."""

from __future__ import annotations

import logging
import struct
from io import BytesIO
from pathlib import PurePath

import olefile

from ingest.errors import Damaged

# The library says on the log what it also raises.
logging.getLogger("olefile").setLevel(logging.CRITICAL)
# What it and the structures read with it let through for a malformed file.
BROKEN = (
    OSError, struct.error, LookupError, ValueError, TypeError, AttributeError, EOFError, OverflowError,
    AssertionError, ZeroDivisionError,
)  # fmt: skip


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
        """Return the title of the properties; "" where there is none."""
        try:
            title = getattr(self._file.get_metadata(), "title", None) or b""
        except BROKEN:
            return ""
        return title.decode("utf-8", "replace") if isinstance(title, bytes) else str(title)
