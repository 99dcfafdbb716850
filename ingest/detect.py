"""Tells what a file is, from its content first and its name second, and which reader takes it."""

from __future__ import annotations

import codecs
import re
import zipfile
import zlib
from enum import StrEnum
from importlib import import_module
from io import BytesIO
from pathlib import PurePath
from typing import Final, cast

from ingest.errors import (
    Damaged,
    Empty,
    Encrypted,
    NotWhatItSays,
    TooLarge,
    UnsupportedArchive,
    UnsupportedFormat,
)
from ingest.photos import is_photos
from ingest.readers.limits import MAX_BYTES, MAX_UNPACKED_BYTES
from ingest.reading import Reader
from ingest.recognition import Recogniser


class Format(StrEnum):
    """The formats that have a reader."""

    PDF = "pdf"
    DOCX = "docx"
    DOC = "doc"
    RTF = "rtf"
    ODF = "odf"
    XLS = "xls"
    XLSX = "xlsx"
    PPT = "ppt"
    PPTX = "pptx"
    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"
    CSV = "csv"
    PROCEDURE_JSON = "procedure_json"
    PICTURE = "picture"


READERS: Final = {
    Format.PDF: ("ingest.readers.pdf", "PdfReader"),
    Format.DOCX: ("ingest.readers.docx", "DocxReader"),
    Format.DOC: ("ingest.readers.doc", "DocReader"),
    Format.RTF: ("ingest.readers.rtf", "RtfReader"),
    Format.ODF: ("ingest.readers.odf", "OdfReader"),
    Format.XLS: ("ingest.readers.xls", "XlsReader"),
    Format.XLSX: ("ingest.readers.xlsx", "XlsxReader"),
    Format.PPT: ("ingest.readers.ppt", "PptReader"),
    Format.PPTX: ("ingest.readers.pptx", "PptxReader"),
    Format.HTML: ("ingest.readers.html", "HtmlReader"),
    Format.MARKDOWN: ("ingest.readers.markdown", "MarkdownReader"),
    Format.TEXT: ("ingest.readers.text", "TextReader"),
    Format.CSV: ("ingest.readers.csv_table", "CsvReader"),
    Format.PROCEDURE_JSON: ("ingest.readers.procedure_json", "ProcedureReader"),
    Format.PICTURE: ("ingest.readers.picture", "PictureReader"),
}
RECOGNISING: Final = frozenset({Format.PDF, Format.PICTURE})
"""The formats whose readers recognise text in pictures."""
PROMISED: Final = {
    ".pdf": frozenset({Format.PDF}),
    ".docx": frozenset({Format.DOCX}),
    ".doc": frozenset({Format.DOC, Format.DOCX, Format.RTF, Format.HTML}),
    ".rtf": frozenset({Format.RTF}),
    ".odt": frozenset({Format.ODF}),
    ".ods": frozenset({Format.ODF}),
    ".odp": frozenset({Format.ODF}),
    ".xls": frozenset({Format.XLS, Format.XLSX, Format.HTML}),
    ".xlsx": frozenset({Format.XLSX}),
    ".ppt": frozenset({Format.PPT, Format.PPTX}),
    ".pptx": frozenset({Format.PPTX}),
    ".json": frozenset({Format.PROCEDURE_JSON}),
    ".html": frozenset({Format.HTML}),
    ".htm": frozenset({Format.HTML}),
    ".csv": frozenset({Format.CSV}),
    ".tsv": frozenset({Format.CSV}),
}
"""What the ending of a name promises; an ending that is not here promises nothing.

Office writes newer formats, RTF and HTML under the old endings too, and opens them.
"""
TOLD_BY_NAME: Final = frozenset({Format.TEXT, Format.CSV, Format.MARKDOWN, Format.PROCEDURE_JSON})
"""The formats that no content shows: anything could be read as one of them."""

LATER: Final = "have no reader"
IMAGES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
BITMAP: Final = re.compile(rb"BM.{4}\x00{4}", re.DOTALL)
PACKAGES: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
JPEG_2000: Final = b"\x00\x00\x00\x0cjP"
ARCHIVES: Final = (b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
OLE2_STREAMS: Final = {
    "WordDocument": Format.DOC, "Workbook": Format.XLS, "Book": Format.XLS, "PowerPoint Document": Format.PPT,
}  # fmt: skip
_OLE2: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|div|p|table|span|article|main|section|h[1-6])\b",
    re.IGNORECASE | re.DOTALL,
)
_HEAD: Final = 4096


