"""How far a mean may lie from what more questions of the same kind would give."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_SAMPLES = 2000


def interval(values: Sequence[float], *, seed: int = 0, share: float = 0.95) -> tuple[float, float]:
    """Return the percentile-bootstrap interval of the mean (Efron 1979), the same for the same seed.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("no values to draw from")
    row = np.asarray(values, np.float64)
    draws = np.random.default_rng(seed).integers(0, len(row), (_SAMPLES, len(row)))
    tail = 100 * (1 - share) / 2
    low, high = np.percentile(row[draws].mean(axis=1), [tail, 100 - tail])
    return float(low), float(high)
