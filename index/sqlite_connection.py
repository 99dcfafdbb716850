"""Connections to the SQLite store: the schema's versions, the one writer's lock, and the readers."""

from __future__ import annotations

import fcntl
import os
import re
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from index import schema_steps
from index.errors import SchemaMismatch, StoreBusy, StoreFailure
from index.holder import held_by, this_process
from index.sql_connection import Dialect

_ADDING = frozenset({3, 4, 5, 9, 13})
"""Steps that only add tables: a reader takes a store before them as one where these are empty."""

_BUSY_MS = 10_000
_WAL_PAGES = 8000  # 32 MB: fewer checkpoints while a corpus is put in, each with its own fsync
_TABLE = re.compile(r"^CREATE TABLE (.+?^\)[^;\n]*;)", re.MULTILINE | re.DOTALL)
_SETTINGS = f"PRAGMA foreign_keys=ON; PRAGMA busy_timeout={_BUSY_MS};"
_READER = _SETTINGS + "PRAGMA query_only=ON; PRAGMA cache_size=-16384;"
_WRITER = (
    _SETTINGS + f"PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint={_WAL_PAGES};"
)


class SqliteConnection(sqlite3.Connection):
    """`Connection` to a file."""

    dialect: Final = Dialect(
        begin="BEGIN IMMEDIATE",
        among="IN (SELECT value FROM json_each(?))",
        among_numbers="IN (SELECT value FROM json_each(?))",
        packs_over=4096,  # a shorter text gains less than the page it is read with,
    )

    @contextmanager
    def stream(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[sqlite3.Cursor]:
        """Read rows as they are asked for, all of one moment, until the block ends."""
        with closing(self.execute(sql, parameters)) as cursor:
            yield cursor


class WriterLock:
    """The right to write, held by one open store; the system takes it back when the process dies.

    Raises `StoreBusy` where it is held already.
    """

    def __init__(self, path: Path) -> None:
        """Take the lock on the file at `path`, and write into it who holds it."""
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(self._file, 200).decode(errors="replace").strip() or "another command"
            os.close(self._file)
            raise held_by(holder) from None
        _held.add(self)
        os.ftruncate(self._file, 0)
        os.write(self._file, this_process().encode())

    def release(self) -> None:
        """Give the lock back; in a forked child, which never had it, do nothing."""
        if self in _held:
            fcntl.flock(self._file, fcntl.LOCK_UN)
            self.let_go()

    def let_go(self) -> None:
        """Close the file without unlocking it, as a forked child has to: the lock is its parent's."""
        _held.discard(self)
        os.close(self._file)


_held: weakref.WeakSet[WriterLock] = weakref.WeakSet()


def _let_go_in_child() -> None:
    # A child that outlives a killed parent would hold the inherited lock for ever.
    for lock in list(_held):
        lock.let_go()


os.register_at_fork(after_in_child=_let_go_in_child)


def open_writer(path: Path) -> SqliteConnection:
    """Open the store for writing, making it or bringing its schema forward where needed.

    Raises:
        SchemaMismatch: a later version wrote it.
        StoreFailure: it cannot be opened, or its file system cannot share memory between processes.
    """
    with translated(path):
        connection = _connect(path)
        try:
            connection.executescript(_WRITER)
            _share(connection, path)
            _bring_forward(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


class ReaderPool:
    """Connections for reading, each used by one thread at a time.

    A store that was never written reads as an empty one, and one that is written or replaced later is seen
    from the next read on.
    """

    def __init__(self, path: Path) -> None:
        """Open nothing yet."""
        self._path = path
        self._idle: list[tuple[tuple[int, int], SqliteConnection]] = []
        self._closed = False

    @contextmanager
    def use(self) -> Iterator[SqliteConnection]:
        """Lend a connection.

        Raises:
            SchemaMismatch: another version wrote the store.
            StoreFailure: the store is closed, damaged or cannot be opened.
        """
        if self._closed:
            raise StoreFailure("the store is closed; open it again")
        with translated(self._path):
            place, connection = self._take()
            try:
                yield connection
            finally:
                if self._closed or place is None:
                    connection.close()
                else:
                    self._idle.append((place, connection))

    @contextmanager
    def use_snapshot(self) -> Iterator[SqliteConnection]:
        """Lend a connection of which all statements see one moment of the store; raises as `use`."""
        with self.use() as c:
            c.execute("BEGIN")
            try:
                yield c
            finally:
                c.execute("COMMIT")

    def close(self) -> None:
        """Close the idle connections now, and those in use when they come back."""
        self._closed = True
        while self._idle:
            self._idle.pop()[1].close()

    def _take(self) -> tuple[tuple[int, int] | None, SqliteConnection]:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None, empty()
        place = (found.st_dev, found.st_ino)
        with suppress(IndexError):
            while True:
                known, connection = self._idle.pop()
                if known == place:
                    return place, connection
                connection.close()
        connection = _connect(f"{self._path.absolute().as_uri()}?mode=rw")
        try:
            connection.executescript(_SETTINGS)
            readable = _readable(connection, self._path)
            connection.executescript(_READER)
            if readable:
                return place, connection
        except BaseException:
            connection.close()
            raise
        connection.close()
        return None, empty()


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite reports into this package's errors, which say what mends the state."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise StoreBusy(f"{path} is locked by another process; give the command again") from error
        raise StoreFailure(f"{path}: {error}; see to the disk and its rights, then try again") from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError):
            raise StoreFailure(f"{path}: refused, {error}; nothing was changed") from error
        raise StoreFailure(
            f"{path} is damaged or no store ({error}); put the file aside and ingest again"
        ) from error


def _share(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal":
        raise StoreFailure(f"{path}: this file system cannot hold the store; choose a local disk")


def _readable(connection: sqlite3.Connection, path: Path) -> bool:
    """Check the schema; false where the first writer has not come to it yet."""
    version = _version(connection, path)
    missing = _missing(connection) if version else []
    if version and not _ADDING.issuperset(missing):
        raise schema_steps.behind(str(path), version)
    if version and missing:
        _stand_in(connection, missing)
    return version > 0


def _stand_in(connection: sqlite3.Connection, missing: Iterable[int]) -> None:
    """Give a reader of an older store the tables it lacks, empty, in memory.

    They are found after those of the store, so that they step back once a writer has brought it forward.
    """
    connection.execute("ATTACH ':memory:' AS later")
    for step in missing:
        for table in _TABLE.findall(schema_steps.script(step)):
            connection.executescript(f"CREATE TABLE later.{table}")


def _connect(place: Path | str) -> SqliteConnection:
    uri = isinstance(place, str)
    return sqlite3.connect(
        place, uri=uri, isolation_level=None, check_same_thread=False, factory=SqliteConnection
    )


def _version(connection: sqlite3.Connection, path: Path) -> int:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return 0
    if "schema_versions" not in tables:
        raise SchemaMismatch(f"{path} is the database of another program; choose another --home")
    version: int = connection.execute("SELECT max(version) FROM schema_versions").fetchone()[0]
    schema_steps.check_known(str(path), version)
    return version


def missing_steps(path: Path) -> tuple[str, ...]:
    """Name the files of `index/migrations` that a store has not seen; nothing is written.

    Raises:
        SchemaMismatch: a later version wrote it.
        StoreFailure: there is no store, or it cannot be read.
    """
    if not path.is_file():
        raise StoreFailure(f"there is no store at {path}: run `thutuc ingest PATH` first")
    with translated(path):
        place = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(place, uri=True, isolation_level=None)) as c:
            steps = _missing(c) if _version(c, path) else schema_steps.steps()
    return tuple(schema_steps.name(step) for step in steps)


def _bring_forward(connection: sqlite3.Connection, path: Path) -> None:
    for step in _missing(connection) if _version(connection, path) else schema_steps.steps():
        _apply(connection, step)


def _missing(connection: sqlite3.Connection) -> list[int]:
    return schema_steps.missing(v for (v,) in connection.execute("SELECT version FROM schema_versions"))


def _apply(connection: sqlite3.Connection, version: int) -> None:
    connection.executescript(
        "BEGIN IMMEDIATE;"
        "CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL);"
        f"INSERT INTO schema_versions VALUES ({version}, '{datetime.now(UTC).isoformat()}');"
        f"{schema_steps.script(version)}; COMMIT;"
    )


def empty() -> SqliteConnection:
    """Return what a store that was never written reads as."""
    connection = _connect(":memory:")
    connection.executescript(_SETTINGS)
    for step in schema_steps.steps():
        _apply(connection, step)
    return connection
