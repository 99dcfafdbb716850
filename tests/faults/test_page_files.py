"""Mutated and hostile PDF and picture files through the real workers: each costs itself alone, with a reason.

The suite runs a short form, THUTUC_FUZZ_FILES=5000 the long one.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from time import monotonic

import pytest
from carrying_pdfs import carrying
from hostile_pages import flate_bomb, looping_tiff, mutations, pdf_of, png_bomb
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas
from scans import file_of, scan, tesseract_languages

from index.access import AccessLabel
from ingest.bulk import death_of
from ingest.containers import Inside, Opening, open_container
from ingest.errors import Crashed, Unreadable
from ingest.jobs import Death, Limits, WorkerPool
from ingest.photos import write_photos
from ingest.pipeline import Failed, Parsed, Task, process
from ingest.recognition import NO_OCR, OcrWish

FILES = int(os.environ.get("THUTUC_FUZZ_FILES", "120"))
RECOGNISED = 40
"""One file in so many is also recognised, where Tesseract is installed."""
LIMITS = Limits(seconds=60, memory_mb=1536)


def seeds() -> list[tuple[str, bytes]]:
    """Sound files of each kind, small, so that many can be tried."""
    picture = Image.new("L", (320, 160), 245)
    ImageDraw.Draw(picture).text((20, 60), "Dieu 1. Ho so gom don va ban ve.", fill=0)
    text = [f"{n}. Co quan tiep nhan kiem tra ho so ngay khi nhan." for n in range(1, 9)]
    colour = picture.convert("RGB")
    photos = BytesIO()
    write_photos(photos, (file_of(picture), file_of(colour, "JPEG")))
    return [
        (".pdf", scan(picture, picture, text={1: text})),
        (".pdf", pdf_of(b"BT /F1 12 Tf 60 700 Td (Dieu 1. Ho so) Tj ET", pages=3)),
        (".png", file_of(picture)),
        (".jpg", file_of(colour, "JPEG")),
        (".tif", file_of(picture, "TIFF", [picture, picture], compression="tiff_lzw")),
        (".tif", file_of(picture.convert("1"), "TIFF", compression="group4")),
        (".gif", file_of(picture, "GIF")),
        (".bmp", file_of(colour, "BMP")),
        (".webp", file_of(colour, "WEBP")),
        (".pdf", form()),
        (".pdf", form().replace(b"/AP", b"/XX")),  # the viewer is to paint the values
        (".photos", photos.getvalue()),
        (".pdf", carrying({"phu luc.pdf": form(), "thu.txt": b"Kinh gui phong mot cua."})),
    ]


def form() -> bytes:
    """A form that is filled in: text, a choice and a box to tick."""
    buffer = BytesIO()
    canvas = Canvas(buffer)
    for row in range(8):
        canvas.drawString(60, 700 - row * 20, f"{row}. Co quan tiep nhan kiem tra ho so ngay khi nhan.")
    fields = canvas.acroForm
    fields.textfield(name="ten", value="Nguyen Thi Mai", x=120, y=400, width=200, height=20)
    fields.choice(name="tinh", value="Bac Ninh", options=["Bac Ninh", "Ha Noi"], x=120, y=360, height=20)
    fields.checkbox(name="moi", checked=True, x=120, y=320)
    canvas.save()
    return buffer.getvalue()


def refused(result: Parsed | Failed | Death) -> Failed | None:
    """Return why a file was not read, as an ingest would tell it."""
    if isinstance(result, Death):
        return death_of(result)
    return result if isinstance(result, Failed) else None


@pytest.mark.timeout(7200)
def test_mutated_files_cost_themselves_alone(tmp_path: Path) -> None:
    tasks = []
    ocr = OcrWish("vie") if "vie" in tesseract_languages() else NO_OCR
    for number, (ending, data) in enumerate(mutations(seeds(), FILES)):
        path = tmp_path / f"{number}{ending}"
        path.write_bytes(data)
        wish = ocr if number % RECOGNISED == 0 else NO_OCR
        tasks.append(Task(path.name, path, len(data), 0, AccessLabel(), ocr=wish))
    begun, codes, longest, last = monotonic(), Counter[str](), 0.0, monotonic()
    with WorkerPool(process, 2, LIMITS) as pool:
        for task, result in pool.results(tasks):
            longest, last = max(longest, monotonic() - last), monotonic()
            failed = refused(result)  # type: ignore[arg-type]
            codes["live" if failed is None else failed.failure.code] += 1
            if failed is not None:
                assert str(failed.failure), task.source
                assert not isinstance(failed.failure, Crashed), f"{task.source}: {failed.failure}"
    print(f"{FILES} files in {monotonic() - begun:.0f} s, {longest:.1f} s the longest wait: {dict(codes)}")  # noqa: T201
    assert codes.total() == FILES
    assert longest < LIMITS.seconds + 10
    assert codes["live"] > 0


@pytest.mark.timeout(7200)
def test_files_are_taken_out_of_mutated_pdfs_or_refused(tmp_path: Path) -> None:
    seed = carrying({"phu luc.pdf": form(), "thu.txt": b"Kinh gui phong mot cua." * 40})
    tasks = []
    for number, (ending, data) in enumerate(mutations([(".pdf", seed)], FILES)):
        path, into = tmp_path / f"{number}{ending}", tmp_path / f"{number}"
        path.write_bytes(data)
        into.mkdir()
        tasks.append(Opening(path.name, path, into))
    taken = broken = 0
    with WorkerPool(open_container, 2, LIMITS) as pool:
        for task, result in pool.results(tasks):
            assert not isinstance(result, Death | Crashed), task.source
            if isinstance(result, Unreadable):
                continue
            for one in result:
                assert isinstance(one, Inside)
                broken += one.failure is not None
                taken += one.failure is None and one.path.stat().st_size == one.size
    assert taken > broken


@pytest.mark.parametrize(
    ("name", "made", "code", "words"),
    [
        ("pages.pdf", lambda: pdf_of(b"", pages=10_000), "too_large", "5000 pages"),
        ("blank.pdf", lambda: pdf_of(b"", pages=300), "empty", "without anything"),
        ("flate.pdf", lambda: flate_bomb(1500), "too_large", "worker_memory_mb"),
        ("points.png", lambda: png_bomb(60_000), "too_large", "3600000000 pixels"),
        ("points.tif", lambda: png_bomb(12_000), "too_large", "12000 x 12000"),
        ("loop.tif", looping_tiff, "no_text_layer", "switched off"),
        ("line.txt", lambda: b"Dieu 1. " + b"ho so hop le " * 15_000_000, "too_large", "worker_memory_mb"),
    ],
)
def test_a_bomb_names_the_limit_it_hit(
    name: str, made: Callable[[], bytes], code: str, words: str, tmp_path: Path
) -> None:
    """A small file that becomes large, or a line without end, is refused and the next file is read."""
    path = tmp_path / name
    path.write_bytes(made())
    good = tmp_path / "good.txt"
    good.write_text("Điều 1. Hồ sơ gồm đơn và bản vẽ.", encoding="utf-8")
    tasks = [Task(p.name, p, p.stat().st_size, 0, AccessLabel()) for p in (path, good)]
    with WorkerPool(process, 1, LIMITS) as pool:
        results = dict(pool.results(tasks))
    failed = refused(results[tasks[0]])  # type: ignore[arg-type]
    assert failed is not None
    assert failed.failure.code == code, failed.failure
    assert words in str(failed.failure)
    assert isinstance(results[tasks[1]], Parsed)
