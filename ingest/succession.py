"""Which live documents others end, worked out over all of them so that their order does not matter."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from index.access import Principal
from index.document_store import DocumentHead, DocumentStore
from index.documents import Kind
from index.provisions import Provision
from index.validity import Validity
from index.vietnamese import normalise
from ingest.effect import effect, ended_acts
from ingest.reading import Draft

_OPERATOR: Final = Principal.operator()
_BINDING: Final = frozenset(
    {
        *(
            Kind.CONSTITUTION,
            Kind.CODE,
            Kind.LAW,
            Kind.ORDINANCE,
            Kind.RESOLUTION,
            Kind.DECREE,
            Kind.DECISION,
        ),
        *(Kind.DIRECTIVE, Kind.CIRCULAR, Kind.JOINT_CIRCULAR),
    }
)
"""Kinds that can end another act (Luật Ban hành văn bản quy phạm pháp luật); a letter or a record cannot."""

_DATED: Final = re.compile(r"/\d{4}/")
"""A number with its year names one act in the country; without, it is unique only with its issuer."""


@dataclass(frozen=True, slots=True)
class Ending:
    """One live act ends the act of a number on a day, in the provision at `locator`."""

    by: DocumentHead
    on: date
    locator: str


def apply_endings(store: DocumentStore) -> int:
    """Set `ends` and `ended_by` of each live document by what the others say; return how many changed.

    A document that nothing ends any more has its own validity back.
    """
    heads = store.heads(_OPERATOR)
    endings: dict[str, list[Ending]] = defaultdict(list)
    for head in heads:
        for number, ending in _declared_by(store, head):
            endings[_key(number)].append(ending)
    changes = []
    for head in heads:
        if head.identity.number is None or head.identity.kind not in _BINDING:
            continue
        found = [e for e in endings.get(_key(head.identity.number), ()) if _fits(e, head)]
        validity = _ended(head, found) if found else _own(store, head)
        if validity != head.validity:
            changes.append((head.id, validity))
    with store.batch():
        for document_id, validity in changes:
            store.set_validity(document_id, validity)
    return len(changes)


def _declared_by(store: DocumentStore, head: DocumentHead) -> Iterator[tuple[str, Ending]]:
    if head.identity.kind not in _BINDING:
        return
    text = store.get(head.id, _OPERATOR).text
    drafts = _drafts(store.provisions(head.id, _OPERATOR))
    for act in ended_acts(text, drafts, head.identity, head.validity.starts):
        if act.on is not None:
            yield act.number, Ending(head, act.on, act.locator)


def _fits(ending: Ending, head: DocumentHead) -> bool:
    """Tell whether an ending means this document: a later one, and the same issuer's where numbers repeat."""
    by, identity = ending.by.identity, head.identity
    if ending.by.id == head.id or (by.issued_on and identity.issued_on and by.issued_on < identity.issued_on):
        return False
    return bool(_DATED.search(identity.number or "")) or by.issuer == identity.issuer


def _ended(head: DocumentHead, found: list[Ending]) -> Validity:
    first = min(found, key=lambda ending: (ending.on, ending.by.identity.number or "", ending.by.id))
    number = first.by.identity.number
    basis = f"{first.locator} {number}" if number else first.locator
    return Validity(head.validity.starts, first.on, basis, number or first.by.title)


def _own(store: DocumentStore, head: DocumentHead) -> Validity:
    if head.validity.ended_by is None:
        return head.validity
    text = store.get(head.id, _OPERATOR).text
    drafts = _drafts(store.provisions(head.id, _OPERATOR))
    return replace(effect(text, drafts, head.identity, {}), starts=head.validity.starts)


def _drafts(provisions: tuple[Provision, ...]) -> tuple[Draft, ...]:
    places = {provision.id: place for place, provision in enumerate(provisions)}
    return tuple(
        Draft(
            unit=provision.unit,
            locator=provision.locator,
            heading=provision.heading,
            span=provision.span,
            parent=None if provision.parent_id is None else places[provision.parent_id],
            lead=provision.lead,
            amends=provision.amends,
        )
        for provision in provisions
    )


def _key(number: str) -> str:
    return normalise(number).casefold().replace("–", "-")
