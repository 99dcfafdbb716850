"""Passwords: which are good enough, and how they are kept (Argon2id)."""

from __future__ import annotations

import math
import secrets
import threading
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Final

from api.identity.errors import PasswordRefused
from api.identity.policy import policy
from index.vietnamese import fold

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_AT_ONCE: Final = threading.BoundedSemaphore(2)
"""How many are worked out at a time: each takes 64 MiB, and whoever floods the page shall not take all."""
_JUDGED: Final = 72
"""How many characters zxcvbn looks at."""


def check(password: str, about: Iterable[str]) -> None:
    """Refuse a password that is too short, too long, or easily guessed by who knows the words of `about`.

    Raises:
        PasswordRefused: `short`, `long` or `common`.
    """
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its lists of words are read only when one is chosen

    rules, text = policy().password, _normalised(password)
    if len(text) < rules.shortest:
        raise PasswordRefused("short")
    if len(text) > rules.longest:
        raise PasswordRefused("long")
    known = [word for word in (*about, *rules.common) if word]
    # Judged without diacritics too: who guesses tries both.
    for spelling in (text, fold(text).replace(" ", "")):
        if zxcvbn(spelling[:_JUDGED], user_inputs=known)["guesses_log10"] < math.log10(rules.least_guesses):
            raise PasswordRefused("common")


def made_up() -> str:
    """Return a password for somebody's first time: 96 random bits."""
    return secrets.token_urlsafe(12)


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    with _AT_ONCE:
        return hasher().hash(_normalised(password))


def matches(kept: str | None, password: str) -> bool:
    """Tell whether a password is the one that is kept; takes as long where none is kept."""
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415

    text = _normalised(password)
    with _AT_ONCE:
        try:
            right = hasher().verify(kept or _nobodys(), text[: policy().password.longest])
        except (VerificationError, InvalidHashError):
            return False
    return right and kept is not None and len(text) <= policy().password.longest


def outdated(kept: str) -> bool:
    """Tell whether a kept password was worked out more cheaply than new ones are."""
    return hasher().check_needs_rehash(kept)


@cache
def hasher() -> PasswordHasher:
    """Return what works passwords out: Argon2id as RFC 9106 has it for small memories (64 MiB)."""
    from argon2 import PasswordHasher  # noqa: PLC0415 - only where there are accounts

    return PasswordHasher()


@cache
def _nobodys() -> str:
    return hasher().hash(secrets.token_urlsafe())


def _normalised(password: str) -> str:
    """Return a password as every keyboard sends it: Vietnamese letters come composed or in parts."""
    return unicodedata.normalize("NFKC", password)
