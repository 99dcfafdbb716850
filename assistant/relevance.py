"""Has the best facts read together with the question: words that meet are not yet an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from assistant.facts import Fact
from assistant.question import Question
from assistant.tables import load
from assistant.weighing import Weighed
from index.cross_encoder import Excerpt, Score

_CODE = re.compile(r"\s*\(\d\.\d{6}[^)]*\)")
"""The code of a procedure behind its name; questions seldom have it."""


def read_with(
    question: Question, candidates: Sequence[Weighed], score: Score | None, spelled: str
) -> tuple[Weighed, ...]:
    """Return the candidates, in their order, with what reading them adds to their scores.

    Those with the best scores are read; others are taken to be as little relevant as the least of these.
    Without anything that reads them, and in a language that it has not learned, they stay as they are; and
    where the question names an article, all that this says is the answer. What is in such a language itself
    is not read, and taken to be as relevant as those that are read usually are: its odds tell nothing.
    """
    policy, weight = load("policy")["relevance"], load("policy")["weighing"]["relevance"]
    learned = question.language in policy["languages"]
    if score is None or not candidates or not learned or question.references.articles:
        return tuple(candidates)
    known = [at for at, w in enumerate(candidates) if w.fact.head.language in policy["languages"]]
    order = sorted(known, key=lambda at: -candidates[at].score)[: policy["facts"]]
    if not order:
        return tuple(candidates)
    found = score(spelled, [excerpt(candidates[at].fact) for at in order])
    read = dict(zip(order, map(float, found), strict=True))
    least, usual = min(read.values()), median(read.values())
    odds = {at: read.get(at, least) for at in known}
    return tuple(
        replace(w, score=w.score + weight * odds.get(at, usual), relevance=read.get(at))
        for at, w in enumerate(candidates)
    )


def excerpt(fact: Fact) -> Excerpt:
    """Return what is read of a fact: its words with their lead, heading and document."""
    return Excerpt(_CODE.sub("", fact.head.title), fact.provision.heading, fact.lead, fact.text)
