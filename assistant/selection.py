"""Chooses the facts of an answer: each thing asked for first, then coverage, against redundancy."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
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


@dataclass(slots=True)
class Basket:
    """The facts chosen so far, and the characters that are left."""

    room: float
    chosen: list[Weighed] = field(default_factory=list)

    def cost(self, pick: Weighed) -> int:
        """Count the characters a fact takes; a lead that is said already costs nothing."""
        said = {(w.fact.head.id, w.fact.lead) for w in self.chosen}
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
class Pool:
    """The candidates; `first` is the best document, `heard` those that have a say, `shares` the aspects."""

    ranked: tuple[Weighed, ...]
    first: str
    heard: frozenset[str]
    shares: int

    def for_aspect(self, aspect: Aspect, part: Part, named: frozenset[str]) -> list[Weighed]:
        """Return what answers one aspect: rows of its fields in a record, else the best valued facts.

        Where the part itself names documents, they alone answer it.
        """
        policy = load("policy")["selection"]
        asked_of = named & {w.fact.head.id for w in self.ranked}
        allowed = [w for w in self.ranked if not asked_of or w.fact.head.id in asked_of]
        ranked = sorted(allowed, key=lambda w: -w.score - policy["part"] * _fit(w, part))
        first = self.first if not asked_of or self.first in asked_of else ranked[0].fact.head.id
        own = [w for w in ranked if w.fact.head.id == first]
        if own[0].fact.head.identity.kind is Kind.PROCEDURE and (rows := _of_fields(aspect, own)):
            return rows
        valued = list(_valued(aspect, ranked))
        valued = [w for w in valued if w.fact.head.id in self.heard] or valued
        found = [w for w in valued if _is_effect_clause(w)][:1] if aspect.name == "validity" else []
        most = max(2, policy["values"] // (len(self.heard) * self.shares))
        by_document = [
            [w for w in valued if w.fact.head.id == document]
            for document in dict.fromkeys(w.fact.head.id for w in valued)
        ]
        good = [[w for w in row if w.score >= policy["as_good"] * row[0].score][:most] for row in by_document]
        found += [w for turn in zip_longest(*good) for w in turn if w is not None]
        return self._whole_list(found) if aspect.name in policy["whole_lists"] else found

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


def select(
    question: Question, candidates: Sequence[Weighed], named: Sequence[frozenset[str]] = ()
) -> tuple[Weighed, ...]:
    """Return the facts to state, in the order in which they were chosen.

    For each part of the question and each aspect it asks for, the best facts with a value for it come first:
    of a procedure record out of the fields that hold that aspect, of acts from each one that the question
    names (`named` holds the ids that each part names). Then each other document that is named, or nearly as
    good, says its best; what room is left goes to facts that add words of the question. The best document is
    that of the first candidate.
    """
    policy = load("policy")["selection"]
    if not candidates:
        return ()
    ranked = tuple(sorted(candidates, key=lambda w: (-w.score, w.fact.provision.ordinal, w.fact.text)))
    first = candidates[0].fact.head.id
    by_part = dict(zip(question.parts, named, strict=False))
    every = frozenset().union(*named)
    wishes = [(aspect, part) for part in question.parts for aspect in part.aspects]
    pool = Pool(ranked, first, every | {first}, max(1, len(wishes)))
    basket = Basket(policy["characters"])
    for index, (aspect, part) in enumerate(wishes):
        floor = basket.room - basket.room / (len(wishes) - index)
        in_order = aspect.name in policy["whole_lists"]
        for pick in pool.for_aspect(aspect, part, by_part.get(part, frozenset())):
            if not basket.take(pick, floor) and in_order:
                break
    for pick in _others(ranked, basket, every):
        basket.take(pick)
    if not basket.chosen:
        basket.take(ranked[0], -math.inf)
    while len(basket.chosen) < policy["statements"]:
        speaking = {w.fact.head.id for w in basket.chosen}
        fitting = [w for w in ranked if w.fact.head.id in speaking and basket.fits(w)]
        gains = [_gain(w, basket.chosen) for w in fitting]
        if not gains or max(gains) < policy["least_gain"]:
            break
        basket.take(fitting[gains.index(max(gains))])
    return tuple(basket.chosen)


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


def _valued(aspect: Aspect, ranked: Sequence[Weighed]) -> Iterator[Weighed]:
    """Go over the facts with a value of an aspect; of those that only share a lead with one, the best."""
    leads: set[tuple[str, str]] = set()
    for weighed in ranked:
        lead = (weighed.fact.head.id, weighed.fact.lead)
        if aspect.name in weighed.aspects or (aspect.name in weighed.led and lead not in leads):
            leads.add(lead)
            yield weighed


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
