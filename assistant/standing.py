"""Weighs what is out of force on the day less than what is in force: it is no basis unless asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from assistant.question import Question
from assistant.tables import load
from assistant.transitions import speaks_of_before
from assistant.weighing import Weighed
from index.validity import Force


def by_force(candidates: Iterable[Weighed], question: Question, named: Collection[str]) -> Iterator[Weighed]:
    """Go over the candidates; a fact of an act that is not in force on the day keeps a part of its score,
    and its heading does not tell that it is asked for.

    Not where the force itself is asked about, nor a matter begun before the law changed, nor in documents
    that the question names (their ids are `named`). An act whose force is unknown keeps all.
    """
    share, bonus = load("policy")["selection"]["not_in_force"], load("policy")["weighing"]["titled"]
    every = question.asks("validity") or speaks_of_before(question)
    for weighed in candidates:
        head = weighed.fact.head
        force = head.validity.on(question.as_of)
        if every or head.id in named or force not in (Force.ENDED, Force.NOT_YET):
            yield weighed
        else:
            plain = weighed.score - bonus * bool(weighed.titled)
            yield replace(weighed, score=plain * share, titled={})
