"""The accounts of people, for the systems that keep them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from api.account_schemas import (
    AccountChange,
    AccountIn,
    AccountList,
    AccountMade,
    AccountOut,
    ForgottenOut,
    PasswordOut,
)
from api.dependencies import Service, for_roles
from api.identity.accounts import Accounts, reading
from api.identity.errors import AccountUnknown, IdentityFailure
from api.identity.keeping import refusal_code
from api.problems import Problem
from api.roles import Role
from api.routes.account_admin_pages import keeping
from api.web.desk import TheDesk
from api.web.words import accepted_language, words

router = APIRouter(prefix="/v1/accounts", tags=["accounts"])

TheKeeper = Annotated[Service, Depends(for_roles(Role.ADMINISTRATOR))]


@router.get("", response_model=AccountList)
def list_accounts(service: TheKeeper) -> AccountList:
    """List the accounts."""
    return AccountList(accounts=[AccountOut.of(one) for one in Accounts(service.settings.home).all()])


@router.post("", response_model=AccountMade, status_code=201)
def create_account(body: AccountIn, request: Request, service: TheKeeper) -> AccountMade:
    """Make an account; the password in the reply is not shown again."""
    with _told(request):
        account, password = keeping(service).create(
            body.name, Role(body.role), reading(body.label), body.full_name
        )
    return AccountMade(**AccountOut.of(account).model_dump(), password=password)


@router.get("/{name}", response_model=AccountOut)
def show_account(name: str, request: Request, service: TheKeeper) -> AccountOut:
    """Show an account."""
    with _told(request):
        return AccountOut.of(Accounts(service.settings.home).get(name))


@router.patch("/{name}", response_model=AccountOut)
def change_account(name: str, body: AccountChange, request: Request, service: TheKeeper) -> AccountOut:
    """Change role, label, full name, or whether the account is disabled; it counts at once."""
    accounts, keeper = Accounts(service.settings.home), keeping(service)
    with _told(request):
        now = accounts.get(name)
        if body.role is not None or body.label is not None or body.full_name is not None:
            label = now.label if body.label is None else reading(body.label)
            keeper.set_rights(name, Role(body.role) if body.role else now.role, label, body.full_name)
        if body.disabled is not None and body.disabled != now.disabled:
            (keeper.disable if body.disabled else keeper.enable)(name)
        return AccountOut.of(accounts.get(name))


@router.post("/{name}/password", response_model=PasswordOut)
def reset_password(name: str, request: Request, service: TheKeeper) -> PasswordOut:
    """Give an account a new password for one time; its sessions end."""
    with _told(request):
        return PasswordOut(name=name, password=keeping(service).reset(name))


@router.delete("/{name}/second-factor", status_code=204)
def remove_second_factor(name: str, request: Request, service: TheKeeper) -> None:
    """Take the second factor from somebody who can show none any more; their sessions end."""
    with _told(request):
        keeping(service).remove_factor(name)


@router.delete("/{name}/conversations", response_model=ForgottenOut)
def forget_conversations(name: str, request: Request, service: TheKeeper, desk: TheDesk) -> ForgottenOut:
    """Delete all that the owner of an account has asked."""
    with _told(request):
        account = Accounts(service.settings.home).get(name)
    return ForgottenOut(deleted=desk.forget_person(service, account.principal.name))


@contextmanager
def _told(request: Request) -> Iterator[None]:
    """Tell what goes wrong as a problem."""
    try:
        yield
    except AccountUnknown as unknown:
        raise Problem("account_not_found") from unknown
    except (IdentityFailure, ValueError) as refusal:
        told = words(accepted_language(request.headers.get("accept-language"))).accounts.refusals
        raise Problem("account_refused", getattr(told, refusal_code(refusal))) from refusal
