"""Office files old and new, made by real programs: the same text out of each, without what is hidden."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from ingest.detect import detect, reader_for
from ingest.errors import Damaged, Empty, Encrypted, TooLarge, Unreadable
from ingest.legacy_tables import Encoding
from ingest.reading import Reading
from tests.legacy_writing import write
from tests.office_samples import CAPITALS, HEADLINE, LISTED, ROWS, SECRET, TCVN3, VNI, sample

NOTICES = ("notice.docx", "notice.doc", "notice.rtf", "notice.odt")
BOOKS = ("fees.xlsx", "fees.xls", "fees.ods")
SHOWS = ("slides.pptx", "slides.ppt", "slides.odp")


def read(data: bytes, name: str) -> Reading:
    path = PurePath(name)
    return reader_for(detect(data, path)).read(data, path)


def rows_of(reading: Reading) -> list[list[str]]:
    return [[cell.of(reading.text) for cell in row.cells] for row in reading.tables[0].rows]


@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_is_read_whole_in_its_order(name: str) -> None:
    lines = read(sample(name), name).text.splitlines()
    numbered = [f"{number}. {line}" for number, line in enumerate(LISTED, 1)]
    assert lines[:4] == [HEADLINE, TCVN3, CAPITALS.upper(), VNI]
    assert lines[5:8] == numbered
    assert lines[-1] == "Kết thúc thông báo."


@pytest.mark.parametrize("name", NOTICES)
def test_its_table_keeps_rows_and_merged_cells(name: str) -> None:
    reading = read(sample(name), name)
    rows = rows_of(reading)
    assert rows[:3] == [list(row) for row in ROWS]
    assert rows[3] == ["3", "Không thuộc đối tượng phải cấp phép", ""]
    assert reading.tables[0].certain


@pytest.mark.parametrize("name", [*NOTICES, *BOOKS])
def test_what_nobody_sees_is_not_read_but_counted(name: str) -> None:
    reading = read(sample(name), name)
    assert SECRET not in reading.text
    assert any("Đã bỏ 3 đoạn chữ ẩn" in told for told in reading.doubts)


@pytest.mark.parametrize("name", NOTICES)
def test_white_letters_on_a_shade_are_read(name: str) -> None:
    assert "Căn cứ chữ trắng trên nền xanh quy định hiện hành." in read(sample(name), name).text


@pytest.mark.parametrize("name", NOTICES)
def test_converted_encodings_are_told(name: str) -> None:
    assert any("TCVN3, VNI" in told for told in read(sample(name), name).doubts)


@pytest.mark.parametrize("name", BOOKS)
def test_a_workbook_gives_titles_headers_and_rows(name: str) -> None:
    reading = read(sample(name), name)
    assert reading.text.startswith("BIỂU MỨC THU PHÍ THẨM ĐỊNH\n")
    assert reading.tables[0].header_rows == 2
    assert rows_of(reading)[2:5] == [
        ["1", "Nhà ở riêng lẻ", "75000", "15000"],
        ["2", "Công trình khác", "150000", "15000"],
        ["3", "Dự án", "15%", "10%"],
    ]
    assert "Chữ trắng trên nền" in reading.text


@pytest.mark.parametrize("name", BOOKS)
def test_headers_of_two_rows_are_carried_to_each_row(name: str) -> None:
    from ingest.structure import parse

    drafts = parse(read(sample(name), name))
    cells = next(dict(draft.cells) for draft in drafts if ("STT", "1") in draft.cells)
    assert cells["Mức thu Lần đầu"] == "75000"
    assert cells["Mức thu Gia hạn"] == "15000"


@pytest.mark.parametrize("name", SHOWS)
def test_slides_are_read_in_order(name: str) -> None:
    text = read(sample(name), name).text
    places = [text.index(line) for line in (HEADLINE, *LISTED, VNI, ROWS[1][1])]
    assert places == sorted(places)


@pytest.mark.parametrize("name", [*NOTICES, *BOOKS, *SHOWS])
def test_a_file_that_is_cut_short_is_refused_or_read_in_part(name: str) -> None:
    data = sample(name)
    for part in (0.1, 0.5, 0.9):
        try:
            read(data[: int(len(data) * part)], name)
        except Unreadable:
            continue


def rtf(body: str) -> Reading:
    return read(
        (r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times New Roman;}{\f1 .VnTime;}{\f2\fcharset163 Arial;}}"
         r"{\colortbl;\red255\green255\blue255;}" + body + "}").encode("latin-1"),
        "a.rtf",
    )  # fmt: skip


def test_rtf_reads_unicode_escapes_code_pages_and_soft_hyphens_of_tcvn3() -> None:
    assert rtf(r"\f0 \u272?i\u7873?u 1\par").text == "Điều 1\n"
    assert rtf(r"{\f2 Ng\'fd\'f5\'cci}\par").text == "Người\n"
    assert rtf(r"{\f1 n\-\'ccc, C\'e9ng hoµ x· héi chñ nghÜa ViÖt Nam}\par").text.startswith("n")
    assert "tượng áp dụng" in rtf(r"{\f1 §èi t\-îng ¸p dông cña quyÕt ®Þnh nµy}\par").text


def test_rtf_leaves_out_fields_pictures_deleted_and_hidden_text() -> None:
    reading = rtf(
        r"Trang {\field{\*\fldinst PAGE}{\fldrslt 4}} {\pict\pngblip 89504e47} {\deleted cũ}{\v ẩn}"
        r"{\cf1 trắng} còn lại\par".encode("ascii", "xmlcharrefreplace").decode()
    )
    assert "PAGE" not in reading.text
    assert "8950" not in reading.text
    assert "còn lại".encode("ascii", "xmlcharrefreplace").decode() in reading.text
    assert any("Đã bỏ 2" in told for told in reading.doubts)


def test_rtf_footnotes_stand_behind_the_text_under_their_number() -> None:
    assert rtf(r"Mot{\footnote\chftn  ghi chu}\par Hai\par").text == "Mot[1]\nHai\n[1] ghi chu\n"


def test_groups_nested_without_end_are_too_large() -> None:
    with pytest.raises(TooLarge):
        rtf("{" * 2000 + "x")


def test_a_document_type_in_a_package_is_refused() -> None:
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sample("notice.docx"))) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "word/document.xml":
                data = data.replace(b"?>", b"?><!DOCTYPE d [<!ENTITY a 'b'>]>", 1)
            new.writestr(part.filename, data)
    with pytest.raises(Damaged, match="document type"):
        read(out.getvalue(), "a.docx")


def test_an_empty_document_says_so() -> None:
    with pytest.raises(Empty):
        rtf(r"\par \par")


def test_text_in_an_encoding_that_html_names_by_its_font_is_converted() -> None:
    body = write(TCVN3, Encoding.TCVN3)
    page = f'<html><body><p><font face=".VnTime">{body}</font></p><p>Hà Nội</p></body></html>'.encode()
    reading = read(page, "a.html")
    assert reading.text == f"{TCVN3}\nHà Nội\n"
    assert any("TCVN3" in told for told in reading.doubts)


@pytest.mark.parametrize(
    "style",
    ["color:#ffffff", "color: white;font-weight:bold", "font-size:0.5px", "position:absolute;left:-9999px"],
)
def test_text_that_a_page_hides_from_its_readers_is_counted(style: str) -> None:
    page = f'<html><body><p>Điều 1. Phạm vi</p><p style="{style}">{SECRET}</p></body></html>'.encode()
    reading = read(page, "a.html")
    assert reading.text == "Điều 1. Phạm vi\n"
    assert any("Đã bỏ 1" in told for told in reading.doubts)


def test_a_locked_document_is_encrypted() -> None:
    data = bytearray(sample("notice.doc"))
    at = data.index((0xA5EC).to_bytes(2, "little"))
    data[at + 0x0B] |= 0x01
    with pytest.raises(Encrypted):
        read(bytes(data), "a.doc")
