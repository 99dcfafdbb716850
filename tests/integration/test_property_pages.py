"""An act of which only the page with its properties is held has the days of that page, and is told by it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app

CELL = (
    "<td class='ant-descriptions-item'><span class='ant-descriptions-item-label'>{label}</span>"
    "<span class='ant-descriptions-item-content'>{value}</span></td>"
)


def page(number: str, title: str, state: str, ends: str, starts: str = "01/05/2024") -> str:
    rows = {
        "Số hiệu": number, "Loại văn bản": "Thông tư", "Ngày ban hành": "02/03/2024", "Lĩnh vực": "--",
        "Ngày có hiệu lực": starts, "Tình trạng hiệu lực": state, "Ngày hết hiệu lực": ends,
        "Cơ quan ban hành": "Bộ Xây dựng", "Người ký": "Trần Văn Mẫu",
    }  # fmt: skip
    cells = [CELL.format(label=label, value=value) for label, value in rows.items()]
    table = "".join(f"<tr>{''.join(cells[at : at + 2])}</tr>" for at in range(0, len(cells), 2))
    head = "<!DOCTYPE html><html><head><meta charset='utf-8'></head>"
    return f"{head}<body><h1>Thông tư số {number} {title}</h1><table>{table}</table></body></html>"


WHOLE = "Hết hiệu lực toàn bộ"
ENDER = """BỘ XÂY DỰNG
Số: 45/2025/TT-BXD
Hà Nội, ngày 06 tháng 6 năm 2025
THÔNG TƯ
Quy định về phao neo
Điều 1. Phao neo
Phao neo sơn màu vàng.
Điều 2. Hiệu lực thi hành
1. Thông tư này có hiệu lực thi hành từ ngày 01 tháng 8 năm 2025.
2. Thông tư số 42/2024/TT-BXD hết hiệu lực từ ngày Thông tư này có hiệu lực.
"""
LISTING = """BỘ XÂY DỰNG
Số: 46/2024/TT-BXD
Hà Nội, ngày 06 tháng 6 năm 2024
THÔNG TƯ
Quy định về cọc tiêu
Điều 1. Cọc tiêu
Cọc tiêu cắm cách bờ 2 mét.
Điều 2. Hiệu lực thi hành
Thông tư này có hiệu lực thi hành từ ngày 01 tháng 8 năm 2024.
PHỤ LỤC I
VĂN BẢN ĐÃ RÀ SOÁT
| Thuộc tính | Giá trị |
|---|---|
| Số hiệu | 47/2024/TT-BXD |
| Loại văn bản | Thông tư |
| Ngày có hiệu lực | 01/02/2024 |
| Ngày hết hiệu lực | 01/02/2025 |
"""
OTHER = """BỘ XÂY DỰNG
Số: 47/2024/TT-BXD
Hà Nội, ngày 05 tháng 01 năm 2024
THÔNG TƯ
Quy định về đèn bờ
Điều 1. Đèn bờ
Đèn bờ thắp từ 18 giờ.
Điều 2. Hiệu lực thi hành
Thông tư này có hiệu lực thi hành từ ngày 01 tháng 3 năm 2024.
"""
STRANGER = """---
so_hieu: 47/2024/TT-BXD
tinh_trang: Hết hiệu lực toàn bộ
ngay_hieu_luc: 01/02/2023
---
BỘ XÂY DỰNG
Số: 50/2024/TT-BXD
Hà Nội, ngày 07 tháng 8 năm 2024
THÔNG TƯ
Quy định về sào chống
Điều 1. Sào chống
Sào chống dài hơn mức tại Thông tư số 47/2024/TT-BXD là 1 mét.
"""
LABELLED = """---
so_hieu: 51/2024/TT-BXD
tinh_trang: Hết hiệu lực toàn bộ
---
BỘ XÂY DỰNG
Số: 51/2024/TT-BXD
Hà Nội, ngày 08 tháng 8 năm 2024
THÔNG TƯ
Quy định về thang lên bến
Điều 1. Thang lên bến
Thang lên bến có tay vịn hai bên.
"""
FILES = {
    "nhan.md": LABELLED,
    "la.md": STRANGER,
    "het.html": page("41/2024/TT-BXD", "về phao luồng", WHOLE, "15/02/2025"),
    "thay.html": page("42/2024/TT-BXD", "về phao neo", WHOLE, "01/03/2025"),
    "phan.html": page("43/2024/TT-BXD", "về biển báo", "Hết hiệu lực một phần", "15/02/2025"),
    "khong-ngay.html": page("44/2024/TT-BXD", "về dây neo", WHOLE, "--"),
    "truoc.html": page("48/2024/TT-BXD", "về cầu dẫn", WHOLE, "15/02/2024"),
    "con.html": page("49/2024/TT-BXD", "về neo đậu", "Còn hiệu lực", "--"),
    "moi.txt": ENDER,
    "ke.md": LISTING,
    "den.txt": OTHER,
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trang-luu")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    home = folder.parent / "home-trang"
    run(home, "ingest", str(folder), "--no-vectors", "--label", "public")
    return home


def run(home: Path, *words: str) -> str:
    result = CliRunner().invoke(app, [*words, "--home", str(home)], catch_exceptions=False)
    return result.stdout


def force(home: Path, act: str, day: str = "2026-01-01") -> tuple[str, Any, Any]:
    facts = json.loads(run(home, "validity", "show", act, "--on", day, "--json"))
    return facts["force"], facts["validity"]["ends"], facts["validity"]["basis"]


def asked(home: Path, question: str, day: str = "2026-01-01") -> dict[str, Any]:
    return dict(json.loads(run(home, "ask", question, "--as-of", day, "--json")))


def test_the_page_ends_its_act_on_the_day_that_it_states(home: Path) -> None:
    assert force(home, "41/2024/TT-BXD") == ("ended", "2025-02-15", "dòng 7")
    assert force(home, "41/2024/TT-BXD", "2025-02-14")[0] == "in_force"


def test_the_clause_of_another_act_goes_before_the_page(home: Path) -> None:
    assert force(home, "42/2024/TT-BXD") == ("ended", "2025-08-01", "Điều 2 khoản 2 45/2025/TT-BXD")
    assert force(home, "42/2024/TT-BXD", "2025-07-31")[0] == "in_force"
    before = asked(home, "Thông tư 42/2024/TT-BXD còn hiệu lực không?", "2025-05-01")
    assert not any("đã hết hiệu lực" in told for told in before["warnings"])
    answer = asked(home, "Thông tư 42/2024/TT-BXD còn hiệu lực không?")
    assert "42/2024/TT-BXD hết hiệu lực từ ngày Thông tư này" in answer["statements"][0]["text"]


@pytest.mark.parametrize(
    ("act", "starts"),
    [("43/2024/TT-BXD", "dòng 5"), ("44/2024/TT-BXD", "dòng 5"), ("48/2024/TT-BXD", "dòng 5"),
     ("47/2024/TT-BXD", "Điều 2")],
)  # fmt: skip
def test_nothing_else_ends_an_act(home: Path, act: str, starts: str) -> None:
    """A part, no day, a day before the act was issued; and the table in another act's appendix."""
    assert force(home, act) == ("in_force", None, starts)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "Thông tư 41/2024/TT-BXD có còn hiệu lực không, nếu hết thì hết từ bao giờ?",
            [WHOLE, "Ngày hết hiệu lực; 15/02/2025", "Ngày có hiệu lực; 01/05/2024"],
        ),
        ("Thông tư 44/2024/TT-BXD còn hiệu lực không?", [WHOLE, "Ngày có hiệu lực; 01/05/2024"]),
        ("Thông tư 43/2024/TT-BXD hết hiệu lực chưa?", ["Tình trạng hiệu lực; Hết hiệu lực một phần"]),
        ("Thông tư 49/2024/TT-BXD còn áp dụng không?", ["Tình trạng hiệu lực; Còn hiệu lực"]),
    ],
)
def test_its_force_is_told_by_its_rows(home: Path, question: str, told: list[str]) -> None:
    answer = asked(home, question)
    assert answer["status"] == "answered"
    assert all(words in answer["brief"] for words in told)
    assert "Cơ quan ban hành" not in answer["answer"]


