"""Signing in and out, and what was typed in between."""

from __future__ import annotations

import hmac
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from api.admission import FORM, Interrupted, first_to_do, local
from api.callers import Caller
from api.dependencies import TheSession, TheSigningIn, rooms
from api.identity.accounts import Account
from api.identity.cookies import before, drop_session, form_of, keep_before, keep_session, known_before
from api.identity.errors import SignInRefused
from api.identity.signing_in import HalfWay, SigningIn
from api.problems import STATUS, Problem
from api.web.rendering import form_field, page_language, render
from api.web.words import words
from index.settings import Settings

router = APIRouter(include_in_schema=False)

_MOST_ADDRESS: Final = 2000


class GoingOn(BaseModel):
    """What both forms carry along: where to go on, and the id of what was typed before."""

    next: str = Field(default="/", max_length=_MOST_ADDRESS)
    kept: str = Field(default="", max_length=64)
    csrf: str = Field(default="", max_length=200)


class LoginForm(GoingOn):
    """The form: who, and the password."""

    name: str = Field(default="", max_length=200)
    password: str = Field(default="", max_length=1000)


class CodeForm(GoingOn):
    """The form after a right password: a code of the second factor."""

    ticket: str = Field(default="", max_length=2000)
    code: str = Field(default="", max_length=100)


@router.get("/login")
def show_login(
    request: Request,
    signing_in: TheSigningIn,
    next: Annotated[str, Query(max_length=_MOST_ADDRESS)] = "/",
    *,
    out: Annotated[bool, Query()] = False,
) -> Response:
    """Show the form; who is signed in already goes on."""
    del signing_in  # the page is only there where people sign in
    if request.state.caller.session is not None:
        return RedirectResponse(local(next), status_code=303)
    return login_page(request, LoginForm(next=next), out=out)


@router.post("/login")
def sign_in(request: Request, signing_in: TheSigningIn, form: Annotated[LoginForm, Form()]) -> Response:
    """Let somebody in, and lead them on; what was typed before comes back."""
    try:
        secret, browser = _browser(request, form.csrf)
        found = signing_in.with_password(form.name, form.password, browser, secret)
    except SignInRefused as refusal:
        return login_page(request, form, refusal)
    if isinstance(found, HalfWay):
        return _code_page(request, CodeForm(ticket=found.ticket, next=form.next, kept=form.kept))
    return let_in(request, signing_in, *found, local(form.next), form.kept)


@router.post("/login/code")
def show_code(request: Request, signing_in: TheSigningIn, form: Annotated[CodeForm, Form()]) -> Response:
    """Let somebody in who has shown the password before, and a code now."""
    try:
        secret, browser = _browser(request, form.csrf)
        account, token = signing_in.with_code(form.ticket, form.code, browser, secret)
    except SignInRefused as refusal:
        if refusal.code in {"code_wrong", "locked"}:
            return _code_page(request, form, refusal)
        return login_page(request, LoginForm(next=form.next, kept=form.kept), refusal)
    return let_in(request, signing_in, account, token, local(form.next), form.kept)


@router.post("/logout")
def sign_out(request: Request, signing_in: TheSigningIn, session: TheSession) -> Response:
    """End the session."""
    signing_in.sign_out(session)
    response = RedirectResponse("/login?out=true", status_code=303)
    drop_session(response, rooms(request).settings)
    return response


def let_in(  # noqa: PLR0913, PLR0917 - where a session begins
    request: Request, signing_in: SigningIn, account: Account, token: str, to: str, kept: str
) -> Response:
    """Hand the session to the browser and lead on: to a first password, to what was typed, or to `to`."""
    settings = rooms(request).settings
    if request.state.caller.session is not None:  # the one before, of whoever it was
        old = request.state.caller.session
        signing_in.sessions.end(old.account.name, old.id)
    session = signing_in.sessions.of(token)
    assert session is not None
    typed = signing_in.waiting.take(before(request, settings) or "", kept)
    request.state.caller = Caller.signed_in(session)
    response: Response
    if first := first_to_do(settings, account):
        carried = signing_in.waiting.put(session.form, typed) if typed else ""
        response = RedirectResponse(f"{first}?{urlencode({'kept': carried})}", status_code=303)
    elif typed:
        response = resume_page(request, typed)
    else:
        response = RedirectResponse(to, status_code=303)
    keep_session(response, token, settings)
    return response


