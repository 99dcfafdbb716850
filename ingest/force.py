"""The force of parts of acts: which provisions begin or end on days of their own, by which order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from index.amendments import ENDING, Correction, Edge, Order, within
from index.document_store import DocumentHead
from index.endings import Ending, act_key, names_one_act
from index.provisions import Provision
from index.validity import UNKNOWN, Validity

_GIVEN: Final = frozenset({Order.AMENDS, Order.ADDS})
"""Orders whose new words a consolidated text has at the place, from their day on."""

CERTAIN: Final = 0.9
"""Orders that are less certain are shown, but end nothing."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order with the document that gives it."""

    by: DocumentHead
    edge: Edge

    @property
    def name(self) -> str:
        """How what gives the order is cited: by its number, else its title."""
        return self.edge.by_act or self.by.identity.number or self.by.title

    @property
    def basis(self) -> str:
        """The provision that gives the order, with its act."""
        return self.edge.cited if self.edge.by_act else f"{self.edge.locator} {self.name}"


@dataclass(frozen=True, slots=True)
class Bearing:
    """What bears on a document: what is said of acts, by key; the `own` ones are those whose words it has.

    `orders` are the orders to acts, those of this document included; `ended` are the other acts that end as a
    whole, since wording that was put into them ends with them.
    """

    own: Collection[str]
    orders: Mapping[str, Sequence[Ordered]]
    ended: Mapping[str, tuple[DocumentHead, Ending]]


def dated(
    head: DocumentHead,
    provisions: Sequence[Provision],
    bearing: Bearing,
    corrections: Iterable[Correction],
) -> dict[str, Validity]:
    """Return the provisions of a document that have days of their own, by id."""
    found: dict[str, Validity] = {}
    places = [provision.locator.replace(",", "") for provision in provisions]
    for order in (order for key in sorted(bearing.own) for order in bearing.orders.get(key, ())):
        if not order.edge.place or order.edge.on is None or order.edge.confidence < CERTAIN:
            continue
        for i in _at(provisions, places, order.edge.place):
            _set(found, provisions[i].id, order, begins=order.by.id == head.id)
    named = _acts_named(head, bearing)
    for provision in provisions:
        outer, quoted, _ = provision.locator.partition(" «")
        if provision.amends is not None and quoted:
            amends = provision.amends
            act = amends if names_one_act(amends) else named.get(outer, amends)
            _quoted(found, head, provision, act, bearing)
    for correction in corrections:
        for i in _at(provisions, places, correction.place) if correction.place else ():
            found[provisions[i].id] = correction.validity or UNKNOWN
    return {i: validity for i, validity in found.items() if validity != UNKNOWN}


def _acts_named(head: DocumentHead, bearing: Bearing) -> dict[str, str]:
    """Tell which act each ordering provision of a document means, by its place; wording may name it alone."""
    own = (order for found in bearing.orders.values() for order in found if order.by.id == head.id)
    return {order.edge.locator: order.edge.act for order in own if order.edge.confidence >= CERTAIN}


def _set(found: dict[str, Validity], provision: str, order: Ordered, *, begins: bool) -> None:
    edge, known = order.edge, found.get(provision, UNKNOWN)
    assert edge.on is not None
    if edge.verb is Order.STARTS and begins:
        found[provision] = replace(known, starts=edge.on, basis=known.basis or edge.locator)
    elif begins and edge.by_act and edge.verb in _GIVEN and edge.phrase is None:
        if known.starts is None or known.starts < edge.on:
            found[provision] = replace(known, starts=edge.on, basis=order.basis)
    elif edge.verb in ENDING and edge.phrase is None:
        _end(found, provision, edge.on, order.basis, order.name)


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
    act: str,
    bearing: Bearing,
) -> None:
    """End wording that was put into another act where that act ends, or later wording takes its place."""
    key = act_key(act)
    place = provision.locator.split("«")[-1].rstrip("»")
    if key in bearing.ended:
        by, ending = bearing.ended[key]
        name = by.identity.number or by.title
        _end(found, provision.id, ending.on, f"{ending.locator} {name}", name)
    for order in bearing.orders.get(key, ()):
        edge = order.edge
        if (
            edge.on is not None
            and edge.place
            and edge.verb in ENDING
            and edge.phrase is None
            and edge.confidence >= CERTAIN
            and within(place, edge.place)
            and _later(order.by, head)
            and (edge.by_act is None or _after(edge.on, head))
        ):
            _set(found, provision.id, order, begins=False)


def _after(day: date, head: DocumentHead) -> bool:
    """Tell whether an order that a footnote tells of came after an act began, and so is not its own."""
    return head.validity.starts is not None and day > head.validity.starts


def _later(by: DocumentHead, head: DocumentHead) -> bool:
    first, second = head.identity.issued_on, by.identity.issued_on
    return by.id != head.id and first is not None and second is not None and second > first
