"""Who is let in, and where to: the rules of the door, apart from how requests are carried through it."""

from __future__ import annotations

import hmac
from typing import Final
from urllib.parse import urlencode, urlsplit

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from api.callers import Caller
from api.identity.accounts import Account
from api.identity.cookies import session_token
from api.identity.second_factors import needed
from api.identity.sessions import Sessions
from api.keys import Keys
from api.problems import Problem
from index.settings import Settings

FORM: Final = "csrf"
"""The field by which a form shows that this site made it; scripts send the header instead."""
FORM_HEADER: Final = "x-csrf-token"
OPEN: Final = frozenset({"/healthz", "/readyz", "/docs", "/openapi.json"})
"""What tells nothing of any document, and stays open where a key is required or people sign in."""
RESIDENTS: Final = "/cong-dan"
CHANGE: Final = "/account/password"
FACTOR: Final = "/account/second-factor"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_SIGNING_IN: Final = ("/login",)
_MISSING: Final = {CHANGE: "password_to_choose", FACTOR: "second_factor_to_set"}
"""Where somebody is led who has something to do before anything else, and what programs are told of it."""
_BEARER: Final = "bearer "
_FORM_TYPE: Final = "application/x-www-form-urlencoded"


class Interrupted(Problem):
    """A form that came at a moment when its sender was not known; what was typed is asked about again."""


class Admission:
    """Tells who a request comes from, and turns away who may not come in.

    A key or session that is not good is nobody's. With `sign_in` on, everything is closed but what lets
    people sign in, and the residents' view where `guest_view` is on.
    """

    def __init__(self, settings: Settings, keys: Keys, sessions: Sessions) -> None:
        """Keep the rules."""
        self._settings, self._keys, self._sessions = settings, keys, sessions
        self._without = Caller.without_key(settings)
        self._closed = settings.sign_in != "off"

    @property
    def unknown(self) -> Caller:
        """Whoever shows nothing."""
        return self._without

    def shows_session(self, request: Request) -> bool:
        """Tell whether a request is to be looked up among the sessions."""
        return self._closed and _key_of(request) is None and bool(session_token(request, self._settings))

    def caller(self, request: Request) -> Caller:
        """Return who asks. Raises `Problem` for a key that is not good, and for a forged request."""
        shown = _key_of(request)
        if shown is not None:
            key = self._keys.verify(shown)
            if key is None:
                raise Problem("key_invalid")
            return Caller.by(key)
        if request.method not in _SAFE and _from_elsewhere(request):
            raise Problem("request_forged")
        if self._closed:
            token = session_token(request, self._settings)
            session = self._sessions.of(token) if token else None
            if session is not None:
                return Caller.signed_in(session)
            if self._settings.guest_view and _under(request, RESIDENTS):
                return Caller.guest()
        elif self._settings.key_required:
            raise Problem("key_missing")
        return self._without

    def turned_away(self, request: Request, caller: Caller) -> Response | None:
        """Return what somebody is told in place of what they asked for. Raises `Problem`."""
        if not self._closed or _under(request, *_SIGNING_IN):
            return None
        page = "text/html" in request.headers.get("accept", "") and not _under(request, "/v1")
        first = first_to_do(self._settings, caller.session.account) if caller.session else None
        if first is not None:
            if _under(request, first, "/logout"):
                return None
            if page and request.method in _SAFE:
                return RedirectResponse(first, status_code=303)
            raise Problem(_MISSING[first])
        if caller.scopes:
            return None
        if page and request.method in _SAFE:
            here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"/login?{urlencode({'next': here})}", status_code=303)
        if page and request.headers.get("content-type", "").startswith(_FORM_TYPE):
            return None  # `admitted` keeps what was typed, once it is read
        raise Problem("sign_in_needed")


def first_to_do(settings: Settings, account: Account) -> str | None:
    """Return where somebody has to go before anywhere else; `None` where they may go on."""
    if account.must_change:
        return CHANGE
    return FACTOR if needed(settings, account) else None


async def admitted(request: Request) -> None:
    """Let a request on to its route; each one passes here. Raises `Problem`, `Interrupted` for a form.

    Who is not known is turned away, and so is a change without the token of a form of this session.
    """
    caller = request.state.caller
    assert isinstance(caller, Caller)
    closed = request.app.state.rooms.settings.sign_in != "off"
    door = request.url.path in OPEN or _under(request, *_SIGNING_IN)
    if closed and not caller.scopes and not door:
        raise Interrupted("sign_in_needed")
    if request.method in _SAFE or caller.session is None:
        return
    shown = request.headers.get(FORM_HEADER) or (await request.form()).get(FORM)
    if not isinstance(shown, str) or not hmac.compare_digest(shown.encode(), caller.session.form.encode()):
        typed = request.headers.get("content-type", "").startswith(_FORM_TYPE)
        raise (Interrupted if typed and _from_here(request) else Problem)("form_outdated")


def local(address: str) -> str:
    """Return an address of this site, or `/` for any other, so that nobody is led away after signing in."""
    plain = address.isprintable() and "\\" not in address
    parts = urlsplit(address) if plain else None
    good = parts is not None and not parts.scheme and not parts.netloc
    return address if good and address.startswith("/") and not address.startswith("//") else "/"


def _key_of(request: Request) -> str | None:
    """Return the key that a request shows; whatever else is in the header is a key that is not good."""
    shown = request.headers.get("authorization")
    if shown is None:
        return request.headers.get("x-api-key")
    return shown[len(_BEARER) :].strip() if shown.lower().startswith(_BEARER) else ""


def _under(request: Request, *roots: str) -> bool:
    return any(request.url.path == root or request.url.path.startswith(f"{root}/") for root in roots)


def _from_elsewhere(request: Request) -> bool:
    """Tell whether a browser says that another site made it send this."""
    said = request.headers.get("sec-fetch-site")
    if said is not None:
        return said not in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")


def _from_here(request: Request) -> bool:
    """Tell whether a browser says that a page of this site made it send this."""
    said = request.headers.get("sec-fetch-site")
    if said is not None:
        return said == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")
