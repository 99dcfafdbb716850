"""Envelopes of the national document exchange (edXML, QCVN 102:2016/BTTTT): what one says and carries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from pathlib import PurePosixPath
from typing import Final

from ingest.archives import contents

MOST_UNPACKED_BYTES: Final = 256 << 20
"""What the attachments of one envelope may unpack to, unless the caller says otherwise."""


class Business(IntEnum):
    """What an envelope does to a document (`BussinessDocType`, spelled so in the standard)."""

    NEW = 0
    REVOCATION = 1
    UPDATE = 2
    REPLACEMENT = 3


@dataclass(frozen=True, slots=True)
class Organisation:
    """A sender or receiver; `id` is the code of the exchange (`000.00.00.H05`). "" is not given."""

    id: str
    name: str = ""
    in_charge: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed: `competence` is the form of signing (KT., TL., TM.)."""

    competence: str = ""
    position: str = ""
    full_name: str = ""


@dataclass(frozen=True, slots=True)
class Staff:
    """The clerk who sent or answered."""

    department: str = ""
    name: str = ""
    email: str = ""
    mobile: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """The document that an envelope answers (`ResponseFor`)."""

    organ_id: str
    code: str
    document_id: str
    promulgated_on: date | None


@dataclass(frozen=True, slots=True)
class Replacement:
    """A document that this one takes the place of, and the receivers for whom it does."""

    document_id: str
    organ_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Receiver:
    """A receiver that an update adds (`kind` "0") or takes out ("1")."""

    organ_id: str
    kind: str


@dataclass(frozen=True, slots=True)
class Trace:
    """A place on an envelope's way, and when it was there."""

    organ_id: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Status:
    """A status message: what became of `Envelope.response_for`.

    Codes: 01 received in the inbox, 02 rejected, 03 accepted, 04 assigned, 05 in work, 06 finished,
    13 cancelled, 15 and 16 a change accepted or rejected.
    """

    code: str
    description: str
    at: datetime | None
    staff: Staff


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in an envelope: `data` are its bytes without base64, most often a ZIP that holds the file."""

    content_id: str
    name: str
    content_type: str
    description: str
    data: bytes

    def files(self, most_bytes: int = MOST_UNPACKED_BYTES) -> list[tuple[str, bytes]]:
        """Return what is attached, by name: the files of a ZIP, else the bytes themselves.

        The one file of a ZIP is called as the attachment where both names have the same ending; programs
        call it by a number in the ZIP.

        Raises:
            BadArchive: the ZIP is damaged or locked, a trick, too large, or holds no file.
        """
        if not self.data.startswith(b"PK\x03\x04") or _is_office(self.data):
            return [(self.name or "attachment", self.data)]
        found = contents(self.data, most_bytes)
        if len(found) == 1 and self.name:
            name, data = found[0]
            if PurePosixPath(name).suffix.lower() == PurePosixPath(self.name).suffix.lower():
                return [(self.name, data)]
        return found


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message: a document with its attachments, or a status message (`status`, without attachments).

    `number` is the document's số hiệu. Dates that cannot be read are `None`, and `notes` says so in English.
    `business_document_id` is the document that an update or revocation is about, where the envelope says.
    """

    sender: Organisation
    receivers: tuple[Organisation, ...] = ()
    document_id: str = ""
    code_number: str = ""
    code_notation: str = ""
    place: str = ""
    promulgated_on: date | None = None
    type_code: str = ""
    type_name: str = ""
    subject: str = ""
    content: str = ""
    signer: Signer = Signer()
    due_on: date | None = None
    priority: str = ""
    sphere: str = ""
    to_places: tuple[str, ...] = ()
    steering_type: str = ""
    business: Business | None = None
    business_reason: str = ""
    business_document_id: str = ""
    staff: Staff = Staff()
    changed_receivers: tuple[Receiver, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    response_for: Reference | None = None
    status: Status | None = None
    traces: tuple[Trace, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """The số hiệu, such as `7816/VPCP-TTĐT`; "" where there is none."""
        if self.code_number and self.code_notation:
            return f"{self.code_number}/{self.code_notation}"
        return self.code_number or self.code_notation

    def files(self, most_bytes: int = MOST_UNPACKED_BYTES) -> Iterator[tuple[str, bytes]]:
        """Give every attached file with its name; raises `BadArchive`."""
        for attachment in self.attachments:
            yield from attachment.files(most_bytes)


def _is_office(data: bytes) -> bool:
    """Tell whether a ZIP is itself a document: DOCX, XLSX, PPTX or ODT."""
    head = data[:4096]
    return b"[Content_Types].xml" in head or b"mimetypeapplication/vnd." in head
