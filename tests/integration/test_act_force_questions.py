"""What is asked of an act's force: its effect, what changed it, what it ends, and where nothing is known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app

BASE = """NGHỊ ĐỊNH
Số: 7/2020/NĐ-CP
Hà Nội, ngày 02 tháng 01 năm 2020
Điều 1. Bến bãi
Bến là nơi neo đậu của tàu thuyền.
Điều 4. Thời hạn cấp phép
1. Thời hạn cấp phép bến là 14 ngày.
Điều 5. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 3 năm 2020.
2. Nghị định số 3 1/2011/NĐ-CP ngày 26 tháng 3 năm 2011 hết hiệu lực từ ngày Nghị định này có hiệu lực.
"""
AMENDING = """NGHỊ ĐỊNH
Số: 9/2021/NĐ-CP
Hà Nội, ngày 05 tháng 5 năm 2021
Chương I
SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA NGHỊ ĐỊNH SỐ 7/2020/NĐ-CP NGÀY 02 THÁNG 01 NĂM 2020 VỀ BẾN BÃI
Điều 1. Sửa đổi, bổ sung khoản 1 Điều 4
“1. Thời hạn cấp phép bến là 9 ngày làm việc.”.
Chương II
ĐIỀU KHOẢN THI HÀNH
Điều 2. Hiệu lực thi hành
1. Bãi bỏ khoản 3 Điều 8 của Nghị định số 6/2018/NĐ-CP.
2. Nghị định này có hiệu lực từ ngày 01 tháng 7 năm 2021. Việc theo Nghị định số 5/2019/NĐ-CP do Bộ làm.
"""
ENDED = """NGHỊ ĐỊNH
Số: 13/2001/NĐ-CP
Hà Nội, ngày 04 tháng 4 năm 2001
Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 22/1997/NĐ-CP
Thời hạn cấp phép bến là 30 ngày.
Điều 2. Bãi bỏ quy định về phao tiêu
Bãi bỏ khoản 1 Điều 3 của Nghị định số 24/1998/NĐ-CP; bãi bỏ khoản 2 Điều 9 của Nghị định số 26/1999/NĐ-CP.
Điều 3. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 5 năm 2001.
2. Nghị định số 8/1995/NĐ-CP hết hiệu lực từ ngày Nghị định này có hiệu lực.
"""
ENDING = """NGHỊ ĐỊNH
Số: 17/2012/NĐ-CP
Hà Nội, ngày 06 tháng 6 năm 2012
Điều 1. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 8 năm 2012.
2. Nghị định số 13/2001/NĐ-CP hết hiệu lực từ ngày Nghị định này có hiệu lực.
"""

LIST = """QUYẾT ĐỊNH
Số: 61/QĐ-UBND
Sơn Khê, ngày 07 tháng 7 năm 2022
Công bố danh mục thủ tục về bến thuyền thúng
Điều 1. Công bố danh mục
Công bố kèm theo Quyết định này danh mục 04 thủ tục về bến thuyền thúng.
Điều 2. Hiệu lực thi hành
Quyết định này có hiệu lực thi hành theo Quyết định số 19/QĐ-BTT của Bộ Thuyền Thúng.
Bãi bỏ khoản 2 Điều 7 của Quyết định số 15/QĐ-UBND.
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("van-ban")
    (folder / "co-so.txt").write_text(BASE, encoding="utf-8")
    (folder / "cu.txt").write_text(ENDED, encoding="utf-8")
    (folder / "het.txt").write_text(ENDING, encoding="utf-8")
    (folder / "sua-doi.txt").write_text(AMENDING, encoding="utf-8")
    (folder / "danh-muc.txt").write_text(LIST, encoding="utf-8")
    home = folder.parent / "home-hoi"
    run(home, "ingest", str(folder), "--no-vectors", "--label", "public")
    return home


def run(home: Path, *words: str) -> str:
    result = CliRunner().invoke(app, [*words, "--home", str(home)], catch_exceptions=False)
    return result.stdout


def asked(home: Path, question: str) -> dict[str, Any]:
    return dict(json.loads(run(home, "ask", question, "--json")))


