"""How often each name was tried with a wrong password, and how long it is locked for that."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Final

from api.identity.policy import policy
from api.identity.schema import looked_at, opened

_MOST: Final = 100_000


def locked_for(wrong: int) -> timedelta:
    """Return how long a name is locked after so many wrong tries in a row."""
    rules = policy().tries
    if wrong < rules.free:
        return timedelta()
    doubled = min(wrong - rules.free, 32)
    return timedelta(seconds=min(rules.first_seconds << doubled, rules.longest_seconds))


class Tries:
    """The wrong tries of one home, counted for names that have no account too: both are told the same."""

    def __init__(self, home: Path) -> None:
        """Keep where they lie."""
        self._home = home

    def attempt(self, name: str) -> timedelta:
        """Count a try before it is looked at, so that many at once count too; return how long to wait.

        A name that is locked is not tried: the time is what is left of the lock, and nothing is counted.
        """
        now = datetime.now(UTC)
        with opened(self._home) as db:
            if left := _left(db, name, now):
                return left
            self._tidy(db, now)
            db.execute(
                "INSERT INTO tries (name, wrong, last_at) VALUES (?, 1, ?)"
                " ON CONFLICT (name) DO UPDATE SET wrong = wrong + 1, last_at = excluded.last_at",
                (_key(name), now.isoformat()),
            )
        return timedelta()

    def take_back(self, name: str) -> None:
        """Uncount a try that was right so far, and let the one that has to follow it be made at once.

        What was wrong before stays counted, so that the next wrong try locks the name as long as ever.
        """
        with opened(self._home) as db:
            row = db.execute("SELECT wrong FROM tries WHERE name = ?", (_key(name),)).fetchone()
            if row is not None:
                wrong = max(0, row[0] - 1)
                last = datetime.now(UTC) - locked_for(wrong)
                db.execute(
                    "UPDATE tries SET wrong = ?, last_at = ? WHERE name = ?",
                    (wrong, last.isoformat(), _key(name)),
                )

    def wait(self, name: str) -> timedelta:
        """Return how long a name is still locked; nothing where it is not."""
        with looked_at(self._home) as db:
            return _left(db, name, datetime.now(UTC)) if db else timedelta()

    def forget(self, name: str) -> None:
        """Begin the count anew."""
        with opened(self._home) as db:
            db.execute("DELETE FROM tries WHERE name = ?", (_key(name),))

    def _tidy(self, db: Connection, now: datetime) -> None:
        """Drop what is long ago; beyond so many names only those that are locked are kept."""
        rules = policy().tries
        forgotten = (now - timedelta(hours=rules.forgotten_hours)).isoformat()
        db.execute("DELETE FROM tries WHERE last_at < ?", (forgotten,))
        db.execute(
            "DELETE FROM tries WHERE wrong < ? AND (SELECT count(*) FROM tries) > ?", (rules.free, _MOST)
        )


def _left(db: Connection, name: str, now: datetime) -> timedelta:
    row = db.execute("SELECT wrong, last_at FROM tries WHERE name = ?", (_key(name),)).fetchone()
    if row is None:
        return timedelta()
    return max(timedelta(), datetime.fromisoformat(row[1]) + locked_for(row[0]) - now)


def _key(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
