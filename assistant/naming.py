"""How a provision is named in an answer, in the language of the question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from assistant.tables import load
from index.document_store import DocumentHead
from index.documents import Kind
from index.provisions import Provision, Unit

_LONGEST = 90
_DANGLING = re.compile(
    r"(?:(?:^|[\s,]+)(?:Điều|khoản|điểm|mục|dòng|đoạn|Bước|bước|giấy tờ|văn bản|kết quả|trường hợp))*[\s,]*$"
)
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


def common_locator(locators: Sequence[str]) -> str:
    """Return the place that several provisions share: "Điều 75" for its clauses 1 and 2; else all places."""
    words = [locator.split(" ") for locator in locators]
    shared = [row[0] for row in takewhile(lambda row: len(set(row)) == 1, zip(*words, strict=False))]
    if len(set(locators)) == 1:
        return locators[0]
    return _DANGLING.sub("", " ".join(shared)) or ", ".join(dict.fromkeys(locators))


def provision_name(head: DocumentHead, provision: Provision, locator: str, language: str) -> str:
    """Return the full name of a place in a document: its locator, then its document."""
    if language == "en":
        for vietnamese, english in load("names")["en"]["units"].items():
            locator = locator.replace(vietnamese, english)
    joint = ", " if provision.unit in _PROCEDURE_UNITS else " "
    return f"{locator}{joint}{document_name(head, language)}" if locator else document_name(head, language)


def shorten(title: str) -> str:
    """Return a title that fits into a sentence."""
    return title if len(title) <= _LONGEST else title[:_LONGEST].rsplit(" ", 1)[0] + "…"
