"""Reads workbooks of Excel 2007 and later with openpyxl: each sheet's titles, header and rows."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import PurePath
from typing import Any, Final

import openpyxl
from lxml import etree
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.exceptions import InvalidFileException

from ingest.errors import Damaged, TooLarge, Unreadable
from ingest.legacy_text import Run
from ingest.readers import package
from ingest.readers.flow import Flow, Paragraph
from ingest.readers.sheets import MAX_CELLS, Area, Sheet, add_sheet, shown
from ingest.reading import Reading

_WHITE: Final = ("FFFFFFFF", "00FFFFFF")
_TINY: Final = 1.5
_WHITE_THEME: Final = 0


class XlsxReader:
    """Reads `.xlsx`; hidden sheets, rows and columns are left out, and formulas give what was saved."""

    def read(self, data: bytes, name: PurePath) -> Reading:
        """Take out the text.

        Raises `Damaged`, `Empty`, `Encrypted`, `LegacyEncoding` and `TooLarge`.
        """
        package.check(data, name).close()
        flow = Flow(name)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the library warns of parts that it passes by
                book = openpyxl.load_workbook(
                    BytesIO(data), data_only=True, rich_text=True, keep_links=False, keep_vba=False
                )
                sheets = [_sheet(sheet, flow) for sheet in book.worksheets]
        except Unreadable:
            raise
        except (*package.BROKEN, InvalidFileException, etree.XMLSyntaxError, SyntaxError) as error:
            raise Damaged(f"{name}: the workbook is broken ({type(error).__name__})") from error
        kept = [sheet for sheet in sheets if sheet.cells]
        for sheet in kept:
            add_sheet(flow, sheet, named=len(kept) > 1)
        return flow.reading()


def _sheet(source: Any, flow: Flow) -> Sheet:  # noqa: ANN401 - the library has no types
    found = Sheet(source.title)
    rows = {number for number, row in source.row_dimensions.items() if row.hidden}
    columns = {
        number
        for column in source.column_dimensions.values()
        if column.hidden and column.min
        for number in range(column.min, min(column.max or column.min, 16_384) + 1)
    }
    seen = source.sheet_state == "visible"
    # The cells that there are: a sheet may say that it has a million rows.
    for _, cell in sorted(source._cells.items()):
        if cell.value is None:
            continue
        runs = _runs(cell, flow)
        text = "".join(run.text for run in runs)
        if not text.strip():
            continue
        if not seen or cell.row in rows or cell.column in columns:
            flow.hide(text)
        else:
            found.cells[cell.row - 1, cell.column - 1] = runs
        if len(found.cells) > MAX_CELLS:
            raise TooLarge(f"a sheet of more than {MAX_CELLS} cells")
    for area in source.merged_cells.ranges:
        found.merged.append(Area(area.min_row - 1, area.min_col - 1, area.max_row, area.max_col))
    return found


def _runs(cell: Any, flow: Flow) -> Paragraph:  # noqa: ANN401
    filled = bool(cell.fill and cell.fill.fill_type)
    if isinstance(cell.value, CellRichText):
        parts = [
            (part.text, part.font.rFont or "", part.font) if isinstance(part, TextBlock) else (part, "", None)
            for part in cell.value
        ]
    else:
        parts = [
            (shown(cell.value, cell.number_format or ""), (cell.font and cell.font.name) or "", cell.font)
        ]
    runs = []
    for text, font, style in parts:
        if style is not None and _is_unseen(style, filled=filled):
            flow.hide(text)
        else:
            runs.append(Run(text, font))
    return runs


def _is_unseen(font: Any, *, filled: bool) -> bool:  # noqa: ANN401
    if font.sz is not None and 0 < font.sz < _TINY:
        return True
    colour = font.color
    if filled or colour is None:
        return False
    if colour.type == "theme":
        return bool(colour.theme == _WHITE_THEME and not colour.tint)
    return colour.type == "rgb" and str(colour.rgb).upper() in _WHITE
