"""What an answer says otherwise than another one to the same question, as of another day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.web.answers import AnswerView, StatementView
from index.vietnamese import normalise


@dataclass(frozen=True, slots=True)
class Differences:
    """What only one of two answers says: `here` by the numbers of this one, `there` as the other has it."""

    other_day: date
    other_record: str
    here: frozenset[int]
    there: tuple[StatementView, ...]


def differences(shown: AnswerView, other: AnswerView) -> Differences:
    """Compare statements by their words, which name the provision that each was cut from."""
    said, said_there = _said(shown), _said(other)
    return Differences(
        other.as_of,
        other.record_id or "",
        frozenset(number for text, number in said.items() if text not in said_there),
        tuple(s for s in other.statements if _words(s.text) not in said),
    )


def _said(answer: AnswerView) -> dict[str, int]:
    return {_words(s.text): s.number for s in answer.statements}


def _words(text: str) -> str:
    return " ".join(normalise(text).split()).casefold()
