"""Odds that reading gives in a test: high for what says some words, low for all else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.cross_encoder import Excerpt, Score

_LOW = -5.0


def odds_for(words: str, high: float) -> Score:
    """Return what finds that excerpts which have some words answer, and others do not."""

    def score(_question: str, excerpts: Sequence[Excerpt]) -> NDArray[np.float32]:
        return np.array([high if words in e.words else _LOW for e in excerpts], np.float32)

    return score
