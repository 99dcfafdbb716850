"""Connections to a PostgreSQL server that understand the store's SQL, and what its errors mean here."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import count
from typing import Any, Final

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus

from index.errors import StoreFailure, StoreUnreachable
from index.holder import this_process
from index.sql_connection import Cursor, Dialect

Session = psycopg.Connection[tuple[Any, ...]]
Lost = psycopg.OperationalError
"""What psycopg raises when a server cannot be reached, among other things."""

_SILENT_MS: Final = {"reading": 600, "writing": 3000}
"""A server that has not acknowledged what it was sent for so long is taken for gone."""
_PARAMETER: Final = re.compile(r"\?(\d*)")
_FETCH: Final = 500
_streams: Final = count()
_PRIMARY_GONE: Final = (errors.ReadOnlySqlTransaction, errors.AdminShutdown, errors.CrashShutdown)
_FULL: Final = (errors.DiskFull, errors.OutOfMemory, errors.ProgramLimitExceeded)


class PostgresConnection:
    """`Connection` to a server; each statement outside a transaction is one of its own."""

    dialect: Final = Dialect(
        begin="BEGIN",
        # An array is looked up in an index; a set is joined, often with the whole table.
        among="= ANY (ARRAY(SELECT jsonb_array_elements_text(?::jsonb)))",
        among_numbers="= ANY (ARRAY(SELECT jsonb_array_elements_text(?::jsonb)::bigint))",
        packs_over=-1,  # a column holds one type, and this one bytes
    )

    def __init__(
        self, server: str, session: Session, renew: Callable[[PostgresConnection], None] | None = None
    ) -> None:
        """Take over a session with a server; `renew` puts another in its place when a reader's is lost."""
        self.server = server
        self.session = session
        self._renew = renew

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open, also a failed one."""
        return self.session.info.transaction_status not in {TransactionStatus.IDLE, TransactionStatus.UNKNOWN}

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Cursor:
        """Carry a statement out; a reader whose server is lost between transactions asks another one."""
        alone = not self.in_transaction
        while True:
            try:
                return self.session.execute(native(sql), _held(parameters))
            except psycopg.DataError:
                if self._renew is None:
                    raise
                return NoRows()  # a text that PostgreSQL cannot hold is in no document
            except Lost:
                if self._renew is None or not alone or not self.session.closed:
                    raise
                self._renew(self)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> Cursor:
        """Carry a statement out for each row."""
        cursor = self.session.cursor()
        cursor.executemany(native(sql), [_held(row) for row in rows])
        return cursor

    @contextmanager
    def stream(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[Cursor]:
        """Read rows as they are asked for, all of one moment, until the block ends."""
        self.execute("SELECT 1")  # a lost server is noticed while another one can still be asked
        with self.session.transaction(), self.session.cursor(name=f"stream{next(_streams)}") as cursor:
            cursor.itersize = _FETCH
            cursor.execute(native(sql), _held(parameters))
            yield cursor


class NoRows:
    """What a statement found that found nothing."""

    rowcount: Final = 0

    def fetchone(self) -> None:
        """Return no row."""

    def fetchmany(self, _: int, /) -> list[Any]:
        """Return no rows."""
        return []

    def fetchall(self) -> list[Any]:
        """Return no rows."""
        return []

    def __iter__(self) -> Iterator[Any]:
        """Go over nothing."""
        return iter(())


def _held(row: Sequence[Any]) -> list[Any]:
    """Put a sign in place of the one character that PostgreSQL's texts cannot hold; columns of bytes can."""
    return [v.replace("\0", "\u2400") if isinstance(v, str) and "\0" in v else v for v in row]


@lru_cache(maxsize=1024)
def native(sql: str) -> bytes:
    """Write a statement with PostgreSQL's parameters: `?` and `?1` become `$1`."""
    places = count(1)
    return _PARAMETER.sub(lambda found: f"${found[1] or next(places)}", sql).encode()


