"""What the store asks of a database: connections that understand its SQL, for many readers and one writer.

All SQL of the store is written once, so that SQLite and PostgreSQL both understand it: parameters are `?`,
or `?1` where one is used twice; what is there already is met with `ON CONFLICT`; days, lists and labels are
texts. The few words that differ are a `Dialect`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Dialect:
    """The words in which the databases differ."""

    begin: str
    """Begins a transaction that writes."""
    among: str
    """Tests whether a text is in a JSON list, the one parameter."""
    among_numbers: str
    """The same of a whole number."""
    packs_over: int
    """The text of a document of more characters is compressed; -1 compresses every one."""


class Cursor(Protocol):
    """What a statement found."""

    @property
    def rowcount(self) -> int:
        """How many rows the statement changed."""
        ...

    def fetchone(self) -> Any:  # noqa: ANN401 - a row, or None
        """Return the next row, or `None`."""
        ...

    def fetchmany(self, size: int, /) -> list[Any]:
        """Return up to `size` further rows."""
        ...

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]:
        """Go over the rows that are left."""
        ...


class Connection(Protocol):
    """A connection that one thread uses at a time.

    Failure: the database's own errors, which whoever lends the connection turns into those of
    `index.errors`.
    """

    @property
    def dialect(self) -> Dialect:
        """The words of this database."""
        ...

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Cursor:
        """Carry a statement out."""
        ...

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> Cursor:
        """Carry a statement out for each row; `rowcount` counts all that were changed."""
        ...

    def stream(self, sql: str, parameters: Sequence[Any] = (), /) -> AbstractContextManager[Cursor]:
        """Read rows as they are asked for, all of one moment, until the block ends."""
        ...


Connect = Callable[[], AbstractContextManager[Connection]]
"""Lends a connection until the block ends, and turns its errors into those of `index.errors`."""


class Readers(Protocol):
    """Connections for reading, each used by one thread at a time.

    A store that was never written reads as an empty one. Failure: `SchemaMismatch` where another version
    wrote the store, `StoreFailure` where it is closed or cannot be read.
    """

    def use(self) -> AbstractContextManager[Connection]:
        """Lend a connection; each statement sees one moment of the store."""
        ...

    def use_snapshot(self) -> AbstractContextManager[Connection]:
        """Lend a connection of which all statements see one moment of the store."""
        ...

    def close(self) -> None:
        """Close the idle connections now, and those in use when they come back."""
        ...


class Writer(Protocol):
    """The one connection that writes, with the right to do so."""

    @property
    def connection(self) -> Connection:
        """The connection."""
        ...

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open; a failure of the disk may have undone it."""
        ...

    def guarded(self) -> AbstractContextManager[None]:
        """Turn the database's errors into those of `index.errors`."""
        ...

    def tidy(self) -> None:
        """Give back room that is not needed any more."""
        ...

    def go_on_numbering(self) -> None:
        """Number new rows after those that were written with their numbers, inside a transaction."""
        ...

    def close(self) -> None:
        """Let go of the connection and the right."""
        ...
