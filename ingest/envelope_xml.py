"""Reads an edXML envelope from XML, without entities, document types or anything outside, within limits."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from ingest.envelope import (
    Attachment,
    Business,
    Envelope,
    Organisation,
    Receiver,
    Reference,
    Replacement,
    Signer,
    Staff,
    Status,
    Trace,
)
from ingest.errors import Damaged, NotWhatItSays, TooLarge
from ingest.readers.limits import MAX_BYTES

MOST_ELEMENTS: Final = 20_000
MOST_DEPTH: Final = 40
_STRAY: Final = 64
"""Some senders leave so many characters, such as the length of a chunk, before the XML declaration."""
_DATE: Final = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_BLANKS: Final = re.compile(r"\s+")


def read_envelope(data: bytes) -> Envelope:
    """Read an envelope.

    Raises:
        Damaged: no XML, a document type or entities in it, a part that must be there is missing, or an
            attachment that is no base64.
        NotWhatItSays: XML that is no edXML.
        TooLarge: over a limit of bytes, elements or depth.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge(f"an envelope of {len(data)} bytes; the limit is {MAX_BYTES}")
    notes: list[str] = []
    root = _parse(_without_stray(data, notes))
    if _local(root) != "edXML":
        raise NotWhatItSays(f"XML whose root is <{_local(root)[:40]}>, not an edXML envelope")
    header = _child(_child(_child(root, "edXMLEnvelope"), "edXMLHeader"), "MessageHeader")
    if header is None:
        raise Damaged("an edXML envelope without a MessageHeader")
    return _Reading(root, header, notes).envelope()


class _Bounded(TreeBuilder):
    """Builds a tree of so many elements and no more."""

    def __init__(self) -> None:
        super().__init__()
        self._elements = self._depth = 0

    def start(self, tag: Any, attrs: Any, /) -> Element:  # noqa: ANN401 - as the library has it
        self._elements += 1
        self._depth += 1
        if self._elements > MOST_ELEMENTS or self._depth > MOST_DEPTH:
            raise TooLarge(f"an envelope of more than {MOST_ELEMENTS} elements, or {MOST_DEPTH} levels")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def _parse(data: bytes) -> Element:
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except ParseError as error:
        raise Damaged(f"the envelope is not well-formed XML: {error}") from error
    except DefusedXmlException as error:
        raise Damaged("the envelope has a document type or entities, which edXML has not") from error
    except (LookupError, ValueError) as error:  # an encoding that does not exist, or is not as declared
        raise Damaged(f"the envelope is not well-formed XML ({type(error).__name__})") from error
    return root


def _without_stray(data: bytes, notes: list[str]) -> bytes:
    begin = data.find(b"<?xml", 0, _STRAY + 5)
    stray = data[:begin].removeprefix(b"\xef\xbb\xbf") if begin > 0 else b""
    if not stray or b"<" in stray or b"\x00" in stray:
        return data
    if stray.strip():
        notes.append(f"{len(stray)} stray bytes before the XML declaration were passed by")
    return data[begin:]


