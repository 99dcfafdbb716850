"""Which sources name bodies or units that are no longer there, and how an answer says so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from assistant.answers import Citation
from assistant.bodies import Bodies
from assistant.body import Gone
from assistant.naming import document_name
from assistant.shelf import Shelf
from assistant.stale_bases import RESTING
from assistant.tables import load, stop_words
from index.access import Principal
from index.document_store import DocumentHead, DocumentStore
from index.documents import Kind
from index.validity import Force
from index.vietnamese import fold, normalise, tokens

_MOST: Final = 3
"""Of more bodies than this an answer does not tell; the cited words come before the rest of a record."""

_MOST_NOW: Final = 6

_BEFORE: Final = 300
_ISSUER: Final = 80
_ACT: Final = re.compile(
    r"Thông tư|Nghị định|Quyết định|Chỉ thị|Công văn|Văn bản|Quy chuẩn|Luật|Pháp lệnh|Nghị quyết",
    re.IGNORECASE,
)
_ISSUER_COLUMN: Final = re.compile(r"(?:cơ quan ban hành|\d{4})\s*\|\s*$", re.IGNORECASE)
# "… (trước đây là X)", "cụm từ “X”": the text says itself that the name is an old one.
_SAID_OLD: Final = re.compile(r"(?:trước đây là|tiền thân là|cụm từ)\s*[“\"(]?\s*$", re.IGNORECASE)
_SAID_NEW: Final = re.compile(r"\s*[(,]?\s*(?:nay là|cũ\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamesGone:
    """A document with the bodies it still names."""

    head: DocumentHead
    gone: tuple[Gone, ...]


def still_named(head: DocumentHead, text: str, on: date, bodies: Bodies) -> tuple[Gone, ...]:
    """Return the bodies gone on a day that a document's words give a task to, each once.

    An act that was issued after a body had gone knows of it, and an issuer of another act has no task here.
    """
    known = head.identity.issued_on or head.validity.starts
    words = normalise(text)
    found: dict[str, Gone] = {}
    for mention, gone in bodies.mentions(words, on):
        before = words[max(0, mention.start - _BEFORE) : mention.start]
        told = _issues(before) or _SAID_OLD.search(before) or _SAID_NEW.match(words, mention.end)
        if not told and (known is None or known < gone.since):
            found.setdefault(gone.body, gone)
    return tuple(found.values())


def gone_in_sources(
    citations: Sequence[Citation], shelf: Shelf, on: date, bodies: Bodies
) -> Mapping[Gone, tuple[DocumentHead, ...]]:
    """Map what the cited words, or any words of a cited procedure record, name to the documents that do so.

    Raises:
        DocumentNotFound: a cited document is gone, or may not be read.
    """
    found: defaultdict[Gone, dict[str, DocumentHead]] = defaultdict(dict)
    heads = {citation.head.id: citation.head for citation in citations}
    texts = [(citation.head, citation.quote) for citation in citations]
    texts += [
        (head, shelf.volume(head.id).document.text)
        for head in heads.values()
        if head.identity.kind is Kind.PROCEDURE
    ]
    for head, text in texts:
        for gone in still_named(head, text, on, bodies):
            same = next((g for g in found if (g.body, g.now) == (gone.body, gone.now)), gone)
            found[same][head.id] = head
    return {gone: tuple(by_id.values()) for gone, by_id in found.items()}


def gone_warnings(
    found: Mapping[Gone, Sequence[DocumentHead]], words: Mapping[str, str], language: str
) -> tuple[str, ...]:
    """Return at most three sentences on bodies that sources name, in `words` of `prompts/warnings.yaml`."""
    return tuple(
        words["gone_named"].format(
            document=", ".join(document_name(head, language) for head in heads),
            gone=_sentence(gone, words),
        )
        for gone, heads in list(found.items())[:_MOST]
    )


def gone_in_question(question: str, on: date, bodies: Bodies, words: Mapping[str, str]) -> tuple[str, ...]:
    """Return at most three sentences on bodies that a question names as if they were there on the day."""
    told = (_sentence(gone, words) for gone in bodies.in_question(question, on)[:_MOST])
    return tuple(sentence[0].upper() + sentence[1:] for sentence in told)


def asks_for_successor(question: str, on: date, bodies: Bodies) -> bool:
    """Tell whether a question is about a body that is gone itself, and asks what is there in its place."""
    table, asked = load("successors"), fold(normalise(question))
    found = bodies.in_question(question, on)
    if not found or not re.search(table["asks"], asked):
        return False
    known = {*table["words"].split(), *stop_words()}
    known |= {word for gone in found for word in tokens(fold(f"{gone.name} {gone.body}"))}
    others = [word for word in tokens(asked) if word not in known]
    return bool(len(set(others)) <= table["most"])


def documents_naming_gone(
    store: DocumentStore, on: date, principal: Principal, bodies: Bodies
) -> Iterator[NamesGone]:
    """Go over the records and decisions in force that name bodies gone on a day, by their numbers."""
    for head in store.heads(principal):
        if head.identity.kind not in RESTING or head.validity.on(on) is Force.ENDED:
            continue
        if gone := still_named(head, store.get(head.id, principal).text, on, bodies):
            yield NamesGone(head, gone)


def _issues(before: str) -> bool:
    """Tell whether what follows issued an act: "Thông tư số 3/2031/TT-X ngày … của", or a table's column."""
    act, of, name = before.casefold().rpartition("của")
    if not of or len(name) > _ISSUER or re.search(r"[;.\n]", name):
        return _ISSUER_COLUMN.search(before) is not None
    row = re.split(r"[;\n]", act)[-1]
    found = _ACT.search(row)
    return found is not None and any(c.isdigit() for c in row[found.end() :])


def _sentence(gone: Gone, words: Mapping[str, str]) -> str:
    return words["gone" if len(gone.now) == 1 else "gone_split"].format(
        body=gone.name,
        day=gone.since.strftime(words["date"]),
        by=words["gone_by"].format(by=gone.by) if gone.by else "",
        now=_now(gone, words),
    )


def _now(gone: Gone, words: Mapping[str, str]) -> str:
    names = "; ".join(map(str, gone.now[:_MOST_NOW]))
    left = len(gone.now) - _MOST_NOW
    return words["gone_more"].format(now=names, count=left) if left > 0 else names
