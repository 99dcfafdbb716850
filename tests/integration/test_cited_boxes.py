"""The marked place on a page covers the cited words, as an independent reader of PDF finds them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
from small_office import FONT

from index.access import AccessLabel
from index.provisions import Box, Provision
from ingest.pipeline import Failed, Parsed, Task, process

pdfplumber = pytest.importorskip("pdfplumber")

SAMPLE = Path(__file__).parents[2] / "samples/corpus/office/TT-933-2026-TT-BKT.pdf"
LONGEST, FEWEST, EACH = 1_200, 50, 12
SHEETS = {"upright": (595, 842), "turned": (842, 595), "large": (1191, 842), "cut": (595, 842)}
COVERED, ALONE = 0.98, 0.93
"""Shares of the cited letters that lie inside the boxes, and of the letters inside that are cited."""


@dataclass(frozen=True)
class Checked:
    """One citation: how much of it is covered, and how much of what is covered belongs to it."""

    where: str
    covered: float
    alone: float

    @property
    def good(self) -> bool:
        return self.covered >= COVERED and self.alone >= ALONE


def read(path: Path) -> Parsed | Failed:
    known = path.stat()
    task = Task(str(path), path, known.st_size, known.st_mtime_ns, AccessLabel.parse("public"))
    found = process(task)
    assert isinstance(found, Parsed | Failed)
    return found


def letters(text: str) -> str:
    """Return the letters and signs of a text, without the signs between cells that no page has."""
    return "".join(unicodedata.normalize("NFC", text.replace(" | ", " ")).split())


def inside(word: dict[str, Any], box: Box, page: Any) -> bool:
    """Tell whether the middle of a word lies in a box; both are measured from the corner that is shown."""
    left, top, right, bottom = page.cropbox
    across = ((word["x0"] + word["x1"]) / 2 - left) / (right - left)
    down = ((word["top"] + word["bottom"]) / 2 - top) / (bottom - top)
    return box.left <= across <= box.right and box.top <= down <= box.bottom


def checked(pdf: Any, parsed: Parsed, provision: Provision) -> Checked:
    found = []
    for number in sorted({box.page for box in provision.boxes}):
        page = pdf.pages[number - 1]
        boxes = [box for box in provision.boxes if box.page == number]
        words = page.extract_words(use_text_flow=True)
        found += [word["text"] for word in words if any(inside(word, box, page) for box in boxes)]
    cited, there = letters(provision.span.of(parsed.document.text)), letters("".join(found))
    blocks = SequenceMatcher(None, cited, there, autojunk=False).get_matching_blocks()
    same = sum(block.size for block in blocks)
    where = f"{Path(parsed.document.source).name} {provision.locator}"
    return Checked(where, same / len(cited), same / max(len(there), 1))


def chosen(parsed: Parsed, most: int) -> Sequence[Provision]:
    """Return citable units at equal distances, the same for the same file."""
    fit = [p for p in parsed.provisions if p.boxes and 0 < p.span.end - p.span.start <= LONGEST]
    return [fit[(2 * n + 1) * len(fit) // (2 * most)] for n in range(most)] if len(fit) > most else fit


def check(path: Path, most: int = 1_000) -> Iterator[Checked]:
    parsed = read(path)
    if isinstance(parsed, Parsed):
        with pdfplumber.open(path) as pdf:
            for provision in chosen(parsed, most):
                yield checked(pdf, parsed, provision)


def write_rules(path: Path) -> None:
    """Draw rules over pages that are upright, turned, cut to a part of their sheet, and large."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("Vietnamese", str(FONT)))
    canvas = Canvas(str(path), pagesize=(595, 842))
    article = 0
    for sheet, (width, height) in SHEETS.items():
        canvas.setPageSize((height, width) if sheet == "turned" else (width, height))
        canvas.setPageRotation(90 if sheet == "turned" else 0)
        if sheet == "turned":  # what is shown upright lies on its side in the file, as in scanned annexes
            canvas.rotate(90)
            canvas.translate(0, -height)
        if sheet == "cut":
            canvas.setCropBox((40, 60, 560, 800))
        for y in range(height - 72, 130, -110):
            article += 1
            canvas.setFont("Vietnamese", 13)
            canvas.drawString(72, y, f"Điều {article}. Việc trông giữ thuyền số {article}")
            canvas.setFont("Vietnamese", 11)
            for clause in (1, 2):
                line = y + 2 - 34 * clause
                canvas.drawString(
                    72, line, f"{clause}. Thuyền thúng hạng {article}{clause} gửi tại bến được trông"
                )
                canvas.drawString(
                    72, line - 15, f"giữ {article + clause} ngày, mỗi ngày thu {article}.000 đồng."
                )
        canvas.showPage()
    canvas.save()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> list[Checked]:
    if not FONT.is_file():
        pytest.skip(f"no font for Vietnamese at {FONT}")
    rules = tmp_path_factory.mktemp("boxes") / "quy-dinh-ben-thuyen.pdf"
    write_rules(rules)
    return [*check(SAMPLE), *check(rules)]


def test_boxes_of_our_own_pages_cover_the_cited_words(own: list[Checked]) -> None:
    assert len(own) >= FEWEST
    assert [one for one in own if not one.good] == []


def test_boxes_of_real_laws_cover_the_cited_words(shared: Path) -> None:
    files = sorted(p for p in (shared / "corpus/office").iterdir() if p.suffix.lower() == ".pdf")
    found = [one for path in files for one in check(path, EACH)]
    assert len(found) >= FEWEST
    assert [one for one in found if not one.good] == []
