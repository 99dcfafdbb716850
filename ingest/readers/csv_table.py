"""Reads tables in text files (.csv, .tsv): the sign between cells is told from the rows themselves."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from itertools import islice
from pathlib import PurePath
from typing import Final

from ingest.doubts import doubt
from ingest.errors import Damaged, TooLarge
from ingest.legacy_text import Run
from ingest.readers.encoding import decode
from ingest.readers.flow import Flow
from ingest.readers.limits import MAX_CHARACTERS
from ingest.readers.sheets import MAX_CELLS, Sheet, add_sheet
from ingest.reading import Reading

_SIGNS: Final = ",;\t|"
_SAMPLE_ROWS: Final = 200
_SEPARATOR_LINE: Final = "sep="
"""Excel writes the sign between cells so on the first line."""


class CsvReader:
    """Reads tables whose cells are parted by commas, semicolons, tabs or upright strokes."""

    def read(self, data: bytes, name: PurePath) -> Reading:
        """Take out the lines above the table, its header and its rows.

        Raises `Damaged`, `Empty`, `LegacyEncoding` and `TooLarge`.
        """
        decoded = decode(data, name)
        text, sign = decoded.text, ""
        if text[: len(_SEPARATOR_LINE)].casefold() == _SEPARATOR_LINE:
            first, _, text = text.partition("\n")
            sign = first[len(_SEPARATOR_LINE) :][:1]
        csv.field_size_limit(MAX_CHARACTERS)
        try:
            rows = _rows(text, sign or _sign(text), MAX_CELLS)
        except csv.Error as error:
            raise Damaged(f"{name}: no table ({error})") from error
        if sum(map(len, rows)) > MAX_CELLS:
            raise TooLarge(f"{name}: more than {MAX_CELLS} cells")
        sheet = Sheet(name.stem)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if value.strip():
                    sheet.cells[at, column] = [Run(value.strip())]
        flow = Flow(name)
        add_sheet(flow, sheet, named=False)
        reading = flow.reading()
        uneven = (doubt("table_uncertain"),) if _is_uneven(rows) else ()
        return replace(reading, doubts=(*decoded.doubts, *reading.doubts, *uneven))


def _rows(text: str, sign: str, most: int) -> list[list[str]]:
    """Take rows apart, until there are more cells than allowed."""
    rows, count = [], 0
    for row in csv.reader(StringIO(text), delimiter=sign):
        rows.append(row)
        count += len(row)
        if count > most:
            break
    return rows


def _sign(text: str) -> str:
    """Return the sign that parts most rows into the same number of cells, a comma where none does."""
    best, most = ",", 0.0
    for sign in _SIGNS:
        try:
            rows = list(islice(csv.reader(StringIO(text), delimiter=sign), _SAMPLE_ROWS))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if widths:
            width, count = widths.most_common(1)[0]
            # Of two signs that part all rows alike, the one that makes more cells is the table's.
            worth = count / max(len(rows), 1) + width / 1000
            if worth > most:
                best, most = sign, worth
    return best


def _is_uneven(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether some row has more filled cells than the usual number of cells in a row."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    usual = widths.most_common(1)[0][0] if widths else 0
    return any(len(row) != usual and any(row[usual:]) for row in rows)
