"""Opening the store that the settings name: the file in the home, or a database on a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from index import sqlite_connection, sqlite_rehearsal
from index.errors import StoreFailure
from index.schema_steps import Rehearsal
from index.settings import Settings
from index.sql_changes import ChangeLog
from index.sql_store import SqlStore
from index.sqlite_connection import ReaderPool
from index.sqlite_store import SqliteStore

# ruff: noqa: PLC0415 - psycopg is an extra

_written: Final[set[str]] = set()
"""The URLs of stores that are known to be there: a page may ask for that with each request."""


def open_store(settings: Settings, *, write: bool = False) -> SqlStore:
    """Open the store of an installation; for writing it is made where it is missing.

    Raises:
        StoreBusy: another process writes.
        StoreUnreachable: no server of `store_url` answers that takes changes.
        SchemaMismatch: another version wrote it.
        StoreFailure: it cannot be opened, or the extra for PostgreSQL is not installed.
    """
    if settings.store_url is None:
        return SqliteStore.open(settings.database, write=write)
    with needs_extra():
        from index.postgres_store import PostgresStore
    return PostgresStore.open(settings.store_url.get_secret_value(), write=write)


def open_change_log(settings: Settings) -> ChangeLog:
    """Open what has happened to the documents; failure as `DocumentStore` reads."""
    if settings.store_url is None:
        return ChangeLog(ReaderPool(settings.database))
    with needs_extra():
        from index.postgres_readers import PostgresReaders
    return ChangeLog(PostgresReaders(settings.store_url.get_secret_value()))


def has_store(settings: Settings) -> bool:
    """Tell whether there is a store; one that cannot be reached may be there. Raises `StoreFailure`."""
    if settings.store_url is None:
        return settings.database.is_file()
    with needs_extra():
        from index.postgres_store import is_written
    url = settings.store_url.get_secret_value()
    if url not in _written and is_written(url):
        _written.add(url)
    return url in _written


def missing_steps(settings: Settings) -> tuple[str, ...]:
    """Name the files of `index/migrations` that the store has not seen; nothing is written.

    Raises:
        SchemaMismatch: a later version wrote it.
        StoreFailure: there is no store, or it cannot be read.
    """
    if settings.store_url is None:
        return sqlite_connection.missing_steps(settings.database)
    with needs_extra():
        from index import postgres_store
    return postgres_store.missing_steps(settings.store_url.get_secret_value())


def rehearse(settings: Settings) -> Rehearsal:
    """Bring the store forward without keeping it, to see that it goes and how long it takes.

    Raises:
        SchemaMismatch: a later version wrote it.
        StoreFailure: there is no store, or a step fails or loses rows; it is as it was.
    """
    if settings.store_url is None:
        return sqlite_rehearsal.rehearse(settings.database)
    with needs_extra():
        from index import postgres_store
    return postgres_store.rehearse(settings.store_url.get_secret_value())


def states(settings: Settings) -> dict[str, str]:
    """Tell of each server whether it is the primary, a standby or down; of a file, that it is one."""
    if settings.store_url is None:
        return {str(settings.database): "file"}
    with needs_extra():
        from index import postgres_store
    return postgres_store.states(settings.store_url.get_secret_value())


@contextmanager
def needs_extra() -> Iterator[None]:
    """Say what to install where psycopg is missing. Raises `StoreFailure`."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if (missing.name or "").split(".")[0] != "psycopg":
            raise
        raise StoreFailure("the setting store_url needs: pip install 'thutuc[postgres]'") from missing
