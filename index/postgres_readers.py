"""Connections for reading a store on PostgreSQL, kept for the next one who reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Final

from index import postgres_schema
from index.errors import StoreFailure, StoreUnreachable
from index.postgres_connection import PostgresConnection, Session, close, connect, place_of, translated
from index.postgres_servers import servers
from index.sql_connection import Connection
from index.sqlite_connection import empty

_SNAPSHOT: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ"


class PostgresReaders:
    """`Readers` of a server, or of several that hold the same.

    A statement whose server is lost is carried out on another one, unless it is part of a stream or snapshot.
    """

    def __init__(self, url: str) -> None:
        """Open nothing yet. Raises `StoreFailure` where the URL is none of PostgreSQL."""
        self._servers = servers(url)
        self._idle: list[tuple[str, Session]] = []
        self._closed = False

    @contextmanager
    def use(self) -> Iterator[Connection]:
        """Lend a connection.

        Raises:
            StoreUnreachable: no server answers.
            SchemaMismatch: another version wrote the store.
            StoreFailure: the store is closed or cannot be read.
        """
        if self._closed:
            raise StoreFailure("the store is closed; open it again")
        taken = self._take()
        if taken is None:
            with closing(empty()) as nothing:
                yield nothing
            return
        connection = PostgresConnection(*taken, self._renew)
        self._servers.lent(*taken)
        try:
            with translated(connection.server):
                yield connection
        finally:
            self._give_back(connection)

    @contextmanager
    def use_snapshot(self) -> Iterator[Connection]:
        """Lend a connection of which all statements see one moment of the store; raises as `use`."""
        with self.use() as c:
            c.execute("SELECT 1")  # a lost server is noticed while another one can still be asked
            c.execute(_SNAPSHOT if isinstance(c, PostgresConnection) else "BEGIN")
            try:
                yield c
            finally:
                c.execute("ROLLBACK")

    def is_written(self) -> bool:
        """Tell whether there is a store yet; raises as `use`."""
        with self.use() as c:
            return isinstance(c, PostgresConnection)

    def close(self) -> None:
        """Close the idle connections now, and those in use when they come back."""
        self._closed = True
        while self._idle:
            close(self._idle.pop()[1])

    def _take(self) -> tuple[str, Session] | None:
        """Return the best server that answers, with a session; `None` where the store was never written."""
        refused: StoreUnreachable | None = None
        for server in self._servers.in_order():
            if (idle := self._idle_of(server)) is not None:
                return server, idle
            try:
                session = connect(server, write=False)
                if _is_readable(session, server):
                    return server, session
            except StoreUnreachable as refusal:
                self._servers.failed(server)
                refused = refusal
            else:
                close(session)
                return None
        assert refused is not None
        raise refused

    def _idle_of(self, server: str) -> Session | None:
        """Return a session that is kept, and let go of those of servers that are not the best any more."""
        while self._idle:
            with suppress(IndexError):  # another thread was faster
                known, session = self._idle.pop()
                if known == server and not session.closed:
                    return session
                close(session)
        return None

    def _renew(self, connection: PostgresConnection) -> None:
        """Give a reader whose server is lost another one. Raises `StoreUnreachable`."""
        self._servers.given_back(connection.server, connection.session)
        self._servers.failed(connection.server)
        close(connection.session)
        taken = self._take()
        if taken is None:
            raise StoreUnreachable("the server that answers holds no store; see to its replication")
        connection.server, connection.session = taken
        self._servers.lent(*taken)

    def _give_back(self, connection: PostgresConnection) -> None:
        self._servers.given_back(connection.server, connection.session)
        if self._closed or connection.session.closed or connection.in_transaction:
            close(connection.session)
        else:
            self._idle.append((connection.server, connection.session))


def _is_readable(session: Session, server: str) -> bool:
    """Check the schema; false where the first writer has not come to it yet."""
    c, place = PostgresConnection(server, session), place_of(server)
    try:
        with translated(server):
            return postgres_schema.is_readable(c, place)
    except BaseException:
        close(session)
        raise
