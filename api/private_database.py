"""A file of SQLite that belongs to its owner alone, made with its tables when it is first written to."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


def make_private(path: Path) -> None:
    """Make an empty file, with the folders it is in, that its owner alone may read; one that is there stays.

    Raises:
        OSError: it cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


@contextmanager
def opened(path: Path, schema: str, *, write: bool = False) -> Iterator[sqlite3.Connection]:
    """Open the file for one transaction; with `write` it is made by `schema` where there is none.

    Raises:
        sqlite3.Error: the file cannot be read or written.
    """
    fresh = write and not path.is_file()
    if fresh:
        make_private(path)
    with closing(sqlite3.connect(path, timeout=10)) as db, db:
        db.execute("PRAGMA foreign_keys=ON")
        if fresh:
            db.execute("PRAGMA journal_mode=WAL")
            db.executescript(schema)
        yield db
