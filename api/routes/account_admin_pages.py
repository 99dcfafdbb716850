"""The pages on which administrators keep the accounts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from api.dependencies import Service, for_roles
from api.identity.accounts import Accounts, reading
from api.identity.errors import IdentityFailure
from api.identity.keeping import Keeping, refusal_code
from api.identity.policy import policy
from api.roles import GIVEN, Role
from api.web.desk import TheDesk
from api.web.rendering import page_language, render
from api.web.words import words
from index.access import AccessLabel, Clearance

router = APIRouter(include_in_schema=False, prefix="/admin/accounts")

TheKeeper = Annotated[Service, Depends(for_roles(Role.ADMINISTRATOR))]
LEVELS = tuple(level.name.lower() for level in Clearance)


class Rights(BaseModel):
    """The part of the forms that says what somebody may do and read."""

    role: Role = Role.OFFICIAL
    level: str = Field(default="public", max_length=20)
    departments: str = Field(default="", max_length=1000)

    def label(self) -> AccessLabel:
        """Return clearance and departments. Raises `ValueError`."""
        names = ",".join(filter(None, (name.strip() for name in self.departments.split(","))))
        return reading(f"{self.level}:{names}" if names else self.level)


class NewAccount(Rights):
    """The form for a new account."""

    name: str = Field(default="", max_length=200)
    shown_name: str = Field(default="", max_length=200)


@router.get("")
def show_accounts(
    request: Request,
    service: TheKeeper,
    done: Annotated[str, Query(pattern="^(|changed|disabled|enabled|factor_removed|forgotten)$")] = "",
    about: Annotated[str, Query(max_length=64)] = "",
) -> HTMLResponse:
    """List the accounts."""
    return _page(request, service, done=done, about=about)


@router.post("")
def create(request: Request, service: TheKeeper, form: Annotated[NewAccount, Form()]) -> HTMLResponse:
    """Make an account and show its first password, once."""
    try:
        account, password = keeping(service).create(form.name, form.role, form.label(), form.shown_name)
    except (IdentityFailure, ValueError) as refusal:
        return _page(request, service, refusal, typed=form)
    return _page(request, service, about=account.name, password=password)


@router.post("/{name}/rights")
def change(request: Request, name: str, service: TheKeeper, form: Annotated[Rights, Form()]) -> Any:  # noqa: ANN401
    """Give an account another role, clearance and departments."""
    try:
        keeping(service).set_rights(name, form.role, form.label())
    except (IdentityFailure, ValueError) as refusal:
        return _page(request, service, refusal)
    return _back("changed", name)


@router.post("/{name}/disable")
def disable(request: Request, name: str, service: TheKeeper) -> Any:  # noqa: ANN401
    """Let nobody in by an account any more."""
    try:
        keeping(service).disable(name)
    except IdentityFailure as refusal:
        return _page(request, service, refusal)
    return _back("disabled", name)


@router.post("/{name}/enable")
def enable(request: Request, name: str, service: TheKeeper) -> Any:  # noqa: ANN401
    """Let the owner of an account in again."""
    try:
        keeping(service).enable(name)
    except IdentityFailure as refusal:
        return _page(request, service, refusal)
    return _back("enabled", name)


@router.post("/{name}/reset")
def reset(request: Request, name: str, service: TheKeeper) -> HTMLResponse:
    """Give an account a new password for one time, and show it once."""
    try:
        password = keeping(service).reset(name)
    except IdentityFailure as refusal:
        return _page(request, service, refusal)
    return _page(request, service, about=name, password=password)


@router.post("/{name}/second-factor/remove")
def remove_factor(request: Request, name: str, service: TheKeeper) -> Any:  # noqa: ANN401
    """Take the second factor from somebody who can show none any more."""
    try:
        keeping(service).remove_factor(name)
    except IdentityFailure as refusal:
        return _page(request, service, refusal)
    return _back("factor_removed", name)


@router.post("/{name}/conversations/delete")
def forget(request: Request, name: str, service: TheKeeper, desk: TheDesk) -> Any:  # noqa: ANN401
    """Delete all that somebody has asked."""
    try:
        account = Accounts(service.settings.home).get(name)
    except IdentityFailure as refusal:
        return _page(request, service, refusal)
    desk.forget_person(service, account.principal.name)
    return _back("forgotten", name)


def keeping(service: Service) -> Keeping:
    """Return the acts of the caller on accounts."""
    caller = service.caller
    return Keeping(service.settings.home, service.rooms.audit, caller.principal.name, caller.key_id)


def _back(done: str, name: str) -> RedirectResponse:
    return RedirectResponse(f"/admin/accounts?done={done}&about={name}#{name}", status_code=303)


def _page(  # noqa: PLR0913 - what one page shows
    request: Request,
    service: Service,
    refusal: Exception | None = None,
    *,
    typed: NewAccount | None = None,
    done: str = "",
    about: str = "",
    password: str | None = None,
) -> HTMLResponse:
    told = words(page_language(request)).accounts
    return render(
        request,
        "accounts.html",
        422 if refusal else 200,
        accounts=Accounts(service.settings.home).all(),
        roles=[role.value for role in GIVEN],
        levels=LEVELS,
        problem=refusal and getattr(told.refusals, refusal_code(refusal)),
        typed=typed,
        done=done,
        about=about,
        password=password,
        given_days=policy().password.given_days,
    )
