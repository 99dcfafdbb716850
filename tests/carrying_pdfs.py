"""PDFs with files attached to them."""

from __future__ import annotations

from io import BytesIO

import pypdf
from pypdf.generic import NameObject, NumberObject
from reportlab.pdfgen.canvas import Canvas


def plain(words: str = "Co quan tiep nhan kiem tra ho so ngay khi nhan.") -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for row in range(8):
        canvas.drawString(60, 780 - row * 18, f"{row}. {words}")
    canvas.save()
    return buffer.getvalue()


def carrying(files: dict[str, bytes], words: str = "Co quan tiep nhan kiem tra ho so ngay.") -> bytes:
    writer = pypdf.PdfWriter(BytesIO(plain(words)))
    for name, data in files.items():
        writer.add_attachment(name, data)
    return written(writer)


def written(writer: pypdf.PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def with_packed(name: str, stream: bytes, **more: bytes) -> bytes:
    """Write a PDF with a file whose stream is said to be packed, and others."""
    writer = pypdf.PdfWriter(BytesIO(plain()))
    one = writer.add_attachment(name, stream)
    one._embedded_file[NameObject("/Filter")] = NameObject("/FlateDecode")
    one.size = NumberObject(200)
    for ending, data in more.items():
        writer.add_attachment(f"sound.{ending}", data)
    return written(writer)