def servers_of(url: str) -> tuple[str, ...]:
    """Return a connection string for each server that a URL names, in its order.

    Raises:
        StoreFailure: it is no URL of PostgreSQL.
    """
    try:
        given = conninfo_to_dict(url)
    except psycopg.ProgrammingError as refused:
        raise StoreFailure("store_url is no URL of PostgreSQL, such as postgresql://host/name") from refused
    hosts = str(given.pop("host", "") or "").split(",")
    ports = str(given.pop("port", "") or "").split(",")
    each = ports if len(ports) == len(hosts) else ports[:1] * len(hosts)
    places: list[Mapping[str, str | None]] = [
        {"host": host or None, "port": port or None} for host, port in zip(hosts, each, strict=True)
    ]
    return tuple(make_conninfo("", **{**given, **place}) for place in places)


def place_of(server: str) -> str:
    """Name a server for messages, without its password."""
    given = conninfo_to_dict(server)
    host, port = given.get("host") or "this machine", given.get("port") or "5432"
    return f"database {given.get('dbname') or ''} on {host}:{port}".replace("  ", " ")


def connect(server: str, *, write: bool) -> Session:
    """Connect to one server; how long to wait for it may be set in its URL.

    Raises:
        StoreUnreachable: it does not answer, or is to be written to and is a standby.
        StoreFailure: it refuses, or its database does not hold UTF-8.
    """
    silent = _SILENT_MS["writing" if write else "reading"]
    given = {"tcp_user_timeout": silent, **_LINE, **conninfo_to_dict(server)}
    given |= {
        "application_name": this_process(),
        "client_encoding": "UTF8",
        "target_session_attrs": "read-write" if write else "any",
    }
    with translated(server):
        session: Session = psycopg.connect(
            make_conninfo("", **given), autocommit=True, cursor_factory=psycopg.RawCursor
        )
        session.server_cursor_factory = psycopg.RawServerCursor
        try:
            _set_up(session, server, _WRITER if write else _READER)
        except BaseException:
            session.close()
            raise
    return session


def _set_up(session: Session, server: str, settings: Mapping[str, object]) -> None:
    encoding = session.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise StoreFailure(f"{place_of(server)} holds {encoding}: make a database with ENCODING 'UTF8'")
    session.execute("; ".join(f"SET {name} = {value}" for name, value in settings.items()).encode())


_LINE: Final = {
    "connect_timeout": 2,
    "keepalives_idle": 1,
    "keepalives_interval": 1,
    "keepalives_count": 3,
}
_KEEPALIVE: Final = {"tcp_keepalives_idle": 5, "tcp_keepalives_interval": 2, "tcp_keepalives_count": 3}
_READER: Final = {"default_transaction_read_only": "on", **_KEEPALIVE}
_WRITER: Final = {
    # Acknowledged is what the synchronous standbys, where there are any, have and show to their readers.
    "synchronous_commit": "remote_apply",
    # The server gives the lock of a writer back soon after the line to it is cut.
    "tcp_user_timeout": 10_000,
    **_KEEPALIVE,
}


@contextmanager
def translated(server: str) -> Iterator[None]:
    """Turn what PostgreSQL reports into this package's errors, which say what mends the state.

    Raises:
        ValueError: what was to be written holds what PostgreSQL cannot.
    """
    try:
        yield
    except psycopg.IntegrityError as error:
        raise StoreFailure(f"{place_of(server)}: refused, {error}; nothing was changed") from error
    except psycopg.DataError as error:
        raise ValueError(f"PostgreSQL cannot hold this: {error}") from error
    except _FULL as error:
        raise StoreFailure(f"{place_of(server)}: {error}; see to the server, then try again") from error
    except (Lost, *_PRIMARY_GONE) as error:
        raise StoreUnreachable(f"{place_of(server)} cannot be written to or read: {error}") from error
    except psycopg.Error as error:
        raise StoreFailure(f"{place_of(server)}: {error}") from error


def hang_up(session: Session) -> None:
    """Let who waits for an answer in another thread know that none will come."""
    with suppress(psycopg.Error, OSError), socket.socket(fileno=os.dup(session.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)


def close(session: Session) -> None:
    """End a session, also one whose server is gone."""
    with suppress(psycopg.Error):
        session.close()
