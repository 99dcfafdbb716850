"""Accounts as the programming interface takes and gives them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.identity.accounts import Account

RoleName = Literal["official", "expert", "administrator", "auditor"]
_LABEL = "clearance and departments, as `internal:so-xay-dung`"


class AccountOut(BaseModel):
    """An account without its password."""

    name: str
    full_name: str
    role: RoleName
    label: str = Field(description=_LABEL)
    disabled: bool
    must_change: bool = Field(description="the password is one that somebody else made")
    second_factor: bool = Field(description="a code is asked for after the password")
    single_sign_on: str | None = Field(description="the provider that speaks for the owner")
    created_at: datetime
    signed_in_at: datetime | None

    @classmethod
    def of(cls, account: Account) -> AccountOut:
        """Return an account as it is given out."""
        return cls(
            name=account.name,
            full_name=account.shown_name,
            role=account.role.value,  # type: ignore[arg-type]  # a guest has no account
            label=str(account.label),
            disabled=account.disabled,
            must_change=account.must_change,
            second_factor=account.second_factor,
            single_sign_on=account.issuer,
            created_at=account.created_at,
            signed_in_at=account.seen_at,
        )


class AccountList(BaseModel):
    """All accounts."""

    accounts: list[AccountOut]


class AccountIn(BaseModel):
    """A new account."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=64, examples=["lan.so-xd"])
    role: RoleName = "official"
    label: str = Field(default="public", max_length=1000, description=_LABEL)
    full_name: str = Field(default="", max_length=100)


class AccountChange(BaseModel):
    """What is to be otherwise; what is not given stays."""

    model_config = ConfigDict(extra="forbid")

    role: RoleName | None = None
    label: str | None = Field(default=None, max_length=1000, description=_LABEL)
    full_name: str | None = Field(default=None, max_length=100)
    disabled: bool | None = None


class PasswordOut(BaseModel):
    """A password for one time, which is not shown again."""

    name: str
    password: str


class AccountMade(AccountOut):
    """A new account with its first password, which is not shown again."""

    password: str


class ForgottenOut(BaseModel):
    """How many answers were deleted."""

    deleted: int
