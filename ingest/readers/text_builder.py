"""Puts lines and tables one after the other and keeps count of where each row and cell stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from index.provisions import Span
from ingest.errors import TooLarge
from ingest.readers.limits import MAX_CHARACTERS, MAX_COLUMNS
from ingest.reading import Table, TableRow

SEPARATOR = " | "
_RULE = re.compile(r"[-_=*–—.\\ ]{3,}")
_LETTERHEAD = re.compile(
    r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI|^\W*nơi\s+nhận|^\W*(?:KT|TM|TL|TUQ)\.\s", re.IGNORECASE
)


def one_line(text: str) -> str:
    """Return the text with each run of blanks and line breaks as one blank."""
    return " ".join(text.split())


def is_rule(line: str) -> bool:
    """Tell whether a line is only drawn: dashes, underscores, stars."""
    return _RULE.fullmatch(line.strip()) is not None


class TextBuilder:
    """Collects a document's text.

    Raises `TooLarge` above `limits.MAX_CHARACTERS` characters.
    """

    def __init__(self, name: PurePath) -> None:
        """Begin with nothing; `name` serves the message of an error."""
        self._name = name
        self._parts: list[str] = []
        self._length = 0
        self.tables: list[Table] = []

    def line(self, text: str) -> None:
        """Add a paragraph as one line; one without a word is left out."""
        text = one_line(text)
        if text and not is_rule(text):
            self._add(text + "\n")

    def table(
        self, rows: Sequence[Sequence[str | None]], header_rows: int | None = None, *, certain: bool = True
    ) -> None:
        """Add a table, one line a row; rows without a word are left out, `None` is one with the cell above.

        Without `header_rows` the first row is the header, but for letterheads and signature blocks, which
        have
        none, and single rows.
        """
        cleaned = [([_cell(c or "") for c in row[:MAX_COLUMNS]], _merged(row)) for row in rows]
        kept, merged = [row for row, _ in cleaned if any(row)], [above for row, above in cleaned if any(row)]
        if not kept:
            return
        if header_rows is None:
            plain = len(kept) == 1 or any(_LETTERHEAD.search(cell) for row in kept[:2] for cell in row)
            header_rows = 0 if plain else 1
        spans = []
        for row, above in zip(kept, merged, strict=True):
            start, cells = self._length, []
            for number, cell in enumerate(row):
                if number:
                    self._add(SEPARATOR)
                cells.append(Span(self._length, self._length + len(cell)))
                self._add(cell)
            spans.append(TableRow(Span(start, self._length), tuple(cells), above))
            self._add("\n")
        self.tables.append(Table(tuple(spans), min(header_rows, len(kept)), certain))

    def text(self) -> str:
        """Return what was added so far."""
        return "".join(self._parts)

    def _add(self, text: str) -> None:
        self._length += len(text)
        if self._length > MAX_CHARACTERS:
            raise TooLarge(f"{self._name}: more than {MAX_CHARACTERS} characters of text")
        self._parts.append(text)


def _merged(row: Sequence[str | None]) -> tuple[int, ...]:
    return tuple(column for column, cell in enumerate(row[:MAX_COLUMNS]) if cell is None)


def _cell(text: str) -> str:
    """Return a cell as one line, without drawn rules; a `|` inside it would look like another cell."""
    lines = (line for line in text.split("\n") if not is_rule(line))
    return one_line(" ".join(lines)).replace("|", "¦") if text else ""
