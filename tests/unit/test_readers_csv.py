"""Tables in text files: whatever parts their cells and encodes their letters, each row has its headers."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path, PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.access import AccessLabel
from index.provisions import Unit
from ingest.doubts import doubt
from ingest.errors import Empty, NotWhatItSays
from ingest.pipeline import Failed, Parsed, Task, process
from ingest.readers.csv_table import CsvReader

ROWS = [
    ["STT", "Tên thủ tục", "Thời hạn", "Lệ phí"],
    ["1", 'Cấp giấy phép mở "bến thuyền", bến phà', "15 ngày làm việc", "250.000"],
    ["2", "Gia hạn giấy phép; cấp lại", "07 ngày làm việc", "120.000"],
    ["3", "Thu hồi giấy phép", "03 ngày làm việc", ""],
]


def written(rows: list[list[str]], sign: str = ",", encoding: str = "utf-8") -> bytes:
    out = StringIO()
    csv.writer(out, delimiter=sign).writerows(rows)
    return out.getvalue().encode(encoding)


def cells(data: bytes) -> list[list[str]]:
    reading = CsvReader().read(data, PurePath("bang.csv"))
    (table,) = reading.tables
    return [[cell.of(reading.text) for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_sign_and_encoding_is_told(sign: str, encoding: str) -> None:
    assert cells(written(ROWS, sign, encoding)) == ROWS


def test_the_line_in_which_excel_names_the_sign_is_no_row() -> None:
    assert cells(b"sep=;\r\n" + written(ROWS, ";")) == ROWS


def test_each_row_is_a_provision_with_its_headers(tmp_path: Path) -> None:
    path = tmp_path / "bang.csv"
    path.write_bytes(written([["Danh mục thủ tục về bến thuyền", "", "", ""], *ROWS], ";"))
    done = process(Task(str(path), path, path.stat().st_size, 0, AccessLabel()))
    assert isinstance(done, Parsed)
    rows = [p for p in done.provisions if p.unit is Unit.TABLE_ROW]
    assert dict(rows[1].cells) == dict(zip(ROWS[0], ROWS[2], strict=True))
    assert done.document.text.startswith("Danh mục thủ tục về bến thuyền\n")


def test_rows_with_more_cells_than_the_others_are_told() -> None:
    data = written([*ROWS, ["4", "Cấp đổi", "05 ngày", "90.000", "thừa"]])
    assert CsvReader().read(data, PurePath("a.csv")).doubts == (doubt("table_uncertain"),)
    assert CsvReader().read(written(ROWS), PurePath("a.csv")).doubts == ()


def test_what_is_no_table_of_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Empty):
        CsvReader().read(b",,,\n,,\n", PurePath("a.csv"))
    path = tmp_path / "bang.csv"
    path.write_bytes(b"Rar!\x1a\x07 no table")
    done = process(Task(str(path), path, path.stat().st_size, 0, AccessLabel()))
    assert isinstance(done, Failed)
    assert isinstance(done.failure, NotWhatItSays)


WORDS = st.text(st.sampled_from('bcdnt ,;"\n\t'), min_size=1, max_size=9).filter(str.strip)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=3, max_size=8))
def test_what_was_written_is_read(rows: list[tuple[str, str, str]]) -> None:
    given = [["số", "tên", "ngày"], *(list(row) for row in rows)]
    plain = [[" ".join(cell.split()) for cell in row] for row in given]
    assert cells(written(given, "|")) == plain
