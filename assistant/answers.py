"""The answer: a status from one table, statements, and the citations each of them stands on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from index.document_store import DocumentHead
from index.provisions import Provision
from index.validity import Validity


class AnswerStatus(StrEnum):
    """Every outcome there is; the words for each are in `prompts/statuses.yaml` under its value."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    CLARIFICATION = "clarification"
    UNANSWERABLE = "unanswerable"
    OUT_OF_SCOPE = "out_of_scope"
    REFUSED = "refused"
    ERROR_BAD_QUESTION = "error_bad_question"
    ERROR_NOT_READY = "error_not_ready"
    ERROR_INTERNAL = "error_internal"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement stands: the provision, and its words exactly as the source has them."""

    head: DocumentHead
    provision: Provision
    quote: str
    validity: Validity

    def to_json(self, as_of: date) -> dict[str, Any]:
        """Return the citation as the answer contract has it."""
        identity = self.head.identity
        return {
            "document": document_json(self.head),
            "locator": self.provision.locator,
            "amends": self.provision.amends if self.provision.is_quoted else None,
            "quote": self.quote,
            "page": self.provision.page,
            "boxes": [
                {"page": b.page, "left": b.left, "top": b.top, "right": b.right, "bottom": b.bottom}
                for b in self.provision.boxes
            ],
            "validity": validity_json(self.validity, as_of),
            "provision_id": self.provision.id,
            "issued_on": identity.issued_on.isoformat() if identity.issued_on else None,
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the answer says; `citations` are indices into the answer's citations.

    What is `further` adds to the short answer that stands before it.
    """

    text: str
    citations: tuple[int, ...]
    further: bool = False


@dataclass(frozen=True, slots=True)
class ApprovedBy:
    """The expert who approved an answer, and when; `corrected` where its words are the expert's own."""

    approval_id: str
    shown_name: str
    at: datetime
    corrected: bool

    def to_json(self) -> dict[str, Any]:
        """Return it as the answer contract has it."""
        return {
            "id": self.approval_id,
            "by": self.shown_name,
            "at": self.at.isoformat(),
            "corrected": self.corrected,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What is returned, shown and stored.

    Raises:
        ValueError: a statement of an answered or partial answer has no citation, or one that does not exist.
    """

    id: str
    status: AnswerStatus
    question: str
    understood_as: str
    language: str
    as_of: date
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    message: str = ""
    warnings: tuple[str, ...] = ()
    procedure: dict[str, Any] | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)
    conversation_id: str | None = None
    approved: ApprovedBy | None = None

    def __post_init__(self) -> None:
        """Refuse an answer that says something without its source."""
        for statement in self.statements:
            if not statement.citations:
                raise ValueError("a statement without a citation")
            if not all(0 <= c < len(self.citations) for c in statement.citations):
                raise ValueError("a citation that does not exist")
        if self.status is AnswerStatus.ANSWERED and not self.statements:
            raise ValueError("an answer without statements")

    @property
    def text(self) -> str:
        """The plain text: the message, if any, and the statements, one a line."""
        return "\n".join(part for part in (self.message, *(s.text for s in self.statements)) if part)

    @property
    def brief(self) -> str:
        """The plain text of the short answer alone: without what is further."""
        own = (s.text for s in self.statements if not s.further)
        return "\n".join(part for part in (self.message, *own) if part)

    def to_json(self) -> dict[str, Any]:
        """Return the answer contract (`docs/api.md`)."""
        return {
            "id": self.id,
            "status": self.status.value,
            "question": self.question,
            "understood_as": self.understood_as,
            "language": self.language,
            "as_of": self.as_of.isoformat(),
            "answer": self.text,
            "brief": self.brief,
            "statements": [
                {"text": s.text, "citations": list(s.citations), "further": s.further}
                for s in self.statements
            ],
            "citations": [c.to_json(self.as_of) for c in self.citations],
            "warnings": list(self.warnings),
            "procedure": self.procedure,
            "approved": self.approved and self.approved.to_json(),
            "record_id": self.id,
            "conversation_id": self.conversation_id or self.id,
            "timings_ms": self.timings_ms,
        }


def document_json(head: DocumentHead) -> dict[str, Any]:
    """Return a document as citations and search results show it."""
    return {
        "id": head.id,
        "number": head.identity.number,
        "title": head.title,
        "kind": head.identity.kind.value,
        "issuer": head.identity.issuer,
        "source": head.source,
    }


def validity_json(validity: Validity, as_of: date) -> dict[str, Any]:
    """Return validity on a day; an unknown bound is null."""
    return {
        "status": validity.on(as_of).value,
        "from": validity.starts.isoformat() if validity.starts else None,
        "to": validity.ends.isoformat() if validity.ends else None,
        "basis": validity.basis,
        "ended_by": validity.ended_by,
    }
