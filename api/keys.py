"""The keys by which other systems come in: kept as keyed hashes, with rights, an end and a way to renew."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from index.access import AccessLabel, Principal

FILE: Final = "keys.sqlite"
PEPPER: Final = "keys.pepper"

# The secret is 256 random bits, so nobody can try them all: a slow hash such as argon2 would only slow every
# request down. Keyed with a file beside it, the table alone (in a dump) cannot even check a guess.
_SECRET_BYTES: Final = 32
_TOKEN: Final = re.compile(r"thutuc_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS keys (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,            -- the system; keys of one name are one reader, so that a new one goes on
  hash BLOB NOT NULL,            -- HMAC-SHA-256 of the secret under the pepper
  scopes TEXT NOT NULL,          -- a JSON list
  label TEXT NOT NULL,           -- clearance and departments, as a label is written
  per_minute INTEGER,            -- NULL: as the settings say
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  revoked_at TEXT
) WITHOUT ROWID;
"""
_COLUMNS: Final = "id, name, scopes, label, per_minute, created_at, expires_at, revoked_at"


class Scope(StrEnum):
    """What a key may do; none of them includes another."""

    READ = "read"
    WRITE = "write"
    WEBHOOKS = "webhooks"
    ADMIN = "admin"
    AUDIT = "audit"


class NoSuchKey(Exception):
    """There is no key of that id, or it is revoked already."""


class NameTaken(Exception):
    """A system of that name has a key that is still good; it is renewed with `thutuc keys rotate`."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What a key lets its holder do, and read: `label` is the clearance with its departments."""

    scopes: frozenset[Scope]
    label: AccessLabel
    per_minute: int | None = None


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key without its secret, which nobody can read again."""

    id: str
    name: str
    rights: Rights
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    @property
    def principal(self) -> Principal:
        """Who reads by this key; all keys of one name are the same reader."""
        return Principal(f"key:{self.name}", self.rights.label.level, self.rights.label.departments)

    def is_good(self, now: datetime) -> bool:
        """Tell whether the key lets anybody in at a moment."""
        return now < self.expires_at and (self.revoked_at is None or now < self.revoked_at)


class Keys:
    """The keys of one home folder; each call looks at the file, so that a revocation counts at once.

    Failure: `sqlite3.Error` where the file is damaged; then no key is good.
    """

    def __init__(self, home: Path) -> None:
        """Keep where they lie; nothing is made before the first key is."""
        self._home = home

    def create(self, name: str, rights: Rights, days: int) -> tuple[ApiKey, str]:
        """Make a key that is good for so many days; return it with the token, which is shown only now.

        Raises:
            NameTaken: as it says.
        """
        now = datetime.now(UTC)
        if any(key.name == name and key.is_good(now) for key in self.all()):
            raise NameTaken(f"{name} has a key already; `thutuc keys rotate` makes a new one for it")
        return self._add(name, rights, now, now + timedelta(days=days))

    def rotate(self, key_id: str, days: int, grace: timedelta) -> tuple[ApiKey, str]:
        """Make a new key with the rights of one, which itself stays good for the time of grace, no longer.

        Raises:
            NoSuchKey: there is none that is good.
        """
        now = datetime.now(UTC)
        old = self._good(key_id, now)
        made = self._add(old.name, old.rights, now, now + timedelta(days=days))
        self._set("expires_at", key_id, min(old.expires_at, now + grace))
        return made

    def revoke(self, key_id: str) -> None:
        """Make a key useless from now on. Raises `NoSuchKey`."""
        now = datetime.now(UTC)
        self._good(key_id, now)
        self._set("revoked_at", key_id, now)

    def all(self) -> tuple[ApiKey, ...]:
        """List all keys that were ever made, the oldest first."""
        if not (self._home / FILE).is_file():
            return ()
        with self._open() as db:
            return tuple(_key(row) for row in db.execute(f"SELECT {_COLUMNS} FROM keys ORDER BY created_at"))

    def verify(self, token: str) -> ApiKey | None:
        """Return the key of a token that is good now; `None` for every other text."""
        read = _TOKEN.fullmatch(token)
        if read is None or not (self._home / FILE).is_file():
            return None
        with self._open() as db:
            row = db.execute(f"SELECT {_COLUMNS}, hash FROM keys WHERE id = ?", (read[1],)).fetchone()
        kept = row[-1] if row else b""
        if not hmac.compare_digest(kept, self._hash(read[2])) or row is None:
            return None
        key = _key(row[:-1])
        return key if key.is_good(datetime.now(UTC)) else None

    def _add(self, name: str, rights: Rights, now: datetime, expires: datetime) -> tuple[ApiKey, str]:
        key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(_SECRET_BYTES)
        key = ApiKey(key_id, name, rights, now, expires, None)
        self._make_files()
        with self._open() as db:
            db.execute(
                "INSERT INTO keys (id, name, hash, scopes, label, per_minute, created_at, expires_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(key_id, name, self._hash(secret), json.dumps(sorted(rights.scopes))),
                    *(str(rights.label), rights.per_minute, now.isoformat(), expires.isoformat()),
                ),
            )
        return key, f"thutuc_{key_id}_{secret}"

    def _good(self, key_id: str, now: datetime) -> ApiKey:
        for key in self.all():
            if key.id == key_id and key.is_good(now):
                return key
        raise NoSuchKey(f"no good key {key_id}; `thutuc keys list` shows them")

    def _set(self, column: str, key_id: str, moment: datetime) -> None:
        with self._open() as db:
            db.execute(f"UPDATE keys SET {column} = ? WHERE id = ?", (moment.isoformat(), key_id))

    def _hash(self, secret: str) -> bytes:
        try:
            pepper = (self._home / PEPPER).read_bytes()
        except FileNotFoundError:
            pepper = secrets.token_bytes(_SECRET_BYTES)  # without the pepper no key is good
        return hmac.digest(pepper, secret.encode(), hashlib.sha256)

    def _make_files(self) -> None:
        """Make the files that only their owner may read, where they are missing."""
        self._home.mkdir(parents=True, exist_ok=True)
        for name, content in ((PEPPER, secrets.token_bytes(_SECRET_BYTES)), (FILE, b"")):
            try:
                file = os.open(self._home / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            except FileExistsError:
                continue
            with os.fdopen(file, "wb") as made:
                made.write(content)
        with self._open() as db:
            db.executescript(_SCHEMA)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._home / FILE, timeout=5)) as db, db:
            yield db


def _key(row: tuple[Any, ...]) -> ApiKey:
    key_id, name, scopes, label, per_minute, created, expires, revoked = row
    return ApiKey(
        key_id,
        name,
        Rights(frozenset(map(Scope, json.loads(scopes))), AccessLabel.parse(label), per_minute),
        datetime.fromisoformat(created),
        datetime.fromisoformat(expires),
        datetime.fromisoformat(revoked) if revoked else None,
    )
