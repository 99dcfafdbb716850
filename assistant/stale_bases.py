"""Which records and decisions rest on acts that are out of force, or on laws that may be replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from assistant.outlived import laws_detailed
from index.access import Principal
from index.document_store import DocumentHead, DocumentStore
from index.documents import Document, Kind
from index.endings import Ended, act_key
from index.namesakes import Namesake, namesakes
from index.validity import Force
from index.vietnamese import NUMBER, normalise

RESTING: Final = frozenset({Kind.PROCEDURE, Kind.DECISION})
"""Kinds that go stale with their basis; an act that makes rules stays in force until another one ends it."""


_DATED: Final = re.compile(r"\d[\d.]*/\d{4}/[^\s;,()]{2,40}")
"""Where a number with its year may stand: ten times as quick as reading a record for all numbers."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A document with those of its legal bases that are out of force, the last to end first.

    `presumed` are those laws among them that a later one of the same name may have replaced.
    """

    head: DocumentHead
    ended: tuple[Ended, ...]
    presumed: tuple[Namesake, ...] = ()


def bases_of(document: Document) -> tuple[str, ...]:
    """Return the numbers of the acts a document says it rests on, of an act that makes rules what it details.

    A record's steps and conditions name acts that its legal basis leaves out, so all its words count.
    """
    if document.identity.kind not in RESTING:
        return laws_detailed(document)
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
    """Go over the documents that rest on acts out of force on a day, in order of their numbers.

    So are those told that rest on laws which a later one of the same name may have replaced.
    """
    ended = store.numbers_ended(on, principal)
    resting = {
        head: bases_of(store.get(head.id, principal))
        for head in store.heads(principal)
        if head.identity.kind in RESTING and head.validity.on(on) is not Force.ENDED
    }
    numbers = dict.fromkeys(number for row in resting.values() for number in row)
    presumed = {act_key(one.older): one for one in namesakes(numbers, store, on, principal)}
    for head, bases in resting.items():
        found = ended_bases(bases, ended)
        perhaps = {key: presumed[key] for key in map(act_key, bases) if key in presumed}
        if found or perhaps:
            yield Stale(head, found, tuple(perhaps.values()))
