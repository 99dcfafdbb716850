"""A drafted reply as a Word document, set as a letter after Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

import io
import re
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

from api.edxml.messages import Letter

_FONT: Final = "Times New Roman"
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CENTRE, _BOTH, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.RIGHT


def letter_docx(letter: Letter, text: str) -> bytes:
    """Return the letter as the bytes of a DOCX file; each line of `text` is a paragraph of its body."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    style.paragraph_format.space_after = Pt(6)
    _line(document, letter.sender.name.upper(), _CENTRE, bold=True)
    _line(document, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", _CENTRE, bold=True)
    _line(document, "Độc lập - Tự do - Hạnh phúc", _CENTRE, bold=True)
    _line(document, f"Số: {letter.number}/{letter.notation}", _CENTRE)
    place = f"{letter.place}, " if letter.place else ""
    day = letter.day
    _line(document, f"{place}ngày {day:%d} tháng {day:%m} năm {day.year}", _RIGHT, italic=True)
    if letter.kind.casefold() != "công văn":
        _line(document, letter.kind.upper(), _CENTRE, bold=True)
    _line(document, letter.subject, _CENTRE)
    names = "; ".join(one.name or one.id for one in letter.receivers)
    if names:
        _line(document, f"Kính gửi: {names}", _CENTRE)
    if letter.reply_to is not None:
        _line(
            document, f"Phúc đáp văn bản số {letter.reply_to.number or letter.reply_to.document_id}:", _BOTH
        )
    for paragraph in text.splitlines():
        if paragraph.strip():
            _line(document, paragraph.strip(), _BOTH).paragraph_format.first_line_indent = Cm(1)
    for part in (letter.signer.competence, letter.signer.position):
        if part:
            _line(document, part.upper(), _RIGHT, bold=True)
    _line(document, letter.signer.full_name, _RIGHT, bold=True)
    out = io.BytesIO()
    document.core_properties.author = ""
    document.save(out)
    return out.getvalue()


def _line(
    document: Any,  # noqa: ANN401 - python-docx is untyped
    text: str,
    alignment: Any,  # noqa: ANN401
    *,
    bold: bool = False,
    italic: bool = False,
) -> Any:  # noqa: ANN401
    paragraph = document.add_paragraph()
    paragraph.alignment = alignment
    run = paragraph.add_run(_UNPRINTABLE.sub("", text))
    run.bold, run.italic = bold, italic
    return paragraph
