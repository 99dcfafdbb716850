"""Corrections of what was read, in the store's table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from index.access import Principal, may_read
from index.reading_corrections import Field, ReadingCorrection
from index.sql_connection import Connect
from index.sql_rows import Row, label_of
from index.sql_writes import not_found

_COLUMNS = "field, value, who, note, replaces, before, behind, start, page, entry, at, undone_by, undone_at"


class SqlReadingCorrections:
    """`ReadingCorrectionLog` over the connections of a `SqlStore`."""

    def __init__(self, reading: Connect, writing: Connect) -> None:
        """Keep how the store lends its connections."""
        self._reading = reading
        self._writing = writing

    def enter(self, document_id: str, corrections: Sequence[ReadingCorrection]) -> tuple[int, ...]:
        """Enter corrections of a document's file; return their entries. Raises `DocumentNotFound`."""
        entries = []
        with self._writing() as c:
            found = c.execute("SELECT sha256 FROM documents WHERE id = ?", (document_id,)).fetchone()
            if found is None:
                raise not_found(document_id)
            for one in corrections:
                entered = c.execute(
                    "INSERT INTO reading_corrections"
                    " (sha256, field, value, who, note, replaces, before, behind, start, page, at)"
                    f" VALUES ({', '.join('?' * 11)}) RETURNING entry",
                    (
                        *(found[0], one.field.value, one.value, one.who, one.note),
                        *(one.replaces, one.before, one.behind, one.start, one.page, _now()),
                    ),
                ).fetchone()
                entries.append(int(entered[0]))
        return tuple(entries)

    def undo(self, document_id: str, entry: int, who: str) -> bool:
        """Take a correction back; false where there is none that counts. Raises `DocumentNotFound`."""
        with self._writing() as c:
            found = c.execute("SELECT sha256 FROM documents WHERE id = ?", (document_id,)).fetchone()
            if found is None:
                raise not_found(document_id)
            undone = c.execute(
                "UPDATE reading_corrections SET undone_by = ?, undone_at = ?"
                " WHERE entry = ? AND sha256 = ? AND undone_at IS NULL",
                (who, _now(), entry, found[0]),
            )
        return undone.rowcount > 0

    def of(self, document_id: str, principal: Principal) -> tuple[ReadingCorrection, ...]:
        """Return all that was ever corrected of a document's file. Raises `DocumentNotFound`."""
        with self._reading() as c:
            found = c.execute(
                "SELECT level, departments, sha256 FROM documents WHERE id = ?", (document_id,)
            ).fetchone()
            if found is None or not may_read(principal, label_of(found[0], found[1])):
                raise not_found(document_id)
            rows = c.execute(
                f"SELECT {_COLUMNS} FROM reading_corrections WHERE sha256 = ? ORDER BY entry", (found[2],)
            ).fetchall()
        return tuple(map(_correction, rows))

    def changed(self) -> frozenset[str]:
        """Name the files, by the hash of their bytes, of which something was ever corrected or taken back."""
        with self._reading() as c:
            return frozenset(row[0] for row in c.execute("SELECT DISTINCT sha256 FROM reading_corrections"))

    def standing(self) -> Mapping[str, tuple[ReadingCorrection, ...]]:
        """Return what counts by the hash of the bytes, oldest first: for reading files, never for answers."""
        known: defaultdict[str, list[ReadingCorrection]] = defaultdict(list)
        with self._reading() as c:
            for row in c.execute(
                f"SELECT sha256, {_COLUMNS} FROM reading_corrections WHERE undone_at IS NULL ORDER BY entry"
            ):
                known[row[0]].append(_correction(row[1:]))
        return {sha256: tuple(found) for sha256, found in known.items()}


def _correction(row: Row) -> ReadingCorrection:
    return ReadingCorrection(Field(row[0]), *row[1:])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
