"""The document exchange: envelopes come in and are answered, drafted replies go out (QCVN 102:2016/BTTTT)."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Body, File, Form, Query, Request, UploadFile
from fastapi.responses import Response

from api.dependencies import Service, TheWriter
from api.dms.intake import allowed_label
from api.dms.schemas import Level
from api.edxml.letter_docx import letter_docx
from api.edxml.messages import MEDIA_TYPE, Answered, Letter, letter_message, status_message
from api.edxml.receiving import BadEnvelope, Receiving
from api.edxml.register import Entry, Register, StatusCode
from api.problems import Problem
from api.routes.uploads import writer_of
from ingest.envelope import Organisation, Signer

router = APIRouter(prefix="/v1/edxml", tags=["edxml"])

_XML: Final[dict[str, Any]] = {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
_MOST_TEXT: Final = 100_000
Line = Annotated[str, Form(max_length=1000)]


@router.post(
    "",
    response_class=Response,
    responses={
        200: {**_XML, "description": "a status message: where the document stands by now"},
        202: {**_XML, "description": "a status message 01: it is in, and its attachments are being read"},
        204: {"description": "a status message was noted"},
    },
)
def receive(
    request: Request,
    service: TheWriter,
    envelope: Annotated[bytes, Body(media_type=MEDIA_TYPE, description="an edXML envelope")],
    label: Annotated[Level | None, Query(description="the settings' default_label if none")] = None,
    departments: Annotated[list[str] | None, Query(max_length=50)] = None,
) -> Response:
    """Take an envelope in (new, update, replacement, revocation, status) and answer with a status message."""
    access = allowed_label(service, label, departments or [])
    owner = service.principal.name
    try:
        entry = Receiving(service.settings, owner, access).take(envelope)
    except BadEnvelope as refusal:
        raise Problem("bad_envelope", str(refusal)) from refusal
    service.rooms.audit.add(
        owner,
        "edxml",
        key=service.caller.key_id,
        outcome="status message" if entry is None else f"envelope {entry.seq}: {entry.status}",
    )
    if entry is None:
        return Response(status_code=204)
    if entry.status is StatusCode.RECEIVED:
        writer_of(request).wake()
        return _status(service, entry, 202)
    return _status(service, entry)


@router.post(
    "/replies",
    response_class=Response,
    responses={200: {**_XML, "description": "the envelope, to be signed and sent by the document system"}},
)
def export_reply(  # noqa: PLR0913, PLR0917 - the fields of the form
    service: TheWriter,
    number: Annotated[str, Form(min_length=1, max_length=30, pattern=r"^[0-9A-Za-z]+$")],
    notation: Annotated[str, Form(min_length=1, max_length=60, description="as VPCP-TTĐT")],
    subject: Annotated[str, Form(min_length=1, max_length=1000)],
    reply_to: Annotated[Line, Form(description="DocumentId of an envelope that came in")] = "",
    to: Annotated[
        list[str] | None, Form(max_length=200, description="OrganIds, where it is no reply")
    ] = None,
    file: Annotated[list[UploadFile] | None, File(max_length=20, description="the signed texts")] = None,
    text: Annotated[str, Form(max_length=_MOST_TEXT, description="the body, where there is no file")] = "",
    record_id: Annotated[str, Form(max_length=64, description="a stored answer to send as the body")] = "",
    kind: Annotated[str, Form(max_length=100)] = "Công văn",
    place: Line = "",
    issued_on: Annotated[date | None, Form(description="today where it is left out")] = None,
    signer: Line = "",
    position: Line = "",
    competence: Line = "",
) -> Response:
    """Write a drafted reply as an envelope: with its files, or as a letter of a text or stored answer."""
    register, owner = Register(service.settings.home), service.principal.name
    about = next(iter(register.of_document(owner, reply_to)), None) if reply_to else None
    if reply_to and about is None:
        raise Problem("envelope_not_found")
    receivers = [about.sender] if about else [Organisation(one.strip()) for one in to or () if one.strip()]
    if not receivers or not (file or text.strip() or record_id):
        raise Problem("invalid_request")
    letter = Letter(
        sender=_ourselves(service),
        receivers=receivers,
        number=number,
        notation=notation.strip(),
        day=issued_on or date.today(),
        place=place,
        kind=kind,
        subject=subject,
        signer=Signer(competence, position, signer),
        reply_to=_about(about) if about else None,
    )
    if file:
        files = {PurePosixPath(one.filename or f"{n}").name: one.file.read() for n, one in enumerate(file, 1)}
    else:
        body = text if text.strip() else _body(service.assistant().record(record_id, service.principal))
        files = {f"{number}-{notation}.docx".replace("/", "-"): letter_docx(letter, body)}
    register.add_reply(owner, letter.document_id, reply_to or None)
    name = quote(f"{number}-{notation}.edxml", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(letter_message(letter, files), media_type=MEDIA_TYPE, headers=headers)


@router.get(
    "/{document_id:path}",
    response_class=Response,
    responses={200: {**_XML, "description": "a status message: where the document stands"}},
)
def show_status(document_id: str, service: TheWriter) -> Response:
    """Tell where a document stands that you handed in, or what its receiver said of a reply."""
    register, owner = Register(service.settings.home), service.principal.name
    found = register.of_document(owner, document_id)
    if found:
        return _status(service, found[0])
    reply = register.reply(owner, document_id)
    if reply is None or reply.status is None or reply.status_at is None:
        raise Problem("envelope_not_found")
    about = Answered(service.settings.edxml_organ_id or "", "", document_id, None)
    message = status_message(
        _ourselves(service), about, reply.status, reply.description or "", reply.status_at
    )
    return Response(message, media_type=MEDIA_TYPE)


def _status(service: Service, entry: Entry, http_status: int = 200) -> Response:
    at = entry.status_at
    message = status_message(_ourselves(service), _about(entry), entry.status, entry.description, at)
    return Response(message, status_code=http_status, media_type=MEDIA_TYPE)


def _about(entry: Entry) -> Answered:
    return Answered(entry.sender.id, entry.number, entry.document_id, entry.promulgated_on)


def _ourselves(service: Service) -> Organisation:
    """Return who answers. Raises `Problem` where the settings do not say."""
    organ_id = service.settings.edxml_organ_id
    if organ_id is None:
        raise Problem("channel_off")
    return Organisation(organ_id, service.settings.edxml_organ_name or "")


def _body(record: dict[str, Any]) -> str:
    """Write a stored answer as the paragraphs of a letter, with where each statement stands."""
    lines = []
    for statement in record["statements"]:
        cited = [record["citations"][number] for number in statement["citations"]]
        places = "; ".join(
            f"{c['locator']} {c['document']['number'] or c['document']['title']}" for c in cited
        )
        lines.append(f"{statement['text']} ({places})")
    return "\n".join(lines) or record["answer"]
