"""The words of an outcome, from `prompts/statuses.yaml`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from assistant.answers import AnswerStatus
from assistant.naming import document_name
from assistant.tables import load
from index.document_store import DocumentHead


@cache
def _table() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = yaml.safe_load(
        files("prompts").joinpath("statuses.yaml").read_text(encoding="utf-8")
    )
    return table


def status_message(
    status: AnswerStatus,
    language: str,
    nearest: Sequence[DocumentHead] = (),
    missing: Sequence[str] = (),
    reason: str = "",
    cases: Sequence[str] = (),
) -> str:
    """Return what is said of an outcome; empty where the statements speak for themselves.

    `reason` names the words for it where the status has several: why a question was not looked up, or that
    the texts are of another place or year. What is missing is an aspect by its name, or else the number or
    code of a document that is not held. `cases` are what the question may mean, in the place of documents.
    """
    names: dict[str, Any] = load("names")["aspects"][language]
    key = reason or status.value
    if status is AnswerStatus.UNANSWERABLE and missing and not reason:
        key = "no_fact" if set(missing) <= set(names) else "not_held"
    return _table()[key][language].format(
        documents="; ".join(cases or [document_name(h, language) for h in nearest]) or "–",
        missing=", ".join(str(names.get(m, m)) for m in missing) or "–",
    )
