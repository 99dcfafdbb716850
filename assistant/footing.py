"""What an approved answer stands on: each provision as it was then, and what has become of it since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from assistant.answers import Citation
from assistant.shelf import Shelf
from index.access import Principal
from index.document_store import DocumentHead, DocumentStore
from index.errors import DocumentNotFound
from index.provisions import Provision
from index.validity import Force, Validity, inside


class Became(StrEnum):
    """What has become of a provision; the words for each are in `prompts/interface.*.yaml`."""

    SAME = "same"
    TEXT = "text"
    """Its words are others now, or it is gone."""
    FORCE = "force"
    """It begins or ends on another day than was known, or is in another force on the day asked about."""
    ORDERED = "ordered"
    """Another act has ordered something of it since."""
    HIDDEN = "hidden"
    """Its document is gone, or may not be read by the one who asks; which of them is not told."""


@dataclass(frozen=True, slots=True)
class Foothold:
    """One cited provision as it was when the answer was approved.

    `print` is a hash of its words with the lead and heading that give them meaning; `orders` are what other
    acts, held at that time, had ordered of it.
    """

    provision_id: str
    document_id: str
    locator: str
    quote: str
    print: str
    starts: date | None
    ends: date | None
    force: Force
    orders: frozenset[str]

    @classmethod
    def of(cls, citation: Citation, on: date, store: DocumentStore) -> Foothold:
        """Note a citation as it stands; the orders of all acts are noted, whoever may read them."""
        return cls(
            citation.provision.id,
            citation.head.id,
            citation.provision.locator,
            citation.quote,
            _print(citation.provision, citation.quote),
            citation.validity.starts,
            citation.validity.ends,
            citation.validity.on(on),
            frozenset(_orders(citation.head, citation.provision, store, Principal.operator(), on)),
        )

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Foothold:
        """Read what `to_json` wrote."""
        starts, ends = (date.fromisoformat(kept[name]) if kept[name] else None for name in ("starts", "ends"))
        return cls(
            kept["provision_id"],
            kept["document_id"],
            kept["locator"],
            kept["quote"],
            kept["print"],
            starts,
            ends,
            Force(kept["force"]),
            frozenset(kept["orders"]),
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as the record of the approval keeps it."""
        return {
            "provision_id": self.provision_id,
            "document_id": self.document_id,
            "locator": self.locator,
            "quote": self.quote,
            "print": self.print,
            "starts": self.starts and self.starts.isoformat(),
            "ends": self.ends and self.ends.isoformat(),
            "force": self.force.value,
            "orders": sorted(self.orders),
        }


@dataclass(frozen=True, slots=True)
class Standing:
    """A foothold today, for one reader: what became of it, and the citation where it can still be cited.

    `head` is the document's where it may be read; `validity` what is known of the provision's, or else of the
    document's, force.
    """

    foothold: Foothold
    became: Became
    head: DocumentHead | None = None
    validity: Validity | None = None
    citation: Citation | None = None


def standing(footholds: Iterable[Foothold], shelf: Shelf, on: date) -> tuple[Standing, ...]:
    """Tell what has become of each foothold by a day, as the shelf's principal may know it."""
    return tuple(_standing(one, shelf, on) for one in footholds)


def all_same(found: Sequence[Standing]) -> bool:
    """Tell whether an answer still stands on what it stood on."""
    return bool(found) and all(one.became is Became.SAME for one in found)


def hidden(found: Sequence[Standing]) -> bool:
    """Tell whether any of it may not be seen."""
    return any(one.became is Became.HIDDEN for one in found)


def _standing(one: Foothold, shelf: Shelf, on: date) -> Standing:
    try:
        volume = shelf.volume(one.document_id)
        head = shelf.head(one.document_id)
    except (DocumentNotFound, IndexError):  # taken away, maybe between the two looks
        return Standing(one, Became.HIDDEN)
    provision = volume.by_id.get(one.provision_id)
    if provision is None or _print(provision, one.quote) != one.print:
        return Standing(one, Became.TEXT, head, head.validity)
    validity = inside(provision.validity, head.validity)
    told = Standing(one, Became.SAME, head, validity, Citation(head, provision, one.quote, validity))
    if (validity.starts, validity.ends) != (one.starts, one.ends) or validity.on(on) is not one.force:
        return Standing(one, Became.FORCE, head, validity, told.citation)
    if not one.orders.issuperset(_orders(head, provision, shelf.store, shelf.principal, on)):
        return Standing(one, Became.ORDERED, head, validity, told.citation)
    return told


def _print(provision: Provision, quote: str) -> str:
    told = "\0".join((provision.id, provision.heading, provision.lead, quote))
    return hashlib.blake2b(told.encode(), digest_size=12).hexdigest()


def _orders(
    head: DocumentHead, provision: Provision, store: DocumentStore, reader: Principal, on: date
) -> Iterable[str]:
    """Go over the orders to a provision that have taken effect by a day, and those without a day."""
    if head.identity.number is None:
        return
    place = provision.locator.replace(",", "")
    found = store.amendments.edges_to(head.identity.number, reader, place, issuer=head.identity.issuer)
    for order in found:
        told = order.what
        if order.document_id != head.id and (told.on is None or told.on <= on):
            yield f"{order.document_id} {told.verb.value} {told.locator} {told.place}"
