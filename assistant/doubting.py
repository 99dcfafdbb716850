"""Decides whether an answer is told as doubted: what leads it may be beside the question."""

from __future__ import annotations

from assistant.confidence import (
    Signs,
    is_beside,
    is_doubted,
    is_near_telling,
    may_be_doubted,
    only_names,
    signs_of,
)
from assistant.context import Context


def is_to_be_doubted(context: Context) -> bool:
    """Tell whether too little speaks for the fact that leads the answer to a question."""
    found, lead = signs(context), context.chosen[0]
    beside = found is not None and (
        is_doubted(found) or (found.near is not None and is_beside(lead, context.weigher))
    )
    return beside or only_names(lead, context.weigher)


def signs(context: Context) -> Signs | None:
    """Return what speaks for the fact that leads, `None` where the answer does not hang on that."""
    near = context.similarity
    if near is None or context.called or not may_be_doubted(context.chosen[0], context.question):
        return None
    if not is_near_telling(context.question):
        near = None
    found = signs_of(context.chosen, context.weigher, context.evidence, near)
    return None if found.near is None and found.relevance is None else found