def test_what_the_page_does_not_say_is_missing(home: Path) -> None:
    answer = asked(home, "Thông tư 41/2024/TT-BXD bị thay thế bởi văn bản nào?")
    assert (answer["status"], "văn bản thay thế" in answer["answer"]) == ("partial", True)


@pytest.mark.parametrize(
    ("act", "warning"),
    [
        ("41/2024/TT-BXD", "đã hết hiệu lực từ 15/02/2025, theo bảng thuộc tính trên trang lưu của"),
        ("43/2024/TT-BXD", "«Hết hiệu lực một phần» mà không cho biết phần nào"),
        ("44/2024/TT-BXD", "«Hết hiệu lực toàn bộ» mà văn bản đang giữ không cho biết từ ngày nào"),
    ],
)
def test_readers_are_warned(home: Path, act: str, warning: str) -> None:
    answer = asked(home, f"Thông tư {act} do cơ quan nào ban hành, còn hiệu lực không?")
    assert any(warning in told for told in answer["warnings"])


def test_the_label_is_shown_to_operators(home: Path) -> None:
    assert "label on its page: Hết hiệu lực một phần" in run(home, "validity", "show", "43/2024/TT-BXD")


def test_what_a_file_declares_of_another_act_is_not_of_its_own(home: Path) -> None:
    facts = json.loads(run(home, "validity", "show", "50/2024/TT-BXD", "--json"))
    assert (facts["force"], facts["portal_status"]) == ("unknown", None)


def test_a_label_is_told_also_where_nothing_answers(home: Path) -> None:
    answer = asked(home, "Thông tư 51/2024/TT-BXD còn hiệu lực không?")
    assert answer["status"] == "unanswerable"
    assert any("51/2024/TT-BXD: Trang lưu ghi tình trạng" in told for told in answer["warnings"])
