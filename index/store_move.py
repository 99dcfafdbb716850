"""Moving an installation's store from its home to a PostgreSQL server, and back."""

from __future__ import annotations

import os
from contextlib import ExitStack, closing

from index.errors import StoreFailure
from index.layout import sync
from index.settings import Settings
from index.sqlite_connection import ReaderPool, WriterLock
from index.sqlite_store import SqliteWriter
from index.store_copy import Tell, copy_store
from index.store_opening import needs_extra


def to_server(settings: Settings, tell: Tell) -> None:
    """Copy the store of the home into the empty database of `store_url`; the file stays as it is.

    Raises:
        StoreBusy: another process writes to one of both.
        StoreUnreachable: no server answers that takes changes.
        SchemaMismatch: another version wrote the file.
        StoreFailure: there is no file, the database holds something, or `store_url` is not set.
    """
    url, file = _url(settings), settings.database
    if not file.is_file():
        raise StoreFailure(f"there is no store at {file} to copy")
    with needs_extra():
        from index.postgres_writer import PostgresWriter  # noqa: PLC0415 - psycopg is an extra
    with ExitStack() as stack:
        lock = WriterLock(file.with_name(f"{file.name}.lock"))
        stack.callback(lock.release)
        source = stack.enter_context(closing(ReaderPool(file)))
        copy_store(source, stack.enter_context(closing(PostgresWriter(url))), tell)


def to_file(settings: Settings, tell: Tell) -> None:
    """Copy the store of `store_url` into the home, where there is none yet. Raises as `to_server`."""
    url, file = _url(settings), settings.database
    if file.exists():
        raise StoreFailure(f"{file} is there already: put it aside first")
    with needs_extra():
        from index.postgres_readers import PostgresReaders  # noqa: PLC0415 - psycopg is an extra
    draft = file.with_name(f"tmp-copy-{os.getpid()}.sqlite")
    try:
        with ExitStack() as stack:
            source = stack.enter_context(closing(PostgresReaders(url)))
            target = stack.enter_context(closing(SqliteWriter(draft)))
            copy_store(source, target, tell)
            target.tidy()
        draft.rename(file)
        sync(settings.home)
    finally:
        for left in settings.home.glob(f"{draft.name}*"):
            left.unlink()


def _url(settings: Settings) -> str:
    if settings.store_url is None:
        raise StoreFailure("the setting store_url names no server: see docs/servers.md")
    return settings.store_url.get_secret_value()
