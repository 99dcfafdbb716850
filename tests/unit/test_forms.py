"""Forms and appendices are units of their own, in every format, with an act before them or none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from scans import FONT

from index.access import AccessLabel
from index.provisions import Provision, Unit
from ingest.pipeline import Parsed, Task, process

FORMS = (
    "Mẫu số 2a",
    "ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP MỞ BẾN THUYỀN",
    "Kính gửi: Ủy ban nhân dân xã.",
    "1. Tên người đề nghị: ……",
    "2. Nơi mở bến: ……",
    "Mẫu số: 03",
    "GIẤY PHÉP MỞ BẾN THUYỀN",
    "Cho phép ông (bà) mở bến thuyền tại hồ.",
    "Biểu số 05/TK",
    "TỔNG HỢP BẾN THUYỀN CỦA XÃ",
    "Tổng số bến thuyền trong kỳ: ……",
)
LIST = (
    "Danh sách các mẫu kèm theo công văn này:",
    "Mẫu số 01: Đơn đề nghị",
    "Mẫu số 02: Giấy phép",
    "Đề nghị dùng đúng mẫu.",
)


def as_text(path: Path, lines: tuple[str, ...]) -> Path:
    path = path.with_suffix(".txt")
    path.write_text("\n\n".join(lines), "utf-8")
    return path


def as_docx(path: Path, lines: tuple[str, ...]) -> Path:
    made = docx.Document()
    for line in lines:
        made.add_paragraph(line)
    path = path.with_suffix(".docx")
    made.save(str(path))
    return path


def as_html(path: Path, lines: tuple[str, ...]) -> Path:
    path = path.with_suffix(".html")
    path.write_text(f"<html><body>{''.join(f'<p>{line}</p>' for line in lines)}</body></html>", "utf-8")
    return path


def as_pdf(path: Path, lines: tuple[str, ...]) -> Path:
    if not FONT.is_file():
        pytest.skip("the Noto fonts are not installed")
    path = path.with_suffix(".pdf")
    pdfmetrics.registerFont(TTFont("Vietnamese", str(FONT)))
    canvas = Canvas(str(path))
    canvas.setFont("Vietnamese", 12)
    for row, line in enumerate(lines):
        canvas.drawString(60, 760 - row * 24, line)
    canvas.save()
    return path


def provisions(path: Path) -> tuple[Provision, ...]:
    done = process(Task(path.name, path, path.stat().st_size, 0, AccessLabel()))
    assert isinstance(done, Parsed)
    return done.provisions


@pytest.mark.parametrize("write", [as_text, as_docx, as_html, as_pdf])
def test_a_file_of_forms_has_each_as_a_unit(
    write: Callable[[Path, tuple[str, ...]], Path], tmp_path: Path
) -> None:
    found = provisions(write(tmp_path / "bieu-mau", ("Kèm theo công văn về bến thuyền.", *FORMS)))
    forms = {p.locator: p.heading for p in found if p.unit is Unit.FORM}
    assert forms == {
        "Mẫu số 2a": "Mẫu số 2a. ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP MỞ BẾN THUYỀN",
        "Mẫu số 03": "Mẫu số 03. GIẤY PHÉP MỞ BẾN THUYỀN",
        "Biểu số 05/TK": "Biểu số 05/TK. TỔNG HỢP BẾN THUYỀN CỦA XÃ",
    }
    assert any(p.locator.startswith("Mẫu số 2a") and p.parent_id for p in found)
    assert not any(p.locator.startswith("Mẫu") for p in found[:1])


def test_a_list_of_forms_is_none(tmp_path: Path) -> None:
    found = provisions(as_text(tmp_path / "cong-van", LIST))
    assert all(p.unit is not Unit.FORM for p in found)


def test_the_words_of_a_form_can_be_found_under_its_name(tmp_path: Path) -> None:
    path = as_text(tmp_path / "bieu-mau", FORMS)
    done = process(Task(path.name, path, path.stat().st_size, 0, AccessLabel()))
    assert isinstance(done, Parsed)
    bodies = [p.body for p in done.passages if "Nơi mở bến" in p.body or "Tên người đề nghị" in p.body]
    assert bodies
    assert all("Mẫu số 2a" in f"{p.title} {p.body}" for p in done.passages if "Nơi mở bến" in p.body)
