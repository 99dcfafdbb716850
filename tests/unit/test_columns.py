"""Pages in two columns are read column by column; every other page as it was."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from itertools import zip_longest
from pathlib import PurePath

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table, TableStyle
from scans import FONT

from ingest.readers.pdf import PdfReader

pytestmark = pytest.mark.skipif(not FONT.is_file(), reason="the Noto fonts are not installed")

ABOUT = "bến thuyền du lịch trên hồ phải có phao cứu sinh và người trực trong suốt giờ mở cửa đón khách"
WORDS = ABOUT.split()


def sentence(number: int) -> str:
    turned = WORDS[number % len(WORDS) :] + WORDS[: number % len(WORDS)]
    return f"Câu {number} nói rằng {' '.join(turned * 2)}, hết câu {number}."


TEXTS = [sentence(number) for number in range(1, 13)]
WIDE = 225


def style(size: float = 10) -> ParagraphStyle:
    if "Vietnamese" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Vietnamese", str(FONT)))
    return ParagraphStyle("text", fontName="Vietnamese", fontSize=size, leading=size * 1.4, alignment=4)


def flowed(frames: list[Frame], *parts: Paragraph | Table) -> bytes:
    buffer = BytesIO()
    document = BaseDocTemplate(buffer, pagesize=A4, pageTemplates=[PageTemplate(frames=frames)])
    document.build(list(parts))
    return buffer.getvalue()


def two_columns(gap: float = 24) -> bytes:
    wide = (A4[0] - 120 - gap) / 2
    frames = [Frame(60, 60, wide, 500), Frame(60 + wide + gap, 60, wide, 500)]
    return flowed(frames, *(Paragraph(text, style()) for text in TEXTS))


def row_by_row(*, head: bool = False) -> bytes:
    """Both columns of a line before the next line, as some programs write; a title across both."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    style()
    canvas.setFont("Vietnamese", 10)
    if head:
        canvas.drawCentredString(A4[0] / 2, 720, "Tin tức về các bến thuyền du lịch trên hồ lớn của tỉnh")
    left, right = columns()
    for row, (one, other) in enumerate(zip_longest(left, right, fillvalue="")):
        canvas.drawString(60, 690 - row * 14, one)
        canvas.drawString(312, 690 - row * 14, other)
    canvas.save()
    return buffer.getvalue()


def columns() -> tuple[list[str], list[str]]:
    """Lines of running text, broken by the width of a column."""
    lines, line = [], ""
    for word in " ".join(TEXTS).split():
        if pdfmetrics.stringWidth(f"{line} {word}", "Vietnamese", 10) > WIDE:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    lines.append(line)
    half = (len(lines) + 1) // 2
    return lines[:half], lines[half:]


def read(data: bytes) -> str:
    return " ".join(PdfReader().read(data, PurePath("a.pdf")).text.split())


@pytest.mark.parametrize("gap", [12, 24, 60])
def test_columns_are_read_one_after_the_other(gap: float) -> None:
    assert read(two_columns(gap)) == " ".join(TEXTS)


def test_columns_that_are_written_line_by_line_are_read_so_too() -> None:
    assert read(row_by_row()) == " ".join(TEXTS)


def test_a_title_across_both_comes_first() -> None:
    assert read(row_by_row(head=True)).startswith("Tin tức về các bến thuyền")
    assert read(row_by_row(head=True)).endswith(" ".join(TEXTS))


def test_words_keep_their_boxes() -> None:
    reading = PdfReader().read(row_by_row(), PurePath("a.pdf"))
    first = next(word for word in reading.words if word.span.of(reading.text) == "Câu")
    assert first.box.left < 0.15
    assert [word.span.of(reading.text) for word in reading.words] == reading.text.split()


def heads(canvas: Canvas) -> None:
    for x, lines in (
        (170, ("ỦY BAN NHÂN DÂN", "TỈNH SƠN KHÊ", "Số: 34/2031/QĐ-UBND")),
        (
            420,
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Sơn Khê, ngày 12 tháng 5"),
        ),
    ):
        for row, line in enumerate(lines):
            canvas.drawCentredString(x, 780 - row * 16, line)


def ends(canvas: Canvas) -> None:
    left = (
        "Nơi nhận:",
        "- Như Điều 3;",
        "- Bộ Xây dựng;",
        "- Thường trực Tỉnh ủy;",
        "- Lưu: VT, XD.",
        "- Cổng tin;",
        "- Các sở;",
    )
    for row, line in enumerate(left):
        canvas.drawString(60, 200 - row * 13, line)
    for row, line in enumerate(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn A")):
        canvas.drawCentredString(430, 200 - row * 30, line)


def body(canvas: Canvas) -> None:
    for row, text in enumerate(TEXTS[:6]):
        canvas.drawString(60, 650 - row * 16, text[:88])
        canvas.drawString(60, 550 - row * 16, text[20:108])


def names(canvas: Canvas) -> None:
    for row in range(30):
        canvas.drawString(60, 680 - row * 14, f"{row}. Nguyễn Văn {WORDS[row % 9]}")
        canvas.drawString(320, 680 - row * 14, f"{row + 30}. Trần Thị {WORDS[row % 7]}")


@pytest.mark.parametrize(
    "parts", [(heads, body), (heads, body, ends), (names,), (heads, names, ends), (body, ends)]
)
def test_other_pages_stay_as_they_are(
    parts: tuple[Callable[[Canvas], None], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    style()
    canvas.setFont("Vietnamese", 10)
    for part in parts:
        part(canvas)
    canvas.save()
    now = read(buffer.getvalue())
    monkeypatch.setattr("ingest.readers.pdf_pages.in_reading_order", lambda lines, _: lines)
    assert now == read(buffer.getvalue())


def test_a_table_of_two_wide_columns_is_read_row_by_row() -> None:
    wide = (A4[0] - 120) / 2
    rows = [[Paragraph(TEXTS[n], style()), Paragraph(TEXTS[n + 6], style())] for n in range(6)]
    table = Table(rows, colWidths=[wide, wide], style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black")]))
    data = flowed([Frame(54, 40, A4[0] - 108, 760)], table)
    now = read(data)
    assert now.index("Câu 7 nói") < now.index("Câu 2 nói")
