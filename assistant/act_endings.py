"""Tells what ends the acts whose force a question asks about: the clause that ends them, and since when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.basket import Basket
from assistant.evidence import Evidence
from assistant.facts import Fact
from assistant.gathering import facts_at
from assistant.question import Question
from assistant.shelf import Shelf
from assistant.tables import load
from assistant.weighing import Weighed
from index.document_store import DocumentHead
from index.endings import Ended
from index.provisions import Provision


@dataclass(frozen=True, slots=True)
class ActEndings:
    """The facts that tell of endings, and for each act that ends the ids of the provisions that say so.

    The first of these ids is that of the clause that ends the act, the second that of the clause by which the
    newer act takes effect.
    """

    facts: tuple[Fact, ...] = ()
    told: tuple[tuple[str, ...], ...] = ()

    def first(self, chosen: Sequence[Weighed], candidates: Sequence[Weighed]) -> tuple[Weighed, ...]:
        """Return what was chosen behind the clauses that end the acts, each followed by its day."""
        if not self.told:
            return tuple(chosen)
        basket = Basket(load("policy")["selection"]["characters"])
        for place in (place for places in self.told for place in places):
            pieces = [w for w in candidates if w.fact.provision.id == place and "validity" in w.aspects]
            for pick in sorted(pieces, key=lambda w: w.fact.place)[: load("policy")["selection"]["effect"]]:
                basket.take(pick)
        for pick in chosen:
            basket.take(pick)
        return tuple(basket.chosen)


def act_endings(
    question: Question, evidence: Sequence[Evidence], named: Sequence[DocumentHead], shelf: Shelf
) -> ActEndings:
    """Return what ends the acts whose force a question asks about, be it before the day asked of or after it.

    These are the acts that it names, else the one of the best evidence. The ended act need not be held: the
    act that ends it says so. Where two acts are named, what one orders of the other is among the facts.
    """
    if not question.asks("validity"):
        return ActEndings()
    facts, told = list(_orders_between(named, shelf)), []
    short = [f"{n}/{year}/{symbol}" for n, year, symbol in question.references.short if year]
    numbers = [*question.references.numbers, *short, *(h.identity.number or "" for h in named)]
    if not numbers:
        numbers = [item.head.identity.number or "" for item in evidence[:1]]
    ended = shelf.store.numbers_ended(date.max, shelf.principal, [n for n in numbers if n])
    for act in dict.fromkeys(ended.values()):
        head, places = shelf.head(act.document_id), _places(act, shelf)
        facts += facts_at(head, shelf.volume(head.id), places, "ending")
        told.append(tuple(place.id for place in places))
    return ActEndings(tuple(facts), tuple(told))


def _places(act: Ended, shelf: Shelf) -> list[Provision]:
    """Return the clause that ends an act, and the one on the ending act's own effect, each once."""
    head, volume = shelf.head(act.document_id), shelf.volume(act.document_id)
    wanted = dict.fromkeys((act.locator, head.validity.basis))
    return [p for locator in wanted for p in volume.provisions if p.locator == locator]


def _orders_between(named: Sequence[DocumentHead], shelf: Shelf) -> Iterator[Fact]:
    """Go over the provisions in which an act that is named changes or repeals parts of another that is."""
    heads = {head.id: head for head in named}
    for head in named:
        others = {i: by for i, by in heads.items() if i != head.id}
        number = head.identity.number
        if not others or number is None:
            continue
        for order in shelf.store.amendments.edges_to(number, shelf.principal, issuer=head.identity.issuer):
            if by := others.get(order.document_id):
                volume = shelf.volume(by.id)
                clauses = [p for p in volume.provisions if p.locator == order.what.locator]
                yield from facts_at(by, volume, clauses, "order")
