"""Whatever the bytes are, a reader returns a sound reading or raises `Unreadable`."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import PurePath

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from ingest.detect import Format, detect, reader_for
from ingest.errors import Unreadable
from ingest.reading import Reading

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
ENDINGS = {
    Format.PDF: ".pdf",
    Format.DOCX: ".docx",
    Format.HTML: ".html",
    Format.MARKDOWN: ".md",
    Format.TEXT: ".txt",
}


@cache
def sample(kind: Format) -> bytes:
    buffer = BytesIO()
    if kind is Format.PDF:
        canvas = Canvas(buffer)
        canvas.drawString(60, 700, "Dieu 1. Ho so gom don va ban sao giay to.")
        canvas.save()
        return buffer.getvalue()
    if kind is Format.DOCX:
        document = docx.Document()
        document.add_paragraph("Điều 1. Hồ sơ", style="List Number")
        document.add_table(2, 2).cell(1, 1).text = "ô"
        document.save(buffer)
        return buffer.getvalue()
    if kind is Format.HTML:
        return "<html><body><p>Điều 1.</p><table><tr><td colspan=2>a<td rowspan=9>b</table>".encode()
    front = "---\nso_hieu: 1/2031/NĐ-CP\n---\n# A\n"
    return (front + "| a | b |\n|--|--|\n| 1 | 2 |\n|\nx\n|\ny\n|\n|\nz\n|\n~~c~~\n").encode()


def sound(reading: Reading) -> None:
    assert reading.text.strip()
    for table in reading.tables:
        assert 0 <= table.header_rows <= len(table.rows)
        for row in table.rows:
            assert " | ".join(cell.of(reading.text) for cell in row.cells) == row.span.of(reading.text)
            assert reading.text[row.span.end] == "\n"
    for word in reading.words:
        assert word.span.of(reading.text)
        assert not any(c.isspace() for c in word.span.of(reading.text))
        assert 0 <= word.box.left <= word.box.right <= 1
        assert 0 <= word.box.top <= word.box.bottom <= 1
    for page in reading.pages:
        assert 0 <= page.span.start <= page.span.end <= len(reading.text)


def attempt(kind: Format, data: bytes) -> None:
    name = PurePath("x" + ENDINGS[kind])
    try:
        sound(reader_for(kind).read(data, name))
    except Unreadable as error:
        assert str(error)
    try:
        detect(data, name)
    except Unreadable as error:
        assert str(error)


@pytest.mark.parametrize("kind", list(ENDINGS))
@QUICK
@given(data=st.binary(max_size=400))
def test_any_bytes(kind: Format, data: bytes):
    attempt(kind, data)


@pytest.mark.parametrize("kind", list(ENDINGS))
@QUICK
@given(cut=st.floats(0, 1), flips=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=8))
def test_damaged_files(kind: Format, cut: float, flips: list[tuple[float, int]]):
    data = bytearray(sample(kind))
    for place, value in flips:
        data[int(place * (len(data) - 1))] = value
    attempt(kind, bytes(data[: int(len(data) * cut) if cut < 0.7 else len(data)]))


@pytest.mark.parametrize("kind", [Format.HTML, Format.MARKDOWN, Format.TEXT])
@QUICK
@given(text=st.text(alphabet="aĐ1.|*_~#-<>/tdrp&;\n\\[]() ", max_size=300))
def test_any_marks(kind: Format, text: str):
    attempt(kind, text.encode())
