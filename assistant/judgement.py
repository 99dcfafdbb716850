"""What was judged of a question: whether it is answered, and if not, why."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answers import AnswerStatus


@dataclass(frozen=True, slots=True)
class Judgement:
    """The status an answer may have, and what is missing: aspects, quantities, or what the question names.

    `reason` is the key of the words for it where the status has several; `cases` are what a question that
    fits several procedures may mean.
    """

    status: AnswerStatus
    missing: tuple[str, ...] = ()
    reason: str = ""
    cases: tuple[str, ...] = ()
