"""Judges whether the evidence answers this question, or only resembles it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import AnswerStatus
from assistant.question import Question
from assistant.tables import load
from assistant.weighing import Weighed


@dataclass(frozen=True, slots=True)
class Judgement:
    """The status an answer may have, and the aspects for which no value was found."""

    status: AnswerStatus
    missing: tuple[str, ...] = ()


def judge(question: Question, chosen: Sequence[Weighed], missing_documents: Sequence[str]) -> Judgement:
    """Say how far the chosen facts answer the question.

    Without facts, or with facts that share too little of what the question is about, there is no answer. A
    counted thing that was asked for (a fee, a time limit, a percentage) has to be there.
    """
    policy = load("policy")["answerability"]
    if missing_documents and not chosen:
        return Judgement(AnswerStatus.UNANSWERABLE, tuple(missing_documents))
    covered: dict[str, float] = {}
    for fact in chosen:
        for word, value in fact.words.items():
            covered[word] = max(covered.get(word, 0.0), value)
    share = sum(covered.values())
    if not chosen or share < policy["least_coverage"][question.language]:
        return Judgement(AnswerStatus.UNANSWERABLE)
    have = frozenset(a for fact in chosen for a in fact.aspects)
    wanted = [a.name for a in question.aspects if a.name in policy["must_have"]]
    missing = tuple(a for a in wanted if a not in have)
    if missing and len(missing) == len(wanted):
        return Judgement(AnswerStatus.UNANSWERABLE, missing)
    if missing:
        return Judgement(AnswerStatus.PARTIAL, missing)
    return Judgement(AnswerStatus.ANSWERED)
