"""Which acts end or amend others, worked out over all live documents so that their order does not matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final

from index.access import AccessLabel, Principal
from index.amendments import Correction, Order
from index.document_store import DocumentHead, DocumentStore
from index.documents import Kind
from index.endings import Ending, act_key
from index.validity import Validity
from ingest.effect import effect
from ingest.force import Bearing, Ordered, dated
from ingest.said import ENDABLE, RULES, SAYING, Said, drafts_of, said_by

_OPERATOR: Final = Principal.operator()
Declared = tuple[DocumentHead, Ending]


def apply_endings(store: DocumentStore, brought: Mapping[str, Said] = MappingProxyType({})) -> int:
    """Keep what live acts order of others, and set the validity of those that are held and of their parts.

    Only documents put since the last time are read for what they say, and of these not those, by id, of which
    that is `brought` by who read their files. Returns how many documents' validity changed; one that nothing
    ends any more has its own back.
    """
    heads = store.heads(_OPERATOR)
    known, edges = store.endings(RULES), store.amendments.edges()
    fresh = {head.id: _said_by(store, head, brought) for head in heads if head.id not in known}
    endings: dict[str, list[Declared]] = defaultdict(list)
    orders: dict[str, list[Ordered]] = defaultdict(list)
    for head in heads:
        said = fresh.get(head.id) or Said(known.get(head.id, ()), edges.get(head.id, ()))
        for ending in said.endings:
            endings[act_key(ending.number)].append((head, ending))
        for edge in (e for e in said.edges if e.verb is not Order.CALLS):
            orders[act_key(edge.act)].append(Ordered(head, edge))
    corrected, words_of = _corrected(store), _words_of(orders)
    changes = []
    taken_back = _taken_back(store) - corrected.keys()
    for head in heads:
        correction = corrected.get(head.id, {}).get("")
        number = head.identity.number if head.identity.kind in ENDABLE else None
        if number is None and correction is None and head.id not in taken_back:
            continue  # only an operator or its sender ends a letter or a notice
        keys = ({act_key(number)} | words_of[head.id]) if number else set()
        declared = [pair for key in sorted(keys) for pair in endings.get(key, ())]
        found = [
            (by, ending)
            for by, ending in declared
            if (by.id == head.id and _is_of_itself(by, ending)) or _fits(by, ending.issuer, head)
        ]
        validity = _ended(head, found) if found else _own(store, head, again=head.id in taken_back)
        if correction is not None and correction.validity is not None:
            validity = correction.validity
        if validity != head.validity:
            changes.append((head.id, validity))
    with store.batch():
        store.put_endings(RULES, {i: said.endings for i, said in fresh.items()})
        store.amendments.put({i: (said.edges, said.references) for i, said in fresh.items()})
        for document_id, validity in changes:
            store.set_validity(document_id, validity)
        _date_parts(store, heads, orders, endings, corrected)
        store.provision_changes.end_run()
    return len(changes)


def _date_parts(
    store: DocumentStore,
    heads: Sequence[DocumentHead],
    orders: Mapping[str, Sequence[Ordered]],
    endings: Mapping[str, Sequence[Declared]],
    corrected: Mapping[str, Mapping[str, Correction]],
) -> None:
    """Give the provisions of held acts the days that orders and corrections set for them."""
    before = store.amendments.validities()
    words_of, ordered_by = _words_of(orders), _ordered_by(orders)
    for head in heads:
        own = words_of[head.id] | ({act_key(head.identity.number)} if head.identity.number else set())
        if not (own & orders.keys() or head.id in ordered_by or head.id in before or head.id in corrected):
            continue
        if head.identity.kind not in ENDABLE:
            continue
        provisions = store.provisions(head.id, _OPERATOR)
        quoted = {act_key(provision.amends) for provision in provisions if provision.amends is not None}
        given = ordered_by.get(head.id, {})
        acts = dict.fromkeys([*given, *own, *quoted]) if given else dict.fromkeys(own)
        mine = {
            act: [
                o
                for o in orders[act]
                if as_open(o.by.label, head.label) and (act not in own or _reaches(o, head))
            ]
            for act in acts
            if act in orders
        }
        first = {
            act: min(open_ones, key=_rank)
            for act in (*given, *quoted)
            if act not in own
            and (open_ones := [pair for pair in endings.get(act, ()) if as_open(pair[0].label, head.label)])
        }
        found_days = dated(head, provisions, Bearing(own, mine, first), corrected.get(head.id, {}).values())
        if found_days != before.get(head.id, {}):
            store.amendments.set_validities(head.id, found_days)


def _ordered_by(orders: Mapping[str, Sequence[Ordered]]) -> Mapping[str, Mapping[str, None]]:
    """Tell of which acts each document orders something, in the order of all of them; by document."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for key, some in orders.items():
        for order in some:
            found[order.by.id][key] = None
    return found


