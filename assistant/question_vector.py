"""The vector of a question with what any question shares taken away (docs/adr/0018)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.tables import load

EncodeQuery = Callable[[str], NDArray[np.float32]]


def own(vector: NDArray[np.float32], encode: EncodeQuery, language: str) -> NDArray[np.float32]:
    """Return the vector (dimension,) of a question in a language, less some of what they all have.

    Some texts are near to every question whatever it is about. An inner product with this vector lowers each
    text by how near it is to questions about nothing; it is no cosine.
    """
    share = load("policy")["fusion"]["abroad"]["bare_weight"]
    rest: NDArray[np.float32] = vector - share * _bare(encode, language)
    return rest


def between(one: NDArray[np.float32], other: NDArray[np.float32], share: float) -> NDArray[np.float32]:
    """Return the unit vector (dimension,) between two, of which the other counts for a share of the first."""
    both = one + share * other
    middle: NDArray[np.float32] = both / np.linalg.norm(both)
    return middle


@lru_cache(maxsize=8)
def _bare(encode: EncodeQuery, language: str) -> NDArray[np.float32]:
    """Return the mean vector of questions about nothing, made when the first question in a language comes."""
    questions = load("policy")["fusion"]["bare_questions"][language]
    mean: NDArray[np.float32] = np.mean(
        [encode(question) for question in questions], axis=0, dtype=np.float32
    )
    return mean
