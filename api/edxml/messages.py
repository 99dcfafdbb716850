"""Writes what goes out: the status message for a document, and a reply with its attachments."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from ingest.envelope import Organisation, Signer

NAMESPACE: Final = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
MEDIA_TYPE: Final = "application/xml"
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
register_namespace("edXML", NAMESPACE)


@dataclass(frozen=True, slots=True)
class Answered:
    """The document that a status message or a reply is about."""

    organ_id: str
    number: str
    document_id: str
    promulgated_on: date | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A drafted reply: its identity, to whom, and who signs."""

    sender: Organisation
    receivers: Sequence[Organisation]
    number: str
    notation: str
    day: date
    place: str
    kind: str
    subject: str
    signer: Signer
    reply_to: Answered | None

    @property
    def document_id(self) -> str:
        """The DocumentId, as the exchange composes it: organisation, day, number."""
        return f"{self.sender.id},{self.day:%Y/%m/%d},{self.number}/{self.notation}"


def status_message(sender: Organisation, about: Answered, code: str, words: str, at: datetime) -> bytes:
    """Write the status message of one document."""
    root, header = _envelope()
    _organisation(header, "From", sender)
    _answered(header, about)
    staff = SubElement(header, _tag("StaffInfo"))
    _put(staff, Department=sender.name, Staff="", Mobile="", Email=sender.email)
    moment = f"{at.astimezone():%Y/%m/%d %H:%M:%S}"
    _put(header, StatusCode=code, Description=words, Timestamp=moment)
    return _written(root)


def letter_message(letter: Letter, files: Mapping[str, bytes]) -> bytes:
    """Write a new document as an envelope; each file is packed as a ZIP in base64."""
    root, header = _envelope()
    _organisation(header, "From", letter.sender)
    for receiver in letter.receivers:
        _organisation(header, "To", receiver)
    _put(header, DocumentId=letter.document_id)
    _put(SubElement(header, _tag("Code")), CodeNumber=letter.number, CodeNotation=letter.notation)
    promulgation = SubElement(header, _tag("PromulgationInfo"))
    _put(promulgation, Place=letter.place, PromulgationDate=f"{letter.day:%Y/%m/%d}")
    _put(SubElement(header, _tag("DocumentType")), Type="1", TypeName=letter.kind)
    _put(header, Subject=letter.subject, Content=letter.subject)
    signer = SubElement(header, _tag("SignerInfo"))
    _put(
        signer,
        Competence=letter.signer.competence,
        Position=letter.signer.position,
        FullName=letter.signer.full_name,
    )
    _put(SubElement(header, _tag("OtherInfo")), Priority="0")
    if letter.reply_to is not None:
        _answered(header, letter.reply_to)
    edxml_header = root[0][0]
    traces = SubElement(edxml_header, _tag("TraceHeaderList"))
    now = f"{datetime.now(UTC).astimezone():%Y/%m/%d %H:%M:%S}"
    _put(SubElement(traces, _tag("TraceHeader")), OrganId=letter.sender.id, Timestamp=now)
    business = SubElement(traces, _tag("Bussiness"))
    _put(business, BussinessDocType="0", BussinessDocReason="Văn bản điện tử mới", Paper="0")
    manifest = SubElement(SubElement(root[0], _tag("edXMLBody")), _tag("edXMLManifest"), {"version": "1.0"})
    encoded = SubElement(root, _tag("AttachmentEncoded"))
    for number, (name, data) in enumerate(files.items(), 1):
        told = {
            "ContentId": f"cid:{number}",
            "AttachmentName": name,
            "Description": name,
            "ContentType": "application/zip",
        }
        _put(SubElement(manifest, _tag("Reference")), **told)
        packed = base64.b64encode(_zipped(name, data)).decode("ascii")
        _put(SubElement(encoded, _tag("Attachment")), **told, ContentTransferEncoded=packed)
    return _written(root)


def _envelope() -> tuple[Element, Element]:
    root = Element(_tag("edXML"))
    header = SubElement(
        SubElement(SubElement(root, _tag("edXMLEnvelope")), _tag("edXMLHeader")), _tag("MessageHeader")
    )
    return root, header


def _organisation(parent: Element, tag: str, organ: Organisation) -> None:
    _put(
        SubElement(parent, _tag(tag)),
        OrganId=organ.id,
        OrganizationInCharge=organ.in_charge or organ.name,
        OrganName=organ.name,
        OrganAdd=organ.address,
        Email=organ.email,
        Telephone=organ.telephone,
        Fax=organ.fax,
        Website=organ.website,
    )


def _answered(parent: Element, about: Answered) -> None:
    day = f"{about.promulgated_on:%Y/%m/%d}" if about.promulgated_on else ""
    _put(
        SubElement(parent, _tag("ResponseFor")),
        OrganId=about.organ_id,
        Code=about.number,
        PromulgationDate=day,
        DocumentId=about.document_id,
    )


def _put(parent: Element, **parts: str) -> None:
    for tag, text in parts.items():
        SubElement(parent, _tag(tag)).text = _UNPRINTABLE.sub("", text)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def _written(root: Element) -> bytes:
    whole: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return whole