def _words_of(orders: Mapping[str, Sequence[Ordered]]) -> Mapping[str, set[str]]:
    """Tell which acts' words a consolidated text has, as its footnotes name them; by document."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for key, some in orders.items():
        for order in some:
            if order.edge.by_act is not None:
                found[order.by.id].add(key)
    return found


def _reaches(order: Ordered, head: DocumentHead) -> bool:
    """Tell whether an order means this document: its own of its parts, or a later act's that fits it."""
    if order.by.id == head.id:
        return order.edge.verb in {Order.STARTS, Order.EXPIRES} or order.edge.by_act is not None
    if head.identity.kind is Kind.CONSOLIDATED:  # it has the wording of the amendments up to its own day
        first, second = head.identity.issued_on, order.by.identity.issued_on
        if first is None or second is None or second <= first:
            return False
    return _fits(order.by, order.edge.issuer, head)


def _corrected(store: DocumentStore) -> dict[str, dict[str, Correction]]:
    """Return the corrections that count, by document and place: the last of each that was not taken back."""
    found: dict[str, dict[str, Correction]] = defaultdict(dict)
    for correction in store.amendments.corrections():
        if correction.validity is None:
            found[correction.document_id].pop(correction.place, None)
        else:
            found[correction.document_id][correction.place] = correction
    return {document_id: places for document_id, places in found.items() if places}


def _taken_back(store: DocumentStore) -> set[str]:
    """Name the documents of which an operator has taken a correction back: their own words count again."""
    return {c.document_id for c in store.amendments.corrections() if c.validity is None and not c.place}


def _said_by(store: DocumentStore, head: DocumentHead, brought: Mapping[str, Said]) -> Said:
    """Return what a document says; one whose first day was corrected is not as whoever brought it read it."""
    said = brought.get(head.id)
    if said is not None and said.starts == head.validity.starts:
        return said
    if head.identity.kind not in SAYING:
        return Said()
    return said_by(store.get(head.id, _OPERATOR), store.provisions(head.id, _OPERATOR))


def _fits(by: DocumentHead, issuer: str | None, head: DocumentHead) -> bool:
    """Tell whether an order means this document: a later one, and the same issuer's where numbers repeat.

    An order that some reader of the ended act may not read does not count: its force would tell of it.
    """
    first, second = head.identity.issued_on, by.identity.issued_on
    if by.id == head.id or (first and second and second < first) or not as_open(by.label, head.label):
        return False
    return issuer is None or issuer == head.identity.issuer


def as_open(label: AccessLabel, other: AccessLabel) -> bool:
    """Tell whether everybody who may read what carries `other` may read what carries `label`."""
    if label.level > other.level:
        return False
    return not label.departments or (bool(other.departments) and other.departments <= label.departments)


def _is_of_itself(by: DocumentHead, ending: Ending) -> bool:
    """Tell whether an ending is the one that the page of an act states of that act."""
    return by.identity.number == ending.number


def _rank(pair: Declared) -> tuple[bool, date, str, str]:
    """Return by what the endings of an act are ordered: another act's clause goes before its page's table."""
    by, ending = pair
    return _is_of_itself(by, ending), ending.on, by.identity.number or "", by.id


def _ended(head: DocumentHead, found: list[Declared]) -> Validity:
    by, first = min(found, key=_rank)
    number = by.identity.number
    if by.id == head.id:
        return Validity(head.validity.starts, first.on, first.locator)
    basis = f"{first.locator} {number}" if number else first.locator
    return Validity(head.validity.starts, first.on, basis, number or by.title)


def _own(store: DocumentStore, head: DocumentHead, *, again: bool) -> Validity:
    """Return what a document says of its own force; `again` reads it anew, its first day included."""
    if head.validity.ends is None and not again:
        return head.validity
    text = store.get(head.id, _OPERATOR).text
    drafts = drafts_of(store.provisions(head.id, _OPERATOR))
    own = effect(text, drafts, head.identity, {})
    return own if again and own.starts else replace(own, starts=head.validity.starts)
