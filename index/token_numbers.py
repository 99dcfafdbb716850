"""The tokens of many passages as numbers."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import count

import numpy as np
from numpy.typing import NDArray

from index.vietnamese import fold


class TokenNumbers:
    """Numbers tokens in the order in which they come; each one's form without diacritics is a token too."""

    def __init__(self) -> None:
        """Start without tokens."""
        following: Callable[[], int] = count().__next__
        self._numbers: defaultdict[str, int] = defaultdict(following)
        self._folded = array("i")

    def of(self, tokens: Iterable[str]) -> Iterator[int]:
        """Return the number of each token."""
        return map(self._numbers.__getitem__, tokens)

    def folded(self) -> NDArray[np.int32]:
        """Return for each number that of the token without diacritics, (tokens,)."""
        waiting = list(self._numbers)[len(self._folded) :]
        while waiting:  # a folded form may be new; it is its own
            self._folded.extend(self.of(map(fold, waiting)))
            waiting = list(self._numbers)[len(self._folded) :]
        return np.array(self._folded, np.int32)

    def names(self) -> list[str]:
        """Return the tokens in order of their numbers."""
        return list(self._numbers)

    def __len__(self) -> int:
        """Count the tokens."""
        return len(self._numbers)
