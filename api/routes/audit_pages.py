"""The page on which auditors search and verify the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from api.audit_search import Sought, latest
from api.dependencies import Service, for_roles
from api.problems import Problem
from api.roles import Role
from api.routes.pages import day_of
from api.web.rendering import page_language, render
from api.web.words import words

router = APIRouter(include_in_schema=False)

TheAuditor = Annotated[Service, Depends(for_roles(Role.AUDITOR))]
Text = Annotated[str, Query(max_length=200)]
_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class _Asked:
    """The form as it was sent."""

    who: str
    what: str
    document: str
    since: str
    until: str


@router.get("/audit")
def show_audit(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    service: TheAuditor,
    who: Text = "",
    what: Text = "",
    document: Text = "",
    since: Text = "",
    until: Text = "",
    noted: Text = "",
    *,
    verify: Annotated[bool, Query()] = False,
) -> HTMLResponse:
    """Show the latest events that are looked for; looking is an event itself."""
    asked, log, problem = _Asked(who, what, document, since, until), service.rooms.audit, None
    try:
        sought = Sought(who.strip(), what, document.strip(), day_of(since), day_of(until))
    except Problem as refusal:
        sought, problem = Sought(), getattr(words(page_language(request)).problems, refusal.code).detail
    verified = log.verify(noted.strip() or None) if verify else None
    log.add(
        service.principal.name,
        "audit_verified" if verify else "audit_searched",
        key=service.caller.key_id,
        outcome=None if verified is None else "broken" if verified.broken else "whole",
    )
    return render(
        request,
        "audit.html",
        422 if problem else 200,
        asked=asked,
        events=latest(log.lines(), sought, _MOST),
        most=_MOST,
        verified=verified,
        problem=problem,
    )