def test_an_act_that_goes_on_is_told_of_by_its_own_clause(home: Path) -> None:
    answer = asked(home, "Nghị định 7/2020/NĐ-CP còn hiệu lực không?")
    assert answer["status"] == "answered"
    assert "có hiệu lực thi hành từ ngày 01 tháng 3 năm 2020" in answer["statements"][0]["text"]


@pytest.mark.parametrize(
    "question",
    [
        "Nghị định 7/2020/NĐ-CP có bị sửa đổi không, bởi văn bản nào?",
        "Văn bản nào sửa đổi Nghị định 7/2020/NĐ-CP?",
    ],
)
def test_what_changed_an_act_names_it(home: Path, question: str) -> None:
    answer = asked(home, question)
    assert answer["status"] in {"answered", "partial"}
    assert "CỦA NGHỊ ĐỊNH SỐ 7/2020/NĐ-CP" in answer["statements"][0]["text"]
    assert answer["citations"][0]["document"]["number"] == "9/2021/NĐ-CP"


def test_which_acts_it_ends(home: Path) -> None:
    answer = asked(home, "Nghị định 7/2020/NĐ-CP thay thế những văn bản nào?")
    assert "1/2011/NĐ-CP" in answer["statements"][0]["text"]


def test_what_an_act_that_has_ended_itself_ended_and_changed(home: Path) -> None:
    ended = asked(home, "Nghị định 13/2001/NĐ-CP thay thế những văn bản nào?")
    assert "8/1995/NĐ-CP hết hiệu lực" in ended["statements"][0]["text"]
    changed = asked(home, "Nghị định 13/2001/NĐ-CP sửa đổi những nghị định nào?")
    assert "Nghị định số 22/1997/NĐ-CP" in changed["statements"][0]["text"]
    both = "Nghị định số 24/1998/NĐ-CP; bãi bỏ khoản 2 Điều 9 của Nghị định số 26/1999/NĐ-CP"
    assert f"Theo Điều 2 Nghị định 13/2001/NĐ-CP: {both}" in [s["text"] for s in changed["statements"]]
    force = asked(home, "Nghị định 13/2001/NĐ-CP còn hiệu lực không?")
    assert "13/2001/NĐ-CP hết hiệu lực" in force["statements"][0]["text"]


def test_figures_that_recognition_parted_are_one_number(home: Path) -> None:
    facts = json.loads(run(home, "validity", "show", "31/2011/NĐ-CP", "--json"))
    assert (facts["force"], facts["validity"]["basis"]) == ("ended", "Điều 5 khoản 2 7/2020/NĐ-CP")
    assert json.loads(run(home, "validity", "show", "1/2011/NĐ-CP", "--json"))["force"] == "unknown"


def test_what_is_ordered_of_an_act_that_is_not_held_is_told(home: Path) -> None:
    answer = asked(home, "Nghị định 6/2018/NĐ-CP còn hiệu lực không?")
    assert answer["status"] in {"answered", "partial"}
    assert "Bãi bỏ khoản 3 Điều 8 của Nghị định số 6/2018/NĐ-CP" in answer["statements"][0]["text"]


def test_an_act_of_which_nothing_is_said_is_not_answered_from_what_names_it(home: Path) -> None:
    answer = asked(home, "Nghị định 5/2019/NĐ-CP còn hiệu lực không?")
    assert answer["status"] == "unanswerable"
    assert "5/2019" in answer["answer"]


def test_an_effect_without_a_day_is_told_beside_what_else_is_asked(home: Path) -> None:
    answer = asked(home, "Quyết định 61/QĐ-UBND có hiệu lực theo quyết định nào của Bộ, công bố mấy thủ tục?")
    assert answer["status"] == "answered", answer["answer"]
    assert "19/QĐ-BTT" in answer["answer"]
    assert "04 thủ tục" in answer["answer"]  # behind "danh mục" a number is none of a section


def test_what_a_held_act_says_of_an_article_of_one_that_is_not_is_told(home: Path) -> None:
    answer = asked(home, "Quyết định 61/QĐ-UBND bỏ khoản nào của Điều 7 Quyết định 15/QĐ-UBND?")
    assert "khoản 2 Điều 7" in answer["answer"], answer["answer"]
