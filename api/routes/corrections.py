"""What was misread of documents, put right by other systems."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Request

from api.dependencies import Service, TheWriter
from api.dms.correcting import correct, undo, wish_of
from api.dms.schemas import CorrectionIn, CorrectionOut, CorrectionsOut
from api.reading_quality import corrections_json
from api.routes.documents import head_of
from api.routes.uploads import writer_of
from api.web.words import accepted_language

router = APIRouter(prefix="/v1/documents/{document_id}/corrections", tags=["uploads"])

Language = Annotated[str | None, Header(alias="Accept-Language", include_in_schema=False)]


@router.get("", response_model=CorrectionsOut)
def list_corrections(document_id: str, service: TheWriter) -> CorrectionsOut:
    """List what was corrected of a document, by whom and why, with what was read."""
    return _listed(service, head_of(service, document_id).id)


@router.post("", response_model=CorrectionsOut)
def correct_document(
    document_id: str, body: CorrectionIn, request: Request, service: TheWriter, language: Language = None
) -> CorrectionsOut:
    """Correct what was misread; it stays through later ingests. Another number gives it another id."""
    head = head_of(service, document_id)
    spoken = accepted_language(language)
    return _listed(service, correct(service, writer_of(request), head, wish_of(body), spoken))


@router.post("/{entry}/undo", response_model=CorrectionsOut)
def undo_correction(document_id: str, entry: int, request: Request, service: TheWriter) -> CorrectionsOut:
    """Take a correction back."""
    return _listed(service, undo(service, writer_of(request), head_of(service, document_id), entry))


def _listed(service: Service, document_id: str) -> CorrectionsOut:
    store = service.store()
    found = corrections_json(store, store.get(document_id, service.principal), service.principal)
    return CorrectionsOut(document_id=document_id, corrections=[CorrectionOut(**one) for one in found])
