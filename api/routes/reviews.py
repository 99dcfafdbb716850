"""Expert review for programs that an expert has signed in with: marks, approvals and what became of them."""

from __future__ import annotations

from fastapi import APIRouter

from api.problems import Problem
from api.review_schemas import ApprovalIn, ApprovalList, ApprovalOut, MarkOut, MarksIn, ReviewOut, SourceOut
from api.reviewing import Reviewing
from api.routes.review_pages import TheReviewing
from api.schemas import AnswerOut

router = APIRouter(prefix="/v1/review", tags=["review"])


@router.get("/answers/{record_id}", response_model=ReviewOut)
def show_answer(record_id: str, experts: TheReviewing) -> ReviewOut:
    """Show anybody's answer, with the provisions that its statements can stand on and the marks it has."""
    record = experts.record(record_id)
    return ReviewOut(
        answer=AnswerOut(**record.body),
        sources=[SourceOut.of(one) for one in experts.sources(record)],
        marks=_marks(experts, record_id),
    )


@router.put("/answers/{record_id}/marks", response_model=list[MarkOut])
def mark(record_id: str, body: MarksIn, experts: TheReviewing) -> list[MarkOut]:
    """Keep the caller's marks of statements."""
    try:
        experts.score(record_id, {one.statement: (one.mark, one.words) for one in body.marks})
    except ValueError as strange:
        raise Problem("invalid_request") from strange
    return _marks(experts, record_id)


@router.post("/answers/{record_id}/approval", response_model=ApprovalOut, status_code=201)
def approve(record_id: str, body: ApprovalIn, experts: TheReviewing) -> ApprovalOut:
    """Approve an answer, as it stands or corrected.

    A correction has only figures and negations that its provisions have, or it is refused
    (`approval_refused`), with a reason for each statement in `errors`.
    """
    wordings = None if body.statements is None else [one.wording() for one in body.statements]
    return ApprovalOut.of(experts.approval(experts.approve(record_id, wordings).id))


@router.get("/approvals", response_model=ApprovalList)
def list_approvals(experts: TheReviewing) -> ApprovalList:
    """List the approved answers whose provisions the caller may all read."""
    return ApprovalList(approvals=[ApprovalOut.of(one) for one in experts.approvals()])


@router.get("/approvals/{approval_id}", response_model=ApprovalOut)
def show_approval(approval_id: str, experts: TheReviewing) -> ApprovalOut:
    """Show an approved answer, and what has become of its provisions."""
    return ApprovalOut.of(experts.approval(approval_id))


@router.delete("/approvals/{approval_id}", status_code=204)
def withdraw(approval_id: str, experts: TheReviewing) -> None:
    """Have an approved answer given no more."""
    experts.withdraw(approval_id)


@router.post("/approvals/{approval_id}/restore", response_model=ApprovalOut)
def restore(approval_id: str, experts: TheReviewing) -> ApprovalOut:
    """Have a withdrawn answer given again, while its provisions stand."""
    experts.restore(approval_id)
    return ApprovalOut.of(experts.approval(approval_id))


def _marks(experts: Reviewing, record_id: str) -> list[MarkOut]:
    scores = (*experts.scores(record_id, own=True), *experts.scores(record_id, own=False))
    return [MarkOut.of(one) for one in sorted(scores, key=lambda one: one.statement)]
