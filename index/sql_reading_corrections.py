"""Corrections of what was read, in the store's table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from index.access import Principal, may_read
from index.documents import Identity, is_given
from index.reading_corrections import Field, ReadingCorrection, reading_key
from index.sql_connection import Connect
from index.sql_rows import Row, label_of
from index.sql_writes import not_found

_FILE = "sha256, number, issuer, issued_on"
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
            found = c.execute(f"SELECT {_FILE} FROM documents WHERE id = ?", (document_id,)).fetchone()
            if found is None:
                raise not_found(document_id)
            key = _key(document_id, found)
            for one in corrections:
                entered = c.execute(
                    "INSERT INTO reading_corrections"
                    " (sha256, field, value, who, note, replaces, before, behind, start, page, at)"
                    f" VALUES ({', '.join('?' * 11)}) RETURNING entry",
                    (
                        *(key, one.field.value, one.value, one.who, one.note),
                        *(one.replaces, one.before, one.behind, one.start, one.page, _now()),
                    ),
                ).fetchone()
                entries.append(int(entered[0]))
        return tuple(entries)

    def undo(self, document_id: str, entry: int, who: str) -> bool:
        """Take a correction back; false where there is none that counts. Raises `DocumentNotFound`."""
        with self._writing() as c:
            found = c.execute(f"SELECT {_FILE} FROM documents WHERE id = ?", (document_id,)).fetchone()
            if found is None:
                raise not_found(document_id)
            key = _key(document_id, found)
            undone = c.execute(
                "UPDATE reading_corrections SET undone_by = ?, undone_at = ?"
                " WHERE entry = ? AND sha256 = ? AND undone_at IS NULL",
                (who, _now(), entry, key),
            )
        return undone.rowcount > 0

    def of(self, document_id: str, principal: Principal) -> tuple[ReadingCorrection, ...]:
        """Return all that was ever corrected of a document's file. Raises `DocumentNotFound`."""
        with self._reading() as c:
            found = c.execute(
                f"SELECT level, departments, {_FILE} FROM documents WHERE id = ?", (document_id,)
            ).fetchone()
            if found is None or not may_read(principal, label_of(found[0], found[1])):
                raise not_found(document_id)
            rows = c.execute(
                f"SELECT {_COLUMNS} FROM reading_corrections WHERE sha256 = ? ORDER BY entry",
                (_key(document_id, found[2:]),),
            ).fetchall()
        return tuple(map(_correction, rows))

    def changed(self) -> frozenset[str]:
        """Name the files, by the hash of their bytes, of which something was ever corrected or taken back."""
        with self._reading() as c:
            keys = c.execute("SELECT DISTINCT sha256 FROM reading_corrections").fetchall()
        return frozenset(row[0].partition(" ")[0] for row in keys)

    def standing(self) -> Mapping[str, tuple[ReadingCorrection, ...]]:
        """Return what counts by `reading_key`, oldest first: for reading files, never for answers."""
        known: defaultdict[str, list[ReadingCorrection]] = defaultdict(list)
        with self._reading() as c:
            for row in c.execute(
                f"SELECT sha256, {_COLUMNS} FROM reading_corrections WHERE undone_at IS NULL ORDER BY entry"
            ):
                known[row[0]].append(_correction(row[1:]))
        return {key: tuple(found) for key, found in known.items()}


def _key(document_id: str, row: Row) -> str:
    """Return the key of a document's corrections, by `_FILE` of its row."""
    sha256, number, issuer, issued_on = row
    identity = Identity(number, issuer=issuer, issued_on=date.fromisoformat(issued_on) if issued_on else None)
    return reading_key(sha256, document_id if is_given(document_id, identity, sha256) else "")


def _correction(row: Row) -> ReadingCorrection:
    return ReadingCorrection(Field(row[0]), *row[1:])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
