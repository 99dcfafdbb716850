"""Reads workbooks of Excel 2003 and before with xlrd: each sheet's titles, header and rows."""

from __future__ import annotations

import io
from pathlib import PurePath
from typing import Any, Final

import xlrd
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDocError

from ingest.errors import Damaged, Encrypted, TooLarge
from ingest.legacy_text import Run
from ingest.readers.flow import Flow, Paragraph
from ingest.readers.ole import BROKEN, Streams
from ingest.readers.sheets import MAX_CELLS, Area, Sheet, add_sheet, shown
from ingest.reading import Reading

_WHITE: Final = 0xF0
_TINY: Final = 30
"""Twentieths of a point."""


class XlsReader:
    """Reads `.xls`; hidden sheets, rows and columns are left out, and formulas give what was saved."""

    def read(self, data: bytes, name: PurePath) -> Reading:
        """Take out the text.

        Raises `Damaged`, `Empty`, `Encrypted`, `LegacyEncoding` and `TooLarge`.
        """
        flow = Flow(name)
        streams = Streams(data, name)
        # The library's own reader of compound files goes round for ever in some broken ones.
        stream = streams.read("Workbook" if "Workbook" in streams else "Book")
        try:
            book = xlrd.open_workbook(
                file_contents=stream, formatting_info=True, on_demand=True, logfile=io.StringIO()
            )
            sheets = [_Sheet(book, number, flow).read() for number in range(book.nsheets)]
        except XLRDError as error:
            if "encrypted" in str(error).lower():
                raise Encrypted(f"{name}: locked with a password") from error
            raise Damaged(f"{name}: the workbook is broken ({error})") from error
        except (*BROKEN, CompDocError, NotImplementedError) as error:
            raise Damaged(f"{name}: the workbook is broken ({type(error).__name__})") from error
        kept = [sheet for sheet in sheets if sheet.cells]
        for sheet in kept:
            add_sheet(flow, sheet, named=len(kept) > 1)
        return flow.reading()


class _Sheet:
    def __init__(self, book: Any, number: int, flow: Flow) -> None:  # noqa: ANN401 - the library has no types
        self._book, self._flow = book, flow
        self._sheet = book.sheet_by_index(number)

    def read(self) -> Sheet:
        source, found = self._sheet, Sheet(self._sheet.name)
        if source.nrows * max(source.ncols, 1) > MAX_CELLS * 10:
            raise TooLarge(f"a sheet of {source.nrows} rows and {source.ncols} columns")
        for row in range(source.nrows):
            for column in range(source.row_len(row)):
                text = self._shown(row, column)
                if not text.strip():
                    continue
                if source.visibility or self._is_hidden(row, column):
                    self._flow.hide(text)
                elif runs := self._runs(row, column, text):
                    found.cells[row, column] = runs
            if len(found.cells) > MAX_CELLS:
                raise TooLarge(f"a sheet of more than {MAX_CELLS} cells")
        found.merged = [Area(top, left, bottom, right) for top, bottom, left, right in source.merged_cells]
        return found

    def _is_hidden(self, row: int, column: int) -> bool:
        rows, columns = self._sheet.rowinfo_map, self._sheet.colinfo_map
        return bool((row in rows and rows[row].hidden) or (column in columns and columns[column].hidden))

    def _shown(self, row: int, column: int) -> str:
        cell = self._sheet.cell(row, column)
        if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
            return ""
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return shown(bool(cell.value))
        if cell.ctype == xlrd.XL_CELL_DATE:
            try:
                return shown(xlrd.xldate.xldate_as_datetime(cell.value, self._book.datemode))
            except (ValueError, OverflowError):
                return shown(cell.value)
        return shown(cell.value, self._form(cell)) if cell.ctype == xlrd.XL_CELL_NUMBER else str(cell.value)

    def _form(self, cell: Any) -> str:  # noqa: ANN401
        form = self._book.format_map.get(self._book.xf_list[cell.xf_index].format_key)
        return form.format_str if form else ""

    def _runs(self, row: int, column: int, text: str) -> Paragraph:
        """Return the cell's text font by font, without what cannot be seen."""
        style = self._book.xf_list[self._sheet.cell_xf_index(row, column)]
        filled = bool(style.background.fill_pattern)
        parts = [(0, style.font_index), *self._sheet.rich_text_runlist_map.get((row, column), ())]
        runs = []
        for at, (begin, number) in enumerate(parts):
            end = parts[at + 1][0] if at + 1 < len(parts) else len(text)
            font = self._book.font_list[number]
            if self._is_unseen(font, filled=filled):
                self._flow.hide(text[begin:end])
            else:
                runs.append(Run(text[begin:end], font.name))
        return [run for run in runs if run.text]

    def _is_unseen(self, font: Any, *, filled: bool) -> bool:  # noqa: ANN401
        colour = self._book.colour_map.get(font.colour_index)
        white = colour is not None and min(colour) >= _WHITE
        return (white and not filled) or 0 < font.height < _TINY
