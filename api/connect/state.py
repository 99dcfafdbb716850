"""How far a connector is, on disk: what it has handed in, and where it goes on after an end."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from api.private_database import make_private

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS items (
  name TEXT PRIMARY KEY,         -- a path below the folder, or a document's id in the feed
  size INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  digest TEXT NOT NULL,          -- of what was handed in, label included
  job TEXT,                      -- that reads it, until it is known what became of it
  problem TEXT,                  -- why it is not live, as the service says
  seen INTEGER NOT NULL DEFAULT 1
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notes (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


_ITEM: Final = "name, size, mtime_ns, digest, job, problem"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was handed in."""

    name: str
    size: int
    mtime_ns: int
    digest: str
    job: str | None = None
    problem: str | None = None


class ConnectorState:
    """The state of one connector; one process uses it at a time.

    Failure: `sqlite3.Error` where the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, or make it, for its owner only."""
        make_private(path)
        self._db = sqlite3.connect(path, timeout=10, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def items(self) -> dict[str, Item]:
        """Return everything that was handed in, by name."""
        rows = self._db.execute(f"SELECT {_ITEM} FROM items").fetchall()
        return {row[0]: Item(*row) for row in rows}

    def item(self, name: str) -> Item | None:
        """Return one thing that was handed in."""
        row = self._db.execute(f"SELECT {_ITEM} FROM items WHERE name = ?", (name,)).fetchone()
        return Item(*row) if row else None

    def put(self, item: Item) -> None:
        """Record what was handed in; it counts as seen."""
        self._db.execute(
            f"INSERT OR REPLACE INTO items ({_ITEM}) VALUES (?, ?, ?, ?, ?, ?)",
            (item.name, item.size, item.mtime_ns, item.digest, item.job, item.problem),
        )

    def see(self, name: str) -> None:
        """Record that something is still there."""
        self._db.execute("UPDATE items SET seen = 1 WHERE name = ?", (name,))

    def begin_again(self) -> None:
        """Take nothing as seen: a list is read from its beginning."""
        self._db.execute("UPDATE items SET seen = 0")

    def unseen(self) -> list[str]:
        """Name what was not seen since `begin_again`."""
        return [row[0] for row in self._db.execute("SELECT name FROM items WHERE NOT seen ORDER BY name")]

    def drop(self, name: str) -> None:
        """Record that something was taken out."""
        self._db.execute("DELETE FROM items WHERE name = ?", (name,))

    def note(self, key: str) -> str:
        """Return a note; "" where there is none."""
        row = self._db.execute("SELECT value FROM notes WHERE key = ?", (key,)).fetchone()
        return row[0] if row else ""

    def set_note(self, key: str, value: str) -> None:
        """Write a note."""
        self._db.execute("INSERT OR REPLACE INTO notes (key, value) VALUES (?, ?)", (key, value))
