"""Tells how likely the fact that leads an answer is what was asked for, and not only alike.

Questions whose documents are withheld are answered by what is nearest. A few signs tell those answers from
right ones, weighed by logistic regression (docs/adr/0030-doubted-where-little-speaks-for-it.md, 0033).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from assistant.evidence import Evidence
from assistant.quantities import is_typed_plain
from assistant.question import Question
from assistant.tables import load, stop_words_of
from assistant.weighing import Weighed, Weigher
from index.provisions import Unit
from index.vietnamese import fold, normalise, tokens

_BEHIND = 5
"""The place of the passage that the first one is compared with: near twins stand before it."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a fact.

    `words` and `pairs` are the shares of the question's words and of its pairs of neighbours, by weight, that
    the fact, its headings and the name of its document have between them; `aim` is the share of its name that
    the question has; `ahead` is by how much the first passage of its document is found before the sixth of
    all; `near` is the cosine of the nearest passage, `None` where that tells nothing; `relevance` are the
    best log odds that reading gave a fact of the answer, `None` where nothing was read.
    """

    words: float
    pairs: float
    aim: float
    ahead: float
    near: float | None = None
    relevance: float | None = None

    @property
    def known(self) -> dict[str, float]:
        """Return the signs that there are, by their names."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def signs_of(
    chosen: Sequence[Weighed], weigher: Weigher, evidence: Sequence[Evidence], near: float | None
) -> Signs:
    """Read the signs of the fact that leads an answer, the first of those `chosen`."""
    lead, fact = chosen[0], chosen[0].fact
    title = fold(normalise(f"{fact.head.title} {fact.provision.heading}"))
    terms = weigher.terms(f"{fact.said} {title} {fact.context}")
    nowhere = weigher.rareness_of_share(0)
    pairs = [t for t in weigher.weights if "_" in t and weigher.rareness(t) < nowhere]

    def share(wanted: Iterable[str]) -> float:
        weights = {term: weigher.weights[term] for term in wanted}
        met = sum(weight * weigher.had(term, terms) for term, weight in weights.items())
        return met / sum(weights.values()) if weights else 1.0

    best = max((e.score for e in evidence if e.head.id == fact.head.id), default=0.0)
    return Signs(
        words=share(t for t in weigher.weights if "_" not in t),
        pairs=share(pairs),
        aim=lead.aim,
        ahead=best - evidence[min(_BEHIND, len(evidence) - 1)].score if evidence else 0.0,
        near=near,
        relevance=max((w.relevance for w in chosen if w.relevance is not None), default=None),
    )


def confidence(signs: Signs) -> float:
    """Return how likely the fact is what was asked for, in (0, 1), where as many are as are not."""
    policy = _learned(signs)
    speaks = sum(policy["weights"][name] * value for name, value in signs.known.items())
    return 1 / (1 + math.exp(-(policy["constant"] + speaks)))


def is_beside(lead: Weighed, weigher: Weigher) -> bool:
    """Tell whether the fact that leads has next to none of the pairs of words of a short question.

    Words of Vietnamese have mostly two syllables, and each syllable stands in others too: "đăng ký" and "chữ
    ký số" share one and no matter. Pairs are compared as they are spelled, by their rareness, with the fact,
    its lead, its heading and the name of its document; what no text has, and what stands for other words,
    tells nothing. A question that tells a case has most of its pairs in what is not asked. One typed without
    diacritics meets more by chance, and has to have more.
    """
    policy = load("policy")["confidence"]["beside"]
    typed = normalise(weigher.question.searched).casefold()
    plain, said = is_typed_plain(weigher.question.asked), lead.fact.spelled
    words = tokens(fold(typed) if plain else typed)
    stop = stop_words_of(words)
    telling = [w for w in words if w.isalpha() and fold(w) not in stop]
    nowhere = weigher.rareness_of_share(0)
    have = frozenset(pairwise(tokens(fold(said) if plain else said)))
    worth = {
        pair: rareness
        for pair in pairwise(words)
        if not {*map(fold, pair)} & (stop | weigher.stead.keys())
        and (rareness := weigher.rareness("_".join(map(fold, pair)))) < nowhere
    }
    if len(worth) < policy["fewest"] or len(telling) > policy["longest"]:
        return False
    met = sum(value for pair, value in worth.items() if pair in have)
    return bool(met <= policy["least_plain" if plain else "least"] * sum(worth.values()))


def only_names(lead: Weighed, weigher: Weigher) -> bool:
    """Tell whether the fact that leads has the words of a question only in names, and answers nothing of it.

    The title of a legal basis says what another act is about; it answers nothing but which act that is. And
    what a question that consists of the name of a procedure asks for is that procedure: a record is another
    one if its name has too little of the question.
    """
    question, fact = weigher.question, lead.fact
    if fact.provision.unit is Unit.BASIS:
        return not question.asks("basis", "validity")
    policy = load("policy")["confidence"]["named"]
    named = not question.aspects and re.match(policy["begins"], fold(question.searched)) is not None
    return named and fact.of_record and weigher.about(fact.head.title) < policy["least"]


def may_be_doubted(lead: Weighed, question: Question) -> bool:
    """Tell whether the fact that leads an answer is one that only the signs speak for.

    Not where the question names the document or asks for the article by its heading, nor in another
    language, whose words meet those of the texts too loosely.
    """
    certain = lead.titled or lead.opened or question.references.names_document
    return not certain and question.language == "vi"


def is_near_telling(question: Question) -> bool:
    """Tell whether it tells anything how near a passage is: to words without diacritics all are far."""
    return not is_typed_plain(question.asked)


def is_doubted(signs: Signs) -> bool:
    """Tell whether too little speaks for a fact."""
    return confidence(signs) < float(_learned(signs)["least"])


def _learned(signs: Signs) -> Mapping[str, Any]:
    """Return the weights, the constant and the bound that were learned of answers with just these signs."""
    known = set(signs.known)
    return next(row for row in load("policy")["confidence"]["learned"] if set(row["weights"]) == known)
