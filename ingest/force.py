"""The force of parts of acts: which provisions begin or end on days of their own, by which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from index.amendments import ENDING, Correction, Edge, Order, within
from index.document_store import DocumentHead
from index.endings import Ending, act_key
from index.provisions import Provision
from index.validity import UNKNOWN, Validity

CERTAIN: Final = 0.9
"""Orders that are less certain are shown, but end nothing."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order with the document that gives it."""

    by: DocumentHead
    edge: Edge

    @property
    def name(self) -> str:
        """How the document is cited: by its number, else its title."""
        return self.by.identity.number or self.by.title


def dated(
    head: DocumentHead,
    provisions: Sequence[Provision],
    orders: Mapping[str, Sequence[Ordered]],
    ended: Mapping[str, tuple[DocumentHead, Ending]],
    corrections: Iterable[Correction],
) -> dict[str, Validity]:
    """Return the provisions of a document that have days of their own, by id.

    `orders` are the orders to acts by `act_key`, those to this document included; `ended` are the acts that
    end as a whole, since wording that was put into them ends with them.
    """
    found: dict[str, Validity] = {}
    own = act_key(head.identity.number) if head.identity.number else ""
    places = [provision.locator.replace(",", "") for provision in provisions]
    for order in orders.get(own, ()):
        if not order.edge.place or order.edge.on is None or order.edge.confidence < CERTAIN:
            continue
        for i in _at(provisions, places, order.edge.place):
            _set(found, provisions[i].id, order, begins=order.by.id == head.id)
    for provision in provisions:
        if provision.amends is not None and "«" in provision.locator:
            _quoted(found, head, provision, orders, ended)
    for correction in corrections:
        for i in _at(provisions, places, correction.place) if correction.place else ():
            found[provisions[i].id] = correction.validity or UNKNOWN
    return {i: validity for i, validity in found.items() if validity != UNKNOWN}


def _set(found: dict[str, Validity], provision: str, order: Ordered, *, begins: bool) -> None:
    edge, known = order.edge, found.get(provision, UNKNOWN)
    assert edge.on is not None
    if edge.verb is Order.STARTS and begins:
        found[provision] = replace(known, starts=edge.on, basis=known.basis or edge.locator)
    elif edge.verb in ENDING and edge.phrase is None:
        _end(found, provision, edge.on, f"{edge.locator} {order.name}", order.name)


def _end(found: dict[str, Validity], provision: str, on: date, basis: str, by: str) -> None:
    known = found.get(provision, UNKNOWN)
    if known.ends is None or on < known.ends:
        found[provision] = Validity(known.starts, on, basis, by)


def _at(provisions: Sequence[Provision], places: Sequence[str], place: str) -> list[int]:
    """Find the provisions at a place and all below them; wording quoted of other acts counts with its own."""
    chosen: dict[str, int] = {}
    for i, provision in enumerate(provisions):
        if places[i] == place or provision.parent_id in chosen:
            chosen[provision.id] = i
    return list(chosen.values())


def _quoted(
    found: dict[str, Validity],
    head: DocumentHead,
    provision: Provision,
    orders: Mapping[str, Sequence[Ordered]],
    ended: Mapping[str, tuple[DocumentHead, Ending]],
) -> None:
    """End wording that was put into another act where that act ends, or later wording takes its place."""
    assert provision.amends is not None
    key = act_key(provision.amends)
    place = provision.locator.split("«")[-1].rstrip("»")
    if key in ended:
        by, ending = ended[key]
        name = by.identity.number or by.title
        _end(found, provision.id, ending.on, f"{ending.locator} {name}", name)
    for order in orders.get(key, ()):
        edge = order.edge
        if (
            edge.on is not None
            and edge.place
            and edge.verb in ENDING
            and edge.phrase is None
            and edge.confidence >= CERTAIN
            and within(place, edge.place)
            and _later(order.by, head)
        ):
            _set(found, provision.id, order, begins=False)


def _later(by: DocumentHead, head: DocumentHead) -> bool:
    first, second = head.identity.issued_on, by.identity.issued_on
    return by.id != head.id and first is not None and second is not None and second > first
