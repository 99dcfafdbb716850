"""Validity from files to the command line: what is shown, corrected, kept and compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sample_consolidated import BASE as BASE_OF_IT
from sample_consolidated import CONSOLIDATED
from typer.testing import CliRunner

from api.cli import app
from index.sqlite_store import SqliteStore

BASE = """NGHỊ ĐỊNH
Số: 7/2030/NĐ-CP
Hà Nội, ngày 02 tháng 01 năm 2030
Điều 1. Bến bãi
Bến là nơi neo đậu.
Điều 4. Thời hạn cấp phép
1. Thời hạn cấp phép bến là 14 ngày.
2. Thời hạn gia hạn bến cũ là 7 ngày.
3. Thời hạn thu hồi là 3 ngày.
Điều 5. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 3 năm 2030.
"""
LATER = """NGHỊ ĐỊNH
Số: 9/2031/NĐ-CP
Hà Nội, ngày 05 tháng 5 năm 2031
Điều 1. Sửa đổi, bổ sung Điều 4 của Nghị định số 7/2030/NĐ-CP
1. Sửa đổi, bổ sung khoản 1 Điều 4 của Nghị định số 7/2030/NĐ-CP như sau:
“1. Thời hạn cấp phép bến là 9 ngày làm việc.”.
2. Thay thế cụm từ “bến cũ” bằng cụm từ “bến mới” tại khoản 2 Điều 4 của Nghị định số 7/2030/NĐ-CP.
3. Bãi bỏ khoản 3 Điều 4 của Nghị định số 7/2030/NĐ-CP.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2031.
"""


def run(home: Path, *words: str) -> str:
    result = CliRunner().invoke(app, [*words, "--home", str(home)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "van-ban"
    folder.mkdir()
    (folder / "co-so.txt").write_text(BASE, encoding="utf-8")
    (folder / "sua-doi.txt").write_text(LATER, encoding="utf-8")
    run(tmp_path / "home", "ingest", str(folder), "--no-vectors", "--label", "public")
    return tmp_path / "home"


def shown(home: Path, what: str, on: str) -> dict[str, object]:
    return dict(json.loads(run(home, "validity", "show", what, "--on", on, "--json")))


def test_an_amended_clause_is_out_of_force_and_its_article_is_not(home: Path) -> None:
    assert shown(home, "khoản 1 Điều 4 Nghị định 7/2030/NĐ-CP", "2031-06-30")["force"] == "in_force"
    after = shown(home, "khoản 1 Điều 4 Nghị định 7/2030/NĐ-CP", "2031-07-01")
    assert after["force"] == "ended"
    assert after["validity"] == {
        "starts": "2030-03-01",
        "ends": "2031-07-01",
        "basis": "Điều 1 khoản 1 9/2031/NĐ-CP",
        "ended_by": "9/2031/NĐ-CP",
    }
    assert shown(home, "Điều 4 7/2030/NĐ-CP", "2031-07-01")["force"] == "in_force"


def test_an_article_on_two_days_with_the_act_that_changed_it(home: Path) -> None:
    told = json.loads(run(home, "diff", "Điều 4 7/2030/NĐ-CP", "2031-01-01", "2031-08-01", "--json"))
    after = {c["before"]["place"]: c["after"] for c in told["changes"]}
    assert after["Điều 4 khoản 1"]["text"] == "1. Thời hạn cấp phép bến là 9 ngày làm việc."
    assert after["Điều 4 khoản 1"]["by"] == "9/2031/NĐ-CP"
    assert after["Điều 4 khoản 2"]["text"] == "2. Thời hạn gia hạn bến mới là 7 ngày."
    assert after["Điều 4 khoản 2"]["rephrased"] == ["Điều 1 khoản 2 9/2031/NĐ-CP"]
    assert after["Điều 4 khoản 3"]["text"] == ""


def test_words_exchanged_in_an_act_that_is_not_held_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "van-ban"
    folder.mkdir()
    (folder / "sua-doi.txt").write_text(LATER, encoding="utf-8")
    run(tmp_path / "home", "ingest", str(folder), "--no-vectors", "--label", "public")
    words = ("diff", "Điều 4 7/2030/NĐ-CP", "2031-01-01", "2031-08-01")
    assert json.loads(run(tmp_path / "home", *words, "--json"))["unread"] == [
        {
            "place": "Điều 4 khoản 2",
            "by": "Điều 1 khoản 2 9/2031/NĐ-CP",
            "on": "2031-07-01",
            "phrase": "bến cũ",
            "wording": "bến mới",
        }
    ]
    assert "“bến cũ” -> “bến mới”" in run(tmp_path / "home", *words)


def test_a_correction_counts_at_once_stays_through_an_ingest_and_can_be_taken_back(
    home: Path, tmp_path: Path
) -> None:
    place = "khoản 3 Điều 4 7/2030/NĐ-CP"
    run(home, "validity", "set", place, "--ends", "2031-09-01", "--note", "đính chính trên Công báo")
    assert shown(home, place, "2031-08-01")["force"] == "in_force"
    (tmp_path / "van-ban" / "co-so.txt").write_text(BASE + "Nơi nhận: Lưu.\n", encoding="utf-8")
    run(home, "ingest", str(tmp_path / "van-ban"), "--no-vectors")
    assert shown(home, place, "2031-08-01")["force"] == "in_force"
    run(home, "validity", "set", place, "--undo", "--note", "nhầm")
    after = shown(home, place, "2031-08-01")
    assert after["force"] == "ended"
    notes = [entry["note"] for entry in after["corrections"]]  # type: ignore[attr-defined]
    assert notes == ["đính chính trên Công báo", "nhầm"]


def test_new_wording_is_found_under_the_amended_article(home: Path) -> None:
    with SqliteStore.open(home / "documents.sqlite") as store:
        titles = [p.title for p, _ in store.all_passages() if "9 ngày làm việc" in p.body]
    assert len(titles) == 1
    assert titles[0].startswith("Nghị định 9/2031/NĐ-CP")
    assert titles[0].endswith("Điều 4 khoản 1 7/2030/NĐ-CP")


@pytest.mark.parametrize(
    "words",
    [
        ["set", "Điều 4 7/2030/NĐ-CP", "--note", "x"],
        ["set", "Điều 99 7/2030/NĐ-CP", "--ends", "2031-01-01", "--note", "x"],
    ],
)
def test_a_correction_of_nothing_is_refused(home: Path, words: list[str]) -> None:
    result = CliRunner().invoke(app, ["validity", *words, "--home", str(home)])
    assert result.exit_code != 0


def test_the_footnotes_of_a_consolidated_text_date_its_clauses_and_those_of_the_act(tmp_path: Path) -> None:
    folder, home = tmp_path / "hop-nhat", tmp_path / "home"
    folder.mkdir()
    (folder / "hop-nhat.md").write_text(CONSOLIDATED, encoding="utf-8")
    (folder / "goc.txt").write_text(BASE_OF_IT, encoding="utf-8")
    run(home, "ingest", str(folder), "--no-vectors", "--label", "public")
    own = shown(home, "khoản 1 Điều 4 07/VBHN-VPBC", "2031-06-30")
    assert (own["force"], own["title"]) == ("not_yet", "Văn bản hợp nhất 07/VBHN-VPBC: Quy định về bến neo")
    assert shown(home, "khoản 1 Điều 4 07/VBHN-VPBC", "2031-07-01")["force"] == "in_force"
    old = shown(home, "khoản 1 Điều 4 7/2030/NĐ-CP", "2031-07-01")
    assert old["validity"] == {
        "starts": "2030-03-01",
        "ends": "2031-07-01",
        "basis": "Điều 1 khoản 1 9/2031/NĐ-CP",
        "ended_by": "9/2031/NĐ-CP",
    }
    told = run(home, "diff", "Điều 4 7/2030/NĐ-CP", "2031-01-01", "2034-01-01")
    assert (
        "+ Điều 4 khoản 1: 1. Thời hạn cấp phép bến là 9 ngày làm việc.\n    [Điều 1 khoản 1 9/2031/NĐ-CP]"
        in told
    )
    assert "[Điều 4 khoản 2 07/VBHN-VPBC; phrase by Điều 1 khoản 2 9/2031/NĐ-CP]" in told
    assert "Chú thích" not in told
