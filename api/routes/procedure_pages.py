"""The pages of procedures: the list, the card with its tick boxes, and two procedures side by side."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from api.dependencies import TheService
from api.problems import Problem
from api.procedure_catalogue import BadCursor, choices, matching, stretch, twins
from api.routes.pages import day_of, first_run
from api.routes.procedures import Filters, TheCatalogue, wanted_card
from api.web.cards import References, difference_view
from api.web.rendering import page_language, render
from api.web.words import words
from assistant.card_comparison import ALIKE, compare

router = APIRouter(include_in_schema=False)

_ON_A_PAGE: Final = 50
_TWO: Final = 2

Day = Annotated[str, Query(max_length=40)]


class Two(BaseModel):
    """Two procedures, by their codes or as they were ticked in the list, and whether all lines are shown."""

    a: str = Field("", max_length=80)
    b: str = Field("", max_length=80)
    pick: list[str] = Field([], max_length=50)
    every: bool = False
    as_of: str = Field("", max_length=40)


@router.get("/procedures")
def browse(
    request: Request, service: TheService, known: TheCatalogue, asked: Annotated[Filters, Query()]
) -> HTMLResponse:
    """List the procedures that match."""
    if not service.heads():
        return first_run(request, service)
    entries = known.entries(service.principal)
    found = matching(entries, asked.wanted)
    try:
        shown, following = stretch(found, asked.wanted, asked.cursor, _ON_A_PAGE)
    except BadCursor as error:
        raise Problem("invalid_request") from error
    fields, levels = choices(entries)
    wanted = asked.model_dump(exclude={"cursor"})
    return render(
        request,
        "procedures.html",
        shown=shown,
        total=len(found),
        fields=fields,
        levels=levels,
        wanted=wanted,
        filters={name: value for name, value in wanted.items() if value},
        following=following,
        later=bool(asked.cursor),
    )


@router.get("/procedures/compare")
def compare_two(request: Request, service: TheService, asked: Annotated[Two, Query()]) -> HTMLResponse:
    """Show two procedures side by side, those lines first asked for that differ."""
    named = [code.strip() for code in (asked.a, asked.b, *asked.pick) if code.strip()]
    if len(named) != _TWO:
        first, second = [*named, "", ""][:_TWO]
        wrong = bool(named)
        return render(request, "procedures_compare.html", cards=None, codes=(first, second), wrong=wrong)
    day = day_of(asked.as_of)
    left, right = (wanted_card(service, code, day) for code in named)
    told = words(page_language(request))
    lines = compare(left, right)
    differing = [line for line in lines if line.kind not in ALIKE]
    return render(
        request,
        "procedures_compare.html",
        cards=(left, right),
        codes=tuple(named),
        wrong=False,
        lines=[difference_view(one, left, right, told) for one in (lines if asked.every else differing)],
        differing=len(differing),
        total=len(lines),
        every=asked.every,
    )


@router.get("/procedures/{code}")
def show_card(
    request: Request, code: str, service: TheService, known: TheCatalogue, as_of: Day = ""
) -> HTMLResponse:
    """Show a procedure's card, each line with its citation."""
    card = wanted_card(service, code, day_of(as_of))
    entries = known.entries(service.principal)
    own = next((entry for entry in entries if entry.document_id == card.document_id), None)
    references = References(card, words(page_language(request)))
    return render(
        request,
        "procedure.html",
        card=card,
        address=code,
        references=references,
        twins=twins(entries, own) if own else [],
    )
