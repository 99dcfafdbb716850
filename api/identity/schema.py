"""The tables of accounts and sessions, and the way from each older version of them to this one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from api.identity.errors import AccountsTooNew
from api.private_database import make_private

FILE: Final = "accounts.sqlite"

MIGRATIONS: Final = (
    """
    CREATE TABLE accounts (
      name TEXT PRIMARY KEY,            -- lower case, never given twice: records and the audit log keep it
      shown_name TEXT NOT NULL,
      role TEXT NOT NULL,
      label TEXT NOT NULL,              -- clearance and departments, as a label is written
      password TEXT,                    -- Argon2id; NULL where somebody else says who this is
      password_ends_at TEXT,            -- of a password that was given; NULL for one of the owner's own
      issuer TEXT, subject TEXT,        -- who says so, and what this person is called there
      created_at TEXT NOT NULL,
      changed_at TEXT NOT NULL,         -- the last change of role, clearance or password
      seen_at TEXT,
      disabled_at TEXT,
      UNIQUE (issuer, subject)
    ) STRICT;
    CREATE TABLE sessions (
      id TEXT PRIMARY KEY,              -- names it to its owner; opens nothing
      token BLOB NOT NULL UNIQUE,       -- SHA-256 of what the browser holds
      before BLOB, before_ends_at TEXT, -- the token that was replaced, good until requests under way are done
      name TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
      form TEXT NOT NULL,               -- what each form sends along
      browser TEXT NOT NULL,
      begun_at TEXT NOT NULL,
      used_at TEXT NOT NULL,
      renewed_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX sessions_of_account ON sessions (name);
    CREATE INDEX sessions_before ON sessions (before);
    CREATE TABLE tries (
      name TEXT PRIMARY KEY,            -- SHA-256, for a name may be a password typed into the wrong field
      wrong INTEGER NOT NULL,
      last_at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE waiting (
      id TEXT PRIMARY KEY,
      browser BLOB NOT NULL,
      body TEXT NOT NULL,
      begun_at TEXT NOT NULL
    ) STRICT;
    """,
    """
    ALTER TABLE accounts ADD COLUMN factor TEXT;     -- secret of one-time codes, sealed under accounts.key
    ALTER TABLE accounts ADD COLUMN factor_at TEXT;  -- when a first code was shown; it counts from then on
    ALTER TABLE accounts ADD COLUMN factor_step INTEGER NOT NULL DEFAULT 0; -- the last half minute used up
    CREATE TABLE recovery_codes (
      name TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
      salt BLOB NOT NULL,
      hash BLOB NOT NULL,               -- HMAC-SHA256 of the code, by the salt; a code that was used is gone
      PRIMARY KEY (name, salt)
    ) STRICT;
    """,
    """
    ALTER TABLE sessions ADD COLUMN elsewhere TEXT;  -- what the single sign-on calls its own session
    CREATE TABLE logout_tokens (
      id BLOB PRIMARY KEY,              -- SHA-256 of what the provider called it: each counts once
      seen_at TEXT NOT NULL
    ) STRICT;
    """,
)
"""The statements that lead to each version, from 1 on; `PRAGMA user_version` holds the number of the last."""


@contextmanager
def opened(home: Path) -> Iterator[sqlite3.Connection]:
    """Open the file of a home for one transaction, made for its owner only where there is none.

    Raises:
        AccountsTooNew: a later version of the program wrote it; nothing is changed.
    """
    path = home / FILE
    if not path.exists():
        make_private(path)
    with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as db:
        db.execute("PRAGMA foreign_keys=ON")
        db.execute("PRAGMA secure_delete=ON")
        if _version(db) != len(MIGRATIONS):
            _bring_forward(db)
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")


@contextmanager
def looked_at(home: Path) -> Iterator[sqlite3.Connection | None]:
    """Open the file of a home to read it, without waiting for who writes; `None` where there is none."""
    path = home / FILE
    if not path.is_file():
        yield None
        return
    with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as db:
        if _version(db) != len(MIGRATIONS):
            _bring_forward(db)
        yield db


def _bring_forward(db: sqlite3.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")  # another process may be doing the same
    try:
        for statements in MIGRATIONS[_known_version(db) :]:
            for statement in _statements(statements):
                db.execute(statement)
        db.execute(f"PRAGMA user_version={len(MIGRATIONS)}")
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _known_version(db: sqlite3.Connection) -> int:
    version, latest = _version(db), len(MIGRATIONS)
    if version > latest:
        raise AccountsTooNew(
            f"{FILE} has schema {version}, this program reads {latest}: install the version that wrote it"
        )
    return version


def _statements(script: str) -> Iterator[str]:
    """Cut a script at its semicolons, of which its comments hold some."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _version(db: sqlite3.Connection) -> int:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return int(version)
