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
from index.provisions import Provision

_CHANGES = frozenset(
    {Order.AMENDS, Order.ADDS, Order.REPHRASES, Order.CORRECTS, Order.REPEALS, Order.SUSPENDS}
)
_ENDS = frozenset({Order.REPEALS, Order.REPLACES, Order.EXPIRES})
_CERTAIN = 0.9


def order_facts(
    asked: str, numbers: Sequence[str], named: Sequence[DocumentHead], shelf: Shelf
) -> Iterator[Fact]:
    """Go over the provisions that change acts, by number, or by which those that are `named` end others.

    `asked` is the question without diacritics; nothing is found where it asks neither.
    """
    words = load("act_orders")
    if re.search(words["ends"], asked):
        for head in named:
            yield from facts_at(head, shelf.volume(head.id), _ending(head, shelf), "ending")
    elif re.search(words["changed_by"], asked):
        issuers = {h.identity.number: h.identity.issuer for h in named if h.identity.number}
        for number in dict.fromkeys([*issuers, *(n for n in numbers if n and n not in issuers)]):
            orders = shelf.store.amendments.edges_to(number, shelf.principal, issuer=issuers.get(number))
            yield from _changing(orders, shelf)


def _ending(head: DocumentHead, shelf: Shelf) -> list[Provision]:
    edges = shelf.store.amendments.edges_from(head.id, shelf.principal)
    places = {edge.locator for edge in edges if edge.verb in _ENDS and not edge.place}
    return [p for p in shelf.volume(head.id).provisions if p.locator in places]


def _changing(orders: Sequence[Found[Edge]], shelf: Shelf) -> Iterator[Fact]:
    """Go over the headings of what orders changes: what names the act first, then articles on its parts.

    Of each the last to take effect comes first. Where another text only tells of an order, it is none.
    """
    sure = [o for o in orders if o.what.verb in _CHANGES and o.what.confidence >= _CERTAIN]
    sure.sort(key=lambda o: (bool(o.what.place), -(o.what.on or date.max).toordinal()))
    places = dict.fromkeys(
        (o.document_id, _article(o.what.locator) if o.what.place else o.what.locator)
        for o in sure
        if o.what.by_act is None
    )
    strength = load("policy")["documents"]["order"]
    for document_id, place in list(places)[: load("act_orders")["most"]]:
        head, volume = shelf.head(document_id), shelf.volume(document_id)
        yield from (heading_fact(head, volume, p, strength) for p in volume.provisions if p.locator == place)


def _article(locator: str) -> str:
    return " ".join(locator.split(" ")[:2])
