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
    beside = _is_judged(context) and is_beside(lead, context.weigher)
    return beside or (found is not None and is_doubted(found)) or only_names(lead, context.weigher)


def signs(context: Context) -> Signs | None:
    """Return what speaks for the fact that leads, `None` where the answer does not hang on that."""
    if not _is_judged(context):
        return None
    near = context.similarity if is_near_telling(context.question) else None
    found = signs_of(context.chosen, context.weigher, context.evidence, near)
    return None if found.near is None and found.relevance is None else found


def _is_judged(context: Context) -> bool:
    """Tell whether an answer hangs on what speaks for the fact that leads it, and vectors were searched."""
    certain = context.similarity is None or context.called
    return not certain and may_be_doubted(context.chosen[0], context.question)
