"""Opening the store that the settings name: the file in the home, or a database on a PostgreSQL server."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from index import sqlite_rehearsal
from index.errors import StoreFailure
from index.schema_steps import Rehearsal
from index.settings import Settings
from index.sql_changes import ChangeLog
from index.sql_store import SqlStore
from index.sqlite_connection import ReaderPool
from index.sqlite_connection import missing_steps as missing_in_file
from index.sqlite_store import SqliteStore

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
    store: SqlStore = postgres().PostgresStore.open(settings.store_url.get_secret_value(), write=write)
    return store


def open_change_log(settings: Settings) -> ChangeLog:
    """Open what has happened to the documents; failure as `DocumentStore` reads."""
    if settings.store_url is None:
        return ChangeLog(ReaderPool(settings.database))
    return ChangeLog(postgres().PostgresReaders(settings.store_url.get_secret_value()))


def has_store(settings: Settings) -> bool:
    """Tell whether there is a store; one that cannot be reached may be there. Raises `StoreFailure`."""
    if settings.store_url is None:
        return settings.database.is_file()
    url = settings.store_url.get_secret_value()
    if url not in _written and postgres().is_written(url):
        _written.add(url)
    return url in _written


def missing_steps(settings: Settings) -> tuple[str, ...]:
    """Name the files of `index/migrations` that the store has not seen; nothing is written.

    Raises:
        SchemaMismatch: a later version wrote it.
        StoreFailure: there is no store, or it cannot be read.
    """
    if settings.store_url is None:
        return missing_in_file(settings.database)
    names: tuple[str, ...] = postgres().missing_steps(settings.store_url.get_secret_value())
    return names


def rehearse(settings: Settings) -> Rehearsal:
    """Bring the store forward without keeping it, to see that it goes and how long it takes.

    Raises:
        SchemaMismatch: a later version wrote it.
        StoreFailure: there is no store, or a step fails or loses rows; it is as it was.
    """
    if settings.store_url is None:
        return sqlite_rehearsal.rehearse(settings.database)
    tried: Rehearsal = postgres().rehearse(settings.store_url.get_secret_value())
    return tried


def postgres() -> ModuleType:
    """Load what reads and writes stores on servers. Raises `StoreFailure` where the extra is missing."""
    try:
        from index import postgres_store  # noqa: PLC0415 - psycopg is an extra
    except ModuleNotFoundError as missing:
        if (missing.name or "").split(".")[0] != "psycopg":
            raise
        raise StoreFailure("the setting store_url needs: pip install 'thutuc[postgres]'") from missing
    return postgres_store
