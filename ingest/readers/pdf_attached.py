"""The files that are attached to a PDF: which of them are read by themselves, and their bytes."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from itertools import islice
from pathlib import PurePath
from typing import Final

import pypdf
from pypdf.errors import LimitReachedError
from pypdf.generic import EmbeddedFile

from ingest.archives import MOST_FILES, MOST_RATIO, SMALL, is_left_out
from ingest.containers import file_name, is_container_name, may_carry, may_have_attachments
from ingest.detect import PROMISED
from ingest.errors import BadArchive, Damaged, TooLarge, Unreadable
from ingest.readers.text_builder import one_line

logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_OTHERS: Final = frozenset(
    {".txt", ".md", ".markdown", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp"}
)
"""Endings of names that are read besides those that promise a format."""


def left_unread(reader: pypdf.PdfReader, name: PurePath, data: bytes) -> Iterator[str]:
    """Give the names of attached files that are not read as documents of their own.

    That are those whose ending promises no format that is read; all of them where the PDF itself is not
    called one, and so is not opened.
    """
    opened = may_have_attachments(name.name) and may_carry(data)
    for one in reader.attachment_list:
        if not (opened and _is_read(_called(one))):
            yield one_line(_name(one))


def attached_files(data: bytes) -> Iterator[tuple[str, bytes | Unreadable]]:
    """Give the attached files of a PDF that are read, with their names.

    One that is locked or broken is given with its failure. A PDF that cannot be opened has none.

    Raises:
        BadArchive: they unpack to more bytes than documents do.
        TooLarge: there are too many.
    """
    left = max(len(data) * MOST_RATIO, SMALL)
    for number, one in enumerate(_listed(data)):
        name = _called(one)
        if number >= MOST_FILES:
            raise TooLarge(f"more than {MOST_FILES} files attached")
        if not _is_read(name) or is_left_out(name):
            continue
        content = _content(one, name)
        left -= len(content) if isinstance(content, bytes) else 0
        if left < 0:
            raise BadArchive(f"{name}: packed too tightly to be a document")
        yield name, content


def _listed(data: bytes) -> list[EmbeddedFile]:
    if not may_carry(data):
        return []
    # pypdf lets any error of a malformed file through; the pages are read all the same.
    with suppress(Exception):
        return list(islice(pypdf.PdfReader(BytesIO(data)).attachment_list, MOST_FILES + 1))
    return []


def _content(one: EmbeddedFile, name: str) -> bytes | Unreadable:
    """Return the bytes of an attached file, whole ones only: what pypdf would mend byte by byte is broken."""
    try:
        with pypdf.apply_configuration(zlib_maximum_recovery_input_length=0):
            content, size = one.content, one.size
    except (LimitReachedError, MemoryError) as limit:
        if isinstance(limit.__cause__, zlib.error):
            return Damaged(f"{name}: the attached file is broken ({limit.__cause__})")
        return TooLarge(f"{name}: unpacks to more than may be taken ({type(limit).__name__})")
    except Exception as error:
        return Damaged(f"{name}: the attached file is locked or broken ({type(error).__name__})")
    if isinstance(size, int) and len(content) < size:
        return Damaged(f"{name}: the attached file is cut off, {len(content)} of {size} bytes are there")
    return content


def _called(one: EmbeddedFile) -> str:
    return file_name(_name(one))


def _name(one: EmbeddedFile) -> str:
    with suppress(Exception):
        return str(one.alternative_name or one.name)
    return str(one.name)


def _is_read(name: str) -> bool:
    ending = PurePath(name).suffix.lower()
    return ending in PROMISED or ending in _OTHERS or is_container_name(name)
