"""Tells of the force of the acts that a question asks about: what ends, changes or begins them, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from assistant.act_orders import ENDS, ending_clauses, order_facts
from assistant.basket import Basket
from assistant.context import Context
from assistant.facts import Fact, words_fact
from assistant.gathering import facts_at
from assistant.laws_named import LawNamed, asks_nothing_else, parts_beside_force
from assistant.shelf import Shelf
from assistant.tables import load
from assistant.transitions import speaks_of_before
from assistant.weighing import Weighed
from index.act_properties import Property, State, own_properties, state_of
from index.document_store import DocumentHead
from index.endings import Ended, act_key, names_one_act
from index.provisions import DIVISIONS, Provision
from index.validity import Force
from index.vietnamese import fold, normalise

_ON_FORCE: Final = (Property.STATE, Property.ENDS, Property.STARTS)
"""Properties of an act that tell of its force."""


@dataclass(frozen=True, slots=True)
class ActEndings:
    """The facts that tell of force, and for each act or change the ids of the provisions that say so.

    Of an act that ends, the first of these ids is that of the clause that ends it, the second that of the
    clause by which the newer act takes effect; or they are those of the rows of the table on its own page.
    `silent` are acts that are not held and of whose force nothing that may be read says a word. They are all
    there is to say where nothing else is asked (`alone`), and answer that whatever words they have in common
    with the question, where it is `certain`. `by` are the ids of the acts that are told of and of all those
    that end the ones asked about: one law may be followed by several.
    """

    facts: tuple[Fact, ...] = ()
    told: tuple[tuple[str, ...], ...] = ()
    silent: tuple[str, ...] = ()
    alone: bool = False
    certain: bool = False
    by: frozenset[str] = frozenset()

    def first(self, chosen: Sequence[Weighed], candidates: Sequence[Weighed]) -> tuple[Weighed, ...]:
        """Return what was chosen behind the clauses on the force of the acts, each followed by its day."""
        if not self.told:
            return tuple(chosen)
        policy = load("policy")["selection"]
        basket = Basket(policy["characters"])
        for place in (place for places in self.told for place in places):
            own = [w for w in candidates if w.fact.provision.id == place]
            pieces = [w for w in own if "validity" in w.aspects] or own[:1]
            most = 1 if pieces and pieces[0].fact.provision.unit in DIVISIONS else policy["effect"]
            for pick in sorted(pieces, key=lambda w: w.fact.place)[:most]:
                basket.take(replace(pick, aspects=pick.aspects | {"validity"}))
        headed = {w.fact.provision.id for w in basket.chosen if w.fact.provision.unit in DIVISIONS}
        others = () if self.alone and basket.chosen else chosen
        for pick in (w for w in others if w.fact.provision.id not in headed):
            basket.take(pick)
        return tuple(basket.chosen)


def act_endings(context: Context) -> ActEndings:
    """Return what is said of the force of the acts that a question asks about, on its day or another.

    These are the acts that it names, the laws that it calls by their names, else the one of the best
    evidence. An act that ended is told of by the one that ends it, held or not; one that is held and goes on
    by its own clause on its effect, and a law that is still to begin by what it will end too. What changed an
    act, which acts it changes and which it ends, is told where that is asked, and what one that is named
    orders of another. Where it is asked beside other things, what is asked of matters begun before the law
    changed is one of these, and hides no act's own effect.
    """
    question, laws, shelf = context.question, context.laws, context.shelf
    if not question.asks("validity"):
        return ActEndings()
    beside = 0 < len(parts_beside_force(question)) < len(question.parts)
    called = [law.head for law in laws if law.head is not None]
    named = (*context.named, *(head for head in called if head not in context.named))
    facts: list[Fact] = list(_orders_between(named, shelf))
    told: list[tuple[str, ...]] = []
    short = [f"{n}/{year}/{symbol}" for n, year, symbol in question.references.short if year]
    numbers = [*question.references.numbers, *short, *(h.identity.number or "" for h in named)]
    numbers += [law.number for law in laws if law.head is None]
    if not numbers:
        numbers = [item.head.identity.number or "" for item in context.evidence[:1]]
    asked = fold(normalise(question.asked))
    ended = shelf.store.numbers_ended(date.max, shelf.principal, [n for n in numbers if n])
    day = question.as_of
    groups = [
        (shelf.head(act.document_id), _places(act, shelf, day)) for act in dict.fromkeys(ended.values())
    ]
    if beside or not speaks_of_before(question):
        goes_on = [h for h in named if act_key(h.identity.number or "") not in ended]
        groups += [(h, _own_force(h, shelf, day)) for h in goes_on if h in called or not ended]
        coming = [h for h in called if h.validity.on(day) is Force.NOT_YET]
        groups += [(h, ending_clauses(h, shelf)) for h in coming]
    orders = () if facts else tuple(order_facts(asked, numbers, named, ended, shelf))
    told += dict.fromkeys((fact.provision.id,) for fact in orders)
    for head, places in groups:
        if not places:
            continue
        facts += facts_at(head, shelf.volume(head.id), places, "ending")
        told.append(tuple(place.id for place in places))
    for law in laws:
        basis = tuple(_naming(law, shelf))
        facts += basis
        told += dict.fromkeys((fact.provision.id,) for fact in basis)
    said = bool(groups or named or facts or orders)
    silent = () if said else tuple(n for n in question.references.numbers if names_one_act(n))
    alone = not beside and (bool(laws) or (bool(named) and bool(told) and asks_nothing_else(asked)))
    by = frozenset(fact.head.id for fact in (*orders, *facts)).union(*(_enders(n, shelf) for n in ended))
    certain = bool(laws) and not beside
    return ActEndings((*orders, *facts), tuple(told), silent, alone, certain, by)


def _enders(number: str, shelf: Shelf) -> frozenset[str]:
    """Return the ids of the acts that end another as a whole."""
    orders = shelf.store.amendments.edges_to(number, shelf.principal)
    return frozenset(o.document_id for o in orders if o.what.verb in ENDS and not o.what.place)


def _naming(law: LawNamed, shelf: Shelf) -> Iterator[Fact]:
    """Go over the legal basis that gives the number of a law that is not held."""
    if law.basis is None:
        return
    head, volume = shelf.head(law.basis.document_id), shelf.volume(law.basis.document_id)
    words = law.basis.what.span.of(volume.document.text).strip()
    for place in (p for p in volume.provisions if p.locator == law.basis.what.locator):
        yield words_fact(head, place, words, load("policy")["documents"]["ending"])


def own_effect(head: DocumentHead, shelf: Shelf) -> list[Provision]:
    """Return the clause of an act on its own effect; none where another one set its days.

    Where its day was read elsewhere (on the page of a translation), it is what says so of itself.
    """
    volume, validity = shelf.volume(head.id), head.validity
    if validity.ended_by is not None:
        return []
    if validity.basis is not None or validity.starts is None:
        return [p for p in volume.provisions if p.locator == validity.basis]
    says_so = load("policy")["selection"]["own_effect"]
    own = (p for p in reversed(volume.provisions) if p.id not in volume.children)
    return [p for p in own if re.search(says_so, fold(normalise(volume.words(p))))][:1]


def _own_force(head: DocumentHead, shelf: Shelf, day: date) -> list[Provision]:
    """Return the rows on force of the table on an act's page, and the clause on its own effect, each once."""
    places = (*_rows_on_force(head, shelf, day), *own_effect(head, shelf))
    return list({place.id: place for place in places}.values())


def _rows_on_force(head: DocumentHead, shelf: Shelf, day: date) -> list[Provision]:
    """Return the rows of the table on an act's own page that tell its state and its days, in that order.

    A label goes stale: that an act is still to begin once it has begun, that it goes on once it has ended.
    """
    stated = own_properties(shelf.volume(head.id).provisions, head.identity.number)
    state, force = stated.get(Property.STATE), head.validity.on(day)
    label = state_of(state.value) if state else State.OTHER
    stale = (label is State.OTHER and force is Force.ENDED) or (
        label is State.NOT_YET and force is not Force.NOT_YET
    )
    wanted = [name for name in _ON_FORCE if name in stated and not (stale and name is Property.STATE)]
    return [stated[name].row for name in wanted]


def _places(act: Ended, shelf: Shelf, day: date) -> list[Provision]:
    """Return the clause that ends an act, and the one on the ending act's own effect, each once.

    Where the table on the act's own page tells of its end, these are the rows of it on its force.
    """
    head, volume = shelf.head(act.document_id), shelf.volume(act.document_id)
    if act.by == act.number:
        return _rows_on_force(head, shelf, day)
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
