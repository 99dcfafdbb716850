"""Brings the transitional clauses that decide on a matter begun before the law changed."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from assistant.aspects import aspects
from assistant.basket import Basket, fitting
from assistant.evidence import Evidence
from assistant.facts import Fact, facts_of
from assistant.question import Part, Question
from assistant.shelf import Shelf, Volume
from assistant.tables import load
from assistant.weighing import Weighed
from index.amendments import Order
from index.document_store import DocumentHead
from index.documents import Kind
from index.provisions import Unit
from index.validity import Force
from index.vietnamese import fold

_DAY: Final = re.compile(
    r"\b(?:(?:ngay\s+)?(?P<d>\d{1,2})\s*(?:/|-|\s+thang\s+))?(?P<m>\d{1,2})\s*(?:/|-|\s+nam\s+)\s*(?P<y>20\d{2})\b"
    r"(?![/\w])"
)
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ENGLISH_DAY: Final = re.compile(
    rf"\b(?:(?P<d>\d{{1,2}})\s+)?(?P<m>{'|'.join(_MONTHS)})\s+(?P<y>20\d{{2}})\b"
)
_UNTIL: Final = re.compile(r"\b(?:truoc|before)\s+(?:(?:ngay|thang)\s+)?$")
# "sau 01/7", "…, từ 01/7 …": since when the law is another, not when the matter was begun; "NĐ 10/2021" is
# an act.
_NOT_BEGUN: Final = re.compile(
    r"(?:\b(?:sau|den|toi|sang|after|until)|(?:\bthi|,|^)\s*(?:ke )?tu)\s+(?:(?:ngay|thang)\s+)?$"
    r"|\b(?:nd|nghi dinh|tt|thong tu|qd|quyet dinh|nq|nghi quyet|luat|decree|circular)\s+(?:so\s+)?$"
)
_MONTH: Final = re.compile(r"\bthang\s+(?P<m>\d{1,2})\b(?!\s*[/-])")
_HEADING: Final = 80
"""Characters at the beginning of a clause that can head its points."""


def speaks_of_before(question: Question) -> bool:
    """Tell whether a question is of a matter begun before the law changed (`data/transition.yaml`)."""
    return _is_of_before(question.text)


def is_transitional(heading: str) -> bool:
    """Tell whether a folded heading is that of matters begun before the law changed."""
    return any(aspect.is_headed(heading) for aspect in aspects() if aspect.name == "transition")


def _is_of_before(text: str) -> bool:
    words = fold(text)
    begun, before, speaks = _patterns()
    return bool(speaks.search(words) or (begun.search(words) and before.search(words)))


def begun_on(question: Question) -> date | None:
    """Return the earliest day that a question names; a month is its first day, of the year asked in.

    "Before a day" is the day before it; a day after which something is asked tells nothing of the beginning.
    """
    words = fold(question.text)
    days = [(m, _date(m["y"], m["m"], m["d"] or "1")) for m in _DAY.finditer(words)]
    for m in _ENGLISH_DAY.finditer(words):
        days.append((m, _date(m["y"], str(_MONTHS.index(m["m"]) + 1), m["d"] or "1")))
    if not any(day for _, day in days):
        year = str(question.as_of.year)
        days = [(m, _date(year, m["m"], "1")) for m in _MONTH.finditer(words)]
    days = [(m, day) for m, day in days if not _NOT_BEGUN.search(words, 0, m.start())]
    found = [day - timedelta(days=bool(_UNTIL.search(words, 0, m.start()))) for m, day in days if day]
    return min(found, default=None)


@dataclass(frozen=True, slots=True)
class Transition:
    """The facts of the clauses that may decide, and the ids of provisions that do not concern the matter."""

    facts: tuple[Fact, ...] = ()
    idle: frozenset[str] = frozenset()

    def of(self, acts: Collection[str]) -> Transition:
        """Return the same of some acts, by their ids, where these have any such clause."""
        own = tuple(fact for fact in self.facts if fact.head.id in acts)
        others = {fact.provision.id for fact in self.facts if fact not in own}
        return Transition(own, self.idle | others) if own else self

    def first(
        self, chosen: Sequence[Weighed], candidates: Sequence[Weighed], parts: Sequence[Part] = ()
    ) -> tuple[Weighed, ...]:
        """Return what was chosen with the clauses that decide before all else.

        Where only some of the `parts` of a question are of a matter begun before and none was chosen, the
        best clause comes behind what answers the others first. Else the best of them is told whole, as far as
        there is room, where it is nearly as good as anything and says all that the best fact says of what is
        asked: it tells of which matters it speaks, and then what becomes of them. So does the sentence that
        goes on after any other one.
        """
        policy = load("policy")["selection"]
        deciding = {fact.provision.id for fact in self.facts}
        own = [w for w in candidates if w.fact.provision.id in deciding and not w.apart]
        ordered = sorted(chosen, key=lambda w: w.fact.provision.id not in deciding)
        if not own:
            return tuple(ordered)
        best, top = (max(row, key=lambda w: w.score) for row in (own, candidates))
        if chosen and _in_one_part(parts) and not deciding & _places(chosen):
            if best.score >= policy["transition_part"] * top.score:
                ordered = [chosen[0], best, *chosen[1:]]
            return fitting(ordered)
        whole = [w for w in own if w.fact.provision.id == best.fact.provision.id]
        said = frozenset[str]().union(*(w.aspects for w in whole))
        if best.score < policy["transition_lead"] * top.score or not top.aspects <= said:
            return tuple(ordered)
        basket = Basket(policy["characters"])
        for pick in sorted(whole, key=lambda w: w.fact.place):
            basket.take(pick, policy["transition_room"] * policy["characters"])
        basket.take(best, -math.inf)
        for pick in ordered:
            basket.take(pick)
            for rest in (w for w in own if w.fact.goes_on_after(pick.fact)):
                basket.take(rest)
        return tuple(basket.chosen)


def _in_one_part(parts: Sequence[Part]) -> bool:
    """Tell whether some parts of a question are of a matter begun before the law changed, and others not."""
    return {_is_of_before(part.words) for part in parts} == {True, False}


def _places(facts: Sequence[Weighed]) -> set[str]:
    return {weighed.fact.provision.id for weighed in facts}


def transition(
    question: Question, evidence: Sequence[Evidence], named: Sequence[DocumentHead], shelf: Shelf
) -> Transition:
    """Return the transitional clauses of the acts at hand, and of those that move matters from them.

    The clauses of an act that was in force already when the matter was begun do not concern it; one that is
    not in force on the day asked of has nothing to say yet, and one that has ended since has handed on to
    another what was not begun before it.
    """
    if not speaks_of_before(question):
        return Transition()
    facts: list[Fact] = []
    idle: set[str] = set()
    policy = load("policy")["documents"]
    begun = begun_on(question)
    heads = list(dict.fromkeys([*named, *(item.head for item in evidence)]))[: policy["transition_documents"]]
    for head, places in _clauses(heads, shelf):
        starts = head.validity.starts
        handed_on = begun is None and head.validity.on(question.as_of) is Force.ENDED
        if starts is None or starts > question.as_of or handed_on:
            continue
        volume = shelf.volume(head.id)
        clauses = [p for p in volume.provisions if p.id in places]
        if begun is not None and begun >= starts:
            idle |= {part.id for clause in clauses for part in volume.within(clause)}
        else:
            facts += facts_of(head, volume, clauses, {p.id: policy["transition"] for p in clauses})
    return Transition(tuple(facts), frozenset(idle))


def _clauses(heads: Sequence[DocumentHead], shelf: Shelf) -> Iterator[tuple[DocumentHead, set[str]]]:
    """Go over acts with the ids of their transitional clauses: those at hand, and what moved matters away.

    A clause of an article that is headed as transitional is one whatever it moves from.
    """
    amendments = shelf.store.amendments
    seen: set[str] = set()
    waiting = [head.id for head in heads if head.identity.kind is not Kind.PROCEDURE]
    for head in heads:
        references = amendments.references_from(head.id, shelf.principal)
        acts = dict.fromkeys(r.act for r in references if r.act)
        if head.identity.kind is not Kind.PROCEDURE:
            acts = dict.fromkeys([head.identity.number] if head.identity.number else [])
        for act in acts:
            orders = amendments.edges_to(act, shelf.principal, issuer=head.identity.issuer)
            waiting += [f.document_id for f in orders if f.what.verb is Order.CONTINUES]
    for document_id in waiting:
        if document_id in seen:
            continue
        seen.add(document_id)
        edges = amendments.edges_from(document_id, shelf.principal)
        places = {e.locator for e in edges if e.verb is Order.CONTINUES}
        volume = shelf.volume(document_id)
        if ids := {p.id for p in volume.provisions if p.locator in places} | set(_headed(volume)):
            yield shelf.head(document_id), ids


def _headed(volume: Volume) -> Iterator[str]:
    """Go over the ids of what stands in articles and clauses that are headed as transitional."""
    for part in volume.provisions:
        if part.is_quoted or part.unit not in (Unit.ARTICLE, Unit.CLAUSE):
            continue
        heading = part.heading
        if part.unit is Unit.CLAUSE and volume.children.get(part.id):  # its first line heads its points
            heading = volume.own_span(part).of(volume.document.text)[:_HEADING]
        if is_transitional(fold(heading)):
            yield from (below.id for below in volume.within(part))


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    table = load("transition")
    names = ("begun", "before", "speaks")
    return tuple(re.compile("|".join(f"(?:{p})" for p in table[name])) for name in names)
