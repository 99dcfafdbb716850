"""Hostile files: good ones with faults put into them at random, and bombs.

A format joins in by its samples in `SEEDS`: what they are mutated by follows from their bytes.
"""

from __future__ import annotations

import gzip
import io
import random
import resource
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from ingest.containers import Opening, is_container_name, open_container
from ingest.pipeline import Failed, Parsed, Same, Task, process
from tests.office_samples import sample
from tests.sample_envelope import envelope, packed, tarred

OFFICE = (
    *("notice.docx", "notice.doc", "notice.rtf", "notice.odt", "fees.xlsx", "fees.xls", "fees.ods"),
    *("slides.pptx", "slides.odp"),
)
_HTML = (
    "<html><head><title>Quyết định 12/2026/QĐ-UBND</title></head><body><table><tr><th>STT</th><th>Tên</th>"
    "</tr><tr><td rowspan=2>1</td><td>Nhà ở</td></tr></table><p style='color:red'>Điều 1. Phạm vi</p></body>"
).encode()
_TEXT = "QUYẾT ĐỊNH\nSố: 12/QĐ-UBND\nĐiều 1. Phạm vi\n1. Khoản một\na) Điểm a\n".encode()
_MARKDOWN = "---\ntitle: A\n---\n# Điều 1\n| STT | Tên |\n|---|---|\n| 1 | Nhà ở |\n".encode()
SEEDS: dict[str, Callable[[], bytes]] = {
    **{name: (lambda name=name: sample(name)) for name in OFFICE},
    "page.html": lambda: _HTML,
    "text.txt": lambda: _TEXT,
    "text.md": lambda: _MARKDOWN,
    "many.zip": lambda: packed({"a.txt": _TEXT, "b.docx": sample("notice.docx")}),
    "many.tar": lambda: tarred({"a.txt": _TEXT, "b.docx": sample("notice.docx")}, ""),
    "many.tgz": lambda: tarred({"a.txt": _TEXT, "b.docx": sample("notice.docx")}),
    "letter.eml": lambda: _letter(),  # noqa: PLW0108 - it is written below
    "envelope.edxml": lambda: envelope({"a.txt": packed({"a.txt": _TEXT})}),
    "record.json": '{"ma_thu_tuc": "1.000001", "ten_thu_tuc": "Cấp phép"}'.encode,
}
"""A maker of a good file by the name that it is read under."""


def _letter() -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = "Gửi quyết định", "a@x.vn"
    message.set_content("Kính gửi đồng chí.")
    message.add_attachment(_TEXT, maintype="text", subtype="plain", filename="quyết định.txt")
    message.add_attachment(
        message.as_bytes(), maintype="application", subtype="octet-stream", filename="a.eml"
    )
    return message.as_bytes()