class _Reading:
    """Takes the parts of one envelope; parts that are not there are ""."""

    def __init__(self, root: Element, header: Element, notes: list[str]) -> None:
        self._root, self._header, self._notes = root, header, notes

    def envelope(self) -> Envelope:
        header = self._header
        sender = _child(header, "From")
        if sender is None or not _text(sender, "OrganId"):
            raise Damaged("an edXML envelope without the OrganId of its sender")
        promulgation, kind = _child(header, "PromulgationInfo"), _child(header, "DocumentType")
        other, signer = _child(header, "OtherInfo"), _child(header, "SignerInfo")
        code = _child(header, "Code")
        traces = _child(_child(_child(self._root, "edXMLEnvelope"), "edXMLHeader"), "TraceHeaderList")
        business = _child(traces, "Bussiness")
        about = _child(business, "BussinessDocumentInfo")
        status = self._status()
        found = Envelope(
            sender=_organisation(sender),
            receivers=tuple(map(_organisation, _children(header, "To"))),
            document_id=_text(header, "DocumentId"),
            code_number=_text(code, "CodeNumber"),
            code_notation=_text(code, "CodeNotation"),
            place=_text(promulgation, "Place"),
            promulgated_on=self._day(_text(promulgation, "PromulgationDate"), "PromulgationDate"),
            type_code=_text(kind, "Type"),
            type_name=_text(kind, "TypeName"),
            subject=_text(header, "Subject"),
            content=_text(header, "Content"),
            signer=Signer(*(_text(signer, tag) for tag in ("Competence", "Position", "FullName"))),
            due_on=self._day(_text(header, "DueDate"), "DueDate"),
            priority=_text(other, "Priority"),
            sphere=_text(other, "SphereOfPromulgation"),
            to_places=_texts(_child(header, "ToPlaces"), "Place"),
            steering_type=_text(header, "SteeringType"),
            business=_business(business),
            business_reason=_text(business, "BussinessDocReason"),
            business_document_id=_text(business, "DocumentId"),
            staff=_staff(_child(business, "StaffInfo")),
            changed_receivers=tuple(
                Receiver(_text(one, "OrganId"), _text(one, "ReceiverType"))
                for one in _children(_child(about, "ReceiverList"), "Receiver")
            ),
            replacements=tuple(
                Replacement(_text(one, "DocumentId"), _texts(_child(one, "OrganIdList"), "OrganId"))
                for one in _children(_child(business, "ReplacementInfoList"), "ReplacementInfo")
            ),
            response_for=self._reference(),
            status=status,
            traces=tuple(
                Trace(_text(one, "OrganId"), self._moment(_text(one, "Timestamp"), "Timestamp"))
                for one in _children(traces, "TraceHeader")
            ),
            attachments=tuple(self._attachments()),
            notes=tuple(self._notes),
        )
        if status is None and not (found.number or found.document_id):
            raise Damaged("an edXML envelope with neither a Code nor a DocumentId")
        return found

    def _status(self) -> Status | None:
        code = _text(self._header, "StatusCode")
        if not code:
            return None
        at = self._moment(_text(self._header, "Timestamp"), "Timestamp")
        return Status(code, _text(self._header, "Description"), at, _staff(_child(self._header, "StaffInfo")))

    def _reference(self) -> Reference | None:
        about = _child(self._header, "ResponseFor")
        organ, code, document = (_text(about, tag) for tag in ("OrganId", "Code", "DocumentId"))
        if not (organ or code or document):
            return None
        return Reference(organ, code, document, self._day(_text(about, "PromulgationDate"), "ResponseFor"))

    def _attachments(self) -> Iterator[Attachment]:
        for one in _children(_child(self._root, "AttachmentEncoded"), "Attachment"):
            name, encoded = _text(one, "AttachmentName"), _child(one, "ContentTransferEncoded")
            data = _BLANKS.sub("", (encoded.text or "") if encoded is not None else "")
            try:
                content = base64.b64decode(data, validate=True)
            except (binascii.Error, ValueError) as error:
                raise Damaged(f"attachment {name!r}: its content is no base64") from error
            if not content:
                raise Damaged(f"attachment {name!r}: it has no content")
            yield Attachment(
                _text(one, "ContentId"), name, _text(one, "ContentType"), _text(one, "Description"), content
            )

    def _day(self, text: str, what: str) -> date | None:
        moment = self._moment(text, what)
        return moment.date() if moment else None

    def _moment(self, text: str, what: str) -> datetime | None:
        if not text:
            return None
        match = _DATE.match(text)
        try:
            return datetime(*(int(part or 0) for part in match.groups())) if match else _unread()  # type: ignore[arg-type]
        except ValueError:
            self._notes.append(f"{what} {text[:40]!r} is no date")
            return None


def _unread() -> datetime:
    raise ValueError("no date")


def _business(element: Element | None) -> Business | None:
    if element is None:
        return None
    try:
        return Business(int(_text(element, "BussinessDocType")))
    except ValueError as error:
        raise Damaged("an edXML envelope whose BussinessDocType is none of 0, 1, 2 and 3") from error


def _organisation(element: Element) -> Organisation:
    parts = (
        "OrganId",
        "OrganName",
        "OrganizationInCharge",
        "OrganAdd",
        "Email",
        "Telephone",
        "Fax",
        "Website",
    )
    return Organisation(*(_text(element, tag) for tag in parts))


def _staff(element: Element | None) -> Staff:
    return Staff(*(_text(element, tag) for tag in ("Department", "Staff", "Email", "Mobile")))


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _children(element: Element | None, tag: str) -> list[Element]:
    return [] if element is None else [child for child in element if _local(child) == tag]


def _child(element: Element | None, tag: str) -> Element | None:
    return next(iter(_children(element, tag)), None)


def _text(element: Element | None, tag: str) -> str:
    child = _child(element, tag)
    return "" if child is None else " ".join((child.text or "").split())


def _texts(element: Element | None, tag: str) -> tuple[str, ...]:
    found = (" ".join((child.text or "").split()) for child in _children(element, tag))
    return tuple(text for text in found if text)
