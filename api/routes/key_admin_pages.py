"""The pages on which administrators keep the keys of other systems."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field

from api.dependencies import Service
from api.keys import ApiKey, Keys, NameTaken, NoSuchKey, Scope
from api.keys import Rights as KeyRights
from api.routes.account_admin_pages import LEVELS, Rights, TheKeeper
from api.web.rendering import page_language, render
from api.web.words import words

router = APIRouter(include_in_schema=False, prefix="/admin/keys")

_GRACE: Final = timedelta(days=1)
_RENEWED_DAYS: Final = 365


class NewKey(Rights):
    """The form for a new key."""

    name: str = Field(default="", max_length=100)
    scope: list[Scope] = Field(default=[])
    days: int = Field(default=365, ge=1, le=3650)


@router.get("")
def show_keys(
    request: Request, service: TheKeeper, done: Annotated[str, Query(pattern="^(|revoked)$")] = ""
) -> HTMLResponse:
    """List the keys without their secrets."""
    return _page(request, service, done=done)


@router.post("")
def create(request: Request, service: TheKeeper, form: Annotated[NewKey, Form()]) -> HTMLResponse:
    """Make a key and show it, once."""
    name = form.name.strip()
    try:
        rights = KeyRights(frozenset(form.scope), form.label())
        if not name or not name.isprintable() or not form.scope:
            return _page(request, service, "no_scope" if name else "name_refused", typed=form)
        key, token = Keys(service.settings.home).create(name, rights, form.days)
    except NameTaken:
        return _page(request, service, "name_taken", typed=form)
    except ValueError:
        return _page(request, service, "bad_departments", typed=form)
    return _made(request, service, "key_created", key, token)


@router.post("/{key_id}/rotate")
def rotate(request: Request, key_id: str, service: TheKeeper) -> HTMLResponse:
    """Make a new key with the rights of one, which itself stays good for a day."""
    try:
        key, token = Keys(service.settings.home).rotate(key_id, _RENEWED_DAYS, _GRACE)
    except NoSuchKey:
        return _page(request, service, "no_such_key")
    return _made(request, service, "key_rotated", key, token)


@router.post("/{key_id}/revoke")
def revoke(request: Request, key_id: str, service: TheKeeper) -> Any:  # noqa: ANN401
    """Make a key useless at once."""
    try:
        Keys(service.settings.home).revoke(key_id)
    except NoSuchKey:
        return _page(request, service, "no_such_key")
    _note(service, "key_revoked", key_id)
    return RedirectResponse("/admin/keys?done=revoked", status_code=303)


def _made(request: Request, service: Service, what: str, key: ApiKey, token: str) -> HTMLResponse:
    _note(service, what, key.id)
    return _page(request, service, token=token, about=key.name)


def _note(service: Service, what: str, key_id: str) -> None:
    service.rooms.audit.add(service.principal.name, what, key=key_id)


def _page(  # noqa: PLR0913 - what one page shows
    request: Request,
    service: Service,
    refusal: str | None = None,
    *,
    typed: NewKey | None = None,
    done: str = "",
    about: str = "",
    token: str | None = None,
) -> HTMLResponse:
    told = words(page_language(request)).api_keys
    return render(
        request,
        "api_keys.html",
        422 if refusal else 200,
        keys=tuple(reversed(Keys(service.settings.home).all())),
        scopes=[scope.value for scope in Scope],
        levels=LEVELS,
        now=datetime.now(UTC),
        problem=refusal and getattr(told.refusals, refusal),
        typed=typed,
        done=done,
        about=about,
        token=token,
    )
