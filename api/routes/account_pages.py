"""A person's own account: the password, the sessions, and the end of all conversations."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

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

Done = Annotated[str, Query(pattern="^(|password|ended|forgotten)$")]


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
    typed = signing_in.waiting.take(session.form, form.kept)
    response: Response
    if typed:
        fresh = signing_in.sessions.of(token)
        assert fresh is not None
        request.state.caller = Caller.signed_in(fresh)
        response = resume_page(request, typed)
    else:
        to = "/" if session.account.must_change else "/account?done=password"
        response = RedirectResponse(to, status_code=303)
    keep_session(response, token, rooms(request).settings)
    return response


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
