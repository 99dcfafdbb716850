from __future__ import annotations

from io import BytesIO
from pathlib import PurePath
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsmap, qn

from ingest.doubts import doubt
from ingest.errors import Damaged, Empty
from ingest.readers.docx import DocxReader
from ingest.reading import Reading


def read(document: Any) -> Reading:
    buffer = BytesIO()
    document.save(buffer)
    return DocxReader().read(buffer.getvalue(), PurePath("mau.docx"))


def test_paragraphs_and_tables_in_order():
    document = docx.Document()
    document.core_properties.title = "Quyết định số 12/QĐ-UBND ngày 05/06/2031 phê duyệt mẫu"
    document.sections[0].header.paragraphs[0].text = "đầu trang"
    document.add_paragraph("Điều 1. Phạm vi")
    table = document.add_table(2, 3)
    for cell, text in zip(table.rows[0].cells, ("STT", "Việc", "Hạn"), strict=True):
        cell.text = text
    table.cell(1, 0).text = "1"
    table.cell(1, 1).text = "Nhận\nhồ sơ"
    table.cell(1, 2).add_table(1, 2).cell(0, 1).text = "trong bảng"
    document.add_paragraph("Điều 2. Hiệu lực")
    reading = read(document)
    assert reading.text == (
        "Điều 1. Phạm vi\nSTT | Việc | Hạn\n1 | Nhận hồ sơ | trong bảng\nĐiều 2. Hiệu lực\n"
    )
    assert [c.of(reading.text) for c in reading.tables[0].rows[1].cells] == ["1", "Nhận hồ sơ", "trong bảng"]
    assert reading.declared["number"] == "12/QĐ-UBND"
    assert reading.declared["issued_on"] == "2031-06-05"


def test_merged_cells_are_written_once():
    document = docx.Document()
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Chung"
    table.cell(0, 2).text = "Riêng"
    table.cell(1, 0).text = "a"
    table.cell(0, 2).merge(table.cell(1, 2))
    reading = read(document)
    assert [row.span.of(reading.text) for row in reading.tables[0].rows] == ["Chung |  | Riêng", "a |  | "]


def test_automatic_numbers_are_restored():
    document = docx.Document()
    for text in ("Nộp hồ sơ", "Nhận kết quả"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("Lưu ý", style="List Bullet")
    assert read(document).text == "1. Nộp hồ sơ\n2. Nhận kết quả\n- Lưu ý\n"


def test_deleted_and_hidden_text_is_left_out():
    document = docx.Document()
    paragraph = document.add_paragraph("Còn lại")
    paragraph.add_run(" ẩn").font.hidden = True
    deleted = OxmlElement("w:del")
    run = OxmlElement("w:r")
    text = OxmlElement("w:delText")
    text.text = " đã xóa"
    run.append(text)
    deleted.append(run)
    paragraph._p.append(deleted)
    assert paragraph._p.find(qn("w:del")) is not None
    assert read(document).text == "Còn lại\n"


def test_struck_out_wording_is_left_out_and_told():
    document = docx.Document()
    paragraph = document.add_paragraph("1. Thời hạn là ")
    paragraph.add_run("14 ngày").font.strike = True
    paragraph.add_run("9 ngày")
    reading = read(document)
    assert reading.text == "1. Thời hạn là 9 ngày\n"
    assert reading.doubts == (doubt("struck_out", count="1"),)


def test_footnotes_stand_behind_the_text():
    document = docx.Document()
    paragraph = document.add_paragraph("1. Bến là nơi neo")
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), "2")
    paragraph.add_run()._r.append(reference)
    notes = (
        f'<w:footnotes xmlns:w="{nsmap["w"]}"><w:footnote w:type="separator" w:id="0"/><w:footnote w:id="2">'
        "<w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>Khoản này được bổ sung.</w:t></w:r></w:p></w:footnote>"
        "</w:footnotes>"
    )
    name = PackURI("/word/footnotes.xml")
    part = Part(name, "application/xml", notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    assert read(document).text == "1. Bến là nơi neo[1]\n[1] Khoản này được bổ sung.\n"


def test_boxes_to_tick_are_read_as_they_are_ticked():
    def run(paragraph: Any, tag: str, **attributes: str) -> Any:
        element = OxmlElement(tag)
        for name, value in attributes.items():
            element.set(qn(f"w:{name}"), value)
        paragraph.add_run()._r.append(element)
        return element

    document = docx.Document()
    for label, ticked in (("Cấp mới ", True), ("Cấp lại ", False)):
        paragraph = document.add_paragraph(label)
        field = run(paragraph, "w:fldChar", fldCharType="begin")
        data, box = OxmlElement("w:ffData"), OxmlElement("w:checkBox")
        box.append(OxmlElement("w:sizeAuto"))
        if ticked:
            box.append(OxmlElement("w:checked"))
        data.append(box)
        field.append(data)
    for char in ("F0FE", "F0A8", "F04A"):
        run(document.add_paragraph("Nộp tại nhà "), "w:sym", font="Wingdings", char=char)
    text = "Cấp mới ☒\nCấp lại ☐\nNộp tại nhà ☒\nNộp tại nhà ☐\nNộp tại nhà\n"
    assert [line.strip() for line in read(document).text.splitlines()] == text.splitlines()


def test_empty_and_broken_documents_are_refused():
    with pytest.raises(Empty):
        read(docx.Document())
    buffer = BytesIO()
    docx.Document().save(buffer)
    with pytest.raises(Damaged):
        DocxReader().read(buffer.getvalue()[:2000], PurePath("cut.docx"))
