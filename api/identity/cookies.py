"""The cookies of signing in: unreadable to scripts, sent to this site alone."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

from fastapi import Request
from starlette.responses import Response

from index.settings import Settings

_SESSION: Final = "session"
_BEFORE: Final = "before"
"""Names a browser before anybody has signed in from it, for the forms and the waiting of that time."""


def session_token(request: Request, settings: Settings) -> str | None:
    """Return the token of a session that a request shows."""
    return request.cookies.get(_named(_SESSION, settings))


def keep_session(response: Response, token: str, settings: Settings) -> None:
    """Hand a token to the browser, until it is closed or the session ends; what was before is dropped."""
    _set(response, _SESSION, token, settings)
    response.delete_cookie(_named(_BEFORE, settings), secure=settings.secure_cookies, httponly=True)


def drop_session(response: Response, settings: Settings) -> None:
    """Have the browser forget its token, and what was typed and not sent; pages it does not keep anyway."""
    response.delete_cookie(_named(_SESSION, settings), secure=settings.secure_cookies, httponly=True)
    response.headers["Clear-Site-Data"] = '"storage"'


def before(request: Request, settings: Settings) -> str | None:
    """Return the secret of a browser from which nobody has signed in."""
    return request.cookies.get(_named(_BEFORE, settings))


def keep_before(request: Request, response: Response, settings: Settings) -> None:
    """Hand its secret to a browser that was given one by `known_before`."""
    if made := getattr(request.state, _BEFORE, None):
        _set(response, _BEFORE, made, settings)


def known_before(request: Request, settings: Settings) -> str:
    """Return the secret of a browser; one without is given one, which `keep_before` hands to it."""
    known = getattr(request.state, _BEFORE, None) or before(request, settings)
    if known is None:
        known = request.state.before = secrets.token_urlsafe(24)
    return str(known)


def form_of(secret: str) -> str:
    """Return what the forms send along that a browser with such a secret was shown."""
    return hmac.digest(secret.encode(), b"form", hashlib.sha256).hex()


def _set(response: Response, name: str, value: str, settings: Settings) -> None:
    response.set_cookie(
        _named(name, settings), value, httponly=True, samesite="lax", secure=settings.secure_cookies, path="/"
    )


def _named(name: str, settings: Settings) -> str:
    """Return a cookie's name: with the prefix, a browser takes it from this host over HTTPS alone."""
    return f"__Host-{name}" if settings.secure_cookies else name
