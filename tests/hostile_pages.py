"""Hostile PDF and picture files: bombs, and mutations of sound ones."""

from __future__ import annotations

import random
import shutil
import struct
import subprocess
import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

ZZUF = shutil.which("zzuf")


def pdf_of(content: bytes, *, pages: int = 1, filters: bytes = b"") -> bytes:
    """Write a PDF of so many pages that share one content stream."""
    kids = b" ".join(b"%d 0 R" % (5 + n) for n in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filters, content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *[
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R"
            b" /Resources << /Font << /F1 4 0 R >> >> >>"
        ]
        * pages,
    ]
    out, places = BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def flate_bomb(megabytes: int) -> bytes:
    """Write a PDF whose one page unpacks to so many megabytes of blanks."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(megabytes)) + packer.flush()
    return pdf_of(packed, filters=b"/Filter /FlateDecode")


def text_bomb(letters: int, pages: int) -> bytes:
    """Write a small PDF of pages that share a stream of so many letters."""
    line = b"(" + b"bao cao " * 10 + b") Tj T*\n"
    stream = b"BT /F1 1 Tf 1 TL 10 830 Td\n" + line * (letters // 80) + b"ET"
    return pdf_of(zlib.compress(stream, 9), pages=pages, filters=b"/Filter /FlateDecode")


def png_bomb(side: int) -> bytes:
    """Write a PNG of so many points a side that is a few kilobytes long."""
    packer = zlib.compressobj(9)
    row = b"\0" * (1 + side // 8)
    packed = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def looping_tiff() -> bytes:
    """Write a TIFF whose first directory names itself as the next one."""
    buffer = BytesIO()
    Image.new("L", (80, 40), 200).save(buffer, "TIFF")
    data = bytearray(buffer.getvalue())
    (at,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, at)
    struct.pack_into("<I", data, at + 2 + 12 * count, at)
    return bytes(data)


def mutations(seeds: list[tuple[str, bytes]], count: int, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """Give so many mutated files: noise by zzuf where it is installed, cuts, repeats, splices of two."""
    chance = random.Random(seed)
    for number in range(count):
        ending, data = chance.choice(seeds)
        kind = chance.randrange(5)
        if kind <= 1:
            yield ending, _noise(data, number, chance.choice([0.00002, 0.0002, 0.002, 0.02]))
        elif kind == 2:
            yield ending, data[: chance.randrange(len(data))]
        elif kind == 3:
            a, b = sorted(chance.randrange(len(data)) for _ in range(2))
            yield ending, data[:b] + data[a:b] * chance.randrange(1, 6) + data[b:]
        else:
            other = chance.choice(seeds)[1]
            yield ending, data[: chance.randrange(len(data))] + other[chance.randrange(len(other)) :]


def _noise(data: bytes, seed: int, ratio: float) -> bytes:
    if ZZUF is not None:
        command = [ZZUF, "-s", str(seed), "-r", f"{ratio:.6f}", "cat"]
        return (
            subprocess.run(command, input=data, capture_output=True, check=False, timeout=30).stdout or data
        )
    chance = random.Random(seed)
    noisy = bytearray(data)
    for _ in range(max(1, int(len(data) * ratio))):
        noisy[chance.randrange(len(noisy))] ^= 1 << chance.randrange(8)
    return bytes(noisy)
