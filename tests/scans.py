"""Pages for tests of text recognition: written by us, drawn as pictures, and put into PDF and TIFF files."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

FONT = Path("/usr/share/fonts/truetype/noto/NotoSerif-Regular.ttf")
LETTER = (
    "ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ",
    "Số: 34/2031/QĐ-UBND",
    "Sơn Khê, ngày 12 tháng 5 năm 2031",
    "QUYẾT ĐỊNH",
    "Ban hành Quy định về bến thuyền du lịch",
    "Điều 1. Thời hạn giải quyết",
    "1. Thời hạn cấp giấy phép mở bến thuyền là 15 ngày làm việc kể từ",
    "ngày nhận đủ hồ sơ hợp lệ.",
    "2. Lệ phí cấp giấy phép mở bến thuyền là 250.000 đồng.",
    "Điều 2. Hiệu lực thi hành",
    "Quyết định này có hiệu lực từ ngày 01 tháng 6 năm 2031.",
)


@cache
def tesseract_languages() -> frozenset[str]:
    """Name the languages that Tesseract is installed with; none where it is not there."""
    if shutil.which("tesseract") is None:
        return frozenset()
    told = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True, check=False, timeout=60
    )
    return frozenset(told.stdout.split("\n")[1:])


needs_tesseract = pytest.mark.skipif(
    not {"vie", "osd"} <= tesseract_languages() or not FONT.is_file(),
    reason="Tesseract with vie and osd, or the Noto fonts, are not installed (make system-test-packages)",
)


def page(
    lines: Sequence[str] = LETTER, *, size: tuple[int, int] = (1654, 1100), grey: int = 10
) -> Image.Image:
    """Draw lines as a page of 200 dots an inch."""
    picture = Image.new("L", size, 250)
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONT), 34)
    for row, line in enumerate(lines):
        pen.text((150, 120 + row * 76), line, font=font, fill=grey)
    return picture


def file_of(
    picture: Image.Image, kind: str = "PNG", more: Sequence[Image.Image] = (), **options: object
) -> bytes:
    """Write a picture, or several as the pages of one file."""
    buffer = BytesIO()
    if more:
        options = {"save_all": True, "append_images": list(more), **options}
    picture.save(buffer, kind, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def scan(*pictures: Image.Image, text: dict[int, Sequence[str]] | None = None, rotate: int = 0) -> bytes:
    """Make a PDF of which each page is a picture, but for those (from 1) with `text` as a text layer."""
    import pypdf
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for number, picture in enumerate(pictures, 1):
        if text and number in text:
            for row, line in enumerate(text[number]):
                canvas.drawString(60, 780 - row * 18, line)
        else:
            height = A4[0] * picture.height / picture.width
            canvas.drawImage(ImageReader(picture), 0, A4[1] - height, A4[0], height)
        canvas.showPage()
    canvas.save()
    if not rotate:
        return buffer.getvalue()
    writer = pypdf.PdfWriter(BytesIO(buffer.getvalue()))
    for one in writer.pages:
        one.rotate(rotate)
    turned = BytesIO()
    writer.write(turned)
    return turned.getvalue()
