"""The settings of a single sign-on: who speaks for people, and what is granted for what it says of them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from index.access import AccessLabel


class Grant(BaseModel):
    """What somebody is given of whom `claim` is, or holds, `value`; a dot leads into a claim of claims."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claim: str = Field(min_length=1)
    value: str = Field(min_length=1)
    role: Literal["official", "expert", "administrator", "auditor"]
    clearance: str

    @field_validator("clearance")
    @classmethod
    def _known_label(cls, value: str) -> str:
        if not value:
            raise ValueError("a grant names a clearance")
        return str(AccessLabel.parse(value))


class SingleSignOn(BaseModel):
    """An OpenID Connect provider; each field is described in docs/accounts.md.

    The first of `grants` that holds decides role and clearance; of whom none holds is not let in.
    `departments` turns values of `department_claim` into departments, beside those of the grant.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str = Field(pattern=r"^https?://[^\s?#]+$")
    client_id: str = Field(min_length=1)
    client_secret: SecretStr | None = None
    address: str = Field(pattern=r"^https?://[^\s?#/]+$")
    scopes: str = "openid profile"
    name_claim: str = "preferred_username"
    shown_name_claim: str = "name"
    department_claim: str | None = None
    departments: dict[str, str] = {}
    grants: tuple[Grant, ...] = Field(min_length=1)
    seconds: float = Field(default=10.0, gt=0, le=60)
