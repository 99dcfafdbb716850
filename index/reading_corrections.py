"""What people corrected of what was read from files; behind one protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from index.access import Principal


class Field(StrEnum):
    """What of a reading can be corrected."""

    NUMBER = "number"
    KIND = "kind"
    ISSUER = "issuer"
    ISSUED_ON = "issued_on"
    TITLE = "title"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class ReadingCorrection:
    """A value that a person set in place of what was read.

    Of the text, `replaces` are the words that were misread ("" where nothing was read on `page`), `start` is
    where they began in the text that the person saw, `before` and `behind` are what stood around them.
    A `value` equal to `replaces` confirms the words. `entry`, `at` and `undone_at` (UTC) are the store's.
    """

    field: Field
    value: str
    who: str
    note: str
    replaces: str = ""
    before: str = ""
    behind: str = ""
    start: int | None = None
    page: int | None = None
    entry: int = 0
    at: str = ""
    undone_by: str | None = None
    undone_at: str | None = None


def reading_key(sha256: str, given: str = "") -> str:
    """Return what corrections belong to: the bytes of a file, or the document alone that has a `given` id.

    So those of a file handed in are not seen by who holds the same bytes under another label.
    """
    return f"{sha256} {given}" if given else sha256


class ReadingCorrectionLog(Protocol):
    """The corrections of a store. They belong to what `reading_key` names, whatever document it becomes.

    Failure: as `DocumentStore`.
    """

    def enter(self, document_id: str, corrections: Sequence[ReadingCorrection]) -> tuple[int, ...]:
        """Enter corrections of a document's file, which count when it is read again; return their entries.

        Raises `DocumentNotFound`.
        """
        ...

    def undo(self, document_id: str, entry: int, who: str) -> bool:
        """Take a correction of a document's file back; false where it has no such one that still counts.

        Raises `DocumentNotFound`.
        """
        ...

    def of(self, document_id: str, principal: Principal) -> tuple[ReadingCorrection, ...]:
        """Return all that was ever corrected of a document's file, oldest first.

        Raises `DocumentNotFound`.
        """
        ...

    def changed(self) -> frozenset[str]:
        """Name the files, by the hash of their bytes, of which something was ever corrected or taken back."""
        ...

    def standing(self) -> Mapping[str, tuple[ReadingCorrection, ...]]:
        """Return what counts by `reading_key`, oldest first: for reading files, never for answers."""
        ...
