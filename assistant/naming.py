"""How a provision is named in an answer, in the language of the question."""

from __future__ import annotations

from assistant.tables import load
from index.document_store import DocumentHead
from index.documents import Kind
from index.provisions import Provision, Unit

_LONGEST = 90
_PROCEDURE_UNITS = frozenset({Unit.FIELD, Unit.STEP, Unit.CHANNEL, Unit.PAPER, Unit.BASIS})


def document_name(head: DocumentHead, language: str) -> str:
    """Return how officials call a document: kind and number, or its title where it has no number."""
    number = head.identity.number
    words = load("names")[language]
    if head.identity.kind is Kind.PROCEDURE:
        return f"{words['procedure']} {number or shorten(head.title)}"
    if number is None:
        return shorten(head.title)
    kind = words["kinds"].get(head.identity.kind.value, head.identity.kind.value)
    return f"{kind} {number}"


def provision_name(head: DocumentHead, provision: Provision, language: str) -> str:
    """Return the full name of a provision: its locator, then its document."""
    locator = provision.locator
    if language == "en":
        for vietnamese, english in load("names")["en"]["units"].items():
            locator = locator.replace(vietnamese, english)
    joint = ", " if provision.unit in _PROCEDURE_UNITS else " "
    return f"{locator}{joint}{document_name(head, language)}" if locator else document_name(head, language)


def shorten(title: str) -> str:
    """Return a title that fits into a sentence."""
    return title if len(title) <= _LONGEST else title[:_LONGEST].rsplit(" ", 1)[0] + "…"