def login_page(
    request: Request, form: LoginForm, refusal: SignInRefused | None = None, *, out: bool = False
) -> HTMLResponse:
    """Render the form, with what was typed in it but the password."""
    settings = rooms(request).settings
    page = render(
        request,
        "login.html",
        _status(refusal, form),
        csrf=form_field(form_of(known_before(request, settings))),
        next=local(form.next),
        kept=form.kept,
        name=form.name,
        problem=_told(request, refusal),
        out=out,
        provider=_provider(settings),
        residents=settings.guest_view,
    )
    keep_before(request, page, settings)
    return page


def resume_page(request: Request, typed: dict[str, Any]) -> HTMLResponse:
    """Render what somebody had typed, to be sent again or not."""
    labels = words(page_language(request)).resume.fields.__dict__
    fields = [(name, value, labels.get(name)) for name, value in typed["fields"]]
    return render(request, "resume.html", address=local(typed["address"]), fields=fields)


async def interrupted(request: Request, failure: Exception) -> Response:
    """Ask who sends a form, or to send it again, and keep what was typed meanwhile."""
    assert isinstance(failure, Interrupted)
    caller, signing_in = request.state.caller, rooms(request).signing_in
    form = await request.form()
    fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str) and name != FORM]
    kept = not request.url.path.startswith("/account")  # no password waits anywhere
    typed = {"address": str(request.url.path), "fields": fields if kept else []}
    if caller.session is not None:
        page = resume_page(request, typed)
        page.status_code = STATUS[failure.code]
        return page
    secret = known_before(request, rooms(request).settings)
    waiting = signing_in.waiting.put(secret, typed) if typed["fields"] else ""
    return login_page(request, LoginForm(next="/", kept=waiting))


def _code_page(request: Request, form: CodeForm, refusal: SignInRefused | None = None) -> HTMLResponse:
    """Render the form that asks for a code; `form.code` is not shown again."""
    settings = rooms(request).settings
    return render(
        request,
        "code.html",
        {"locked": 429, "code_wrong": 401}[refusal.code] if refusal else 200,
        csrf=form_field(form_of(known_before(request, settings))),
        ticket=form.ticket,
        next=local(form.next),
        kept=form.kept,
        problem=_told(request, refusal),
    )


def _browser(request: Request, shown: str) -> tuple[str, str]:
    """Return the secret of the browser that sent a form of this page, and what it calls itself.

    Raises:
        Problem: passwords are the provider's matter. SignInRefused: `cookies`.
    """
    settings = rooms(request).settings
    if settings.sign_in != "local":
        raise Problem("not_found")
    secret = before(request, settings)
    if secret is None or not hmac.compare_digest(shown.encode(), form_of(secret).encode()):
        raise SignInRefused("cookies")
    return secret, request.headers.get("user-agent", "")


def _told(request: Request, refusal: SignInRefused | None) -> str | None:
    if refusal is None:
        return None
    told = words(page_language(request)).login.refusals
    return str(getattr(told, refusal.code)).format(minutes=refusal.minutes)


def _status(refusal: SignInRefused | None, form: LoginForm) -> int:
    if refusal is None:
        return 401 if form.kept else 200
    return {"locked": 429, "cookies": 403}.get(refusal.code, 401)


def _provider(settings: Settings) -> str | None:
    chosen = settings.single_sign_on if settings.sign_in == "oidc" else None
    return chosen.issuer.split("//", 1)[1] if chosen else None
