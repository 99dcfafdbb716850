"""Pictures of the pages of original PDF and picture files, drawn once and kept."""

from __future__ import annotations

import hashlib
import os
import struct
import threading
import zlib
from pathlib import Path, PurePath
from typing import Final

_DOTS_PER_POINT: Final = 110 / 72
_MOST_PIXELS: Final = 12_000_000
_MOST_SIDE: Final = 2000
_DRAWING = threading.Lock()  # pdfium is not safe to use from two threads


class NoPageImage(Exception):
    """There is no such page, the file is gone, or it is not the file that was ingested."""


def page_image(source: Path, sha256: str, number: int, cache: Path) -> bytes:
    """Return page `number` (from 1) of a PDF (110 dots an inch, at most 12 megapixels) or picture as PNG.

    A picture is shown only of the very bytes that were ingested: their hash is compared at every call.

    Raises:
        NoPageImage: as it says.
    """
    data = original_bytes(source, sha256)
    kept = cache / f"{sha256}-{number}.png"
    if kept.is_file():
        return kept.read_bytes()
    picture = _draw(data, number)
    cache.mkdir(parents=True, exist_ok=True)
    draft = cache / f"{kept.name}.{os.getpid()}-{threading.get_ident()}"
    draft.write_bytes(picture)
    draft.replace(kept)
    return picture


def original_bytes(source: Path, sha256: str) -> bytes:
    """Return the file at `source`. Raises `NoPageImage` where it is gone or not the one with this hash."""
    try:
        data = source.read_bytes()
    except OSError as error:
        raise NoPageImage("the original file cannot be opened") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise NoPageImage("the original file has changed")
    return data


def _draw(data: bytes, number: int) -> bytes:
    return _draw_pdf(data, number) if b"%PDF-" in data[:1024] else _draw_picture(data, number)


def _draw_picture(data: bytes, number: int) -> bytes:
    """Draw a page of a picture file, upright and in grey, as its text was recognised."""
    from ingest.errors import Unreadable  # noqa: PLC0415 - loads Pillow and numpy, only for pictures
    from ingest.photos import pages  # noqa: PLC0415

    try:
        for page, picture in enumerate(pages(data, PurePath("original"), number), start=1):
            if page == number and picture is not None:
                picture.thumbnail((_MOST_SIDE, _MOST_SIDE))
                return _png(picture.width, picture.height, 1, picture.tobytes())
    except Unreadable as error:
        raise NoPageImage("not a picture that can be drawn") from error
    raise NoPageImage("no such page")


def _draw_pdf(data: bytes, number: int) -> bytes:
    import pypdfium2  # noqa: PLC0415 - heavy, and only for pages

    with _DRAWING:
        try:
            pdf = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise NoPageImage("not a PDF that can be drawn") from error
        try:
            if not 1 <= number <= len(pdf):
                raise NoPageImage("no such page")
            page = pdf[number - 1]
            width, height = page.get_size()
            scale = min(_DOTS_PER_POINT, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
            bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
            pixels = bitmap.to_numpy()
            return _png(pixels.shape[1], pixels.shape[0], pixels.shape[2], pixels.tobytes())
        finally:
            pdf.close()


def _png(width: int, height: int, channels: int, pixels: bytes) -> bytes:
    """Write 8-bit grey, RGB or RGBA pixels as PNG (ISO/IEC 15948)."""
    colour = {1: 0, 3: 2, 4: 6}[channels]
    row = width * channels
    raw = b"".join(b"\0" + pixels[y * row : (y + 1) * row] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
