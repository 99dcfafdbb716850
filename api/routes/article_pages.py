"""The pages of one article: as it stands on a day, and what differs between two days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.dependencies import Service, TheService
from api.routes.documents import head_of
from api.routes.pages import day_of
from api.web.act_history import CERTAIN, changing_days
from api.web.article_text import pair_views, piece_views
from api.web.rendering import render
from index.amendments import within
from index.consolidation import consolidated
from index.document_store import DocumentHead
from index.errors import DocumentNotFound

router = APIRouter(include_in_schema=False, prefix="/documents/{document_id}/articles")

Place = Annotated[str, Query(min_length=1, max_length=200)]
Day = Annotated[str, Query(max_length=40)]


@router.get("")
def show_article(
    request: Request, document_id: str, service: TheService, place: Place, on: Day = ""
) -> HTMLResponse:
    """Show an article as it stands on a day, each place with the act that put its words there.

    Raises:
        DocumentNotFound: the act has no number, or nothing is known of the place.
        Problem: the day is none.
    """
    head, number = _numbered(service, document_id)
    day = day_of(on) or date.today()
    text = consolidated(service.store(), number, place, day, service.principal)
    days = _days(service, head, number, place, known=bool(text.pieces))
    return render(
        request,
        "article.html",
        head=head,
        place=place,
        day=day,
        pieces=piece_views(text),
        complete=text.complete,
        unread=text.unread,
        days=days,
    )


@router.get("/compare")
def compare_days(  # noqa: PLR0913, PLR0917 - two days of one place
    request: Request, document_id: str, service: TheService, place: Place, a: Day = "", b: Day = ""
) -> HTMLResponse:
    """Show what differs in an article between two days. Raises as `show_article`."""
    head, number = _numbered(service, document_id)
    later = day_of(b) or date.today()
    known = consolidated(service.store(), number, place, later, service.principal)
    days = _days(service, head, number, place, known=bool(known.pieces))
    earlier = day_of(a) or _before_last_change(days, later)
    first, second = sorted((earlier, later))
    texts = [consolidated(service.store(), number, place, day, service.principal) for day in (first, second)]
    return render(
        request,
        "article_compare.html",
        head=head,
        place=place,
        first=first,
        second=second,
        pairs=pair_views(texts[0], texts[1]),
        unread=texts[1].unread,
        complete=texts[1].complete,
        days=days,
    )


def _before_last_change(days: Sequence[date], day: date) -> date:
    """Return the day before the last change by a day; the day itself where nothing has changed."""
    return max((one - timedelta(days=1) for one in days if one <= day), default=day)


def _numbered(service: Service, document_id: str) -> tuple[DocumentHead, str]:
    head = head_of(service, document_id)
    if head.identity.number is None:
        raise DocumentNotFound("an act without a number is changed by none")
    return head, head.identity.number


def _days(service: Service, head: DocumentHead, number: str, place: str, *, known: bool) -> tuple[date, ...]:
    """Return the days on which the article changes, with the act's own first one.

    Raises:
        DocumentNotFound: none of its words are `known`, and no order means it.
    """
    orders = service.store().amendments.edges_to(
        number, service.principal, place, issuer=head.identity.issuer
    )
    changing = changing_days(
        one
        for one in orders
        if one.what.place and within(one.what.place, place) and one.what.confidence >= CERTAIN
    )
    own = {head.validity.starts} if head.validity.starts else set()
    if not changing and not known:
        raise DocumentNotFound("no such article")
    return tuple(sorted({*changing, *own}))
