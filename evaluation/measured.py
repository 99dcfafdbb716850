"""One line of a report: what one system reached on one slice of one set, with its uncertainty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluation.bootstrap import interval

Values = Mapping[str, Mapping[str, float]]
"""From measure to question to value."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Estimate:
        """Estimate the mean of values. Raises `ValueError` where there are none."""
        row = list(values)
        low, high = interval(row)
        return cls(round(float(np.mean(row)), 4), round(low, 4), round(high, 4))

    def to_json(self) -> dict[str, float]:
        """Return the three numbers by name."""
        return {"mean": self.mean, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Measured:
    """What `system` reached on the questions of `slice` in `set`."""

    set: str
    slice: str
    system: str
    questions: int
    estimates: Mapping[str, Estimate]

    @classmethod
    def of(cls, place: tuple[str, str, str], values: Values, only: Iterable[str]) -> Measured:
        """Estimate each measure over some of the questions; `place` is (set, slice, system)."""
        kept = tuple(only)
        estimates = {name: Estimate.of(row[q] for q in kept) for name, row in values.items()}
        return cls(*place, len(kept), estimates)

    def to_json(self) -> dict[str, Any]:
        """Return the line as the report for machines has it."""
        return {
            "set": self.set,
            "slice": self.slice,
            "system": self.system,
            "questions": self.questions,
            "measures": {name: estimate.to_json() for name, estimate in self.estimates.items()},
        }
