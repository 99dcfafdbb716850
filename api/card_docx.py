"""A procedure card as a Word document, set like a letter after Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

import io
import re
from types import SimpleNamespace
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

from api.web.answers import short_date
from api.web.cards import counts, ended_words, part_name
from assistant.card_citing import HEAD, Cited, CitedBasis, CitedCard, PaperCase
from index.procedures import Channel

_FONT: Final = "Times New Roman"
_SIZE: Final = Pt(13)  # "cỡ chữ 13 đến 14" for the text
_SMALL: Final = Pt(11)
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORD_2010: Final = "http://schemas.microsoft.com/office/word/2010/wordml"
# A box that Word and LibreOffice tick at a click, and that prints as an empty square.
_TICK_BOX: Final = (
    f'<w:sdt xmlns:w="{_WORD}" xmlns:w14="{_WORD_2010}"><w:sdtPr><w14:checkbox><w14:checked w14:val="0"/>'
    '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
    '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>'
    '<w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic"'
    ' w:hint="eastAsia"/></w:rPr><w:t>\u2610</w:t></w:r></w:sdtContent></w:sdt>'
)
_PAGE_NUMBER: Final = f'<w:fldSimple xmlns:w="{_WORD}" w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>'


def card_docx(card: CitedCard, words: SimpleNamespace) -> bytes:
    """Return the card as the bytes of a DOCX file, its headings in the language of `words`.

    A4; margins of 20 mm above and below, 30 mm left, 15 mm right; Times New Roman 13; from the second page on
    the page number above in the middle. Each paper has a box to tick; citations are numbers in brackets, with
    their list at the end.
    """
    return _Sheet(card, words).written()


class _Sheet:
    def __init__(self, card: CitedCard, words: SimpleNamespace) -> None:
        self._card, self._words = card, words
        self._told = words.procedures
        self._numbers = {place.provision_id: n for n, place in enumerate(card.places(), 1)}
        self._document = Document()
        self._set_page()

    def written(self) -> bytes:
        self._head()
        self._warn()
        self._channels()
        self._papers()
        self._steps()
        self._facts()
        self._bases()
        self._others()
        self._places()
        self._document.core_properties.title = _printable(f"{self._card.code} {self._card.name}")[:250]
        self._document.core_properties.author = ""
        self._document.core_properties.language = "vi-VN"
        out = io.BytesIO()
        self._document.save(out)
        return out.getvalue()

    def _set_page(self) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin = section.bottom_margin = Mm(20)
        section.left_margin, section.right_margin = Mm(30), Mm(15)
        section.different_first_page_header_footer = True
        number = section.header.paragraphs[0]
        number.alignment = WD_ALIGN_PARAGRAPH.CENTER
        number._p.append(parse_xml(_PAGE_NUMBER))
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = _FONT, _SIZE
        style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
        style.element.rPr.rFonts.set(qn("w:cs"), _FONT)
        style.paragraph_format.space_after = Pt(6)
        style.paragraph_format.line_spacing = 1.0
        for level in (1, 2):
            heading = self._document.styles[f"Heading {level}"]
            heading.font.name, heading.font.size, heading.font.bold = _FONT, _SIZE, True
            heading.font.italic = False
            heading.font.color.rgb = None
            heading.element.rPr.rFonts.attrib.clear()
            for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
                heading.element.rPr.rFonts.set(qn(f"w:{kind}"), _FONT)
            heading.paragraph_format.space_before = Pt(12 if level == 1 else 6)

    # The parts, in the order of the page

    def _head(self) -> None:
        title = self._document.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(title, self._told.docx.title.upper(), bold=True, size=Pt(14))
        name = self._document.add_paragraph()
        name.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(name, self._card.name, bold=True, size=Pt(14))
        self._cite(name, self._card.facts["name"])
        day = self._document.add_paragraph()
        day.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(day, f"{self._told.facts.code}: {self._card.code}")
        self._cite(day, self._card.facts["code"])
        _run(day, ". ")
        _run(day, self._told.docx.as_of.format(day=short_date(self._card.as_of)))
        self._note(self._told.docx.notice)
        self._note(self._told.unknown_note)

    def _warn(self) -> None:
        if self._card.ended:
            self._heading(self._told.ended_title)
            for act in self._card.ended:
                line = self._document.add_paragraph()
                _run(line, f"– {act.number}: ", bold=True)
                _run(line, ended_words(act, self._words))
            self._note(self._told.ended_note)
        if self._card.doubts:
            self._heading(self._told.parts.doubts)
            for doubt in self._card.doubts:
                self._document.add_paragraph(_printable(f"– {doubt}"))

    def _channels(self) -> None:
        self._heading(self._told.parts.channels)
        if not self._card.channels:
            self._line(Cited())
            return
        table = self._document.add_table(rows=1, cols=3)
        table.style = "Table Grid"
        card = self._words.card
        for cell, header in zip(table.rows[0].cells, (card.channel, card.time, card.fee), strict=True):
            _run(cell.paragraphs[0], header, bold=True)
        for line in self._card.channels:
            self._channel(table.add_row().cells, line)

    def _channel(self, cells: Any, line: Cited[Channel]) -> None:  # noqa: ANN401 - python-docx is untyped
        channel = line.value
        if channel is None:
            return
        _run(cells[0].paragraphs[0], channel.method)
        self._cite(cells[0].paragraphs[0], line)
        for cell, text in ((cells[1], channel.time), (cells[2], channel.fee)):
            _run(cell.paragraphs[0], text or self._unknown(), italic=text is None)
        if channel.description:
            _run(cells[1].add_paragraph(), channel.description, size=_SMALL)
        for told in self._beside(line):
            _run(cells[1].add_paragraph(), told, italic=True, size=_SMALL)

    def _papers(self) -> None:
        self._heading(self._told.parts.papers)
        if not self._card.cases:
            self._line(Cited())
        for case in self._card.cases:
            self._case(case)

    def _case(self, case: PaperCase) -> None:
        if case.heading.value:
            heading = self._document.add_heading(level=2)
            _run(heading, case.heading.value)
            self._cite(heading, case.heading)
        for line in case.papers:
            if line.value is None:
                continue
            paragraph = self._document.add_paragraph()
            paragraph.paragraph_format.left_indent = Cm(0.9)
            paragraph.paragraph_format.first_line_indent = Cm(-0.9)
            paragraph._p.append(parse_xml(_TICK_BOX))
            _run(paragraph, f" {line.value.name}")
            _run(paragraph, f" ({counts(line.value, self._words)})", italic=True)
            self._cite(paragraph, line)
            self._tell(line)

    def _steps(self) -> None:
        self._heading(self._told.parts.steps)
        if not self._card.steps:
            self._line(Cited())
        for line in self._card.steps:
            self._line(line)

    def _facts(self) -> None:
        self._heading(self._told.parts.overview)
        for name, line in self._card.facts.items():
            if name not in HEAD:
                self._line(line, part_name(name, self._words))
        for line in self._card.results or (Cited(),):
            self._line(line, self._told.parts.results)

    def _bases(self) -> None:
        self._heading(self._told.parts.bases)
        if not self._card.bases:
            self._line(Cited())
        for basis in self._card.bases:
            self._basis(basis)

    def _basis(self, basis: CitedBasis) -> None:
        line = basis.line
        if line.value is None:
            return
        paragraph = self._document.add_paragraph()
        _run(paragraph, f"– {line.value.number or ''} ", bold=True)
        _run(paragraph, line.value.title)
        self._cite(paragraph, line)
        if basis.ended:
            _run(paragraph, f" {ended_words(basis.ended, self._words)}.", bold=True, italic=True)
        self._tell(line)

    def _others(self) -> None:
        told = [(label, line) for label, line in self._card.others if line.value is not None]
        if told:
            self._heading(self._told.parts.others)
        for label, line in told:
            self._line(line, label)

    def _places(self) -> None:
        self._heading(self._told.places)
        self._note(self._told.places_note.format(code=self._card.code))
        for number, place in enumerate(self._card.places(), 1):
            paragraph = self._document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            _run(paragraph, f"[{number}] {place.locator}", size=_SMALL)

    # One line

    def _heading(self, text: str) -> None:
        _run(self._document.add_heading(level=1), text)

    def _note(self, text: str) -> None:
        _run(self._document.add_paragraph(), text, italic=True)

    def _line(self, line: Cited[str], label: str = "") -> None:
        paragraph = self._document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if line.value else WD_ALIGN_PARAGRAPH.LEFT
        if label:
            _run(paragraph, f"{label}: ", bold=True)
        _run(paragraph, line.value or self._unknown(), italic=line.value is None)
        self._cite(paragraph, line)
        self._tell(line)

    def _cite(self, paragraph: Any, line: Cited[Any]) -> None:  # noqa: ANN401 - python-docx is untyped
        if line.place is not None:
            number = _run(paragraph, f"[{self._numbers[line.place.provision_id]}]", bold=False)
            number.font.superscript = True

    def _tell(self, line: Cited[Any]) -> None:
        for told in self._beside(line):
            _run(self._document.add_paragraph(), told, italic=True, size=_SMALL)

    def _beside(self, line: Cited[Any]) -> list[str]:
        cells = [f"{header}: {text}" for header, text in line.more]
        return [*cells, *(f"{self._told.check}: {doubt}" for doubt in line.doubts)]

    def _unknown(self) -> str:
        text: str = self._words.card.unknown
        return text


def _run(
    paragraph: Any,  # noqa: ANN401 - python-docx is untyped
    text: str,
    *,
    bold: bool | None = None,
    italic: bool | None = None,
    size: Any = None,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    run = paragraph.add_run(_printable(text))
    run.bold, run.italic = bold, italic
    if size is not None:
        run.font.size = size
    return run


def _printable(text: str) -> str:
    """Return the text without characters that XML cannot hold."""
    return _UNPRINTABLE.sub("", text)
