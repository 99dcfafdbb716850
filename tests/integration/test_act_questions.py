"""What is asked of acts themselves: which law of a name applies, what one is about, which is on a matter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app

OLD_LAW = """QUỐC HỘI
LUẬT BẾN BÃI
Số: 5/2010/QH12
Hà Nội, ngày 20 tháng 6 năm 2010
Điều 1. Phạm vi điều chỉnh
Luật này quy định về mở bến và trông bến.
Điều 2. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2011.
"""
LAW = """QUỐC HỘI
LUẬT BẾN BÃI
Số: 12/2024/QH15
Hà Nội, ngày 29 tháng 6 năm 2024
Điều 1. Phạm vi điều chỉnh
Luật này quy định về quy hoạch, mở, cho thuê và đóng bến bãi.
Điều 2. Mở bến
Ủy ban nhân dân cấp xã cấp phép mở bến trong 9 ngày làm việc.
Điều 3. Hiệu lực thi hành
1. Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2025.
2. Luật Bến bãi số 5/2010/QH12 hết hiệu lực từ ngày Luật này có hiệu lực thi hành.
"""
DECREE = """CHÍNH PHỦ
NGHỊ ĐỊNH
Số: 31/2025/NĐ-CP
Hà Nội, ngày 02 tháng 7 năm 2025
Quy định chi tiết một số điều của Luật Bến bãi về cho thuê bến
Căn cứ Luật Bến bãi số 12/2024/QH15;
Căn cứ Luật Đò ngang số 20/2023/QH15;
Điều 1. Phạm vi điều chỉnh
Nghị định này quy định chi tiết Luật Bến bãi về cho thuê bến, giá thuê và hợp đồng thuê bến.
Điều 2. Giá thuê
Giá thuê bến do hai bên thỏa thuận theo hợp đồng.
Điều 3. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 15 tháng 8 năm 2025.
"""
AMENDING = """CHÍNH PHỦ
NGHỊ ĐỊNH
Số: 44/2025/NĐ-CP
Hà Nội, ngày 09 tháng 10 năm 2025
Sửa đổi, bổ sung một số điều của các nghị định về đường thủy
Căn cứ Luật Đò ngang số 20/2023/QH15;
Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 31/2025/NĐ-CP ngày 02 tháng 7 năm 2025
1. Sửa đổi Điều 2 như sau:
“Điều 2. Giá thuê
Giá thuê bến không quá 5 triệu đồng một tháng.”.
Điều 2. Sửa đổi, bổ sung một số điều của Nghị định số 18/2019/NĐ-CP ngày 03 tháng 3 năm 2019 về phao tiêu
1. Bãi bỏ khoản 2 Điều 6.
Điều 3. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 12 năm 2025.
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("van-ban-luat")
    texts = {"luat-cu": OLD_LAW, "luat": LAW, "nghi-dinh": DECREE, "sua-doi": AMENDING}
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    home = folder.parent / "home-luat"
    run(home, "ingest", str(folder), "--no-vectors", "--label", "public")
    return home


def run(home: Path, *words: str) -> str:
    result = CliRunner().invoke(app, [*words, "--home", str(home)], catch_exceptions=False)
    return result.stdout


def asked(home: Path, question: str, *more: str) -> dict[str, Any]:
    return dict(json.loads(run(home, "ask", question, "--json", *more)))


@pytest.mark.parametrize(
    "question",
    [
        "Luật Bến bãi hiện hành là luật nào?",
        "Luật Bến bãi nào đang có hiệu lực?",
        "Luật Bến bãi số bao nhiêu, có hiệu lực khi nào?",
        "luat ben bai moi nhat la luat so may",
        "Xin hỏi Luật Bến bãi áp dụng từ bao giờ ạ?",
    ],
)
def test_a_law_called_by_its_name_is_the_one_in_force(home: Path, question: str) -> None:
    answer = asked(home, question, "--as-of", "2026-01-05")
    assert answer["status"] == "answered"
    assert "12/2024/QH15" in answer["statements"][0]["text"]
    assert "01 tháng 7 năm 2025" in answer["statements"][0]["text"]
    assert {c["document"]["number"] for c in answer["citations"]} == {"12/2024/QH15"}


def test_before_its_day_it_is_the_older_one(home: Path) -> None:
    answer = asked(home, "Luật Bến bãi hiện hành là luật nào?", "--as-of", "2024-12-31")
    assert "số 5/2010/QH12 hết hiệu lực" in answer["answer"]


def test_a_law_of_a_year_that_ended_is_told_of_by_what_ended_it(home: Path) -> None:
    answer = asked(home, "Luật Bến bãi 2010 còn áp dụng không?", "--as-of", "2026-01-05")
    assert "số 5/2010/QH12 hết hiệu lực" in answer["answer"]


def test_a_law_that_is_not_held_is_told_of_by_those_that_rest_on_it(home: Path) -> None:
    answer = asked(home, "Luật Đò ngang nào đang áp dụng?", "--as-of", "2026-01-05")
    assert answer["status"] == "answered"
    assert answer["statements"][0]["text"].endswith("Căn cứ Luật Đò ngang số 20/2023/QH15;")


@pytest.mark.parametrize(
    "question",
    ["Luật Bến bãi cho phép mở bến trong bao lâu?", "Luật Bến bãi mới có hiệu lực thì ai cấp phép mở bến?"],
)
def test_what_a_law_says_is_another_question(home: Path, question: str) -> None:
    answer = asked(home, question, "--as-of", "2026-01-05")
    assert "Ủy ban nhân dân cấp xã cấp phép mở bến trong 9 ngày làm việc" in answer["answer"]


@pytest.mark.parametrize(
    "question", ["Nghị định 31/2025/NĐ-CP quy định về vấn đề gì?", "nghi dinh 31/2025 noi ve noi dung gi"]
)
def test_what_an_act_is_about_is_its_scope(home: Path, question: str) -> None:
    answer = asked(home, question, "--as-of", "2026-01-05")
    assert answer["citations"][0]["locator"] == "Điều 1"
    assert "cho thuê bến, giá thuê và hợp đồng thuê bến" in answer["statements"][0]["text"]
    assert len(answer["statements"]) == 1


@pytest.mark.parametrize(
    "question",
    [
        "Nghị định nào quy định về cho thuê bến?",
        "Nghị định quy định chi tiết Luật Bến bãi là nghị định nào?",
        "Văn bản nào đang quy định về hợp đồng thuê bến?",
    ],
)
def test_the_act_on_a_matter_is_told_by_its_scope_and_effect(home: Path, question: str) -> None:
    answer = asked(home, question, "--as-of", "2026-01-05")
    assert answer["statements"][0]["citations"], answer
    assert {c["document"]["number"] for c in answer["citations"]} == {"31/2025/NĐ-CP"}
    assert [c["locator"] for c in answer["citations"]] == ["Điều 1", "Điều 3"]


def test_a_matter_of_no_act_is_no_reason_to_name_one(home: Path) -> None:
    answer = asked(home, "Nghị định nào quy định về nuôi trồng nấm rơm?", "--as-of", "2026-01-05")
    assert answer["status"] != "answered"


def test_which_acts_an_act_changes_names_each(home: Path) -> None:
    answer = asked(home, "Nghị định 44/2025/NĐ-CP sửa đổi những nghị định nào?", "--as-of", "2026-01-05")
    assert "Nghị định số 31/2025/NĐ-CP" in answer["answer"]
    assert "Nghị định số 18/2019/NĐ-CP" in answer["answer"]
