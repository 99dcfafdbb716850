"""Judges whether the evidence answers this question, or only resembles it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import AnswerStatus
from assistant.question import Question
from assistant.tables import load
from assistant.weighing import Weighed
from index.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Judgement:
    """The status an answer may have, and the aspects for which no value was found."""

    status: AnswerStatus
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gaps:
    """What the question names and the evidence has not: documents that are not held, and specific words."""

    documents: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def judge(question: Question, chosen: Sequence[Weighed], gaps: Gaps) -> Judgement:
    """Say how far the chosen facts answer the question.

    There is no answer without facts, with facts that share too little with the question, or where a document
    that is named is neither held nor spoken of. A counted thing that was asked for (a fee, a time limit, a
    percentage) has to be there; a specific word that no fact has leaves the answer partial.
    """
    policy = load("policy")["answerability"]
    said = " ".join(f"{w.fact.folded} {w.fact.folded_lead} {w.fact.context}" for w in chosen)
    unheard = tuple(n for n in gaps.documents if fold(n) not in said)
    if unheard:
        return Judgement(AnswerStatus.UNANSWERABLE, unheard)
    covered: dict[str, float] = {}
    for fact in chosen:
        for word, value in fact.words.items():
            covered[word] = max(covered.get(word, 0.0), value)
    if not chosen or sum(covered.values()) < policy["least_coverage"][question.language]:
        return Judgement(AnswerStatus.UNANSWERABLE)
    have = frozenset(a for fact in chosen for a in fact.aspects | fact.led)
    wanted = [a.name for a in question.aspects if a.name in policy["must_have"]]
    missing = tuple(a for a in wanted if a not in have)
    if missing and len(missing) == len(wanted):
        return Judgement(AnswerStatus.UNANSWERABLE, missing)
    words = tuple(f"“{word}”" for word in gaps.words) if question.language == "vi" else ()
    if missing or words:
        return Judgement(AnswerStatus.PARTIAL, (*missing, *words))
    return Judgement(AnswerStatus.ANSWERED)
