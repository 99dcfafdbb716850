"""Checks the ZIP packages that office documents are, before a library opens one."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from pathlib import PurePath
from typing import Final

from ingest.errors import Damaged, Encrypted, TooLarge
from ingest.readers.limits import MAX_UNPACKED_BYTES

BROKEN: Final = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, LookupError, ValueError, AttributeError, TypeError,
    EOFError, OSError, RuntimeError, AssertionError, NotImplementedError, ArithmeticError,
)  # fmt: skip
"""What the libraries and their parsers let through for a malformed package."""
_MOST_PARTS: Final = 20_000
_MOST_XML: Final = 40_000_000
"""Bytes of one part: a tree of it takes twenty times as many, and no real document has a tenth of it."""
_HEAD: Final = 4096


def check(data: bytes, name: PurePath) -> zipfile.ZipFile:
    """Open a package whose parts are within the limits and whose XML has no document type.

    Raises:
        Damaged: it is broken, or a part has a document type, which office formats have not.
        Encrypted: its parts need a password.
        TooLarge: too many parts, or too many bytes unpacked.
    """
    try:
        package = zipfile.ZipFile(BytesIO(data))
        parts = package.infolist()
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
            raise TooLarge(f"{name}: unpacks to more than {MAX_UNPACKED_BYTES} bytes or {_MOST_PARTS} parts")
        if any(part.flag_bits & 1 for part in parts):
            raise Encrypted(f"{name}: locked with a password")
        for part in parts:
            if part.filename.endswith(".xml") and part.file_size > _MOST_XML:
                raise TooLarge(f"{name}: the part {part.filename} has more than {_MOST_XML} bytes")
            if part.filename.endswith((".xml", ".rels")) and _has_document_type(package, part):
                raise Damaged(f"{name}: the part {part.filename} has a document type")
    except BROKEN as error:
        raise Damaged(f"{name}: the package is broken ({type(error).__name__})") from error
    return package


def _has_document_type(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with package.open(part) as content:
        head = content.read(_HEAD)
    return b"<!DOCTYPE" in head.replace(b"\x00", b"")
