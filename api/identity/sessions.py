"""The sessions in which people stay signed in: kept here, known to the browser by a random token alone."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Any, Final

from api.identity.accounts import COLUMNS, Account, account_of
from api.identity.schema import looked_at, opened

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_NOTED_EVERY: Final = timedelta(minutes=1)
"""How seldom the last use is written: not for each picture of a page."""
_OVERLAP: Final = timedelta(seconds=30)
"""How long a token that was replaced stays good, for requests that were sent with it."""
_MOST_BROWSER: Final = 200
_OF_SESSION: Final = "id, form, browser, begun_at, used_at, renewed_at"


@dataclass(frozen=True, slots=True)
class Session:
    """One browser in which a person is signed in; `form` is what each of its forms sends along."""

    id: str
    account: Account
    form: str
    browser: str
    begun_at: datetime
    used_at: datetime
    renewed_at: datetime

    @property
    def outdated(self) -> bool:
        """Whether rights or password have changed since the browser was given its token."""
        return self.renewed_at < self.account.changed_at


@dataclass(frozen=True, slots=True)
class Times:
    """How long a session lasts: without a request, and at all."""

    idle: timedelta
    whole: timedelta


class Sessions:
    """The sessions of one home; each call looks at the file, so that the end of one counts at once.

    Only a hash of the token is kept: who reads the file cannot sign in with it. Failure: `sqlite3.Error`
    where the file is damaged; then nobody is signed in.
    """

    def __init__(self, home: Path, times: Times) -> None:
        """Keep where they lie and how long they last."""
        self._home = home
        self._times = times

    def begin(self, name: str, browser: str, elsewhere: str | None = None) -> str:
        """Begin a session of an account and return its token, which nobody can read again.

        `elsewhere` is what a single sign-on calls its session of the same browser.
        """
        token, now = secrets.token_urlsafe(32), datetime.now(UTC)
        with opened(self._home) as db:
            self._drop_ended(db, now)
            db.execute(
                "INSERT INTO sessions"
                " (id, token, name, form, browser, elsewhere, begun_at, used_at, renewed_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?7, ?7, ?7)",
                (
                    *(secrets.token_hex(8), _hash(token), name, secrets.token_urlsafe(24)),
                    *(_printable(browser), elsewhere, now.isoformat()),
                ),
            )
            db.execute("UPDATE accounts SET seen_at = ? WHERE name = ?", (now.isoformat(), name))
        return token

    def of(self, token: str) -> Session | None:
        """Return the session of a token; `None` where it has ended or its account is disabled."""
        if not _TOKEN.fullmatch(token):
            return None
        now, hashed = datetime.now(UTC), _hash(token)
        with looked_at(self._home) as db:
            found = (
                None
                if db is None
                else self._good(
                    db, "(token = ? OR before = ? AND before_ends_at > ?)", (hashed, hashed, now.isoformat())
                )
            )
        if not found:
            return None
        session = found[0]
        if now - session.used_at > _NOTED_EVERY:
            with opened(self._home) as db:
                db.execute("UPDATE sessions SET used_at = ? WHERE id = ?", (now.isoformat(), session.id))
        return session

    def renew(self, session: Session) -> str:
        """Give a session another token, and return it; the one before is good for half a minute more."""
        token, now = secrets.token_urlsafe(32), datetime.now(UTC)
        with opened(self._home) as db:
            db.execute(
                "UPDATE sessions SET before = token, before_ends_at = ?, token = ?, renewed_at = ?"
                " WHERE id = ?",
                ((now + _OVERLAP).isoformat(), _hash(token), now.isoformat(), session.id),
            )
        return token

    def all_of(self, name: str) -> tuple[Session, ...]:
        """List the sessions of an account, the last used first."""
        with looked_at(self._home) as db:
            found = self._good(db, "s.name = ?", (name,)) if db else []
        return tuple(sorted(found, key=lambda one: one.used_at, reverse=True))

    def end(self, name: str, session_id: str) -> bool:
        """End one session of an account; false where it has ended already."""
        with opened(self._home) as db:
            given = (session_id, name)
            return bool(db.execute("DELETE FROM sessions WHERE id = ? AND name = ?", given).rowcount)

    def end_all(self, name: str, but: str = "") -> int:
        """End the sessions of an account, all or all but one; return how many."""
        with opened(self._home) as db:
            return int(db.execute("DELETE FROM sessions WHERE name = ? AND id <> ?", (name, but)).rowcount)

    def end_elsewhere(self, issuer: str, subject: str | None, elsewhere: str | None) -> tuple[str, ...]:
        """End what has ended at a single sign-on; return the name of the account for each session that did.

        Without `elsewhere` it is all sessions of the `subject`; with both, also those of which the provider
        did not tell its own name.
        """
        with opened(self._home) as db:
            rows = db.execute(
                "SELECT s.id, s.name FROM sessions s JOIN accounts a ON a.name = s.name"
                " WHERE a.issuer = ?1 AND (?2 IS NULL OR a.subject = ?2) AND (?3 IS NULL OR s.elsewhere = ?3"
                " OR s.elsewhere IS NULL AND ?2 IS NOT NULL)",
                (issuer, subject, elsewhere),
            ).fetchall()
            db.executemany("DELETE FROM sessions WHERE id = ?", [(row[0],) for row in rows])
        return tuple(str(row[1]) for row in rows)

    def first_time(self, token_id: str, lasts: timedelta) -> bool:
        """Note a token by which a single sign-on ends sessions; tell whether it comes for the first time."""
        now = datetime.now(UTC)
        with opened(self._home) as db:
            db.execute("DELETE FROM logout_tokens WHERE seen_at < ?", ((now - lasts).isoformat(),))
            noted = db.execute(
                "INSERT INTO logout_tokens VALUES (?, ?) ON CONFLICT DO NOTHING",
                (_hash(token_id), now.isoformat()),
            )
            return bool(noted.rowcount)

    def _good(self, db: Connection, where: str, given: tuple[object, ...]) -> list[Session]:
        idle, whole = self._limits(datetime.now(UTC))
        columns = ", ".join(f"s.{c.strip()}" for c in _OF_SESSION.split(","))
        of_account = ", ".join(f"a.{c.strip()}" for c in COLUMNS.split(","))
        rows = db.execute(
            f"SELECT {columns}, {of_account} FROM sessions s JOIN accounts a ON a.name = s.name"
            f" WHERE {where} AND a.disabled_at IS NULL AND s.used_at > ? AND s.begun_at > ?",
            (*given, idle, whole),
        ).fetchall()
        return [_session(row) for row in rows]

    def _drop_ended(self, db: Connection, now: datetime) -> None:
        idle, whole = self._limits(now)
        db.execute("DELETE FROM sessions WHERE used_at <= ? OR begun_at <= ?", (idle, whole))

    def _limits(self, now: datetime) -> tuple[str, str]:
        return (now - self._times.idle).isoformat(), (now - self._times.whole).isoformat()


def _session(row: tuple[Any, ...]) -> Session:
    session_id, form, browser, begun, used, renewed, *account = row
    begun_at, used_at, renewed_at = map(datetime.fromisoformat, (begun, used, renewed))
    return Session(session_id, account_of(tuple(account)), form, browser, begun_at, used_at, renewed_at)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _printable(text: str) -> str:
    return "".join(c for c in text if c.isprintable())[:_MOST_BROWSER]