def detect(data: bytes, name: PurePath) -> Format:
    """Tell the format of a file that can be read.

    What the name promises and what is found may differ, see `is_as_named`. Raises `Empty`, `TooLarge`,
    `NotWhatItSays` where the content breaks the promise and shows no format that has a reader, `Encrypted`
    for a locked Office file, `Damaged` for a broken one, and `UnsupportedFormat`.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Empty(f"{name}: the file is empty")
    if len(data) > MAX_BYTES:
        raise TooLarge(f"{name}: {len(data)} bytes, the limit is {MAX_BYTES}")
    ending = name.suffix.lower()
    found = _binary(data, name, ending) or _textual(data, ending)
    if found in TOLD_BY_NAME and not is_as_named(found, name):
        raise NotWhatItSays(f"{name}: the content is not {ending} but {found}")
    return found


def is_as_named(found: Format, name: PurePath) -> bool:
    """Tell whether a file has a format that its name promises, or a name that promises none."""
    return found in PROMISED.get(name.suffix.lower(), READERS)


def reader_for(kind: Format, recogniser: Recogniser | None = None) -> Reader:
    """Return the reader of a format; its libraries are imported only now.

    `recogniser` is what it recognises text in pictures with, where it does that.
    """
    module, name = READERS[kind]
    reader = getattr(import_module(module), name)
    return cast(Reader, reader(recogniser) if kind in RECOGNISING else reader())


def _binary(data: bytes, name: PurePath, ending: str) -> Format | None:
    if b"%PDF-" in data[:1024]:
        return Format.PDF
    if data.startswith(_OLE2):
        return _ole2(data, name)
    if data.startswith(PACKAGES):
        return _zipped(data, name, ending)
    if ending in PROMISED and data.startswith(ARCHIVES):
        raise NotWhatItSays(f"{name}: the content is not {ending} but an archive")
    if data.startswith(IMAGES) or BITMAP.match(data) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return Format.PICTURE
    if data.startswith(JPEG_2000):
        raise _no_reader(name, "JPEG 2000 pictures")
    if data.startswith(b"{\\rtf"):
        return Format.RTF
    if data.startswith(ARCHIVES):
        raise UnsupportedArchive(f"{name}: archives of this kind are not opened; pack the files as ZIP")
    return None


def _textual(data: bytes, ending: str) -> Format:
    head = _head(data)
    if _HTML.match(head):
        return Format.HTML
    begins = head.lstrip()[:1]
    if ending == ".json" and begins in (b"{", b"["):
        return Format.PROCEDURE_JSON
    if ending == ".jsonl":
        raise UnsupportedFormat("a list of records, one a line (.jsonl), is no document")
    if begins == b"<" and head.lstrip().startswith(b"<?xml"):
        raise UnsupportedFormat(
            f"XML files {LATER}; envelopes of the exchange are told by their name, .edxml"
        )
    if ending in (".csv", ".tsv"):
        return Format.CSV
    if ending in (".md", ".markdown"):
        return Format.MARKDOWN
    if ending == "" and begins == b"{" and data.rstrip().endswith(b"}"):
        return Format.PROCEDURE_JSON
    return Format.TEXT


def _head(data: bytes) -> bytes:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data[: _HEAD * 2].decode("utf-16", "replace").encode()
    return data[:_HEAD].removeprefix(codecs.BOM_UTF8)


def _ole2(data: bytes, name: PurePath) -> Format:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Encrypted(f"{name}: locked with a password")
    for stream, kind in OLE2_STREAMS.items():
        if stream.encode("utf-16-le") in data:
            return kind
    raise _no_reader(name, "old Office files of this kind")


def _zipped(data: bytes, name: PurePath, ending: str) -> Format:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            photos = is_photos(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        ValueError,
        EOFError,
        OSError,
        UnicodeDecodeError,
    ) as error:
        raise Damaged(f"{name}: a broken package ({error})") from error
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise TooLarge(f"{name}: unpacks to more than {MAX_UNPACKED_BYTES} bytes")
    names = {entry.filename for entry in entries}
    if photos:
        return Format.PICTURE
    if "word/document.xml" in names:
        return Format.DOCX
    if "xl/workbook.xml" in names:
        return Format.XLSX
    if "ppt/presentation.xml" in names:
        return Format.PPTX
    if {"content.xml", "META-INF/manifest.xml"} <= names:
        return Format.ODF
    if ending in PROMISED:
        raise NotWhatItSays(f"{name}: the content is not {ending} but another package")
    raise _no_reader(name, "archives")


def _no_reader(name: PurePath, what: str) -> UnsupportedFormat:
    return UnsupportedFormat(f"{name}: {what} {LATER}")
