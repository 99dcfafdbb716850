"""Searches the acts that a Vietnamese question names and that are held in another language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.foreign_terms import said_in
from assistant.query import foreign_clauses
from assistant.question import Question
from assistant.tables import load
from index.document_store import DocumentHead
from index.reach import Reach


def foreign_among(question: Question, named: Iterable[DocumentHead]) -> tuple[DocumentHead, ...]:
    """Return those of the acts that a Vietnamese question names whose language has terms that are turned."""
    languages = load("policy")["foreign_act"]["languages"]
    return tuple(h for h in named if question.language == "vi" and h.language in languages)


def passages_inside(
    question: Question, act: DocumentHead, reach: Reach, vector: NDArray[np.float32] | None
) -> Mapping[int, tuple[float, float]]:
    """Return the passages of an act with how much of the question they have: by words, and by meaning.

    Each is spread from 0 to 1 within the act. The words are what the phrases of the question are called in
    the act's language; the `vector` is that of the question, by a model that knows both.
    """
    most = load("policy")["fusion"]["candidates"]
    within = replace(reach.scope, documents=frozenset({act.id}))
    row = foreign_clauses(said_in(act.language, question.searched))
    lexical = dict(reach.generation.lexical.search(row, most, within)) if row else {}
    vectors = reach.generation.vectors
    close = dict(vectors.search(vector, most, within)) if vectors is not None and vector is not None else {}
    best, low = max(lexical.values(), default=1.0), min(close.values(), default=0.0)
    span = max(close.values(), default=0.0) - low or 1.0
    return {
        key: (lexical.get(key, 0.0) / best, (close.get(key, low) - low) / span)
        for key in dict.fromkeys((*lexical, *close))
    }
