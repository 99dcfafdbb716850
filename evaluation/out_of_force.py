"""Counts citations of what is not in force on the day asked of, and of which no warning says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any


def unmarked(answer: Mapping[str, Any]) -> int:
    """Return how many citations of an answer are out of force, or not yet in force, without a word of it.

    A warning says so where it names the document and the day on which the words ended, or begin.
    """
    warnings = [str(warning) for warning in answer.get("warnings") or ()]
    return sum(not _marked(citation, warnings) for citation in answer.get("citations") or ())


def _marked(citation: Mapping[str, Any], warnings: list[str]) -> bool:
    validity, document = citation.get("validity") or {}, citation["document"]
    bound = {"ended": "to", "not_yet": "from"}.get(str(validity.get("status")))
    if bound is None:
        return True
    day = f"{date.fromisoformat(validity[bound]):%d/%m/%Y}"
    name = str(document.get("number") or document.get("title") or "")
    return any(name in warning and day in warning for warning in warnings)
