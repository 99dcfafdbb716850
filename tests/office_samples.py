"""One notice in every office format: what is in it, and how the files in tests/office were made.

DOCX, XLSX and PPTX are written with their libraries, the older formats were made from those by LibreOffice:

    python -m tests.office_samples FOLDER
    soffice --headless --convert-to doc --outdir tests/office FOLDER/notice.docx     (rtf and odt likewise)
    soffice --headless --convert-to xls --outdir tests/office FOLDER/fees.xlsx       (ods likewise)
    soffice --headless --convert-to ppt --outdir tests/office FOLDER/slides.pptx     (odp likewise)
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from openpyxl.styles import Font, PatternFill

from ingest.legacy_tables import Encoding
from tests.legacy_writing import write

FOLDER = Path(__file__).parent / "office"
HEADLINE = "Thông báo số 77/TB-SXD về tiếp nhận hồ sơ"
TCVN3 = "Trong thời hạn mười lăm ngày, cơ quan tiếp nhận trả kết quả cho người nộp hồ sơ."
CAPITALS = "quyết định ban hành"
VNI = "Người đứng đầu chịu trách nhiệm về việc chậm trễ của đơn vị mình."
SECRET = "bí mật không ai thấy"
LISTED = ("Đơn đề nghị theo mẫu", "Bản vẽ thiết kế đã được thẩm định", "Giấy tờ về quyền sử dụng đất")
ROWS = (
    ("STT", "Loại công trình", "Thời hạn"),
    ("1", "Nhà ở riêng lẻ", "15 ngày"),
    ("2", "Công trình cấp III", "20 ngày"),
)


def _run(paragraph: Any, text: str, font: str = "") -> Any:
    run = paragraph.add_run(text)
    if font:
        run.font.name = font
        run._r.rPr.rFonts.set(qn("w:hAnsi"), font)
        run._r.rPr.rFonts.set(qn("w:cs"), font)
    return run


def notice() -> bytes:
    """A DOCX: Unicode, TCVN3 (with capitals), VNI, a list, a table, hidden runs of each kind."""
    document = docx.Document()
    document.styles["Normal"].font.name = "Times New Roman"
    document.add_paragraph(HEADLINE)
    _run(document.add_paragraph(), write(TCVN3, Encoding.TCVN3), ".VnTime")
    _run(document.add_paragraph(), write(CAPITALS, Encoding.TCVN3), ".VnTimeH")
    _run(document.add_paragraph(), write(VNI, Encoding.VNI), "VNI-Times")
    mixed = document.add_paragraph("Căn cứ ")
    hidden = _run(mixed, f"{SECRET} một ")
    hidden.font.hidden = True
    white = _run(mixed, f"{SECRET} hai ")
    white.font.color.rgb = RGBColor(255, 255, 255)
    tiny = _run(mixed, f"{SECRET} ba ")
    tiny.font.size = Pt(1)
    seen = _run(mixed, "chữ trắng trên nền xanh ")
    seen.font.color.rgb = RGBColor(255, 255, 255)
    shade = OxmlElement("w:shd")
    for key, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", "1F3864")):
        shade.set(qn(key), value)
    seen._r.rPr.append(shade)
    _run(mixed, "quy định hiện hành.")
    for line in LISTED:
        document.add_paragraph(line, style="List Number")
    document.add_paragraph("Thời hạn giải quyết")
    table = document.add_table(rows=0, cols=3)
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    merged = table.add_row().cells
    merged[0].text = "3"
    merged[1].merge(merged[2]).text = "Không thuộc đối tượng phải cấp phép"
    document.add_paragraph("Kết thúc thông báo.")
    return _saved(document)


def fees() -> bytes:
    """An XLSX: titles, a header of two rows with merged cells, a column of TCVN3, and hidden parts."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Biểu phí"
    sheet["A1"] = "BIỂU MỨC THU PHÍ THẨM ĐỊNH"
    sheet["A3"], sheet["B3"], sheet["C3"] = "STT", "Nội dung thu", "Mức thu"
    sheet["C4"], sheet["D4"] = "Lần đầu", "Gia hạn"
    sheet.merge_cells("C3:D3")
    sheet.merge_cells("A3:A4")
    sheet.merge_cells("B3:B4")
    for at, (name, first, later) in enumerate(
        (("Nhà ở riêng lẻ", 75000, 15000), ("Công trình khác", 150000, 15000), ("Dự án", 0.15, 0.1)), 5
    ):
        sheet.cell(at, 1, at - 4)
        cell = sheet.cell(at, 2, write(name, Encoding.TCVN3))
        cell.font = Font(name=".VnTime")
        for column, value in ((3, first), (4, later)):
            sheet.cell(at, column, value).number_format = "0%" if value < 1 else "#,##0"
    sheet["B8"] = f"{SECRET} một"
    sheet.row_dimensions[8].hidden = True
    sheet["B9"] = f"{SECRET} hai"
    sheet["B9"].font = Font(color="FFFFFFFF")
    sheet["B10"] = "Chữ trắng trên nền"
    sheet["B10"].font = Font(color="FFFFFFFF")
    sheet["B10"].fill = PatternFill("solid", fgColor="FF1F3864")
    other = book.create_sheet("Ẩn")
    other["A1"] = f"{SECRET} ba"
    other.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def slides() -> bytes:
    """A PPTX: a title and points, a table."""
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[1])
    slide.shapes.title.text = HEADLINE
    frame = slide.placeholders[1].text_frame
    frame.text = LISTED[0]
    for line in LISTED[1:]:
        frame.add_paragraph().text = line
    run = frame.add_paragraph().add_run()
    run.text, run.font.name = write(VNI, Encoding.VNI), "VNI-Times"
    inch = 914_400
    table = slide.shapes.add_table(3, 3, inch, 4 * inch, 6 * inch, inch).table
    for number, row in enumerate(ROWS):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    return _saved(show)


def _saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


BUILT = {"notice.docx": notice, "fees.xlsx": fees, "slides.pptx": slides}


def sample(name: str) -> bytes:
    """The bytes of a sample, built or as it was converted."""
    return BUILT[name]() if name in BUILT else (FOLDER / name).read_bytes()


if __name__ == "__main__":
    for built, make in BUILT.items():
        (Path(sys.argv[1]) / built).write_bytes(make())
