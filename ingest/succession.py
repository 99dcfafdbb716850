"""Which acts others end, worked out over all live documents so that their order does not matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from index.access import AccessLabel, Principal
from index.document_store import DocumentHead, DocumentStore
from index.documents import Kind
from index.endings import Ending, act_key, names_one_act
from index.provisions import Provision
from index.validity import Validity
from ingest.effect import effect, ended_acts
from ingest.reading import Draft

RULES: Final = 1
"""Version of the rules of `ingest.effect.ended_acts`; after another one all acts are read again."""

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

Declared = tuple[DocumentHead, Ending]


def apply_endings(store: DocumentStore) -> int:
    """Keep what live acts end, and set `ends` and `ended_by` of those of them that are held.

    Only documents put since the last time are read for what they end. Returns how many documents' validity
    changed; one that nothing ends any more has its own back.
    """
    heads = store.heads(_OPERATOR)
    known = store.endings(RULES)
    fresh = {head.id: tuple(_declared_by(store, head)) for head in heads if head.id not in known}
    endings: dict[str, list[Declared]] = defaultdict(list)
    for head in heads:
        for ending in fresh.get(head.id, ()) or known.get(head.id, ()):
            endings[act_key(ending.number)].append((head, ending))
    changes = []
    for head in heads:
        if head.identity.number is None or head.identity.kind not in _BINDING:
            continue
        declared = endings.get(act_key(head.identity.number), ())
        found = [(by, ending) for by, ending in declared if _fits(by, ending, head)]
        validity = _ended(head, found) if found else _own(store, head)
        if validity != head.validity:
            changes.append((head.id, validity))
    with store.batch():
        store.put_endings(RULES, fresh)
        for document_id, validity in changes:
            store.set_validity(document_id, validity)
    return len(changes)


def _declared_by(store: DocumentStore, head: DocumentHead) -> Iterator[Ending]:
    if head.identity.kind not in _BINDING:
        return
    text = store.get(head.id, _OPERATOR).text
    drafts = _drafts(store.provisions(head.id, _OPERATOR))
    for act in ended_acts(text, drafts, head.identity, head.validity.starts):
        issuer = None if names_one_act(act.number) else head.identity.issuer
        if act.on is not None and (issuer or names_one_act(act.number)):
            yield Ending(act.number, act.on, act.locator, act.verb, issuer)


def _fits(by: DocumentHead, ending: Ending, head: DocumentHead) -> bool:
    """Tell whether an ending means this document: a later one, and the same issuer's where numbers repeat.

    An ending that some reader of the ended act may not read does not count: its force would tell of it.
    """
    first, second = head.identity.issued_on, by.identity.issued_on
    if by.id == head.id or (first and second and second < first) or not _as_open(by.label, head.label):
        return False
    return ending.issuer is None or ending.issuer == head.identity.issuer


def _as_open(label: AccessLabel, other: AccessLabel) -> bool:
    """Tell whether everybody who may read what carries `other` may read what carries `label`."""
    if label.level > other.level:
        return False
    return not label.departments or (bool(other.departments) and other.departments <= label.departments)


def _ended(head: DocumentHead, found: list[Declared]) -> Validity:
    by, first = min(found, key=lambda pair: (pair[1].on, pair[0].identity.number or "", pair[0].id))
    number = by.identity.number
    basis = f"{first.locator} {number}" if number else first.locator
    return Validity(head.validity.starts, first.on, basis, number or by.title)


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
