"""Finds what a question wants done ("gia hạn") of which the record that answers says nothing."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.distinctions import found_at
from assistant.question import Question
from assistant.weighing import Weighed
from index.vietnamese import fold, normalise

_GIVES = "new"
"""What a record does that only says what it gives."""


def acts_unsaid(
    question: Question, chosen: Sequence[Weighed], candidates: Sequence[Weighed]
) -> tuple[str, ...]:
    """Return the words for what is to be done, as they were typed, where the leading record knows none of it.

    A record that gives a card answers no question of how it is renewed, however near its name is. Only what
    all parts of the question want done counts, and all that was read of the record does.
    """
    if not chosen or not chosen[0].fact.of_record or question.language != "vi":
        return ()
    wanted = frozenset.intersection(*(p.case.get("act", frozenset()) for p in question.parts)) - {_GIVES}
    lead = chosen[0].fact.head
    told = [w.fact.said for w in candidates if w.fact.head.id == lead.id]
    if not wanted or wanted & found_at("act", " ".join((fold(normalise(lead.title)), *told))).keys():
        return ()
    asked = normalise(question.text)
    folded = fold(asked)
    typed = asked if len(asked) == len(folded) else folded
    return tuple(
        typed[slice(*span)] for act, span in sorted(found_at("act", folded).items()) if act in wanted
    )
