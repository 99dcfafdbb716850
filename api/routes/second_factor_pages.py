"""A person's own second factor: set up with a telephone, kept by recovery codes, taken away."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from api.admission import FACTOR
from api.callers import Caller
from api.dependencies import TheEnrolling, TheSession, TheSigningIn, rooms
from api.identity.cookies import keep_session
from api.identity.errors import FactorRefused
from api.identity.one_time_codes import RECOVERY_CODES, address_of, drawn
from api.identity.second_factors import needed
from api.problems import Problem
from api.web.rendering import page_language, render
from api.web.words import words

router = APIRouter(include_in_schema=False, prefix=FACTOR)

Kept = Annotated[str, Query(max_length=64)]


class FactorForm(BaseModel):
    """The forms: the password, a code where it is asked for, and the id of what was typed before."""

    password: str = Field(default="", max_length=1000)
    code: str = Field(default="", max_length=100)
    kept: str = Field(default="", max_length=64)


@router.get("")
def show_factor(
    request: Request, enrolling: TheEnrolling, signing_in: TheSigningIn, session: TheSession, kept: Kept = ""
) -> HTMLResponse:
    """Show whether a second factor is set, and what can be done to it; no secret is on this page."""
    del enrolling  # the page is only there where there are second factors
    return _page(request, signing_in, session, kept)


@router.post("/begin")
def begin(
    request: Request,
    enrolling: TheEnrolling,
    signing_in: TheSigningIn,
    session: TheSession,
    form: Annotated[FactorForm, Form()],
) -> HTMLResponse:
    """Show a new secret, to be read by an app."""
    try:
        secret = enrolling.begin(_own(session))
    except FactorRefused as refusal:
        return _page(request, signing_in, session, form.kept, refusal)
    return _secret_page(request, session, secret, form.kept)


@router.post("")
def confirm(
    request: Request,
    enrolling: TheEnrolling,
    signing_in: TheSigningIn,
    session: TheSession,
    form: Annotated[FactorForm, Form()],
) -> Response:
    """Set the second factor up for a first code of it, and show the recovery codes, once."""
    try:
        token, codes = enrolling.confirm(_own(session), form.password, form.code)
    except FactorRefused as refusal:
        if refusal.code in {"not_begun", "already_set"}:
            return _page(request, signing_in, session, form.kept, refusal)
        secret = signing_in.factors.begun(session.account.name)
        return _secret_page(request, session, secret, form.kept, refusal)
    return _codes_page(request, signing_in, token, codes, form.kept)


@router.post("/recovery-codes")
def new_recovery_codes(
    request: Request,
    enrolling: TheEnrolling,
    signing_in: TheSigningIn,
    session: TheSession,
    form: Annotated[FactorForm, Form()],
) -> Response:
    """Make the recovery codes anew and show them, once."""
    try:
        token, codes = enrolling.new_recovery_codes(_own(session), form.password)
    except FactorRefused as refusal:
        return _page(request, signing_in, session, form.kept, refusal)
    return _codes_page(request, signing_in, token, codes, form.kept)


@router.post("/remove")
def remove(
    request: Request,
    enrolling: TheEnrolling,
    signing_in: TheSigningIn,
    session: TheSession,
    form: Annotated[FactorForm, Form()],
) -> Response:
    """Take the second factor away; where one is needed, another is set up next."""
    try:
        token = enrolling.remove(_own(session), form.password, form.code)
    except FactorRefused as refusal:
        return _page(request, signing_in, session, form.kept, refusal)
    response = RedirectResponse("/account?done=factor_removed", status_code=303)
    keep_session(response, token, rooms(request).settings)
    return response


def _own(session: TheSession) -> TheSession:
    """Return the session of somebody whose password is kept here. Raises `Problem` for anybody else."""
    if session.account.issuer is not None:
        raise Problem("not_found")
    return session


def _page(
    request: Request,
    signing_in: TheSigningIn,
    session: TheSession,
    kept: str,
    refusal: FactorRefused | None = None,
) -> HTMLResponse:
    account = _own(session).account
    return render(
        request,
        "second_factor.html",
        422 if refusal else 200,
        account=account,
        needed=needed(rooms(request).settings, account),
        codes_left=signing_in.factors.recovery_codes_left(account.name),
        kept=kept,
        problem=_told(request, refusal),
    )


def _secret_page(
    request: Request, session: TheSession, secret: str, kept: str, refusal: FactorRefused | None = None
) -> HTMLResponse:
    address = address_of(secret, session.account.name)
    return render(
        request,
        "second_factor_secret.html",
        422 if refusal else 200,
        account=session.account,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        address=address,
        picture=drawn(address),
        kept=kept,
        problem=_told(request, refusal),
    )


def _codes_page(
    request: Request, signing_in: TheSigningIn, token: str, codes: tuple[str, ...], kept: str
) -> HTMLResponse:
    session = signing_in.sessions.of(token)
    assert session is not None
    request.state.caller = Caller.signed_in(session)
    page = render(request, "recovery_codes.html", codes=codes, count=RECOVERY_CODES, kept=kept)
    keep_session(page, token, rooms(request).settings)
    return page


def _told(request: Request, refusal: FactorRefused | None) -> str | None:
    if refusal is None:
        return None
    told = words(page_language(request)).factor.refusals
    return str(getattr(told, refusal.code)).format(minutes=refusal.minutes)
