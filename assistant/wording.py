"""The words of an outcome, from `prompts/statuses.yaml`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.answers import AnswerStatus
from assistant.judgement import Judgement
from assistant.naming import document_name
from assistant.tables import load, words_shown
from index.document_store import DocumentHead


def status_message(judgement: Judgement, language: str, nearest: Sequence[DocumentHead] = ()) -> str:
    """Return what is said of an outcome; empty where the statements speak for themselves.

    What is missing is an aspect by its name, or else the number or code of a document that is not held. The
    cases that a question may mean are named in the place of the nearest documents.
    """
    names: dict[str, Any] = load("names")["aspects"][language]
    missing = judgement.missing
    key = judgement.reason or judgement.status.value
    if judgement.status is AnswerStatus.UNANSWERABLE and missing and not judgement.reason:
        key = "no_fact" if set(missing) <= set(names) else "not_held"
    documents = judgement.cases or [document_name(h, language) for h in nearest]
    return words_shown("statuses")[key][language].format(
        documents="; ".join(documents) or "–",
        missing=", ".join(str(names.get(m, m)) for m in missing) or "–",
    )
