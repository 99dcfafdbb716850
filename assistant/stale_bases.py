"""Which procedure records and decisions rest on acts that are out of force."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from index.access import Principal
from index.document_store import DocumentHead, DocumentStore
from index.documents import Document, Kind
from index.endings import Ended, act_key
from index.validity import Force
from index.vietnamese import NUMBER, normalise

RESTING: Final = frozenset({Kind.PROCEDURE, Kind.DECISION})
"""Kinds that go stale with their basis; an act that makes rules stays in force until another one ends it."""


_DATED: Final = re.compile(r"\d[\d.]*/\d{4}/[^\s;,()]{2,40}")
"""Where a number with its year may stand: ten times as quick as reading a record for all numbers."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A document with those of its legal bases that are out of force, the last to end first."""

    head: DocumentHead
    ended: tuple[Ended, ...]


def bases_of(document: Document) -> tuple[str, ...]:
    """Return the numbers of the acts a document says it rests on; none for a kind that does not go stale.

    A record's steps and conditions name acts that its legal basis leaves out, so all its words count.
    """
    if document.identity.kind not in RESTING:
        return ()
    if document.card is None:
        return document.legal_bases
    listed = (basis.number for basis in document.card.bases if basis.number)
    found = (NUMBER.match(normalise(words)) for words in _DATED.findall(document.text))
    return tuple(dict.fromkeys((*listed, *(match.group() for match in found if match))))


def ended_bases(numbers: Sequence[str], ended: Mapping[str, Ended]) -> tuple[Ended, ...]:
    """Return those of the numbers that are out of force, each once, the last to end first."""
    found = {key: ended[key] for key in map(act_key, numbers) if key in ended}
    return tuple(sorted(found.values(), key=lambda act: act.on, reverse=True))


def stale_documents(store: DocumentStore, on: date, principal: Principal) -> Iterator[Stale]:
    """Go over the documents that rest on acts out of force on a day, in order of their numbers."""
    ended = store.numbers_ended(on, principal)
    for head in store.heads(principal):
        if head.identity.kind not in RESTING or head.validity.on(on) is Force.ENDED:
            continue
        if found := ended_bases(bases_of(store.get(head.id, principal)), ended):
            yield Stale(head, found)
