"""Asks the golden questions of an installation, and reads the texts that its quotes come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.golden import Question, Texts
from index.access import Principal
from index.document_store import DocumentStore
from index.errors import DocumentNotFound

if TYPE_CHECKING:
    from evaluation.office import Office

Ask = Callable[[Question], Mapping[str, Any]]


def asker(office: Office) -> Ask:
    """Return what answers a question from an installation, as its operator."""

    def ask(question: Question) -> Mapping[str, Any]:
        return office.assistant.answer(question.turns, Principal.operator(), question.as_of).to_json()

    return ask


def texts_in(store: DocumentStore) -> Texts:
    """Return what reads a document's text, by its id, from a store."""

    @cache
    def text(document_id: str) -> str | None:
        try:
            return store.get(document_id, Principal.operator()).text
        except DocumentNotFound:
            return None

    return text


def texts_of(home: Path) -> Texts:
    """Return what reads a document's text, by its id, from the store in `home`."""
    from index.settings import load_settings  # noqa: PLC0415 - pydantic, 0.2 s
    from index.store_opening import open_store  # noqa: PLC0415

    return texts_in(open_store(load_settings(home)))
