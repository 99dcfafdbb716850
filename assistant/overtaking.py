"""Lets newer law lead an answer, before what an overtaken procedure record says."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import Citation
from assistant.aspects import beside_out
from assistant.basket import Basket
from assistant.facts import Fact
from assistant.naming import common_locator, document_name, provision_name
from assistant.overtaken import Library, Newer, figures, newer_law
from assistant.question import Question
from assistant.tables import load, words_shown
from assistant.warnings import ended_basis
from assistant.weighing import Weighed, Weigher, weigh
from index.documents import Kind
from index.vietnamese import fold, normalise


@dataclass(frozen=True, slots=True)
class Overtaking:
    """What newer law says of the things that a question asks of a record, and what the record has of them.

    `facts` are those of the newer acts that fit into an answer; `behind` the ids of the record's provisions
    that say otherwise, or name an act that has ended.
    """

    found: tuple[Newer, ...] = ()
    facts: tuple[Weighed, ...] = ()
    behind: frozenset[str] = frozenset()

    def first(self, chosen: Sequence[Weighed]) -> tuple[Weighed, ...]:
        """Return what was chosen behind what the newer acts say, as far as there is room.

        What the record says of the same thing comes next, so that both are told.
        """
        if not self.facts:
            return tuple(chosen)
        said = {w.fact.provision.id for w in self.facts}
        rest = [w for w in chosen if w.fact.provision.id not in said]
        record, asked = self.found[0].record.id, {newer.aspect.name for newer in self.found}
        own = [w for w in rest if w.fact.head.id == record and w.aspects & asked]
        own.sort(key=lambda w: not w.fact.cells)
        basket = Basket(load("policy")["selection"]["characters"])
        for pick in self.facts:
            basket.take(pick, -math.inf)
        for pick in own[:1]:
            basket.take(pick, -math.inf)
        for pick in rest:
            basket.take(pick)
        return tuple(basket.chosen)

    def warnings(self, citations: Sequence[Citation], language: str) -> tuple[str, ...]:
        """Return a warning for a record that is cited: what it follows still, and what applies."""
        cited = {citation.head.id for citation in citations}
        shown = [newer for newer in self.found if newer.record.id in cited]
        if not shown:
            return ()
        bases = dict.fromkeys(ended_basis(newer.ended, language) for newer in shown)
        places = dict.fromkeys(_place(newer.facts, language) for newer in shown)
        words = words_shown("warnings")[language]["behind"]
        name = document_name(shown[0].record, language)
        return (words.format(document=name, basis=", ".join(bases), newer="; ".join(places)),)


def overtake(question: Question, chosen: Sequence[Weighed], weigher: Weigher, library: Library) -> Overtaking:
    """Look for newer law in place of the first record that was chosen, for each thing that is asked.

    A question about a step on the way ("bổ sung hồ sơ thì …") asks for no value that another act states.
    """
    heads = (w.fact.head for w in chosen)
    record = next((head for head in heads if head.identity.kind is Kind.PROCEDURE), None)
    if record is None or question.excluded:
        return Overtaking()
    table, asked = load("overtaken"), beside_out(fold(normalise(question.searched)))
    title = fold(normalise(record.title))
    found: list[Newer] = []
    for aspect in question.aspects:
        steps = re.findall(rf"\b(?:{table.get(aspect.name, {}).get('never', '(?!)')})\b", asked)
        if any(step not in title for step in steps):
            continue
        newer = newer_law(record, aspect, weigher, library)
        if newer is not None:
            found.append(newer)
    if not found:
        return Overtaking()
    basket = Basket(table["together"])
    for newer in found:
        for fact in newer.facts:
            basket.take(weigh(fact, weigher))
    own = [w.fact for w in chosen if w.fact.head.id == record.id]
    numbers = {newer.ended.number for newer in found}
    behind = {fact.provision.id for fact in own if _is_behind(fact, found, numbers)}
    return Overtaking(tuple(found), tuple(basket.chosen), frozenset(behind))


def _is_behind(fact: Fact, found: Sequence[Newer], numbers: set[str]) -> bool:
    """Tell whether a fact of the record names an act that has ended, or a time that the newer act has not."""
    if any(number in normalise(fact.text) for number in numbers):
        return True
    times = figures(" ".join(v for h, v in fact.cells if "thoi" in fold(h)) if fact.cells else fact.text)
    stated = {time for newer in found for f in newer.facts for time in figures(f.text)}
    asked = any(newer.aspect.name == "time_limit" for newer in found)
    return asked and bool(times) and not times & stated


def _place(facts: Sequence[Fact], language: str) -> str:
    locator = common_locator([fact.provision.locator for fact in facts])
    return provision_name(facts[0].head, facts[0].provision, locator, language)
