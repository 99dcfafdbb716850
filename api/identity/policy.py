"""The figures and words by which passwords and tries to sign in are judged."""

from __future__ import annotations

from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict


class PasswordPolicy(BaseModel):
    """What a password must hold; lengths in characters, `least_guesses` as zxcvbn counts them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shortest: int
    longest: int
    least_guesses: float
    common: tuple[str, ...]
    given_days: int


class TryPolicy(BaseModel):
    """How often a name may be tried, and how long it is locked then."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    free: int
    first_seconds: int
    longest_seconds: int
    forgotten_hours: int


class Policy(BaseModel):
    """Both of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    password: PasswordPolicy
    tries: TryPolicy


@cache
def policy() -> Policy:
    """Return what `policy.yaml` says."""
    text = resources.files("api.identity").joinpath("policy.yaml").read_text(encoding="utf-8")
    return Policy.model_validate(yaml.safe_load(text))
