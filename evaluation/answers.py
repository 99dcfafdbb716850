"""Asks the golden questions of an installation, and reads the texts that its quotes come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from evaluation.golden import Question, Texts
from index.access import Principal
from index.errors import DocumentNotFound

Ask = Callable[[Question], Mapping[str, Any]]


def asker(home: Path) -> Ask:
    """Return what answers a question from the installation in `home`, as its operator.

    Raises:
        IndexFailure: nothing has been ingested there, or it cannot be opened.
    """
    from assistant.assembly import open_assistant  # noqa: PLC0415 - loads the model

    assistant = open_assistant(home)

    def ask(question: Question) -> Mapping[str, Any]:
        return assistant.answer(question.question, Principal.operator(), question.as_of).to_json()

    return ask


def texts_of(home: Path) -> Texts:
    """Return what reads a document's text, by its id, from the store in `home`."""
    from index.settings import load_settings  # noqa: PLC0415 - pydantic, 0.2 s
    from index.sqlite_store import SqliteStore  # noqa: PLC0415

    store = SqliteStore.open(load_settings(home).database)

    @cache
    def text(document_id: str) -> str | None:
        try:
            return store.get(document_id, Principal.operator()).text
        except DocumentNotFound:
            return None

    return text
