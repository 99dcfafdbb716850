"""What the search found for a question, with the parts of its score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.answers import document_json, validity_json
from index.document_store import DocumentHead
from index.provisions import Passage, Provision


@dataclass(frozen=True, slots=True)
class Evidence:
    """One passage with its document, its provisions and why it was found.

    `lexical`, `dense` and `reference` are the parts of `score`, each in [0, 1] before weighting.
    """

    passage: Passage
    head: DocumentHead
    provisions: tuple[Provision, ...]
    score: float
    lexical: float
    dense: float
    reference: float = 0.0

    @property
    def locator(self) -> str:
        """Where the passage begins."""
        return self.provisions[0].locator if self.provisions else ""

    def to_json(self, as_of: date) -> dict[str, Any]:
        """Return the evidence as `/v1/search` shows it."""
        return {
            "document": document_json(self.head),
            "locator": self.locator,
            "text": self.passage.body,
            "score": round(self.score, 4),
            "parts": {
                "lexical": round(self.lexical, 4),
                "dense": round(self.dense, 4),
                "reference": round(self.reference, 4),
            },
            "validity": validity_json(self.head.validity, as_of),
        }


def best_scores(evidence: Iterable[Evidence]) -> dict[str, float]:
    """Return the best score of each document in some evidence, by its id."""
    best: dict[str, float] = {}
    for item in evidence:
        best[item.head.id] = max(best.get(item.head.id, item.score), item.score)
    return best
