"""Tells which part of a question is left without an answer, where several parts count the same thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.aspects import Aspect
from assistant.quantities import Quantity, counted
from assistant.question import Part, Question
from assistant.tables import load
from assistant.weighing import Weighed


def unanswered(question: Question, chosen: Sequence[Weighed]) -> tuple[str, ...]:
    """Return the words of the parts that no value is left for, in quotation marks.

    "A trong mấy ngày, B trong mấy ngày?" needs two times. Where the chosen facts have fewer values than parts
    that ask for one, the parts whose words they have least of are not answered.
    """
    must_have = load("policy")["answerability"]["must_have"]
    left: list[str] = []
    for aspect in question.aspects:
        asking = [part for part in question.parts if aspect in part.aspects and part.own]
        if aspect.value is None or aspect.name not in must_have or len(asking) < 2:  # noqa: PLR2004 - two ask the same
            continue
        telling = [w for w in chosen if aspect.answered_by(f"{w.fact.folded} {w.fact.folded_lead}")]
        lacking = len(asking) - _values(aspect, telling)
        if lacking > 0:
            asking.sort(key=lambda part: _covered(part, telling))
            left += [f"“{part.words.strip()}”" for part in asking[:lacking]]
    return tuple(dict.fromkeys(left))


def unstated(question: Question, candidates: Sequence[Weighed]) -> frozenset[str]:
    """Return the counted things that are asked for and have no value in any of the facts."""
    wanted = {a.name for a in question.aspects} & set(load("policy")["answerability"]["must_have"])
    return frozenset(wanted - {name for w in candidates for name in w.aspects})


def unmeasured(question: Question, candidates: Sequence[Weighed]) -> tuple[Quantity, ...]:
    """Return the kinds of quantity that a question counts, part by part, and that no fact states."""
    pieces = [part.words for part in question.parts] if len(question.parts) > 1 else [question.asked]
    kinds = dict.fromkeys(kind for piece in pieces for kind in counted(piece))
    return tuple(kind for kind in kinds if not any(kind.stated_by(w.fact) for w in candidates))


def _values(aspect: Aspect, telling: Iterable[Weighed]) -> int:
    """Count the values that facts tell, each place in a text once."""
    texts = {(w.fact.provision.id, w.fact.place): f"{w.fact.folded} {w.fact.folded_lead}" for w in telling}
    return sum(len(aspect.value.findall(text)) for text in texts.values()) if aspect.value else 0


def _covered(part: Part, telling: Iterable[Weighed]) -> float:
    return max((sum(v for t, v in w.own.items() if t in part.own) for w in telling), default=0.0)
