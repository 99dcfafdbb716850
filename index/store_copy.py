"""Moving a store from one database to another, row by row, with its log and its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from index import schema_steps
from index import sql_rows as rows
from index.errors import StoreFailure
from index.sql_connection import Connection, Readers, Writer
from index.sql_rows import Row

_BATCH: Final = 1000

Tell = Callable[[str, int], None]
"""Hears of a table and how many of its rows were copied."""


def copy_store(source: Readers, target: Writer, tell: Tell = lambda _table, _rows: None) -> None:
    """Copy all that a store holds at this moment into an empty one, whole or not at all.

    Indexes built from the one fit the other: rows, keys and revisions are the same.

    Raises:
        StoreFailure: the target holds something, or one of both cannot be read or written.
        SchemaMismatch: another version wrote the source.
    """
    with source.use_snapshot() as c, target.guarded():
        t = target.connection
        t.execute(t.dialect.begin)
        try:
            _check_empty(t)
            for table in schema_steps.tables():
                tell(table, _copy(table, c, t))
            target.go_on_numbering()
            t.execute("COMMIT")
        except BaseException:
            if target.in_transaction:
                t.execute("ROLLBACK")
            raise


def _check_empty(c: Connection) -> None:
    for table in schema_steps.tables():
        if c.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None:
            raise StoreFailure("the store to copy to is not empty: name another, or put it aside first")


def _copy(table: str, source: Connection, target: Connection) -> int:
    done = 0
    with source.stream(f"SELECT * FROM {table}") as cursor:
        while batch := cursor.fetchmany(_BATCH):
            marks = ", ".join("?" * len(batch[0]))
            target.executemany(f"INSERT INTO {table} VALUES ({marks})", _written(table, batch, target))
            done += len(batch)
    return done


def _written(table: str, batch: list[Row], target: Connection) -> Iterator[Row]:
    """Write the one column that databases hold differently as the target does."""
    for row in batch:
        if table == "texts":
            document, text, *others = row
            yield (document, rows.packed(rows.unpacked(text), target.dialect.packs_over), *others)
        else:
            yield row
