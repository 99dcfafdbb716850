"""Finds the documents of a set that have a near twin: another one that says almost the same."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from evaluation.datasets import Text
from evaluation.term_index import TermIndex
from index.vietnamese import fold, tokens

_LIKE = 0.5
"""Share of common words, of all words of both (Jaccard), from which two documents are twins."""
_LOOK_AT = 6


def near_twins(documents: Sequence[Text], wanted: Collection[str]) -> frozenset[str]:
    """Return those of the documents with the ids `wanted` that share half of their words with another one."""
    words = [frozenset(map(fold, tokens(f"{d.title} {d.text}"))) for d in documents]
    index = TermIndex([sorted(row) for row in words])
    found = set()
    for place, document in enumerate(documents):
        if document.id in wanted:
            others = [other for other, _ in index.search(sorted(words[place]), _LOOK_AT) if other != place]
            if any(_likeness(words[place], words[other]) >= _LIKE for other in others):
                found.add(document.id)
    return frozenset(found)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (len(one | other) or 1)
