"""How a clause opens that a question can ask for: the lead of its list, the word it defines, the time it sets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from assistant.facts import Fact
from assistant.sentences import SENTENCE, clean
from assistant.tables import load
from index.documents import Kind
from index.provisions import Provision
from index.vietnamese import fold, normalise


@dataclass(frozen=True, slots=True)
class Opening:
    """What a clause calls the thing that it rules (`name`), and the aspects it answers.

    `least` has pairs of how much of the name the question has to have, and then of a part of it the name.
    """

    provision: Provision
    name: str
    answers: frozenset[str]
    least: tuple[tuple[float, float], ...]

    @property
    def defines(self) -> bool:
        """Whether the clause says what a word means."""
        return self.answers == frozenset({"definition"})


def opening_of(fact: Fact) -> Opening | None:
    """Return how the clause of a fact opens, if that is one of the forms of `data/openings.yaml`."""
    if fact.cells or fact.head.identity.kind is Kind.PROCEDURE:
        return None
    heading = fold(normalise(fact.provision.heading))
    begins = [(fact.provision, fact.text)] if fact.place == 0 else []
    leads: list[tuple[Provision, str]] = []
    if fact.lead and len(fact.quotes) > 1:
        above, words = fact.quotes[1].provision, fact.quotes[1].text.strip()
        begins.append((above, clean(words)))
        leads.append((above, clean(SENTENCE.split(words)[-1])))
    for form in _forms():
        if form.heading is None or form.heading.search(heading):
            for provision, said in leads if form.lead else begins:
                words = fold(said)
                if (found := form.says.fullmatch(words)) and len(words) == len(said):
                    name = said[slice(*found.span("name"))]
                    return Opening(provision, name, form.answers, form.least)
    return None


@dataclass(frozen=True, slots=True)
class _Form:
    lead: bool
    heading: re.Pattern[str] | None
    says: re.Pattern[str]
    answers: frozenset[str]
    least: tuple[tuple[float, float], ...]


@cache
def _forms() -> tuple[_Form, ...]:
    return tuple(
        _Form(
            row["lead"],
            re.compile(row["heading"]) if "heading" in row else None,
            re.compile(row["says"]),
            frozenset(row["answers"]),
            tuple((name, part) for name, part in row["least"]),
        )
        for row in load("openings")["forms"]
    )
