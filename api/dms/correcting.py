"""Corrections of what was read, over the service: handed to the process that writes, and waited for."""

from __future__ import annotations

import time
from typing import Final

from api.callers import Caller
from api.dependencies import Service
from api.dms.schemas import CorrectionIn
from api.dms.writer import Writer
from api.problems import Problem
from api.roles import Role
from api.web.words import words
from index.document_store import DocumentHead
from index.reading_corrections import Field
from index.settings import Settings
from index.upkeep import Upkeep
from ingest.correcting import (
    CorrectionWish,
    PageText,
    TextChange,
    file_on_disk,
    is_waiting,
    wanted_corrections,
)
from ingest.errors import CorrectionRefused

_WAIT_SECONDS: Final = 20.0
"""So long a request waits for the file to be read again; after that it is told that it goes on."""
_PAUSE: Final = 0.25


def may_correct(caller: Caller, settings: Settings, *, may_upload: bool) -> bool:
    """Tell whether somebody may correct what was read: who may put documents in, and experts."""
    return may_upload or (settings.sign_in != "off" and caller.acts_as(Role.EXPERT))


def wish_of(given: CorrectionIn) -> CorrectionWish:
    """Return what a program asks for."""
    named = {
        Field.NUMBER: given.number,
        Field.KIND: given.kind,
        Field.ISSUER: given.issuer,
        Field.ISSUED_ON: given.issued_on.isoformat() if given.issued_on else None,
        Field.TITLE: given.title,
    }
    return CorrectionWish(
        given.note,
        {name: value for name, value in named.items() if value is not None},
        [TextChange(one.read, one.value, one.nth) for one in given.texts],
        [PageText(one.page, one.text) for one in given.pages],
    )


def correct(service: Service, writer: Writer, head: DocumentHead, wish: CorrectionWish, language: str) -> str:
    """Correct a document and return the id that it has then.

    Raises `Problem`, with the reason in the reader's language where it cannot be.
    """
    document = service.store().get(head.id, service.principal)
    try:
        wanted = wanted_corrections(document, wish, service.principal.name)
    except CorrectionRefused as refused:
        raise Problem("correction_refused", refusal_words(refused, language)) from refused
    writer.correct(head.id, wanted)
    return _counted(service, head, "document_corrected")


def undo(service: Service, writer: Writer, head: DocumentHead, entry: int) -> str:
    """Take a correction back and return the id that the document has then. Raises `Problem`."""
    writer.undo_correction(head.id, entry, service.principal.name)
    return _counted(service, head, "document_correction_undone")


def refusal_words(refused: CorrectionRefused, language: str) -> str:
    """Say in the reader's language why a correction cannot be."""
    told: str = getattr(words(language).corrections.refused, refused.code)
    return told.format(value=refused.value)


def _counted(service: Service, head: DocumentHead, what: str) -> str:
    """Wait until the file was read again and questions find it, and write down what was done."""
    store, until = service.store(), time.monotonic() + _WAIT_SECONDS
    upkeep = Upkeep(service.settings, store)
    if file_on_disk(head.source) is not None:
        while time.monotonic() < until and (is_waiting(store, head.source) or not upkeep.is_published()):
            time.sleep(_PAUSE)
    file = store.file(head.source)
    now = (file.document_id if file else None) or head.id
    service.rooms.audit.add(service.principal.name, what, key=service.caller.key_id, documents=[head.id, now])
    return now
