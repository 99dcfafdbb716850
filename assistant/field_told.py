"""What is asked for by its name and told, in a procedure record, by a field of its own alone: conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from assistant.aspects import Aspect
from assistant.question import Question
from assistant.tables import load
from assistant.weighing import Weighed
from assistant.whole_lists import is_field
from index.vietnamese import fold


def untold(question: Question, facts: Iterable[Weighed]) -> Mapping[Aspect, str]:
    """Return what is asked for by its name and what the facts of a record have no line for.

    Each aspect comes with the pattern of the words for it. Other fields tell none: who may apply for a permit
    is not what the permit depends on.
    """
    said = tuple(facts)
    return {a: words for a, words in _named(question) if not any(_tells(a, w, words) for w in said)}


def unset(question: Question, facts: Iterable[Weighed]) -> tuple[Aspect, ...]:
    """Return what is asked for by its name and what no fact sets, neither a field nor a heading or a lead."""
    said = tuple(facts)
    return tuple(a for a, words in _named(question) if not any(_is_about(a, w, words) for w in said))


def telling(question: Question, lead: str, ranked: Sequence[Weighed], close: float) -> str:
    """Return the document that answers in place of a record that leads and has no line on what is asked for.

    It is the one of the best fact that tells it, in a record's own field or in an article or a list that is
    headed by it, if that is as `close` to the best fact of all; else the `lead`.
    """
    own = [w for w in ranked if w.fact.head.id == lead]
    missing = untold(question, own) if own and own[0].fact.of_record else {}
    if not missing:
        return lead
    floor = close * ranked[0].score
    others = (
        w.fact.head.id
        for w in ranked
        if w.score >= floor and all(_is_about(a, w, words) for a, words in missing.items())
    )
    return next(others, lead)


def _named(question: Question) -> list[tuple[Aspect, str]]:
    named: Mapping[str, str] = load("policy")["answerability"]["of_field"]
    asked = fold(question.asked)
    held = [(aspect, named[aspect.name]) for aspect in question.aspects if aspect.name in named]
    return [(aspect, words) for aspect, words in held if re.search(words, asked)]


def _tells(aspect: Aspect, weighed: Weighed, words: str) -> bool:
    """Tell whether a fact stands in the field of an aspect, or is an act's and speaks of it by its name."""
    return _in_field(aspect, weighed) if weighed.fact.of_record else bool(re.search(words, weighed.fact.said))


def _is_about(aspect: Aspect, weighed: Weighed, words: str) -> bool:
    """Tell the same more strictly: an act that speaks of conditions in passing sets none."""
    fact = weighed.fact
    if fact.of_record:
        return _in_field(aspect, weighed)
    return aspect.is_headed(fold(fact.provision.heading)) or bool(re.search(words, fact.folded_lead))


def _in_field(aspect: Aspect, weighed: Weighed) -> bool:
    return any(is_field(weighed, field) for field in aspect.fields)