_EXTREMES = (b"\x00" * 4, b"\xff" * 4, b"\xff\xff\xff\x7f", b"\x00\x00\x00\x80", b"\x01\x00", b"\xfe\xff")
_MARKS = (
    *(
        b"999999999999",
        b"-1",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
        b"&amp;&b;",
        b"\xf0\x9f\x92\xa9",
        b"<a>" * 300,
    ),
    *(
        b"{" * 400,
        b"\\bin999999999 ",
        b"\\u-1?",
        b"\\cellx999999999",
        b"</table>",
        b"\x1b",
        b"\xed\xa0\x80",
        b"]]>",
    ),
)


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Return a file with a few faults; those of a package are put into one of its parts as often as not."""
    if data.startswith(b"PK") and rng.random() < 0.7:
        return _repacked(data, rng)
    return _broken(data, rng)


def _repacked(data: bytes, rng: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        parts = old.infolist()
        weights = [10 if "document" in p.filename or "content" in p.filename or "sheet" in p.filename else 1
                   for p in parts]  # fmt: skip
        chosen = rng.choices(parts, weights)[0].filename
        for part in parts:
            content = old.read(part)
            if part.filename == chosen:
                if rng.random() < 0.05:
                    continue
                content = _broken(content, rng)
            new.writestr(part.filename, content)
    return out.getvalue()


def _broken(data: bytes, rng: random.Random) -> bytes:
    content = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        if not content:
            break
        at = rng.randrange(len(content))
        end = min(len(content), at + rng.choice((1, 4, 64, 1024)))
        kind = rng.randrange(8)
        if kind == 0:
            content[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            content[at : at + 4] = rng.choice(_EXTREMES)
        elif kind == 2:
            del content[at:end]
        elif kind == 3:
            content[at:at] = content[at:end] * rng.choice((1, 2, 50))
        elif kind == 4:
            del content[at:]
        elif kind == 5:
            content[at:at] = rng.choice(_MARKS)
        elif kind == 6:
            other = rng.randrange(len(content))
            content[at:end] = content[other : other + end - at]
        else:
            content[at:end] = rng.randbytes(end - at)
    return bytes(content)


def bombs() -> Iterator[tuple[str, bytes]]:
    """Give files that are small and want much, by name."""
    yield "line.txt", b"a " * (11 << 20)
    yield "deep.html", b"<div>" * 100_000 + b"x"
    yield "wide.html", b"<table><tr>" + b"<td>x" * 300_000
    yield "deep.rtf", b"{\\rtf1 " + b"{" * 1_000_000
    yield "long.rtf", b"{\\rtf1 " + b"\\'e9" * 1_000_000 + b"}"
    yield "laugh.edxml", _laughs()
    yield "deep.edxml", b"<edXML>" * 1_000_000
    yield "deep.json", b"[" * 5_000_000
    yield "bomb.docx", _swollen("notice.docx", "word/document.xml", b"<w:p/>", 90 << 20)
    yield "lying.docx", _lying()
    yield "bomb.xlsx", _swollen("fees.xlsx", "xl/worksheets/sheet1.xml", b"<row/>", 90 << 20)
    yield "bomb.odt", _swollen("notice.odt", "content.xml", b"<text:p/>", 90 << 20)
    yield "rows.ods", _repeated()
    yield "values.doc", _many_values()
    yield "nested.zip", _nested(12)
    yield "zeros.zip", packed({"a.txt": b"\x00" * (200 << 20)})
    yield "many.zip", packed({f"{at}.txt": b"x" for at in range(2_500)})
    yield "zeros.tgz", tarred({"a.txt": b"\x00" * (200 << 20)})
    yield "head.tgz", _long_head()


def _laughs() -> bytes:
    lines = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    return f"<?xml version='1.0'?><!DOCTYPE edXML [<!ENTITY a0 'ha'>{lines}]><edXML>&a11;</edXML>".encode()


def _swollen(name: str, part: str, unit: bytes, size: int) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sample(name))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == part:
                at = content.rindex(b"</", 0, content.rindex(b"</"))
                content = content[:at] + unit * (size // len(unit)) + content[at:]
            new.writestr(entry.filename, content)
    return out.getvalue()


def _lying() -> bytes:
    """A package whose directory says that its parts are small."""
    data = bytearray(_swollen("notice.docx", "word/document.xml", b"<w:p/>", 40 << 20))
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/document.xml"))
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def _repeated() -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sample("fees.ods"))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "content.xml":
                content = content.replace(
                    b"<table:table-cell ", b'<table:table-cell table:number-columns-repeated="16384" '
                )
            new.writestr(entry.filename, content)
    return out.getvalue()


def _many_values() -> bytes:
    """A document whose first property says that it has four thousand million values of no size."""
    data = bytearray(sample("notice.doc"))
    section = data.index(b"\xe0\x85\x9f\xf2\xf9\x4f\x68\x10\xab\x91\x08\x00\x2b\x27\xb3\xd9")
    begin = section - 28 + int.from_bytes(data[section + 16 : section + 20], "little")
    first = begin + int.from_bytes(data[begin + 12 : begin + 16], "little")
    data[first : first + 8] = b"\x63\x10\x00\x00\xff\xff\xff\xff"
    return bytes(data)


def _long_head() -> bytes:
    """A TAR whose first entry announces a head of 400 MB, and brings it."""
    entry = tarfile.TarInfo("././@PaxHeader")
    entry.type, entry.size = tarfile.XHDTYPE, 400 << 20
    return gzip.compress(entry.tobuf(tarfile.USTAR_FORMAT) + b"\x00" * entry.size, 1)


def _nested(depth: int) -> bytes:
    data = b"x"
    for at in range(depth):
        data = packed({f"{at}.zip" if at else "x.txt": data})
    return data


def measured(task: Task, *told: Any) -> tuple[Parsed | Same | Failed, int]:
    """Read a file as a worker of an ingest does; return the most MiB that its process has had.

    Of a container each file in it is read; the last outcome stands for it.
    """
    result: Parsed | Same | Failed | None = None
    if is_container_name(task.path.name):
        with tempfile.TemporaryDirectory() as into:
            opened = open_container(Opening(task.source, task.path, Path(into)))
            if not isinstance(opened, tuple):
                result = Failed(opened, "", 0.0)
            for inside in opened if isinstance(opened, tuple) else ():
                result = process(replace(task, source=inside.name, path=inside.path, size=inside.size), *told)
    result = result or process(task, *told)
    return result, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def write(folder: Path, number: int, seed: int) -> list[Path]:
    """Write so many hostile files; the same seed writes the same ones."""
    rng = random.Random(seed)
    made = {name: make() for name, make in SEEDS.items()}
    paths = []
    for at in range(number):
        name = rng.choice(list(made))
        path = folder / f"{at:06d}-{name}"
        path.write_bytes(mutated(made[name], rng))
        paths.append(path)
    return paths
