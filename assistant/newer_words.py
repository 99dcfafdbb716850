"""Where an article of newer law says one thing of a procedure: a time, a fee, a form, a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from assistant.aspects import Aspect
from assistant.distinctions import agreed, contradicted, scaled
from assistant.facts import Fact, facts_of
from assistant.sentences import clean, runs
from assistant.shelf import Shelf, Volume
from assistant.subject import Subject
from assistant.tables import load
from assistant.weighing import Weigher
from index.document_store import DocumentHead
from index.provisions import Provision, Unit
from index.validity import Force, inside
from index.vietnamese import fold, folded_terms

_SENTENCE: Final = re.compile(r"(?<=[.;])\s+")


@dataclass(frozen=True, slots=True)
class Saying:
    """What an article says of one thing: how near it is to what is asked, its facts and their values."""

    article: Provision
    near: float
    facts: tuple[Fact, ...]
    values: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Reading:
    """One article that is read for one thing."""

    article: Provision
    volume: Volume
    head: DocumentHead
    subject: Subject
    weigher: Weigher
    table: dict[str, Any]

    def in_force(self, part: Provision) -> bool:
        day = self.weigher.question.as_of
        return inside(part.validity, self.head.validity).on(day) is Force.IN_FORCE

    def words(self, part: Provision) -> str:
        """Return the folded words of a part that no part below it has."""
        return fold(clean(self.volume.own_span(part).of(self.volume.document.text)))

    def near(self, folded: str) -> float:
        """Tell how near words are to the subject, and among equals to the question; 0 if they are not."""
        share = self.subject.share(folded)
        asked = self.weigher.matched(frozenset(folded_terms(folded)), frozenset())
        heading = self.subject.covers(fold(self.article.heading))
        return share and share + sum(asked.values()) + load("overtaken")["heading"] * heading

    def aim(self, folded: str) -> float:
        """Tell how many of the subject's and the question's words are in words that need not name it."""
        asked = self.weigher.matched(frozenset(folded_terms(folded)), frozenset())
        return sum(asked.values()) + self.subject.named_in(folded)


def sayings(
    article: Provision, aspect: Aspect, subject: Subject, weigher: Weigher, shelf: Shelf
) -> Iterator[Saying]:
    """Go over what an article in force says of one thing about a procedure."""
    volume, head = shelf.volume(article.document_id), shelf.head(article.document_id)
    table = load("overtaken")[aspect.name]
    reading = _Reading(article, volume, head, subject, weigher, table)
    if reading.in_force(article) and not re.search(load("overtaken")["no_rule"], fold(article.heading)):
        yield from _lists(reading) if "list" in table else _values(reading)


def _values(reading: _Reading) -> Iterator[Saying]:
    """Go over the parts that state a value; those under one lead are said together."""
    found: dict[str, list[tuple[float, Fact]]] = {}
    for part in reading.volume.within(reading.article):
        if reading.volume.children.get(part.id) or part.unit is Unit.TABLE_ROW or not reading.in_force(part):
            continue
        fact = _whole(reading, part)
        if fact is None or not (values := _stated(fact, reading)):
            continue
        above = "" if reading.table.get("alone") else f"{fact.folded_lead} {fold(part.heading)}"
        near = reading.near(f"{fact.folded} {above}")
        if near:
            found.setdefault(part.parent_id or "", []).append((near, fact))
    for rows in found.values():
        facts = tuple(fact for _, fact in rows)
        values = frozenset[str]().union(*(_stated(fact, reading) for fact in facts))
        yield Saying(reading.article, max(near for near, _ in rows), facts, values)


def _stated(fact: Fact, reading: _Reading) -> frozenset[str]:
    """Return the values that the sentences of a fact state of what the body itself does."""
    table, act = reading.table, re.escape(reading.subject.act)
    patterns = [pattern.replace("{act}", act) for pattern in table["says"]]
    lead = "" if table.get("alone") else fact.folded_lead
    found: set[str] = set()
    for sentence in _SENTENCE.split(fact.folded):
        values = re.findall(table["value"], sentence)
        if not values or re.search(rf"\b(?:{table['never']})\b", sentence):
            continue
        said = (sentence, f"{lead} {sentence}")
        if any(re.search(pattern, words) for pattern in patterns for words in said):
            found.update(values)
    return frozenset(found)


def _lists(reading: _Reading) -> Iterator[Saying]:
    """Go over the lists of an article: clauses that begin one, else those below a heading that names it."""
    heading, table = fold(reading.article.heading), reading.table
    clauses = reading.volume.children.get(reading.article.id, ()) or (reading.article,)
    headed = reading.near(heading) if re.search(table["list"], heading) else 0.0
    if "begins" not in table:
        facts = _of_class(reading, _facts(reading, clauses))
        if headed and facts and len(facts) <= table["most"]:
            yield Saying(reading.article, headed, facts)
        return
    looked_at = clauses if headed else reading.volume.within(reading.article)
    begun = [part for part in looked_at if _begins(reading, part)]
    for part in begun:
        if near := reading.near(f"{heading if headed else ''} {reading.words(part)}"):
            yield Saying(reading.article, near, _facts(reading, [part]))
    if headed and not begun:
        yield Saying(reading.article, headed, _facts(reading, _of_case(reading, clauses)))


def _of_case(reading: _Reading, clauses: Sequence[Provision]) -> Sequence[Provision]:
    """Return the clauses without those of other cases: of several lists the one nearest, else the first."""
    cases = [clause for clause in clauses if reading.volume.children.get(clause.id)]
    if len(cases) <= 1:
        return clauses
    nearest = max(cases, key=lambda clause: reading.aim(reading.words(clause)))
    return [clause for clause in clauses if clause not in cases or clause is nearest]


def _begins(reading: _Reading, part: Provision) -> bool:
    match = re.search(reading.table["begins"], reading.words(part))
    return match is not None and part.id != reading.article.id and reading.in_force(part)


def _facts(reading: _Reading, parts: Sequence[Provision]) -> tuple[Fact, ...]:
    return tuple(facts_of(reading.head, reading.volume, [p for p in parts if reading.in_force(p)], {}))


def _of_class(reading: _Reading, facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Return the facts that name the class of works of the question or the record, else those of none."""
    asked = reading.subject.classes
    named = tuple(fact for fact in facts if agreed(asked, scaled(fact.said)))
    return named or tuple(fact for fact in facts if not contradicted(asked, scaled(fact.said)))


def _whole(reading: _Reading, part: Provision) -> Fact | None:
    """Return a part as one fact, with the beginning of a long lead; none where it is too long to be said."""
    table = load("overtaken")
    pieces = list(facts_of(reading.head, reading.volume, [part], {}))
    words = clean(reading.volume.words(part))
    if not pieces or len(words) > table["characters"]:
        return None
    first = pieces[0]
    quotes = (replace(first.quotes[0], text=reading.volume.words(part).strip()), *first.quotes[1:])
    whole = replace(first, text=words, quotes=quotes, folded=fold(words))
    if len(first.lead) <= table["lead_characters"]:
        return whole
    alone = replace(whole, lead="", folded_lead="", quotes=quotes[:1])
    if _stated(alone, reading):  # a sentence of its own
        return alone
    return replace(whole, lead=f"{runs(first.lead, table['lead_characters'])[0].strip()} …")
