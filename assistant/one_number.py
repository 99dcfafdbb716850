"""Tells which of several acts of one number is meant: ministries count their circulars each for itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from assistant.context import Context
from assistant.evidence import Evidence, best_scores
from assistant.references import References
from assistant.tables import load
from index.document_store import DocumentHead
from index.vietnamese import fold

_NUMBER: Final = re.compile(r"^0*(\d+)(?:/(\d{4}))?/")


def resolver(context: Context) -> Callable[[References], tuple[DocumentHead, ...]]:
    """Return what tells which acts references mean, of all that bear their numbers, in a question's light."""
    catalogue = context.tools.catalogue()
    full = context.question.references.numbers

    def resolve(references: References) -> tuple[DocumentHead, ...]:
        return meant(catalogue.resolve(references, context.principal), full, context.evidence)

    return resolve


def meant(
    named: Sequence[DocumentHead], full: Sequence[str], evidence: Sequence[Evidence]
) -> tuple[DocumentHead, ...]:
    """Return the acts that a question names, without those that only have the number of another one.

    "Thông tư 32/2025" is that of each ministry; the one is meant whose matter the question is about, and all
    that are as near to it. What has its whole number in the question (`full`, in lower case) is meant anyway.
    """
    best, share = best_scores(evidence), load("policy")["evidence"]["of_one_number"]

    def outdone(head: DocumentHead) -> bool:
        own = best.get(head.id, 0.0)
        return any(own < share * best.get(o.id, 0.0) for o in named if _share_number(head, o))

    whole = frozenset(map(fold, full))
    return tuple(h for h in named if fold(h.identity.number or "") in whole or not outdone(h))


def _share_number(one: DocumentHead, other: DocumentHead) -> bool:
    """Tell whether two acts have the number and year in common, and not what stands behind them."""
    numbers = [fold(head.identity.number or "") for head in (one, other)]
    first, second = (_NUMBER.match(number) for number in numbers)
    if first is None or second is None or numbers[0] == numbers[1]:
        return False
    years = {match[2] for match in (first, second) if match[2]}
    return first[1] == second[1] and len(years) <= 1
