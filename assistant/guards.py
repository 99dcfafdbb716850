"""Turns away what is no question to the texts held here, before anything is said."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

from assistant.answers import AnswerStatus
from assistant.query import marked_share
from assistant.question import Question
from assistant.retrieval import Retrieved
from assistant.tables import load, stop_words_of
from index.vietnamese import bigrams, fold, folded_terms, normalise, tokens


@dataclass(frozen=True, slots=True)
class Route:
    """Why a request is not looked up: its status, and the reason under which the words for it are."""

    status: AnswerStatus
    reason: str


@cache
def _routes() -> tuple[tuple[Route, re.Pattern[str]], ...]:
    return tuple(
        (
            Route(AnswerStatus(row["status"]), reason),
            re.compile("|".join(f"(?:{p})" for p in row["patterns"])),
        )
        for reason, row in load("routes").items()
    )


def route(question: Question) -> Route | None:
    """Return where a request goes that is not looked up: small talk, advice, the future, orders to us."""
    asked = fold(normalise(question.asked))
    return next((to for to, pattern in _routes() if pattern.search(asked)), None)


def is_far(question: Question, found: Retrieved, passages: int) -> bool:
    """Tell whether nothing held here is near the question, neither by its meaning nor by its words.

    By the cosine of the nearest passage: with the built-in model, 38 questions on the corpus had 0.89 and
    more, most of 24 on other things less than 0.868; English and Bengali, which it knows less well, have a
    lower bound (docs/adr/0008). What the words find, terms of the law and their translations, is told by the
    BM25 score, which grows with the logarithm of the number of `passages`. Without diacritics the model is no
    judge, and the words alone decide.
    """
    policy = load("policy")["scope"]
    if question.references.names_document:
        return False
    words = found.lexical / math.log(1 + max(1, passages))
    if question.language == "vi" and marked_share(tokens(question.text)) < policy["marked_share"]:
        return bool(words < policy["least_lexical"])
    least: float = policy["least_similarity"][question.language]
    near: float = policy["near_lexical"][question.language]
    far = found.similarity is not None and found.similarity < least and words < near
    return far and not _is_said_together(question, found)


def _is_said_together(question: Question, found: Retrieved) -> bool:
    """Tell whether one passage has all pairs of neighbours among the question's own words.

    Of a few plain words ("Dự án nhóm A là gì?") the model finds nothing very near, and common ones are rare
    nowhere.
    """
    typed = tokens(question.searched)
    stop = stop_words_of(typed)
    pairs = {pair for pair in bigrams(map(fold, typed)) if stop.isdisjoint(pair.split("_"))}
    texts = (folded_terms(f"{e.passage.title} {e.passage.body}") for e in found.evidence)
    return len(pairs) >= load("policy")["scope"]["pairs"] and any(pairs.issubset(text) for text in texts)
