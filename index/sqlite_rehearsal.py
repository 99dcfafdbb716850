"""Bringing a copy of the store forward, to see that it goes and how long it takes."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from time import perf_counter

from index.errors import StoreFailure
from index.schema_steps import Rehearsal
from index.sqlite_connection import missing_steps, open_writer, translated


def rehearse(path: Path) -> Rehearsal:
    """Copy a store beside itself, bring the copy forward, compare what it holds, and delete it.

    The store may be in use. The copy needs as much room as the store.

    Raises:
        SchemaMismatch: a later version wrote it.
        StoreFailure: a step fails or loses rows; the store is as it was.
    """
    steps = missing_steps(path)
    copy = path.with_name(f"tmp-rehearsal-{os.getpid()}.sqlite")
    try:
        with (
            translated(path),
            closing(sqlite3.connect(path)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            before = _counts(target)
        begun = perf_counter()
        with closing(open_writer(copy)) as writer, translated(path):
            after = _counts(writer)
            broken = writer.execute("PRAGMA foreign_key_check").fetchone()
        seconds = perf_counter() - begun
    finally:
        for left in path.parent.glob(f"{copy.name}*"):
            left.unlink()
    lost = sorted(table for table, rows in before.items() if after.get(table, 0) < rows)
    if lost or broken is not None:
        raise StoreFailure(f"the steps {', '.join(steps)} lose rows of {', '.join(lost) or broken[0]}")
    return Rehearsal(steps, seconds)


def _counts(c: sqlite3.Connection) -> dict[str, int]:
    tables = c.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name: c.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables}
