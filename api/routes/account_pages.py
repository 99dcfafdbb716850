"""A person's own account: the password, the sessions, and the end of all conversations."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from api.admission import first_to_do
from api.callers import Caller
from api.dependencies import TheService, TheSession, TheSigningIn, rooms
from api.identity.cookies import keep_session
from api.identity.errors import PasswordRefused
from api.identity.policy import policy
from api.problems import Problem
from api.routes.login_pages import resume_page
from api.web.desk import TheDesk
from api.web.rendering import page_language, render
from api.web.words import words

router = APIRouter(include_in_schema=False, prefix="/account")

Done = Annotated[str, Query(pattern="^(|password|ended|forgotten|factor_removed)$")]


class PasswordForm(BaseModel):
    """The form: the password of now, the new one twice, and the id of what was typed before."""

    old: str = Field(default="", max_length=1000)
    new: str = Field(default="", max_length=1000)
    again: str = Field(default="", max_length=1000)
    kept: str = Field(default="", max_length=64)


@router.get("")
def show_account(
    request: Request, signing_in: TheSigningIn, session: TheSession, done: Done = ""
) -> HTMLResponse:
    """Show who one is here, and where one is signed in."""
    return render(
        request,
        "account.html",
        account=session.account,
        sessions=signing_in.sessions.all_of(session.account.name),
        here=session.id,
        factors=_has_factors(request, session),
        codes_left=signing_in.factors.recovery_codes_left(session.account.name),
        done=done,
    )


@router.get("/password")
def show_password(
    request: Request, session: TheSession, kept: Annotated[str, Query(max_length=64)] = ""
) -> HTMLResponse:
    """Show the form for a new password."""
    return _password_page(request, session, kept)


@router.post("/password")
def change_password(
    request: Request, signing_in: TheSigningIn, session: TheSession, form: Annotated[PasswordForm, Form()]
) -> Response:
    """Change the password; other browsers are signed out."""
    if form.new != form.again:
        return _password_page(request, session, form.kept, PasswordRefused("unequal"))
    try:
        token = signing_in.choose_password(session, form.old, form.new)
    except PasswordRefused as refusal:
        return _password_page(request, session, form.kept, refusal)
    fresh = signing_in.sessions.of(token)
    assert fresh is not None
    response: Response
    if first := first_to_do(rooms(request).settings, fresh.account):
        response = RedirectResponse(f"{first}?{urlencode({'kept': form.kept})}", status_code=303)
    elif typed := signing_in.waiting.take(session.form, form.kept):
        request.state.caller = Caller.signed_in(fresh)
        response = resume_page(request, typed)
    else:
        to = "/" if session.account.must_change else "/account?done=password"
        response = RedirectResponse(to, status_code=303)
    keep_session(response, token, rooms(request).settings)
    return response


@router.get("/typed")
def show_typed(
    request: Request,
    signing_in: TheSigningIn,
    session: TheSession,
    kept: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """Show what somebody had typed before all that had to be done first; where nothing waits, lead on."""
    typed = signing_in.waiting.take(session.form, kept)
    return resume_page(request, typed) if typed else RedirectResponse("/", status_code=303)


@router.post("/sessions/end")
def end_others(signing_in: TheSigningIn, session: TheSession) -> RedirectResponse:
    """End all sessions but this one."""
    signing_in.end_others(session)
    return RedirectResponse("/account?done=ended", status_code=303)


@router.post("/sessions/{session_id}/end")
def end_one(session_id: str, signing_in: TheSigningIn, session: TheSession) -> RedirectResponse:
    """End one session of one's own; one that is nobody's or somebody else's has ended already."""
    signing_in.end_one(session, session_id)
    return RedirectResponse("/account?done=ended", status_code=303)


@router.post("/conversations/delete")
def forget_all(service: TheService, desk: TheDesk, session: TheSession) -> RedirectResponse:
    """Delete all that one has asked."""
    desk.forget_person(service, session.account.principal.name)
    return RedirectResponse("/account?done=forgotten", status_code=303)


def _has_factors(request: Request, session: TheSession) -> bool:
    """Tell whether the person may have a second factor here."""
    settings = rooms(request).settings
    off = settings.sign_in != "local" or settings.second_factor == "off"
    return not off and session.account.issuer is None


def _password_page(
    request: Request, session: TheSession, kept: str, refusal: PasswordRefused | None = None
) -> HTMLResponse:
    if session.account.issuer is not None:
        raise Problem("not_found")
    told, shortest = words(page_language(request)).password, policy().password.shortest
    return render(
        request,
        "password.html",
        422 if refusal else 200,
        account=session.account,
        first=session.account.must_change,
        shortest=shortest,
        kept=kept,
        problem=refusal and getattr(told.refusals, refusal.code).format(n=shortest),
    )
