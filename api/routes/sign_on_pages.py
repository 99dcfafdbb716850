"""The way to the office's single sign-on and back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from api.admission import local
from api.dependencies import TheSigningIn, rooms
from api.identity.cookies import before, keep_before, known_before
from api.identity.errors import SignInRefused, SignOnFailed
from api.identity.granting import granted, text_of
from api.identity.open_id import Provider
from api.identity.open_id_logout import read_logout_token
from api.problems import Problem
from api.routes.login_pages import LoginForm, let_in, login_page
from index.single_sign_on import SingleSignOn

router = APIRouter(include_in_schema=False, prefix="/login/sso")

_FAILED = SignInRefused("sign_on_failed")


@router.get("")
def begin(
    request: Request,
    signing_in: TheSigningIn,
    next: Annotated[str, Query(max_length=2000)] = "/",
    kept: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """Send the browser to the provider; where to go on waits here, known by the state that comes back."""
    provider, _ = _provider(request)
    settings = rooms(request).settings
    secret = known_before(request, settings)
    try:
        state = signing_in.waiting.new_id()
        begun = provider.begin(state)
    except SignOnFailed:
        return login_page(request, LoginForm(next=next, kept=kept), _FAILED)
    flow = {"nonce": begun.nonce, "verifier": begun.verifier, "next": local(next), "kept": kept}
    signing_in.waiting.put(secret, flow, state)
    response = RedirectResponse(begun.address, status_code=303)
    keep_before(request, response, settings)
    return response


@router.get("/out")
def leave(request: Request) -> RedirectResponse:
    """Send a browser that has signed out here to end its session at the provider too, where that can be."""
    provider, chosen = _provider(request)
    here = f"{chosen.address}/login"
    try:
        to = provider.leaving(here)
    except SignOnFailed:
        to = None
    return RedirectResponse(to or "/login?out=true", status_code=303)


@router.get("/callback")
def finish(
    request: Request, signing_in: TheSigningIn, state: Annotated[str, Query(max_length=64)] = ""
) -> Response:
    """Let somebody in for whom the provider speaks and who is granted something; nobody else."""
    provider, chosen = _provider(request)
    flow = signing_in.waiting.take(before(request, rooms(request).settings) or "", state)
    form = LoginForm(next=flow["next"], kept=flow["kept"]) if flow else LoginForm()
    try:
        if flow is None:
            signing_in.refused_sign_on("sign_on_failed")
        claims = provider.finish(dict(request.query_params), flow["nonce"], flow["verifier"])
        account, token = signing_in.with_sign_on(
            chosen.issuer,
            claims["sub"],
            text_of(claims, chosen.name_claim),
            text_of(claims, chosen.shown_name_claim),
            granted(chosen, claims),
            request.headers.get("user-agent", ""),
            text_of(claims, "sid") or None,
        )
    except SignOnFailed:
        return login_page(request, form, _refused(signing_in))
    except SignInRefused as refusal:
        return login_page(request, form, refusal)
    return let_in(request, signing_in, account, token, local(form.next), form.kept)


@router.post("/backchannel")
def ended(
    request: Request,
    signing_in: TheSigningIn,
    logout_token: Annotated[str, Form(max_length=16_384)] = "",
) -> Response:
    """Hear from the provider itself that somebody's session has ended there, and end it here."""
    provider, chosen = _provider(request)
    try:
        signing_in.ended_elsewhere(chosen.issuer, read_logout_token(provider, chosen, logout_token))
    except SignOnFailed:
        return JSONResponse({"error": "invalid_request"}, status_code=400)
    return Response(status_code=200)


def _refused(signing_in: TheSigningIn) -> SignInRefused:
    """Note that the provider was no help, and return what is told of it."""
    try:
        signing_in.refused_sign_on("sign_on_failed")
    except SignInRefused as refusal:
        return refusal


def _provider(request: Request) -> tuple[Provider, SingleSignOn]:
    """Return the provider of the application. Raises `Problem` where there is none."""
    found, settings = request.app.state.provider, rooms(request).settings
    if found is None or settings.single_sign_on is None:
        raise Problem("not_found")
    assert isinstance(found, Provider)
    return found, settings.single_sign_on
