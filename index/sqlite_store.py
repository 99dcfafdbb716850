"""The document store in one SQLite file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import StoreFailure
from index.sql_store import SqlStore
from index.sqlite_connection import ReaderPool, SqliteConnection, WriterLock, open_writer, translated


class SqliteStore(SqlStore):
    """`DocumentStore` in SQLite, in WAL mode with a synchronous writer: what it acknowledged is on disk."""

    @classmethod
    def open(cls, path: Path, *, write: bool = False) -> SqliteStore:
        """Open the store in the file at `path`; for writing it is made where it is missing.

        Raises:
            StoreBusy: another process writes.
            SchemaMismatch: another version wrote it.
            StoreFailure: it cannot be opened.
        """
        return cls(ReaderPool(path), SqliteWriter(path) if write else None)


class SqliteWriter:
    """`Writer` of a file, with the lock beside it."""

    def __init__(self, path: Path) -> None:
        """Take the lock and open the file. Raises as `SqliteStore.open`."""
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = WriterLock(path.with_name(f"{path.name}.lock"))
        except OSError as error:
            raise StoreFailure(f"cannot write to {path.parent}: {error}; choose another --home") from error
        try:
            self._connection = open_writer(path)
        except BaseException:
            self._lock.release()
            raise

    @property
    def connection(self) -> SqliteConnection:
        """The connection."""
        return self._connection

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._connection.in_transaction

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Turn what SQLite reports into this package's errors."""
        with translated(self._path):
            yield

    def tidy(self) -> None:
        """Write the file anew without what was deleted."""
        with translated(self._path):
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def go_on_numbering(self) -> None:
        """Do nothing: SQLite sees by itself."""

    def close(self) -> None:
        """Let go of the file, and of the right to write."""
        self._connection.close()
        self._lock.release()
