"""Chooses the facts of an answer: each thing asked for first, then coverage, against redundancy."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from assistant.aspects import Aspect
from assistant.question import Part, Question
from assistant.tables import load
from assistant.weighing import Weighed
from index.documents import Kind
from index.provisions import Unit

_NAME = 45
"""Characters that the name of a provision takes in an answer, about."""
Refers = Callable[[Weighed], Sequence[str]]


def _nowhere(weighed: Weighed) -> Sequence[str]:
    return ()


@dataclass(slots=True)
class Basket:
    """The facts chosen so far, and the characters that are left."""

    room: float
    chosen: list[Weighed] = field(default_factory=list)

    def cost(self, pick: Weighed) -> int:
        """Count the characters a fact takes; a lead that is said already costs nothing."""
        said = {(w.fact.head.id, w.fact.text if w.fact.is_lead else w.fact.lead) for w in self.chosen}
        lead = 0 if (pick.fact.head.id, pick.fact.lead) in said else len(pick.fact.lead)
        name = 0 if any(w.fact.provision.id == pick.fact.provision.id for w in self.chosen) else _NAME
        return len(pick.fact.text) + lead + name

    def fits(self, pick: Weighed, floor: float = 0) -> bool:
        """Tell whether a fact is new and leaves `floor` characters."""
        return pick not in self.chosen and self.room - self.cost(pick) >= floor

    def take(self, pick: Weighed, floor: float = 0) -> bool:
        """Take a fact if it fits; the first one is taken whatever its length. Tell whether it is in."""
        if pick in self.chosen:
            return True
        taken = not self.chosen or self.fits(pick, floor)
        if taken:
            self.room -= self.cost(pick)
            self.chosen.append(pick)
        return taken


@dataclass(frozen=True, slots=True)
class Named:
    """The ids of the documents that a question names: all of them, and those that each part names."""

    every: frozenset[str] = frozenset()
    of: Mapping[Part, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wish:
    """One aspect of one part of a question, wanted from one document, or from whichever says it (`None`)."""

    aspect: Aspect
    part: Part
    document: str | None

    @property
    def whole(self) -> bool:
        """Whether the answer is a list, which is given in its order and without a gap."""
        return self.aspect.name in load("policy")["selection"]["whole_lists"]


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates, best first; `first` is the best document, `heard` those that have a say."""

    ranked: tuple[Weighed, ...]
    first: str
    heard: frozenset[str]
    shares: int
    language: str

    def grant(self, wish: Wish) -> list[Weighed]:
        """Return what answers a wish: rows of its fields in a record, else the best facts with a value."""
        policy = load("policy")["selection"]
        aspect = wish.aspect
        allowed = [w for w in self.ranked if wish.document in (None, w.fact.head.id)]
        ranked = sorted(allowed, key=lambda w: -w.score - policy["part"] * _fit(w, wish.part))
        own = [w for w in ranked if w.fact.head.id == (wish.document or self.first)]
        if own[0].fact.head.identity.kind is Kind.PROCEDURE and (rows := _of_fields(aspect, own)):
            return rows
        valued = [w for w in ranked if aspect.name in w.aspects]
        if aspect.value is None:  # anything may say it; an article that is about it scores more
            valued = [w for w in ranked if w.score >= policy["open_score"] * ranked[0].score]
        valued = [w for w in valued if w.fact.head.id in self.heard] or valued
        found = [w for w in valued if _is_effect_clause(w)][:1] if aspect.name == "validity" else []
        most = max(2, policy["values"] // (len(self.heard) * self.shares))
        by_document = [
            [w for w in valued if w.fact.head.id == document]
            for document in dict.fromkeys(w.fact.head.id for w in valued)
        ]
        share = policy["as_good"][self.language]
        good = [[w for w in row if w.score >= share * row[0].score][:most] for row in by_document]
        found += [w for turn in zip_longest(*good) for w in turn if w is not None]
        return self._whole_list(found) if wish.whole else found

    def _whole_list(self, found: Sequence[Weighed]) -> list[Weighed]:
        """Return the whole list that the best fact is an item of, in its order; half a list misleads."""
        best = found[0].fact if found else None
        if best is None or not best.lead:
            return list(found)
        items = [
            w
            for w in self.ranked
            if w.fact.head.id == best.head.id and w.fact.provision.parent_id == best.provision.parent_id
        ]
        return sorted(items, key=lambda w: (w.fact.provision.ordinal, w.fact.place))


_NONE = Named()


def select(
    question: Question, candidates: Sequence[Weighed], named: Named = _NONE, refers: Refers = _nowhere
) -> tuple[Weighed, ...]:
    """Return the facts to state, in the order in which they were chosen.

    Each wish has its best fact before any has a second: of a procedure record out of the fields that hold the
    aspect, of acts from each one that the question names. Then each other document that is named, or nearly
    as good, says its best, and what a chosen fact refers to is added (`refers` tells the locators); what room
    is left goes to facts that add words of the question. The best document is that of the first candidate.
    """
    policy = load("policy")["selection"]
    if not candidates:
        return ()
    ranked = tuple(sorted(candidates, key=lambda w: (-w.score, w.fact.provision.ordinal, w.fact.text)))
    wishes = _wishes(question, named, frozenset(w.fact.head.id for w in ranked))
    first = candidates[0].fact.head.id
    pool = Pool(ranked, first, named.every | {first}, max(1, len(wishes)), question.language)
    basket = Basket(policy["characters"])
    _grant(wishes, pool, basket)
    for pick in _others(ranked, basket, named.every):
        basket.take(pick)
    if not basket.chosen:
        basket.take(ranked[0], -math.inf)
    for pick in _referred(ranked, basket.chosen, refers):
        basket.take(pick)
    least = policy["least_gain"]["one" if len(wishes) <= 1 else "several"]
    while len(basket.chosen) < policy["statements"]:
        speaking = {w.fact.head.id for w in basket.chosen}
        fitting = [w for w in ranked if w.fact.head.id in speaking and basket.fits(w)]
        gains = [_gain(w, basket.chosen) for w in fitting]
        if not gains or max(gains) < least:
            break
        basket.take(fitting[gains.index(max(gains))])
    _fill(ranked, basket)
    return tuple(basket.chosen)


def _wishes(question: Question, named: Named, held: frozenset[str]) -> list[Wish]:
    """Return what is wanted of which document: of those a part names, else of all where two are named."""
    found = []
    for part in question.parts:
        own = named.of.get(part, frozenset()) & held
        several = named.every & held if len(named.every & held) > 1 and not any(named.of.values()) else own
        documents: list[str | None] = [*sorted(own or several)] or [None]
        found += [Wish(aspect, part, document) for aspect in part.aspects for document in documents]
    return found


def _grant(wishes: Sequence[Wish], pool: Pool, basket: Basket) -> None:
    """Put the best of each wish into the basket, lists as far as their share of the room goes, then more."""
    later: list[list[Weighed]] = []
    for index, wish in enumerate(wishes):
        floor = basket.room - basket.room / (len(wishes) - index)
        picks = pool.grant(wish)
        if wish.whole:
            for pick in picks:
                if not basket.take(pick, floor):
                    break
        else:
            for pick in picks[:1]:
                basket.take(pick, floor)
            later.append(picks[1:])
    if later and not any(wish.whole for wish in wishes):
        basket.take(pool.ranked[0])
    for turn in zip_longest(*later):
        for pick in turn:
            if pick is not None:
                basket.take(pick)


def _fill(ranked: Sequence[Weighed], basket: Basket) -> None:
    """Let a short answer say what is nearly as good as its best: that costs the reader little."""
    policy = load("policy")["selection"]
    spoken = {w.fact.head.id for w in basket.chosen}
    room = policy["characters"] - policy["fill"]
    for weighed in ranked:
        near = weighed.score >= policy["fill_score"] * ranked[0].score
        if near and weighed.fact.head.id in spoken and not weighed.fact.cells and basket.fits(weighed, room):
            basket.take(weighed, room)


def _referred(ranked: Sequence[Weighed], chosen: Sequence[Weighed], refers: Refers) -> list[Weighed]:
    """Return the short facts that chosen ones refer to ("điều kiện quy định tại điểm b khoản 1 Điều này")."""
    policy = load("policy")["selection"]
    floor = policy["referred_score"] * ranked[0].score
    wanted = [(w.fact.head.id, place) for w in chosen for place in refers(w)]
    return [
        w
        for document, place in dict.fromkeys(wanted)
        for w in ranked
        if w.fact.head.id == document
        and w.fact.provision.locator == place
        and w.score >= floor
        and len(w.fact.text) <= policy["referred_characters"]
    ]


def _others(ranked: Sequence[Weighed], basket: Basket, named: frozenset[str]) -> Iterator[Weighed]:
    """Go over the best facts of documents that have not spoken: named ones, and those nearly as good.

    A second procedure record is most often a near twin of the first, and has to be as good to be heard.
    """
    policy = load("policy")["selection"]
    records = any(w.fact.head.identity.kind is Kind.PROCEDURE for w in basket.chosen)
    for document in dict.fromkeys(w.fact.head.id for w in ranked):
        if document in {w.fact.head.id for w in basket.chosen}:
            continue
        own = [w for w in ranked if w.fact.head.id == document and basket.fits(w)]
        for pick in sorted(own, key=lambda w: -len(w.aspects))[:1]:
            twin = records and pick.fact.head.identity.kind is Kind.PROCEDURE
            floor = policy["other_record" if twin else "other_document"] * ranked[0].score
            if document in named or (pick.score >= floor and pick.aspects):
                yield pick


def _fit(weighed: Weighed, part: Part) -> float:
    """Return the weight of the part's own words that a fact matches."""
    return sum(value for word, value in weighed.words.items() if word in part.terms)


def _of_fields(aspect: Aspect, own: Sequence[Weighed]) -> list[Weighed]:
    """Return the facts of a record's fields that hold an aspect, from the field that says it best."""
    policy = load("policy")["selection"]
    found: list[Weighed] = []
    for part in aspect.fields:
        rows = [w for w in own if _is_field(w, part)]
        found += [w for w in rows if aspect.name in w.aspects or aspect.value is None][: policy["rows"][part]]
        if found and part not in policy["goes_on_after"]:
            break
    return found


def _is_field(weighed: Weighed, part: str) -> bool:
    provision = weighed.fact.provision
    if part in ("channel", "paper", "basis"):
        return provision.unit == Unit(part)
    return provision.heading in load("policy")["fields"][part]


def _is_effect_clause(weighed: Weighed) -> bool:
    """Tell whether a fact stands in the provision that sets its act's own force."""
    basis = weighed.fact.head.validity.basis
    return basis is not None and weighed.fact.provision.locator == basis


def _gain(candidate: Weighed, chosen: Sequence[Weighed]) -> float:
    """Return what a fact adds to those chosen: new words and aspects in full, its own score in part."""
    policy = load("policy")["weighing"]
    known: dict[str, float] = {}
    aspects: set[str] = set()
    for fact in chosen:
        aspects |= fact.aspects
        for word, value in fact.words.items():
            known[word] = max(known.get(word, 0.0), value)
    fresh = sum(max(0.0, value - known.get(word, 0.0)) for word, value in candidate.words.items())
    lacking = len(candidate.aspects - aspects)
    best = max(w.score for w in chosen)
    near = min(1.0, candidate.score / best) if best else 0.0
    same = any(candidate.fact.provision.heading == w.fact.provision.heading for w in chosen)
    bonus = policy["same_article"] * near if same else 0.0
    return float(near * (policy["overlap"] * fresh + policy["aspect"] * lacking + bonus))
