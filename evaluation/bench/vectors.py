"""Vectors in clusters, like those of an embedding model over legal texts, drawn with a seed.

Their shape is that of 26,000 vectors of the built-in model: 0.91 of each lies in one direction, the rest
falls off over the dimensions as a power, in topics and groups of near texts inside a topic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

DIMENSION: Final = 384
TOPICS: Final = 300
_GROUP: Final = 40
"""Vectors of a group, on average: a record and its twins, the clauses of an article."""
_COMMON: Final = 0.91
_SHARES: Final = (0.4, 0.3, 0.3)
"""Variance of the topic, the group and the vector's own."""
_STEP: Final = 1 << 15


@dataclass(frozen=True, slots=True)
class Drawn:
    """Vectors (n, dimension) with the topic of each (n,), and questions (m, dimension) near some of them."""

    vectors: NDArray[np.float32]
    topics: NDArray[np.int32]
    questions: NDArray[np.float32]
    asked: NDArray[np.int32]
    """The topic of each question."""


def draw(count: int, questions: int, seed: int) -> Drawn:
    """Draw vectors and questions; the same seed gives the same."""
    rng = np.random.default_rng(seed)
    spread = 1.0 / np.sqrt(np.arange(DIMENSION) + 6.0)
    scale = (spread / np.linalg.norm(spread)).astype(np.float32)

    def some(number: int) -> NDArray[np.float32]:
        rows: NDArray[np.float32] = rng.standard_normal((number, DIMENSION), dtype=np.float32) * scale
        return rows

    groups = max(TOPICS, count // _GROUP)
    common = np.zeros(DIMENSION, np.float32)
    common[-1] = _COMMON
    topic_of_group = rng.integers(0, TOPICS, groups).astype(np.int32)
    topic, group, own = (np.float32(np.sqrt(share * (1 - _COMMON**2))) for share in _SHARES)
    middles = topic * some(TOPICS)[topic_of_group] + group * some(groups)
    # Some groups are large and most are small, as forms and their variants are.
    weights = 1.0 / (1.0 + np.arange(groups)) ** 0.5
    members = rng.choice(groups, count, p=weights / weights.sum()).astype(np.int32)
    vectors = np.empty((count, DIMENSION), np.float32)
    for at in range(0, count, _STEP):
        of = members[at : at + _STEP]
        vectors[at : at + _STEP] = _unit(common + middles[of] + own * some(len(of)))
    near = rng.integers(0, count, questions)
    asked = _unit(vectors[near] + 0.7 * own * some(questions))
    return Drawn(vectors, topic_of_group[members], asked, topic_of_group[members[near]])


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit
