"""What became of an act: the days on which it began, was changed and ended, and what it changes itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from api.act_naming import find_place
from api.web.answers import document_address
from index.access import Principal
from index.amendments import Edge, Found, Order
from index.document_store import DocumentHead, DocumentStore
from index.endings import act_key
from index.errors import DocumentNotFound

CERTAIN: Final = 0.9
"""Orders under this confidence are shown and change nothing (docs/validity.md)."""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One order: its verb, the place it means ("" is the whole act) and the provision that gives it.

    `act` is the act that is changed, `address` leads to the provision that orders it. `sure` is false where
    it is shown and changes nothing.
    """

    verb: str
    act: str
    place: str
    locator: str
    address: str
    sure: bool
    phrase: str | None
    wording: str | None


@dataclass(frozen=True, slots=True)
class EventView:
    """What happened on a day (`None` where it is not known), by one act; `what` names words of the page."""

    on: date | None
    what: str
    by: str
    address: str | None
    changes: tuple[ChangeView, ...] = ()


def history(store: DocumentStore, head: DocumentHead, principal: Principal) -> tuple[EventView, ...]:
    """Return what became of an act in order of time, as far as the principal may know it."""
    own, validity = head.identity, head.validity
    events = [EventView(own.issued_on, "issued", own.issuer or "", None)] if own.issued_on else []
    if validity.starts:
        starts = _place_address(head, validity.basis) if not validity.ended_by else None
        events.append(EventView(validity.starts, "begins", "", starts))
    if validity.ends:
        events.append(EventView(validity.ends, "ends", *_ender(store, head, principal)))
    events += _changed(_orders(store, head, principal))
    return tuple(sorted(events, key=lambda one: (one.on is None, one.on or date.min, one.what == "changed")))


def ordered(store: DocumentStore, head: DocumentHead, principal: Principal) -> tuple[EventView, ...]:
    """Return what an act orders of others, one event for each act and day."""
    found = [
        edge for edge in store.amendments.edges_from(head.id, principal) if edge.verb is not Order.STARTS
    ]
    found.sort(key=lambda edge: (edge.act, edge.on is None, edge.on or date.min))
    held = {act_key(h.identity.number) for h in store.heads(principal) if h.identity.number}
    events = []
    for (act, on), edges in groupby(found, key=lambda edge: (edge.act, edge.on)):
        address = _act_address(act, on) if act_key(act) in held else None
        events.append(EventView(on, "orders", act, address, tuple(_change(e, head.id) for e in edges)))
    return tuple(events)


def changing_days(orders: Iterable[Found[Edge]]) -> tuple[date, ...]:
    """Return the days on which orders take effect, each once, in order."""
    return tuple(sorted({found.what.on for found in orders if found.what.on is not None}))


def amended_places(
    store: DocumentStore, head: DocumentHead, principal: Principal
) -> dict[str, list[Found[Edge]]]:
    """Return the orders to parts of an act that are certain, by the article or appendix they mean."""
    found: dict[str, list[Found[Edge]]] = {}
    for order in _orders(store, head, principal):
        if order.what.place and order.what.confidence >= CERTAIN:
            found.setdefault(" ".join(order.what.place.split(" ")[:2]), []).append(order)
    return found


def _orders(store: DocumentStore, head: DocumentHead, principal: Principal) -> tuple[Found[Edge], ...]:
    if head.identity.number is None:
        return ()
    return store.amendments.edges_to(head.identity.number, principal, issuer=head.identity.issuer)


def _changed(orders: Sequence[Found[Edge]]) -> list[EventView]:
    """Make one event of all that one act orders for one day; the end of the whole act is told already."""
    parts = [found for found in orders if found.what.place]
    parts.sort(key=lambda one: (one.what.on is None, one.what.on or date.min, one.document_id))
    events = []
    for (on, document_id), group in groupby(parts, key=lambda one: (one.what.on, one.document_id)):
        same = list(group)
        changes = tuple(_change(found.what, document_id) for found in same)
        events.append(EventView(on, "changed", same[0].by, f"/documents/{document_id}", changes))
    return events


def _change(edge: Edge, document_id: str) -> ChangeView:
    address = document_address(document_id, None, edge.locator)
    sure = edge.confidence >= CERTAIN
    return ChangeView(
        edge.verb.value, edge.act, edge.place, edge.locator, address, sure, edge.phrase, edge.wording
    )


def _ender(store: DocumentStore, head: DocumentHead, principal: Principal) -> tuple[str, str | None]:
    """Name what ended an act as its validity does, with the address where it is held and may be read."""
    basis = head.validity.basis or head.validity.ended_by or ""
    if head.validity.ended_by is None or head.validity.ends is None:
        return basis, None
    try:
        found = find_place(store, head.validity.ended_by, head.validity.ends, principal)
    except DocumentNotFound:
        return basis, None
    return basis, _act_address(basis, head.validity.ends) if found.head else None


def _place_address(head: DocumentHead, basis: str | None) -> str | None:
    return document_address(head.id, None, basis) if basis else None


def _act_address(act: str, on: date | None) -> str:
    return f"/acts?{urlencode({'named': act, 'on': on.isoformat() if on else ''})}"
