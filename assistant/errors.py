"""Everything that can go wrong while a question is answered.

AnswerFailure
├── BadQuestion          empty, too long, or not text; the person is told what to change
└── RecordNotFound       no such stored answer, or not one this principal may read
"""

from __future__ import annotations


class AnswerFailure(Exception):
    """Base of every error of this package."""


class BadQuestion(AnswerFailure):
    """The question cannot be read as one."""


class RecordNotFound(AnswerFailure):
    """There is no such stored answer for this principal."""
