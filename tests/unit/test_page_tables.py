"""Tables on pages: rebuilt from their rules in text layers and in scans, and only where these are clear."""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePath

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Table, TableStyle
from scans import FONT, file_of, needs_tesseract

from ingest.readers.pdf import PdfReader
from ingest.readers.picture import PictureReader
from ingest.reading import Reading
from ingest.recognition import OcrWish, Recogniser

pytestmark = pytest.mark.skipif(not FONT.is_file(), reason="the Noto fonts are not installed")

ALL = ((0, 0), (-1, -1))
TOP = ("VALIGN", *ALL, "TOP")
CLOSE = (("TOPPADDING", *ALL, 0), ("BOTTOMPADDING", *ALL, 0))
GRID = ("GRID", *ALL, 0.7, "black")
FEES = [
    ["Số TT", "Nội dung thu", "Mức thu (đồng)"],
    ["1", "Cấp giấy phép mở bến thuyền du lịch trên hồ của tỉnh", "250.000"],
    ["2", "Gia hạn giấy phép", "120.000"],
    ["3", "Cấp lại giấy phép do mất, hỏng", "90.000"],
]

PLACES = [
    *("Hạ Long", "Sơn Khê", "Thác Bạc", "Đồng Mô", "Cửa Lò", "Bình Minh", "Tân An", "Phú Lộc", "Hòa Bình"),
    *("Mỹ Hào", "Kim Sơn", "Gia Lâm", "Đông Anh", "Yên Tử"),
]


def style() -> ParagraphStyle:
    if "Vietnamese" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Vietnamese", str(FONT)))
    return ParagraphStyle("text", fontName="Vietnamese", fontSize=12, leading=17)


def table(rows: list[list[str]], *commands: tuple[object, ...], repeat: int = 0) -> Table:
    cells = [[Paragraph(words, style()) if words else "" for words in row] for row in rows]
    wide = 400 / max(len(row) for row in rows)
    made = Table(cells, colWidths=[wide] * len(rows[0]), repeatRows=repeat)
    made.setStyle(TableStyle(list(commands)))
    return made


def pdf(*parts: str | Flowable, high: float = 700) -> bytes:
    buffer = BytesIO()
    frame = Frame(70, 60, A4[0] - 140, high)
    shown = [Paragraph(part, style()) if isinstance(part, str) else part for part in parts]
    BaseDocTemplate(buffer, pagesize=A4, pageTemplates=[PageTemplate(frames=[frame])]).build(shown)
    return buffer.getvalue()


def read(data: bytes) -> Reading:
    return PdfReader().read(data, PurePath("a.pdf"))


def cells(reading: Reading) -> list[list[list[str]]]:
    return [[[c.of(reading.text) for c in row.cells] for row in made.rows] for made in reading.tables]


