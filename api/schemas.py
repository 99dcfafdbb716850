"""The shapes that the service takes and gives; the answer is a contract (docs/api.md)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

MOST_CHARACTERS: Final = 4_000
MOST_TURNS: Final = 10


class Question(BaseModel):
    """A question, or the turns of one conversation with the question last."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"question": "Gia hạn giấy phép xây dựng mất mấy ngày?", "as_of": None}]
        },
    )

    question: str | list[str] = Field(
        description=f"one question or up to {MOST_TURNS} turns, each of at most {MOST_CHARACTERS} characters"
    )
    as_of: date | None = Field(default=None, description="the day whose law applies; today where null")
    conversation_id: str | None = Field(
        default=None,
        max_length=100,
        description="of the answer that a single question goes on from; its turns are kept here",
    )


class CitedDocument(BaseModel):
    """The document that a citation stands in."""

    id: str
    number: str | None
    title: str
    kind: str
    issuer: str | None
    source: str = Field(description="the path as it was ingested")


class ValidityOnDay(BaseModel):
    """Force on the day of the answer; an unknown bound is null, and unknown never means in force."""

    model_config = ConfigDict(populate_by_name=True)

    status: str = Field(description="in_force, not_yet, ended or unknown")
    starts: date | None = Field(alias="from")
    ends: date | None = Field(alias="to", description="the first day on which it is no longer in force")
    basis: str | None = Field(description="the provision that sets the bounds")


Fraction = Annotated[float, Field(ge=0, le=1)]


class PageBox(BaseModel):
    """A rectangle on a page, as fractions of its width and height from the top left corner."""

    page: int
    left: Fraction
    top: Fraction
    right: Fraction
    bottom: Fraction


class CitationOut(BaseModel):
    """The provision that statements stand on, with its words exactly as the source has them."""

    document: CitedDocument
    locator: str
    amends: str | None = None
    quote: str
    page: int | None
    boxes: list[PageBox]
    validity: ValidityOnDay


class StatementOut(BaseModel):
    """One thing the answer says; `citations` are indices into the answer's citations."""

    text: str
    citations: list[int]
    further: bool = Field(default=False, description="adds to the short answer that stands before it")


class ApprovedOut(BaseModel):
    """The expert who approved an answer, and when."""

    id: str
    by: str
    at: datetime
    corrected: bool = Field(description="whether its words are the expert's own")


class AnswerOut(BaseModel):
    """An answer: every statement of it stands on a citation, or it says why there is none."""

    id: str
    status: str = Field(
        description="answered, partial, clarification, unanswerable, out_of_scope, refused or error_*"
    )
    question: str
    understood_as: str
    language: str
    as_of: date
    answer: str = Field(description="plain text of the message and the statements")
    brief: str = Field(default="", description="the same without the statements that are further")
    statements: list[StatementOut]
    citations: list[CitationOut]
    warnings: list[str]
    procedure: dict[str, Any] | None
    approved: ApprovedOut | None = None
    record_id: str | None
    conversation_id: str | None = Field(
        default=None, description="sent with the next question, it makes that one a follow-up of this one"
    )
    timings_ms: dict[str, float]


class TurnOut(BaseModel):
    """One question of a conversation, and where its answer is."""

    record_id: str
    asked_at: datetime
    question: str
    understood_as: str
    status: str
    as_of: date


class ConversationOut(BaseModel):
    """The turns of one conversation in their order, without those that may not be read any more."""

    id: str
    title: str = Field(description="its first question")
    turns: list[TurnOut]


class EvidenceOut(BaseModel):
    """One passage that was found, with the parts of its score."""

    document: CitedDocument
    locator: str
    text: str
    score: float
    parts: dict[str, float]
    validity: ValidityOnDay


class Found(BaseModel):
    """What was found for a query, from the best down."""

    query: str
    results: list[EvidenceOut]


class HeadOut(BaseModel):
    """A document without its text."""

    id: str
    number: str | None
    title: str
    kind: str
    issuer: str | None
    issued_on: date | None
    language: str
    label: str
    source: str
    sha256: str
    validity: ValidityOnDay
    portal_status: str | None
    legal_bases: list[str]
    doubts: list[str]
    provisions: int


class ProvisionOut(BaseModel):
    """A provision and the ones it holds; `span` is a half-open range of characters of the text."""

    id: str
    unit: str
    locator: str
    heading: str
    span: tuple[int, int]
    page: int | None
    amends: str | None
    children: list[ProvisionOut]


class PageQualityOut(BaseModel):
    """How one page was read: what its text layer is worth, and where its text was taken from."""

    number: int
    grade: str = Field(description="good, no_text, stamp_only or garbled")
    source: str = Field(description="text, ocr, person (typed in) or unread")
    words: int
    confidence: float | None = Field(description="mean over its words, 0 to 1, where they were recognised")
    hidden: int = Field(description="words left out because nobody sees them")
    span: tuple[int, int] | None = Field(description="its characters of the text")


class UnsureOut(BaseModel):
    """A number, date or số hiệu that was recognised and may be misread."""

    page: int
    span: tuple[int, int]
    text: str
    confidence: float


class MendedOut(BaseModel):
    """A word whose marks were mended after recognition, with what was recognised."""

    span: tuple[int, int]
    text: str
    read: str


class SignatureOut(BaseModel):
    """A digital signature as the file states it; it was not verified."""

    signer: str
    signed_at: str | None


class QualityOut(BaseModel):
    """How well a document was read, with the reasons (docs/ingest.md)."""

    grade: str = Field(description="good, fair or poor")
    reasons: list[str]
    pages: list[PageQualityOut]
    confidence: float | None
    unsure: list[UnsureOut]
    signatures: list[SignatureOut]
    mended: list[MendedOut]


class DocumentOut(HeadOut):
    """A document with the tree of its provisions; `quality` is null for formats without pages."""

    tree: list[ProvisionOut]
    quality: QualityOut | None


class DocumentList(BaseModel):
    """One stretch of the documents, in order of number."""

    total: int
    offset: int
    documents: list[HeadOut]
    next: str | None = Field(description="the cursor of the next stretch; null after the last")


class ProblemOut(BaseModel):
    """A problem document (RFC 9457); `code` is stable, the words follow Accept-Language."""

    type: str
    code: str
    status: int
    title: str
    detail: str
    request_id: str
    errors: list[dict[str, str]] = []
    error: dict[str, str] | None = Field(default=None, description="the same for clients of chat completions")


class Readiness(BaseModel):
    """Whether questions can be answered, what prevents it, and what only makes answers worse."""

    ready: bool
    missing: list[str] = Field(description="no_store, no_documents, no_generation, warming")
    degraded: list[str] = Field(description="vectors_missing")
