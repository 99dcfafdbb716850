"""Finds what changed the acts that a question names, and which acts they end, where that is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.facts import Fact, heading_fact
from assistant.gathering import facts_at
from assistant.shelf import Shelf
from assistant.tables import load
from index.amendments import Edge, Found, Order
from index.document_store import DocumentHead
from index.endings import act_key
from index.provisions import DIVISIONS, Provision, Unit

_CHANGES = frozenset(
    {Order.AMENDS, Order.ADDS, Order.REPHRASES, Order.CORRECTS, Order.REPEALS, Order.SUSPENDS}
)
_ENDS = frozenset({Order.REPEALS, Order.REPLACES, Order.EXPIRES})
_CERTAIN = 0.9


def order_facts(
    asked: str, numbers: Sequence[str], named: Sequence[DocumentHead], shelf: Shelf
) -> Iterator[Fact]:
    """Go over the provisions that change acts, by number, or by which those that are `named` end others.

    `asked` is the question without diacritics. Where it asks neither, only what is ordered of acts that are
    not held is found: nothing else tells of them.
    """
    words = load("act_orders")
    issuers = {h.identity.number or "": h.identity.issuer for h in named}
    if re.search(words["ends"], asked):
        for head in named:
            yield from facts_at(head, shelf.volume(head.id), _ending(head, shelf), "ending")
    changed = re.search(words["changed_by"], asked) is not None
    held = {act_key(number) for number in issuers}
    for number in dict.fromkeys(
        [*(n for n in numbers if act_key(n) not in held), *(issuers if changed else ())]
    ):
        orders = shelf.store.amendments.edges_to(number, shelf.principal, issuer=issuers.get(number))
        yield from _changing(orders, shelf)


def _ending(head: DocumentHead, shelf: Shelf) -> list[Provision]:
    edges = shelf.store.amendments.edges_from(head.id, shelf.principal)
    places = {edge.locator for edge in edges if edge.verb in _ENDS and not edge.place}
    return [p for p in shelf.volume(head.id).provisions if p.locator in places]


def _changing(orders: Sequence[Found[Edge]], shelf: Shelf) -> Iterator[Fact]:
    """Go over what orders changes: of an act that names the changed one as a whole, where it does so.

    Those come first, of each the last to take effect. Where another text only tells of an order, it is none.
    """
    sure = [o for o in orders if o.what.verb in _CHANGES and o.what.confidence >= _CERTAIN]
    sure = [o for o in sure if o.what.by_act is None]
    sure.sort(key=lambda o: (bool(o.what.place), -(o.what.on or date.max).toordinal()))
    whole = {o.document_id for o in sure if not o.what.place}
    places = dict.fromkeys(
        (o.document_id, o.what.locator) for o in sure if not o.what.place or o.document_id not in whole
    )
    strength = load("policy")["documents"]["order"]
    for document_id, place in list(places)[: load("act_orders")["most"]]:
        head, volume = shelf.head(document_id), shelf.volume(document_id)
        for provision in (p for p in volume.provisions if p.locator == place):
            if provision.unit in DIVISIONS or provision.unit is Unit.ARTICLE:
                yield heading_fact(head, volume, provision, strength)
            else:
                yield from facts_at(head, volume, [provision], "order")
