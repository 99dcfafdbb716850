from __future__ import annotations

from io import BytesIO
from pathlib import Path, PurePath

import pypdf
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ingest.doubts import doubt
from ingest.errors import Damaged, Empty, Encrypted, NoTextLayer
from ingest.readers.pdf import PdfReader
from ingest.reading import Reading

PLAIN = (
    "Dieu 1. Pham vi dieu chinh cua quy dinh nay gom viec tiep nhan ho so va",
    "tra ket qua cho nguoi nop theo dung thoi han da hen.",
    "1. Co quan tiep nhan kiem tra ho so ngay khi nhan tai bo phan mot cua,",
    "ghi ro ngay hen tra ket qua vao giay tiep nhan.",
)


def font() -> str:
    """Register a font with Vietnamese letters where the system has one."""
    for path in ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",):
        if Path(path).exists():
            pdfmetrics.registerFont(TTFont("Viet", path))
            return "Viet"
    return "Helvetica"


def pdf(
    pages: list[tuple[str, ...]], *, head: str = "", encrypt: str | None = None, face: str = "Helvetica"
) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt=encrypt)
    for number, lines in enumerate(pages, 1):
        canvas.setFont(face, 12)
        if head:
            canvas.drawString(60, 810, head)
            canvas.drawString(290, 20, str(number))
        for row, line in enumerate(lines):
            canvas.drawString(60, 760 - row * 18, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def read(data: bytes) -> Reading:
    return PdfReader().read(data, PurePath("mau.pdf"))


def test_lines_are_joined_and_heads_dropped():
    reading = read(pdf([PLAIN, ("2. Trang hai.",), ("3. Trang ba.",)], head="CONG BAO SO 5"))
    assert reading.text.split("\n") == [
        f"{PLAIN[0]} {PLAIN[1]}",
        f"{PLAIN[2]} {PLAIN[3]}",
        "2. Trang hai.",
        "3. Trang ba.",
    ]
    assert [page.span.of(reading.text) for page in reading.pages][1:] == ["2. Trang hai.", "3. Trang ba."]


def test_words_stand_where_they_were_drawn():
    reading = read(pdf([PLAIN]))
    assert "".join(word.span.of(reading.text) for word in reading.words) == "".join(reading.text.split())
    first = reading.words[0].box
    assert first.page == 1
    assert first.left == pytest.approx(60 / A4[0], abs=0.01)
    assert first.bottom == pytest.approx(1 - 760 / A4[1], abs=0.01)
    assert first.top < first.bottom
    assert first.left < first.right


def test_a_document_number_cut_at_its_hyphen_is_mended():
    lines = (PLAIN[0][:60] + " 12/2031/QD-", "UBND va cac van ban khac co lien quan den viec nay.")
    assert "12/2031/QD-UBND va" in read(pdf([lines])).text


def picture_pdf(pages: int, texts: dict[int, str]) -> bytes:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for number in range(1, pages + 1):
        if number in texts:
            for row in range(20):
                canvas.drawString(60, 780 - row * 18, f"{row + 1}. {texts[number]}")
        else:
            canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, A4[0], A4[1])
            canvas.drawString(60, 100, "Ky boi: Nguoi Ky, ngay 1/1/2031")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_a_scan_with_a_stamp_has_no_text():
    with pytest.raises(NoTextLayer, match="switched off"):
        read(picture_pdf(3, {}))


def test_single_scanned_pages_are_left_with_a_doubt():
    reading = read(picture_pdf(3, {1: PLAIN[0], 3: PLAIN[2]}))
    assert reading.doubts == (doubt("pages_unread", pages="2"),)


def test_passwords():
    with pytest.raises(Encrypted):
        read(pdf([PLAIN], encrypt="bimat"))
    writer = pypdf.PdfWriter(BytesIO(pdf([PLAIN])))
    writer.encrypt(user_password="", owner_password="chu")
    buffer = BytesIO()
    writer.write(buffer)
    assert read(buffer.getvalue()).text.startswith("Dieu 1.")


def test_no_pages_and_broken_files():
    buffer = BytesIO()
    pypdf.PdfWriter().write(buffer)
    with pytest.raises(Empty):
        read(buffer.getvalue())
    for data in (b"%PDF-1.7\n", pdf([PLAIN])[:300], b"%PDF-1.4\n" + bytes(range(256)) * 4):
        with pytest.raises((Damaged, Empty)):
            read(data)


def test_tcvn3_text_layer_is_turned_into_unicode_with_its_boxes():
    line = "§iÒu 1. Ph¹m vi ®iÒu chØnh vµ ®èi t­îng ¸p dông cña quy ®Þnh nµy"
    face = font()
    if face == "Helvetica":
        line = line.replace("\u00ad", "")
    reading = read(pdf([(line,) * 6], face=face))
    assert reading.text.startswith("Điều 1. Phạm vi điều chỉnh và đối t")
    assert reading.words[0].span.of(reading.text) == "Điều"
    assert any("TCVN3" in told for told in reading.doubts)
