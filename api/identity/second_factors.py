"""The second factors of accounts: a secret of one-time codes, and recovery codes; each code is good once."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection
from typing import Final, Literal

from api.identity import one_time_codes
from api.identity.accounts import Account
from api.identity.errors import FactorRefused
from api.identity.schema import looked_at, opened
from api.identity.sealing import Sealing
from api.roles import Role
from index.settings import Settings

_log = logging.getLogger(__name__)

_SALT: Final = 16
Shown = Literal["code", "recovery_code"]


def needed(settings: Settings, account: Account) -> bool:
    """Tell whether an account has to have a second factor, and has none yet."""
    if settings.sign_in != "local" or account.issuer is not None or account.second_factor:
        return False
    chosen = settings.second_factor
    return chosen == "all" or (chosen == "administrators" and account.role is Role.ADMINISTRATOR)


class SecondFactors:
    """The second factors of one home; no secret leaves it again once a first code of it was shown.

    A code is good once: neither it nor one of an earlier half minute is taken again. Failure:
    `FactorRefused`, `sqlite3.Error` where the file is damaged; then nothing is changed and nobody let in.
    """

    def __init__(self, home: Path) -> None:
        """Keep where they lie."""
        self._home = home
        self._sealing = Sealing(home)

    def begin(self, name: str) -> str:
        """Make a secret for an account and return it; it counts once `confirm` has seen a code of it.

        Raises:
            FactorRefused: `already_set`.
        """
        secret = one_time_codes.new_secret()
        sealed = self._sealing.seal(_purpose(name), secret)
        with opened(self._home) as db:
            made = db.execute(
                "UPDATE accounts SET factor = ?, factor_step = 0 WHERE name = ? AND factor_at IS NULL",
                (sealed, name),
            )
            if not made.rowcount:
                raise FactorRefused("already_set")
        return secret

    def begun(self, name: str) -> str:
        """Return the secret of which no code was shown yet.

        Raises:
            FactorRefused: `not_begun`.
        """
        with looked_at(self._home) as db:
            row = (
                db
                and db.execute(
                    "SELECT factor FROM accounts WHERE name = ? AND factor_at IS NULL", (name,)
                ).fetchone()
            )
        secret = self._opened(name, row[0]) if row and row[0] else None
        if secret is None:
            raise FactorRefused("not_begun")
        return secret

    def confirm(self, name: str, code: str) -> tuple[str, ...]:
        """Let a secret count from now on, for a code of it; return the recovery codes, shown only now.

        Raises:
            FactorRefused: `not_begun`, `code_wrong`.
        """
        step = one_time_codes.step_of(self.begun(name), code)
        if step is None:
            raise FactorRefused("code_wrong")
        now = datetime.now(UTC).isoformat()
        with opened(self._home) as db:
            db.execute(
                "UPDATE accounts SET factor_at = ?1, changed_at = ?1, factor_step = ?2 WHERE name = ?3",
                (now, step, name),
            )
            return _give_recovery_codes(db, name)

    def shown(self, name: str, typed: str) -> Shown | None:
        """Take a code of an account and tell of which kind it was; `None` for one that is not good."""
        if self._take_code(name, typed):
            return "code"
        return "recovery_code" if self._take_recovery_code(name, typed) else None

    def new_recovery_codes(self, name: str) -> tuple[str, ...]:
        """Make the recovery codes of an account anew and return them; those before are good no more."""
        with opened(self._home) as db:
            return _give_recovery_codes(db, name)

    def recovery_codes_left(self, name: str) -> int:
        """Return how many recovery codes of an account are still good."""
        with looked_at(self._home) as db:
            if db is None:
                return 0
            (left,) = db.execute("SELECT count(*) FROM recovery_codes WHERE name = ?", (name,)).fetchone()
        return int(left)

    def remove(self, name: str, but: str = "") -> None:
        """Take the second factor from an account and end its sessions, all or all but one.

        Raises:
            FactorRefused: `none_set`.
        """
        now = datetime.now(UTC).isoformat()
        with opened(self._home) as db:
            gone = db.execute(
                "UPDATE accounts SET factor = NULL, factor_at = NULL, factor_step = 0, changed_at = ?"
                " WHERE name = ? AND factor_at IS NOT NULL",
                (now, name),
            )
            if not gone.rowcount:
                raise FactorRefused("none_set")
            db.execute("DELETE FROM recovery_codes WHERE name = ?", (name,))
            db.execute("DELETE FROM sessions WHERE name = ? AND id <> ?", (name, but))

    def _take_code(self, name: str, typed: str) -> bool:
        with looked_at(self._home) as db:
            row = (
                db
                and db.execute(
                    "SELECT factor FROM accounts WHERE name = ? AND factor_at IS NOT NULL", (name,)
                ).fetchone()
            )
        secret = self._opened(name, row[0]) if row else None
        step = one_time_codes.step_of(secret, typed) if secret else None
        if step is None:
            return False
        with opened(self._home) as db:
            taken = db.execute(
                "UPDATE accounts SET factor_step = ?1 WHERE name = ?2 AND factor_step < ?1", (step, name)
            )
            return bool(taken.rowcount)

    def _take_recovery_code(self, name: str, typed: str) -> bool:
        code = one_time_codes.recovery_code(typed)
        if code is None:
            return False
        with opened(self._home) as db:
            kept = db.execute("SELECT salt, hash FROM recovery_codes WHERE name = ?", (name,)).fetchall()
            for salt, hashed in kept:
                if hmac.compare_digest(_hash(salt, code), hashed):
                    db.execute("DELETE FROM recovery_codes WHERE name = ? AND salt = ?", (name, salt))
                    return True
        return False

    def _opened(self, name: str, sealed: str) -> str | None:
        secret = self._sealing.open(_purpose(name), sealed)
        if secret is None:
            _log.error("accounts.key is not the one that second factors were sealed under")
        return secret


def _give_recovery_codes(db: Connection, name: str) -> tuple[str, ...]:
    codes = tuple(one_time_codes.new_recovery_code() for _ in range(one_time_codes.RECOVERY_CODES))
    db.execute("DELETE FROM recovery_codes WHERE name = ?", (name,))
    for code in codes:
        salt = secrets.token_bytes(_SALT)
        plain = one_time_codes.recovery_code(code) or ""
        db.execute("INSERT INTO recovery_codes VALUES (?, ?, ?)", (name, salt, _hash(salt, plain)))
    return codes


def _hash(salt: bytes, code: str) -> bytes:
    """Return what is kept of a code: 80 random bits need no slow hash."""
    return hmac.digest(salt, code.encode(), hashlib.sha256)


def _purpose(name: str) -> str:
    return f"second factor of {name}"
