"""The one writer of a store on PostgreSQL, elected by a lock that the server keeps."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from index import postgres_schema
from index.errors import StoreFailure, StoreUnreachable
from index.holder import held_by, this_process
from index.postgres_connection import PostgresConnection, close, connect, place_of, translated
from index.postgres_servers import servers

_LOCK: Final = 0x7475_7463
"""First half of the advisory lock's key; the second names the schema, so that each store has its own."""


class PostgresWriter:
    """`Writer` on whichever server takes changes.

    The lock belongs to the connection that writes: who has lost the one cannot write by the other, and the
    server gives the lock to somebody else once the line to its holder is gone.
    """

    def __init__(self, url: str, *, forward: bool = True) -> None:
        """Connect, take the lock, and bring the schema `forward`.

        Raises:
            StoreBusy: another process writes.
            StoreUnreachable: no server answers that takes changes.
            SchemaMismatch: a later version wrote the store, or another program.
            StoreFailure: it refuses.
        """
        self.connection = _to_primary(url)
        try:
            with self.guarded():
                _lock(self.connection)
                if forward:
                    postgres_schema.bring_forward(self.connection, place_of(self.connection.server))
        except BaseException:
            self.close()
            raise

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self.connection.in_transaction

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Turn what PostgreSQL reports into this package's errors."""
        with translated(self.connection.server):
            yield

    def tidy(self) -> None:
        """Do nothing: the server gives room back by itself."""

    def go_on_numbering(self) -> None:
        """Number new rows after those that were written with their numbers."""
        postgres_schema.go_on_numbering(self.connection)

    def close(self) -> None:
        """Let go of the connection, and so of the lock."""
        close(self.connection.session)


def _to_primary(url: str) -> PostgresConnection:
    refusals = []
    for server in servers(url).in_order():
        try:
            return PostgresConnection(server, connect(server, write=True))
        except StoreUnreachable as refused:
            refusals.append(str(refused))
    raise StoreUnreachable("; ".join(refusals))


def _lock(c: PostgresConnection) -> None:
    (schema,) = c.execute("SELECT hashtext(current_schema())").fetchone()
    if schema is None:
        raise StoreFailure("the search_path of store_url names no schema that exists: create it first")
    name = f"{this_process()} on {platform.node()}"
    c.execute("SELECT set_config('application_name', ?, false)", (name,))
    if c.execute("SELECT pg_try_advisory_lock(?::int4, ?::int4)", (_LOCK, schema)).fetchone()[0]:
        return
    holder = c.execute(
        "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
        " WHERE l.locktype = 'advisory' AND l.granted AND l.classid = ?::int8::oid"
        " AND l.objid = (?::int8 & 4294967295)::oid"
        " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        (_LOCK, schema),
    ).fetchone()
    raise held_by((holder and holder[0]) or "another process")
