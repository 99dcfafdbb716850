"""Everything that can go wrong while a question is answered.

AnswerFailure
├── BadQuestion          empty, too long, or not text; the person is told what to change
├── BadTable             a table of the operator's own is malformed; the message names the file and its form
├── RecordNotFound       no such stored answer, or not one this principal may read
├── CorrectionRefused    an answer cannot be approved so; the expert is told which statement and why
├── RecordsTooNew        a later version of the program wrote the stored answers
└── GeneratorFailure     the chat model gave no reply; the extractive answer stands
    ├── GeneratorTimeout not within its time
    └── GeneratorDown    it failed
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.approving import Refusal


class AnswerFailure(Exception):
    """Base of every error of this package."""


class BadQuestion(AnswerFailure):
    """The question cannot be read as one."""


class BadTable(AnswerFailure):
    """A table that the operator keeps is not of the form that it must have."""


class RecordNotFound(AnswerFailure):
    """There is no such stored answer for this principal."""


class CorrectionRefused(AnswerFailure):
    """An answer cannot be approved in the words that were given."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        """Keep why, by statement."""
        super().__init__(f"{len(refusals)} refused")
        self.refusals = refusals


class RecordsTooNew(AnswerFailure):
    """The stored answers were written by a later version of the program."""


class GeneratorFailure(AnswerFailure):
    """The chat model gave no reply."""


class GeneratorTimeout(GeneratorFailure):
    """The chat model did not reply within its time."""


class GeneratorDown(GeneratorFailure):
    """The chat model, or the way to it, failed."""
