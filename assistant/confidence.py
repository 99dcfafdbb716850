"""Tells how likely the fact that leads an answer is what was asked for, and not only alike.

Questions whose documents are withheld are answered by what is nearest. Five signs tell those answers from
right ones, weighed by logistic regression (docs/adr/0030-doubted-where-little-speaks-for-it.md).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from assistant.evidence import Evidence
from assistant.quantities import is_typed_plain
from assistant.question import Question
from assistant.tables import load
from assistant.weighing import Weighed, Weigher
from index.vietnamese import fold, normalise

_BEHIND = 5
"""The place of the passage that the first one is compared with: near twins stand before it."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a fact.

    `words` and `pairs` are the shares of the question's words and of its pairs of neighbours, by weight, that
    the fact, its headings and the name of its document have between them; `aim` is the share of its name that
    the question has; `ahead` is by how much the first passage is found before the sixth; `near` is the cosine
    of the nearest passage.
    """

    words: float
    pairs: float
    aim: float
    ahead: float
    near: float


def signs_of(lead: Weighed, weigher: Weigher, evidence: Sequence[Evidence], near: float) -> Signs:
    """Read the signs of the fact that leads an answer."""
    fact = lead.fact
    title = fold(normalise(f"{fact.head.title} {fact.provision.heading}"))
    terms = weigher.terms(f"{fact.said} {title} {fact.context}")
    nowhere = weigher.rareness_of_share(0)
    pairs = [t for t in weigher.weights if "_" in t and weigher.rareness(t) < nowhere]

    def share(wanted: Iterable[str]) -> float:
        weights = {term: weigher.weights[term] for term in wanted}
        met = sum(weight * weigher.had(term, terms) for term, weight in weights.items())
        return met / sum(weights.values()) if weights else 1.0

    return Signs(
        words=share(t for t in weigher.weights if "_" not in t),
        pairs=share(pairs),
        aim=lead.aim,
        ahead=evidence[0].score - evidence[min(_BEHIND, len(evidence) - 1)].score if evidence else 0.0,
        near=near,
    )


def confidence(signs: Signs) -> float:
    """Return how likely the fact is what was asked for, in (0, 1), where as many are as are not."""
    policy = load("policy")["confidence"]
    speaks = sum(policy["weights"][name] * value for name, value in asdict(signs).items())
    return 1 / (1 + math.exp(-(policy["constant"] + speaks)))


def may_be_doubted(lead: Weighed, question: Question) -> bool:
    """Tell whether the fact that leads an answer is one that only the signs speak for.

    Not where the question names the document or asks for the article by its heading, nor without diacritics
    or in another language: what the model finds near tells nothing there.
    """
    certain = lead.titled or lead.opened or question.references.names_document
    unlike = question.language != "vi" or is_typed_plain(normalise(question.asked))
    return not (certain or unlike)


def is_doubted(signs: Signs) -> bool:
    """Tell whether too little speaks for a fact."""
    return confidence(signs) < float(load("policy")["confidence"]["least"])
