"""The pages on which experts score answers, approve or correct them, and keep what they approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from api.dependencies import Service, for_roles
from api.problems import Problem
from api.reviewing import Approved, Reviewing, State
from api.roles import Role
from api.web.answers import answer_view
from api.web.desk import TheDesk
from api.web.rendering import page_language, render
from api.web.words import words
from assistant.approving import MOST_STATEMENTS, Refusal, Source, Wording, as_given
from assistant.errors import CorrectionRefused
from assistant.records import AnswerRecord
from assistant.scores import MOST_WORDS, Mark

router = APIRouter(include_in_schema=False, prefix="/review")

_EMPTY_ROWS: Final = 1
"""How many empty statements the form offers, beside those of the answer."""


def reviewing(service: Annotated[Service, Depends(for_roles(Role.EXPERT))], desk: TheDesk) -> Reviewing:
    """Return what the caller, an expert, may do. Raises `Problem` for everybody else."""
    return Reviewing(desk, service)


async def typed_form(request: Request) -> FormData:
    """Return what a form sent, whose fields are as many as the answer has statements."""
    return await request.form()


TheReviewing = Annotated[Reviewing, Depends(reviewing)]
TheForm = Annotated[FormData, Depends(typed_form)]


@dataclass(frozen=True, slots=True)
class Row:
    """A statement in the form: as it was worded last, with why it was refused."""

    number: int
    text: str
    provisions: tuple[str, ...]
    refusals: tuple[str, ...] = ()


@router.get("/answers")
def list_answers(request: Request, experts: TheReviewing) -> HTMLResponse:
    """List the latest questions, those asked most often first."""
    return render(request, "review_answers.html", waiting=experts.waiting())


@router.get("/answers/{record_id}")
def show(request: Request, record_id: str, experts: TheReviewing, done: str = "") -> HTMLResponse:
    """Show an answer with its sources, to be scored and approved."""
    record = experts.record(record_id)
    return _page(request, experts, record, _rows(as_given(record)), done=done == "scored")


@router.post("/answers/{record_id}/scores")
def score(record_id: str, experts: TheReviewing, form: TheForm) -> RedirectResponse:
    """Keep the marks that were given; a statement without one is left as it was."""
    try:
        marks = {
            number: (Mark(int(str(form[f"mark{number}"]))), str(form.get(f"words{number}", ""))[:MOST_WORDS])
            for number in range(1, MOST_STATEMENTS + 1)
            if form.get(f"mark{number}")
        }
        experts.score(record_id, marks)
    except ValueError as strange:
        raise Problem("invalid_request") from strange
    return RedirectResponse(f"/review/answers/{record_id}?done=scored", status_code=303)


@router.post("/answers/{record_id}/approval")
def approve(request: Request, record_id: str, experts: TheReviewing, form: TheForm) -> Response:
    """Approve the answer; where the words are refused, show them again with the reasons.

    The form has a `text{n}` and any number of `source{n}` for each statement; without any the answer is
    approved as it stands.
    """
    wordings = _wordings(form)
    try:
        approval = experts.approve(record_id, wordings or None)
    except CorrectionRefused as refused:
        record = experts.record(record_id)
        rows = _rows(wordings or as_given(record), refused.refusals, words(page_language(request)))
        return _page(request, experts, record, rows, refused=True)
    return RedirectResponse(f"/review/approved/{approval.id}?done=approved", status_code=303)


@router.get("/approved")
def list_approved(request: Request, experts: TheReviewing) -> HTMLResponse:
    """List what was approved: what has lapsed and waits to be renewed, what stands, what was withdrawn."""
    found = experts.approvals()
    groups = {state: [one for one in found if one.state is state] for state in State}
    groups[State.LAPSED] = [one for one in groups[State.LAPSED] if not one.renewed]
    return render(request, "review_approved.html", groups=groups)


@router.get("/approved/{approval_id}")
def show_approval(request: Request, approval_id: str, experts: TheReviewing, done: str = "") -> HTMLResponse:
    """Show an approval with its provisions and what has become of each."""
    one = experts.approval(approval_id)
    known = done if done in {"approved", "withdrawn", "restored"} else ""
    return render(request, "review_approval.html", one=one, done=known, marks=_marks(one, request))


@router.post("/approved/{approval_id}/withdraw")
def withdraw(approval_id: str, experts: TheReviewing) -> RedirectResponse:
    """Have an approval given no more; it can be brought back."""
    experts.withdraw(approval_id)
    return RedirectResponse(f"/review/approved/{approval_id}?done=withdrawn", status_code=303)


@router.post("/approved/{approval_id}/restore")
def restore(approval_id: str, experts: TheReviewing) -> RedirectResponse:
    """Bring a withdrawn approval back."""
    experts.restore(approval_id)
    return RedirectResponse(f"/review/approved/{approval_id}?done=restored", status_code=303)


def _page(  # noqa: PLR0913 - what one page shows
    request: Request,
    experts: Reviewing,
    record: AnswerRecord,
    rows: Sequence[Row],
    *,
    refused: bool = False,
    done: bool = False,
) -> HTMLResponse:
    answer = answer_view(record.body, words(page_language(request)))
    own = {one.statement: one for one in experts.scores(record.id, own=True)}
    return render(
        request,
        "review_answer.html",
        422 if refused else 200,
        record=record,
        answer=answer,
        own=own,
        others=experts.scores(record.id, own=False),
        rows=rows,
        refused=refused,
        sources=_numbered(experts.sources(record)),
        done=done,
    )


def _numbered(sources: Sequence[Source]) -> list[tuple[int, Source]]:
    return list(enumerate(sources, 1))


def _wordings(form: FormData) -> tuple[Wording, ...]:
    """Return the statements of the form, blank ones too, so that their numbers stay."""
    return tuple(
        Wording(str(form[f"text{number}"]), tuple(map(str, form.getlist(f"source{number}"))))
        for number in range(1, MOST_STATEMENTS + 1)
        if f"text{number}" in form
    )


def _rows(
    wordings: Sequence[Wording], refusals: Sequence[Refusal] = (), told: SimpleNamespace | None = None
) -> list[Row]:
    """Return the rows of the form, with empty ones at its end."""
    given = [*wordings, *(Wording("", ()) for _ in range(_EMPTY_ROWS))]
    while len(given) > 1 and not given[-2].text.strip() and not given[-1].text.strip():
        given.pop()
    return [
        Row(
            number,
            one.text,
            one.provisions,
            tuple(
                getattr(told.approving.refusals, r.why.value).format(word=r.word)
                for r in refusals
                if told is not None and r.statement == number - 1
            ),
        )
        for number, one in enumerate(given[:MOST_STATEMENTS], 1)
    ]


def _marks(one: Approved, request: Request) -> list[list[tuple[int, str]]]:
    """Return for each statement the numbers of its sources, with the names a screen reader says."""
    told = words(page_language(request)).answer.citation_name
    names = [
        told.format(n=n, locator=s.foothold.locator, document=s.head.identity.number or s.head.title)
        for n, s in enumerate(one.standing, 1)
        if s.head is not None
    ]
    return [[(c + 1, names[c]) for c in s.citations] for s in one.approval.statements]
