"""How a clause opens that a question can ask for: the lead of its list, the word it defines, who decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.facts import Fact
from assistant.sentences import SENTENCE, clean
from assistant.tables import load
from index.provisions import Provision
from index.vietnamese import fold, normalise


@dataclass(frozen=True, slots=True)
class Opening:
    """The words that open a clause, what it calls the thing it rules (`name`), and the aspects it answers.

    `place` is where it stands with all that it opens. `least` has pairs of how much of the name the question
    has to have, and then of a part of it the words; `asked` matches the folded questions that can ask for it.
    """

    place: str
    words: str
    name: str
    answers: frozenset[str]
    least: tuple[tuple[float, float], ...]
    asked: re.Pattern[str] | None = None

    @property
    def defines(self) -> bool:
        """Whether the clause says what a word means."""
        return self.answers == frozenset({"definition"})


def openings_of(fact: Fact) -> Iterator[Opening]:
    """Go over the forms of `data/openings.yaml` in which the clause of a fact opens."""
    if fact.cells or fact.of_record:
        return
    begins = [(fact.provision.locator, fact.text)] if fact.place == 0 else []
    leads: list[tuple[str, str]] = []
    if fact.lead and len(fact.quotes) > 1:
        above, words = fact.quotes[1].provision.locator, fact.quotes[1].text.strip()
        begins.append((above, clean(words)))
        leads.append((above, clean(SENTENCE.split(words)[-1])))
    yield from _openings(fact.provision.heading, begins, leads)


def openings_above(provision: Provision) -> Iterator[Opening]:
    """Go over the forms in which the lead of a provision opens, of a document that was not read yet."""
    if provision.lead:
        last = clean(SENTENCE.split(provision.lead.strip())[-1])
        yield from _openings(provision.heading, (), [(provision.locator, last)])


def _openings(
    heading: str, begins: Iterable[tuple[str, str]], leads: Iterable[tuple[str, str]]
) -> Iterator[Opening]:
    folded = fold(normalise(heading))
    for form in forms():
        if form.heading is None or form.heading.search(folded):
            for place, said in leads if form.lead else begins:
                if name := name_of(said, form):
                    yield Opening(place, f"{said} {form.also}", name, form.answers, form.least, form.asked)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of `data/openings.yaml`."""

    lead: bool
    heading: re.Pattern[str] | None
    says: re.Pattern[str]
    answers: frozenset[str]
    least: tuple[tuple[float, float], ...]
    asked: re.Pattern[str] | None
    also: str


@lru_cache(maxsize=4096)
def name_of(said: str, form: Form) -> str:
    """Return what a clause that opens in a form calls what it rules; nothing where it does not so open."""
    words = fold(said)
    found = form.says.fullmatch(words) if len(words) == len(said) else None
    if found is None:
        return ""
    return re.sub(load("openings")["unsaid"], " ", said[slice(*found.span("name"))], flags=re.IGNORECASE)


@cache
def forms() -> tuple[Form, ...]:
    """Return the forms, in their order."""
    return tuple(
        Form(
            row["lead"],
            re.compile(row["heading"]) if "heading" in row else None,
            re.compile(row["says"]),
            frozenset(row["answers"]),
            tuple((name, part) for name, part in row["least"]),
            re.compile(row["asked"]) if "asked" in row else None,
            row.get("also", ""),
        )
        for row in load("openings")["forms"]
    )
