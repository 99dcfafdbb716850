"""BM25 over lists of terms, by bm25s."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


class TermIndex:
    """Finds texts by their terms: BM25 as bm25s has it by default (Lucene's, k1 1.5, b 0.75)."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        """Index texts, each cut into its terms."""
        import bm25s  # noqa: PLC0415 - an extra that not every install has

        self._count = len(texts)
        self._known = {term for text in texts for term in text}
        self._index = bm25s.BM25()
        if self._known:
            self._index.index([list(text) for text in texts], show_progress=False)

    def search(self, terms: Sequence[str], k: int) -> list[tuple[int, float]]:
        """Return (place, score) of the best `k` texts that share a term; equal scores in order of place."""
        asked = [term for term in terms if term in self._known]
        if not asked:
            return []
        scores = self._index.get_scores(asked)
        best = np.lexsort((np.arange(self._count), -scores))[:k]
        return [(int(place), float(scores[place])) for place in best if scores[place] > 0]
