"""The shapes of what rests on changed law."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, Field


class NamedOut(BaseModel):
    """A document by its name."""

    id: str
    number: str | None
    kind: str
    title: str


class BecauseOut(BaseModel):
    """A change that something rests on."""

    change: str = Field(description="text, gone, validity, or the verb of an order, as in `sửa đổi`")
    act: str = Field(description="number of the changed act, which need not be held; else its title")
    place: str = Field(description='"Điều 5 khoản 2"; empty for the whole act')
    day: date | None = Field(description="from which the change counts")
    entered_at: str = Field(description="when it was read here, or the day on which it took effect")
    by: str | None = Field(description="the act that orders it")
    by_id: str | None
    by_locator: str | None
    locator: str = Field(description="where it is cited or referred to")
    through: NamedOut | None = Field(
        description="the cited document that rests on the change, if not the answer"
    )


class AffectedAnswerOut(BaseModel):
    """An answer that was given before the changes it rests on."""

    id: str
    conversation_id: str
    asked_at: datetime
    person: str
    question: str
    because: list[BecauseOut]


class AffectedDocumentOut(BaseModel):
    """A document that was read before the changes it rests on."""

    document: NamedOut
    because: list[BecauseOut]


class AffectedCounts(BaseModel):
    """How many there are in all."""

    changes: int
    answers: int
    cards: int
    documents: int


class AffectedOut(BaseModel):
    """What rests on changed law; `cards` are procedure records, `documents` all others."""

    counts: AffectedCounts
    answers: list[AffectedAnswerOut]
    cards: list[AffectedDocumentOut]
    documents: list[AffectedDocumentOut]
