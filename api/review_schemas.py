"""The shapes of expert review over the programming interface."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from api.reviewing import Approved
from api.schemas import AnswerOut, CitedDocument
from assistant.answers import document_json
from assistant.approving import MOST_CHARACTERS, MOST_STATEMENTS, Source, Wording
from assistant.scores import MOST_WORDS, Mark, Score


class MarkIn(BaseModel):
    """A mark for one statement, counted from 1."""

    model_config = ConfigDict(extra="forbid")

    statement: Annotated[int, Field(ge=1, le=1000)]
    mark: Mark = Field(description="4 right, 3 incomplete, 2 misleading, 1 wrong")
    words: str = Field(default="", max_length=MOST_WORDS)


class MarksIn(BaseModel):
    """The marks of one expert; statements that are not among them keep theirs."""

    model_config = ConfigDict(extra="forbid")

    marks: list[MarkIn] = Field(min_length=1, max_length=200)


class MarkOut(BaseModel):
    """What an expert finds of a statement."""

    statement: int
    mark: int
    words: str
    expert: str
    scored_at: datetime

    @classmethod
    def of(cls, score: Score) -> Self:
        """Return the shape of a score."""
        return cls(
            statement=score.statement,
            mark=int(score.mark),
            words=score.words,
            expert=score.expert,
            scored_at=score.scored_at,
        )


class SourceOut(BaseModel):
    """A provision that statements of the answer can stand on."""

    provision_id: str
    document: CitedDocument
    locator: str
    quote: str
    cited: bool = Field(description="whether the answer cites it already")

    @classmethod
    def of(cls, source: Source) -> Self:
        """Return the shape of a source."""
        return cls(
            provision_id=source.provision.id,
            document=CitedDocument(**document_json(source.head)),
            locator=source.provision.locator,
            quote=source.quote,
            cited=source.cited,
        )


class ReviewOut(BaseModel):
    """An answer with what an expert needs to judge it."""

    answer: AnswerOut
    sources: list[SourceOut]
    marks: list[MarkOut]


class WordingIn(BaseModel):
    """A statement in the words of an expert, with the provisions it stands on."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=MOST_CHARACTERS)
    provisions: list[str] = Field(max_length=60, description="ids out of `sources`")

    def wording(self) -> Wording:
        """Return what is approved."""
        return Wording(self.text, tuple(dict.fromkeys(self.provisions)))


class ApprovalIn(BaseModel):
    """The answer as it stands (`null`), or its statements in other words."""

    model_config = ConfigDict(extra="forbid")

    statements: list[WordingIn] | None = Field(default=None, max_length=MOST_STATEMENTS)


class ApprovedSource(BaseModel):
    """A provision that an approved answer stands on, and what has become of it."""

    provision_id: str
    document_id: str
    locator: str
    quote: str
    became: str = Field(description="same, text, force or ordered")


class ApprovedStatement(BaseModel):
    """A statement of an approved answer; `sources` are places in the approval's `sources`."""

    text: str
    sources: list[int]


class ApprovalOut(BaseModel):
    """An approved answer."""

    id: str
    state: str = Field(description="standing, lapsed or withdrawn")
    question: str
    language: str
    as_of: date
    statements: list[ApprovedStatement]
    sources: list[ApprovedSource]
    corrected: bool
    approved_by: str
    approved_at: datetime
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, one: Approved) -> Self:
        """Return the shape of an approval."""
        it = one.approval
        return cls(
            id=it.id,
            state=one.state.value,
            question=it.question,
            language=it.language,
            as_of=it.as_of,
            statements=[ApprovedStatement(text=s.text, sources=list(s.citations)) for s in it.statements],
            sources=[
                ApprovedSource(
                    provision_id=s.foothold.provision_id,
                    document_id=s.foothold.document_id,
                    locator=s.foothold.locator,
                    quote=s.foothold.quote,
                    became=s.became.value,
                )
                for s in one.standing
            ],
            corrected=it.corrected,
            approved_by=it.shown_name,
            approved_at=it.approved_at,
            withdrawn_at=it.withdrawn_at,
        )


class ApprovalList(BaseModel):
    """The approvals, the newest first."""

    approvals: list[ApprovalOut]
