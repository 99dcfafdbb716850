"""What a PDF carries besides its pages: title, signatures, attached files, filled-in form fields."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from itertools import islice
from pathlib import PurePath
from typing import Any, Final

import pypdf

from index.quality import Signature
from ingest.readers.pdf_attached import left_unread
from ingest.readers.pdf_fields import PdfField, filled_fields
from ingest.readers.text_builder import one_line

# It tells each repair of a malformed file on standard error, where an operator can do nothing with it.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_MOST: Final = 50
"""More signatures or attachments than this are not listed."""
_MOST_FIELDS: Final = 10_000
_DATE = re.compile(r"D:(\d{14})(?:([+-])(\d{2})'?(\d{2})?|Z)?")
# The common names in the certificates of a signature (DER): object identifier 2.5.4.3 and a short string.
_COMMON_NAME = re.compile(rb"\x06\x03\x55\x04\x03([\x0c\x13\x1e])(.)", re.DOTALL)
_BMP_STRING: Final = b"\x1e"


@dataclass(frozen=True, slots=True)
class PdfExtras:
    """Title of the properties, signatures, names of attached files, filled-in fields; whether it has layers.

    `attached` are those that are not read by themselves, `fields` are by the place of their page, from 0.
    """

    title: str = ""
    signatures: tuple[Signature, ...] = ()
    attached: tuple[str, ...] = ()
    fields: Mapping[int, tuple[PdfField, ...]] = field(default_factory=dict)
    layers: bool = False


def extras(data: bytes, name: PurePath) -> PdfExtras:
    """Read what can be read of a PDF by its name; a part that is malformed is left out."""
    try:
        reader = pypdf.PdfReader(BytesIO(data))
        root: Any = reader.trailer["/Root"]
        layers = "/OCProperties" in root
    except Exception:  # pypdf lets any error of a malformed file through; the pages are read all the same
        return PdfExtras(layers=b"/OCProperties" in data)
    title = ""
    filled: Mapping[int, tuple[PdfField, ...]] = {}
    signatures: tuple[Signature, ...] = ()
    attached: tuple[str, ...] = ()
    # Each part on its own: one that is malformed does not cost the others.
    with suppress(Exception):
        title = one_line(str(reader.metadata.title or "")) if reader.metadata else ""
    with suppress(Exception):
        signatures = tuple(_signatures([one.get_object() for one in _fields(root)]))[:_MOST]
    with suppress(Exception):
        filled = filled_fields(reader)
    with suppress(Exception):
        attached = tuple(dict.fromkeys(islice(left_unread(reader, name, data), _MOST)))
    return PdfExtras(title, signatures, attached, filled, layers)


def _fields(root: Any) -> Iterator[Any]:  # noqa: ANN401 - pypdf's objects
    """Go over the fields of a form and those below them, each once."""
    waiting = list(root.get("/AcroForm", {}).get_object().get("/Fields", []))
    seen: set[int] = set()
    while waiting and len(seen) < _MOST_FIELDS:
        reference = waiting.pop(0)
        if id(reference) in seen:
            continue
        seen.add(id(reference))
        field = reference.get_object()
        yield field
        waiting.extend(field.get("/Kids", []))


def _signatures(fields: list[Any]) -> Iterator[Signature]:
    for one in fields:
        if one.get("/FT") != "/Sig" or not one.get("/V"):
            continue
        value = one["/V"].get_object()
        name = one_line(str(value.get("/Name") or "")) or _signer(bytes(value.get("/Contents") or b""))
        name = name or one_line(str(value.get("/Reason") or ""))
        yield Signature(name[:200] or "?", _moment(str(value.get("/M") or "")))


def _signer(contents: bytes) -> str:
    """Return the common name of a signature's own certificate: the one that has signed no other."""
    names = []
    for match in _COMMON_NAME.finditer(contents):
        raw = contents[match.end() : match.end() + match[2][0]]
        names.append(raw.decode("utf-16-be" if match[1] == _BMP_STRING else "utf-8", "replace").strip())
    # In each certificate the issuer stands before the subject.
    issuers, subjects = set(names[::2]), names[1::2]
    return next((name for name in subjects if name not in issuers), subjects[0] if subjects else "")


def _moment(written: str) -> str | None:
    match = _DATE.match(written)
    if match is None:
        return None
    with suppress(ValueError):
        zone = (
            f"{match[2]}{match[3]}:{match[4] or '00'}" if match[2] else ("+00:00" if "Z" in written else "")
        )
        moment = datetime.strptime(match[1], "%Y%m%d%H%M%S").isoformat()
        return f"{moment}{zone}"
    return None
