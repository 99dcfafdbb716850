"""Finds what changed the acts that a question names, and which acts they end, where that is asked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import islice

from assistant.facts import Fact, heading_fact, words_fact
from assistant.gathering import facts_at
from assistant.shelf import Shelf
from assistant.tables import load
from index.amendments import Edge, Found, Order
from index.document_store import DocumentHead
from index.endings import act_key
from index.provisions import DIVISIONS, Provision, Unit
from index.vietnamese import fold

_CHANGES = frozenset(
    {Order.AMENDS, Order.ADDS, Order.REPHRASES, Order.CORRECTS, Order.REPEALS, Order.SUSPENDS}
)
ENDS = frozenset({Order.REPEALS, Order.REPLACES, Order.EXPIRES})
"""Orders that end what they are of."""
_CERTAIN = 0.9
_KINDS = "nghị định|thông tư(?: liên tịch)?|quyết định|nghị quyết|bộ luật|luật|pháp lệnh"
_HEAD = 600
"""Characters at the head of a part within which it names the act that it changes."""


def order_facts(
    asked: str, numbers: Sequence[str], named: Sequence[DocumentHead], ended: Collection[str], shelf: Shelf
) -> Iterator[Fact]:
    """Go over what changes acts, by number, or by what those that are `named` end or change others.

    `asked` is the question without diacritics. Where it asks none of these, only what is ordered of acts that
    are not held is found, but for those that `ended`, by key: nothing else tells of them.
    """
    words = load("act_orders")
    issuers = {h.identity.number or "": h.identity.issuer for h in named}
    if re.search(words["ends"], asked):
        for head in named:
            yield from facts_at(head, shelf.volume(head.id), ending_clauses(head, shelf), "ending")
    if re.search(words["changes"], asked):
        for head in named:
            yield from _changed(head, shelf)
    changed = re.search(words["changed_by"], asked) is not None
    told = {act_key(number) for number in issuers}.union(() if changed else ended)
    for number in dict.fromkeys(
        [*(n for n in numbers if act_key(n) not in told), *(issuers if changed else ())]
    ):
        orders = shelf.store.amendments.edges_to(number, shelf.principal, issuer=issuers.get(number))
        yield from _changing(orders, shelf)


def ending_clauses(head: DocumentHead, shelf: Shelf) -> list[Provision]:
    """Return the provisions by which an act ends others as a whole."""
    edges = shelf.store.amendments.edges_from(head.id, shelf.principal)
    places = {edge.locator for edge in edges if edge.verb in ENDS and not edge.place}
    return [p for p in shelf.volume(head.id).provisions if p.locator in places]


def _changed(head: DocumentHead, shelf: Shelf) -> Iterator[Fact]:
    """Go over the acts that an act changes, each once, by the words that name it in the widest part.

    Several that one part names are told together, from the first name to the last.
    """
    volume, named, said = shelf.volume(head.id), set[str](), set[str]()
    spans: dict[str, tuple[Provision, int, int]] = {}
    for edge in shelf.store.amendments.edges_from(head.id, shelf.principal):
        at = next((p for p in volume.provisions if p.locator == edge.locator), None)
        if edge.verb not in _CHANGES or edge.by_act is not None or act_key(edge.act) in named:
            continue
        naming = re.compile(rf"(?:{_KINDS})\s+(?:số\s+)?0*{re.escape(edge.act.lstrip('0'))}", re.IGNORECASE)
        wider: list[Provision] = []
        while at is not None:
            wider, at = [at, *wider], volume.by_id.get(at.parent_id or "")
        found = ((p, m) for p in wider if (m := naming.search(volume.words(p)[:_HEAD])) is not None)
        for place, name in islice(found, 1):
            if fold(name[0]) not in said:
                _, start, end = spans.get(place.id, (place, *name.span()))
                spans[place.id] = (place, min(start, name.start()), max(end, name.end()))
            named.add(act_key(edge.act))
            said.add(fold(name[0]))
    for place, start, end in spans.values():
        words = volume.words(place)[start:end]
        yield words_fact(head, place, words, load("policy")["documents"]["order"])


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
