"""What experts do with answers, for one of them: each sees and approves only what they may read whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from api.dependencies import Service
from api.web.desk import Desk, readable_record
from assistant.approvals import Approval, question_key
from assistant.approving import Source, Wording, approve, as_given, sources_of
from assistant.errors import RecordNotFound
from assistant.footing import Standing, all_same, hidden, standing
from assistant.records import AnswerRecord
from assistant.scores import Mark, Score
from assistant.shelf import Shelf

_LATEST: Final = 2_000
_LISTED: Final = 100
_WORTH_A_LOOK: Final = frozenset({"answered", "partial", "clarification", "unanswerable"})


class State(StrEnum):
    """What an approval is today; the words for each are in `prompts/interface.*.yaml`."""

    STANDING = "standing"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Approved:
    """An approval and what became of its provisions; `renewed` where a newer one of its question stands."""

    approval: Approval
    standing: tuple[Standing, ...]
    renewed: bool = False

    @property
    def state(self) -> State:
        """Whether it is given today."""
        if self.approval.withdrawn_at is not None:
            return State.WITHDRAWN
        return State.STANDING if all_same(self.standing) else State.LAPSED

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of the documents it stands on."""
        return tuple(dict.fromkeys(one.foothold.document_id for one in self.standing))


@dataclass(frozen=True, slots=True)
class ToReview:
    """A question with its latest answer: how often it was asked, and what experts did with it."""

    record: AnswerRecord
    times: int
    scored: bool
    approved: bool


class Reviewing:
    """The acts of one expert; each that changes or shows something is in the audit log.

    Failure: `RecordNotFound` for what is not there and for what the expert may not read whole, alike.
    """

    def __init__(self, desk: Desk, service: Service) -> None:
        """Keep who acts."""
        self._desk, self._service = desk, service

    def shelf(self) -> Shelf:
        """Return the documents at hand, read anew."""
        return Shelf(self._service.store(), self._service.principal)

    def record(self, record_id: str) -> AnswerRecord:
        """Return anybody's answer."""
        record = readable_record(self._desk, self._service, record_id)
        self._note("answer_reviewed", record.id, [c["document"]["id"] for c in record.body["citations"]])
        return record

    def sources(self, record: AnswerRecord) -> tuple[Source, ...]:
        """Return what statements of an answer can stand on."""
        return sources_of(record, self.shelf())

    def waiting(self) -> tuple[ToReview, ...]:
        """List the latest questions with their answers, those asked most often first; each question once."""
        clearance, readable = self._service.principal.clearance, {h.id for h in self._service.heads()}
        asked: dict[str, list[AnswerRecord]] = {}
        for record in self._desk.records().latest(_LATEST):
            seen = record.clearance <= clearance and record.named <= readable
            if seen and record.body["status"] in _WORTH_A_LOOK:
                key = question_key(record.body["understood_as"], record.body["language"])
                asked.setdefault(key, []).append(record)
        often = sorted(asked.items(), key=lambda one: -len(one[1]))[:_LISTED]
        ids = [record.id for _, records in often for record in records]
        scored = self._desk.scores().scored(ids)
        approved = {one.approval.key for one in self.approvals() if one.state is State.STANDING}
        return tuple(
            ToReview(records[0], len(records), any(r.id in scored for r in records), key in approved)
            for key, records in often
        )

    def score(self, record_id: str, marks: Mapping[int, tuple[Mark, str]]) -> None:
        """Keep what the expert finds of statements. Raises `ValueError` for one that the answer has not."""
        record = readable_record(self._desk, self._service, record_id)
        if not all(1 <= number <= len(record.body["statements"]) for number in marks):
            raise ValueError("no such statement")
        self._desk.scores().give(self._service.principal.name, record_id, marks)
        self._note("answer_scored", record_id)

    def scores(self, record_id: str, *, own: bool) -> tuple[Score, ...]:
        """Return the scores of an answer that may be read: the expert's own, or those of others."""
        who = self._service.principal.name
        return tuple(one for one in self._desk.scores().of(record_id) if (one.expert == who) is own)

    def approve(self, record_id: str, wordings: Sequence[Wording] | None) -> Approval:
        """Approve an answer as it stands (`None`) or in other words. Raises `CorrectionRefused`."""
        record = readable_record(self._desk, self._service, record_id)
        name = self._service.caller.shown_name or self._service.principal.name
        given = as_given(record) if wordings is None else wordings
        approval = approve(record, given, self.shelf(), self._service.principal.name, name)
        self._desk.approvals().add(approval)
        self._note("answer_approved", record_id, _documents(approval), outcome=approval.id)
        return approval

    def approvals(self) -> tuple[Approved, ...]:
        """List the approvals that the expert may see, the newest first."""
        shelf, today, found = self.shelf(), date.today(), list[Approved]()
        stands: set[str] = set()
        for approval in self._desk.approvals().all():
            one = self._seen(approval, shelf, today)
            if one is not None:
                found.append(Approved(approval, one.standing, renewed=approval.key in stands))
                stands |= {approval.key} if one.state is State.STANDING else set()
        return tuple(found)

    def approval(self, approval_id: str) -> Approved:
        """Return one approval."""
        one = self._one(approval_id)
        self._note("approval_shown", approval_id, one.documents)
        return one

    def withdraw(self, approval_id: str) -> None:
        """Have an approval given no more."""
        documents = self._one(approval_id).documents
        self._desk.approvals().withdraw(approval_id, self._service.principal.name)
        self._note("approval_withdrawn", approval_id, documents)

    def restore(self, approval_id: str) -> None:
        """Have a withdrawn approval given again, while its provisions stand."""
        documents = self._one(approval_id).documents
        self._desk.approvals().restore(approval_id)
        self._note("approval_restored", approval_id, documents)

    def _one(self, approval_id: str) -> Approved:
        for one in self.approvals():
            if one.approval.id == approval_id:
                return one
        raise RecordNotFound("no such approval")

    def _seen(self, approval: Approval, shelf: Shelf, today: date) -> Approved | None:
        found = standing(approval.footholds, shelf, today)
        return None if hidden(found) else Approved(approval, found)

    def _note(
        self, what: str, answer: str, documents: Sequence[str] = (), outcome: str | None = None
    ) -> None:
        self._service.rooms.audit.add(
            self._service.principal.name,
            what,
            key=self._service.caller.key_id,
            documents=documents,
            answer=answer,
            outcome=outcome,
        )


def _documents(approval: Approval) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.document_id for one in approval.footholds))
