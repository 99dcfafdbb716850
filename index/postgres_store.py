"""The document store in a database on a PostgreSQL server, shared by several machines."""

from __future__ import annotations

from contextlib import closing

from index import postgres_schema, schema_steps
from index.errors import StoreUnreachable
from index.postgres_connection import PostgresConnection, close, connect, place_of, servers_of, translated
from index.postgres_readers import PostgresReaders
from index.postgres_servers import state_of
from index.postgres_writer import PostgresWriter
from index.schema_steps import Rehearsal
from index.sql_store import SqlStore


class PostgresStore(SqlStore):
    """`DocumentStore` on PostgreSQL: what was acknowledged is on the disks of all synchronous servers.

    A URL may name several servers, of which one takes changes. After that one is lost, reading goes on from
    the others within two seconds; writing fails with `StoreUnreachable` until one of them takes changes.
    """

    @classmethod
    def open(cls, url: str, *, write: bool = False) -> PostgresStore:
        """Open the store in the database of a URL; for writing its tables are made where they are missing.

        For reading, nothing is connected to yet.

        Raises:
            StoreBusy: another process writes.
            StoreUnreachable: no server answers that takes changes.
            SchemaMismatch: another version wrote it.
            StoreFailure: the URL is none of PostgreSQL, or the server refuses.
        """
        return cls(PostgresReaders(url), PostgresWriter(url) if write else None)


def is_written(url: str) -> bool:
    """Tell whether there is a store; one that cannot be reached may be there. Raises `StoreFailure`."""
    with closing(PostgresReaders(url)) as readers:
        try:
            return readers.is_written()
        except StoreUnreachable:
            return True


def states(url: str) -> dict[str, str]:
    """Tell of each server whether it is the primary, a standby, or down. Raises `StoreFailure`."""
    return {place_of(server): state_of(server).name.lower() for server in servers_of(url)}


def missing_steps(url: str) -> tuple[str, ...]:
    """Name the files of `index/migrations` that a store has not seen; nothing is written.

    Raises:
        StoreUnreachable: no server answers.
        SchemaMismatch: a later version wrote it, or another program.
        StoreFailure: there is no store.
    """
    server = servers_of(url)[0]
    session = connect(server, write=False)
    try:
        with translated(server):
            c = PostgresConnection(server, session)
            if not postgres_schema.tables(c):
                raise postgres_schema.no_store(place_of(server))
            return tuple(schema_steps.name(step) for step in postgres_schema.missing(c, place_of(server)))
    finally:
        close(session)


def rehearse(url: str) -> Rehearsal:
    """Take the missing steps and take them back, to see that they go and how long they take.

    Nobody else writes meanwhile, and readers wait where a step changes a table that they read. Raises as
    `PostgresStore.open`, and `StoreFailure` where a step fails or loses rows.
    """
    with closing(PostgresWriter(url, forward=False)) as writer, writer.guarded():
        return postgres_schema.rehearse(writer.connection, place_of(writer.connection.server))