def scanned(data: bytes, tilt: float = 0.0) -> Reading:
    page = pdfium.PdfDocument(data)[0].render(scale=200 / 72, grayscale=True).to_pil()
    picture = page.rotate(tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    return PictureReader(Recogniser(OcrWish("vie"))).read(file_of(picture), PurePath("a.png"))


def test_a_ruled_table_has_its_rows_and_cells() -> None:
    reading = read(pdf("Biểu mức thu lệ phí như sau:", table(FEES, GRID), "Điều 2. Tổ chức thực hiện"))
    assert cells(reading) == [FEES]
    assert reading.tables[0].header_rows == 1
    assert reading.text.startswith(
        "Biểu mức thu lệ phí như sau:\nSố TT | Nội dung thu | Mức thu (đồng)\n1 | "
    )
    assert reading.text.endswith("90.000\nĐiều 2. Tổ chức thực hiện")
    assert [w.span.of(reading.text) for w in reading.words] == reading.text.replace(" | ", " ").split()
    assert reading.doubts == ()


def test_merged_cells_and_two_header_rows_are_known() -> None:
    rows = [
        ["Thủ tục", "Thời hạn", ""],
        ["", "Cấp tỉnh", "Cấp xã"],
        ["Cấp mới", "15 ngày", "10 ngày"],
        ["", "20 ngày", "12 ngày"],
    ]
    spans = (("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0)), ("SPAN", (0, 2), (0, 3)))
    reading = read(pdf(table(rows, GRID, *spans)))
    assert cells(reading) == [rows]
    (made,) = reading.tables
    assert made.header_rows == 2
    assert [row.above for row in made.rows] == [(), (0,), (), (0,)]


def test_a_table_over_two_pages_is_one() -> None:
    many = [FEES[0], *([str(n), f"Nội dung thứ {n} của biểu", f"{n}0.000"] for n in range(1, 40))]
    reading = read(pdf(table(many, GRID, repeat=1), "Điều 2. Tổ chức thực hiện", high=420))
    assert len(reading.pages) > 2
    assert cells(reading) == [many]
    assert reading.text.count("Nội dung thu") == 1
    assert reading.text.endswith("\nĐiều 2. Tổ chức thực hiện")
    words = {word.span.of(reading.text): word.box.page for word in reading.words}
    assert words["390.000"] > words["10.000"]


def test_a_frame_round_text_is_no_table() -> None:
    reading = read(pdf("Trước khung.", table([["Chữ trong một khung."]], GRID), "Sau khung."))
    assert reading.tables == ()
    assert " ".join(reading.text.split()) == "Trước khung. Chữ trong một khung. Sau khung."


def test_a_table_without_rules_is_rebuilt_where_figures_head_its_rows() -> None:
    reading = read(pdf("Biểu mức thu lệ phí như sau:", table(FEES, TOP), "Điều 2. Tổ chức thực hiện"))
    assert cells(reading) == [FEES]
    assert reading.tables[0].header_rows == 1
    assert reading.text.startswith("Biểu mức thu lệ phí như sau:\nSố TT | Nội dung thu | Mức thu (đồng)\n")
    assert reading.text.endswith("90.000\nĐiều 2. Tổ chức thực hiện")
    assert reading.doubts == ()


def test_a_table_without_rules_ends_where_text_runs_through_its_columns() -> None:
    note = "Ghi chú: mức thu này áp dụng cho tất cả các bến thuyền trên hồ, kể cả bến tạm trong mùa lễ hội."
    rows = [FEES[0], *([str(n), f"Nội dung {n}", f"{n}0.000"] for n in range(1, 4))]
    reading = read(pdf(table(rows), note, "2"))
    assert cells(reading) == [rows]
    assert reading.text.endswith("\n2") or "mùa lễ hội." in reading.text.rsplit("\n", 1)[-1]


def test_figures_that_stand_at_the_foot_of_their_rows_are_no_certain_table() -> None:
    assert read(pdf(table(FEES, ("VALIGN", *ALL, "BOTTOM")))).tables == ()


def test_rows_without_rules_that_stand_as_close_as_lines_are_told_and_read_by_lines() -> None:
    """Where a cell ends and the next begins is not certain then."""
    reading = read(pdf(table(FEES, TOP, *CLOSE)))
    assert reading.tables == ()
    assert "Trang 1 có thể có bảng" in reading.doubts[0]
    assert "Gia hạn giấy phép 120.000" in " ".join(reading.text.split())


@pytest.mark.parametrize(
    "rows",
    [
        [["KẾ TOÁN", "THỦ QUỸ", "GIÁM ĐỐC"], ["(Ký tên)", "(Ký tên)", "(Ký, dấu)"], ["Lê A", "Lê B", "Lê C"]],
        [["Họ tên:", "Nơi sinh:", "Nghề nghiệp:"], ["Họ tên:", "Nơi sinh:", "Nghề:"], ["A", "B", "C"]],
        [["1", "Đơn đề nghị", "01 bản"], ["2", "Bản vẽ", "02 bản"], ["3", "Tờ khai", "01 bản"]],
    ],
    ids=["signatures", "a form", "a list without a header"],
)
def test_other_things_in_columns_stay_lines(rows: list[list[str]]) -> None:
    assert read(pdf("Phần trên.", table(rows), "Phần dưới của trang.")).tables == ()


def test_a_grid_with_a_cell_that_is_no_rectangle_is_told_and_read_by_lines() -> None:
    rules = [
        ("BOX", (0, 0), (-1, -1), 0.7, "black"),
        ("LINEBELOW", (0, 0), (0, 0), 0.7, "black"),
        ("LINEAFTER", (0, 0), (0, 0), 0.7, "black"),
        ("LINEBELOW", (1, 1), (2, 1), 0.7, "black"),
        ("LINEAFTER", (1, 1), (1, 2), 0.7, "black"),
    ]
    reading = read(pdf(table(FEES[:3], *rules)))
    assert reading.tables == ()
    assert any("có thể có bảng" in told for told in reading.doubts)


@needs_tesseract
@pytest.mark.parametrize("tilt", [0.0, 1.4, -2.2])
def test_a_table_on_a_scan_has_its_rows_and_cells(tilt: float) -> None:
    reading = scanned(pdf("Biểu mức thu lệ phí như sau:", table(FEES, GRID), "Tổ chức thực hiện"), tilt)
    (found,) = cells(reading)
    assert [len(row) for row in found] == [3, 3, 3, 3]
    assert [row[2] for row in found[1:]] == ["250.000", "120.000", "90.000"]
    assert found[2][1] == "Gia hạn giấy phép"


@needs_tesseract
def test_pale_and_thin_rules_of_a_scan_are_seen() -> None:
    (found,) = cells(scanned(pdf(table(FEES, ("GRID", *ALL, 0.5, "#808080")))))
    assert [row[2] for row in found[1:]] == ["250.000", "120.000", "90.000"]


@needs_tesseract
def test_figures_that_stand_alone_in_cells_of_a_scan_are_read() -> None:
    """Over a whole page Tesseract passes such figures by, or takes rules beside them for letters."""
    rows = [["TT", "Tên bến", "Ký hiệu"]]
    rows += [[str(n), f"Bến {name}", str(n * 7 + 11)] for n, name in enumerate(PLACES, 1)]
    close = Table([[Paragraph(c, style()) for c in row] for row in rows], colWidths=[30, 200, 90])
    close.setStyle(TableStyle([GRID, *CLOSE]))
    reading = scanned(pdf(close), 0.5)
    (found,) = cells(reading)
    assert [row[1] for row in found] == [row[1] for row in rows]
    wrong = [(a, b) for a, b in zip(found, rows, strict=True) if a != b]
    assert len(wrong) <= 1, wrong
    assert not any("có thể có bảng" in told for told in reading.doubts)
    boxes = {word.span.of(reading.text): word.box for word in reading.words}
    assert boxes["88"].left > 0.5 > boxes["Bến"].left
