"""A question about an article of an act that is not held finds the wording that another act gave it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from typer.testing import CliRunner

from api.cli import app
from api.opening import operators_assistant
from index.access import Principal

AMENDING = """NGHỊ ĐỊNH
Số: 9/2031/NĐ-CP
Hà Nội, ngày 05 tháng 5 năm 2031
Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 7/2030/NĐ-CP
1. Sửa đổi, bổ sung khoản 1 Điều 4 như sau:
“1. Thời hạn cấp phép bến là 9 ngày làm việc.”.
2. Sửa đổi, bổ sung khoản 1 Điều 6 như sau:
“1. Đèn bến sáng từ 18 giờ.”.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2031.
"""

AMENDED = """NGHỊ ĐỊNH
Số: 7/2030/NĐ-CP
Hà Nội, ngày 02 tháng 01 năm 2030
Điều 4. Thời hạn
1. Thời hạn cấp phép bến là 14 ngày.
Điều 6. Đèn bến
1. Đèn bến sáng từ 19 giờ.
2. Đèn bến có màu vàng.
Điều 7. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 3 năm 2030.
"""


def test_where_both_are_held_the_wording_in_force_on_the_day_is_told(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "sua-doi.txt").write_text(AMENDING, encoding="utf-8")
    (tmp_path / "papers" / "goc.txt").write_text(AMENDED, encoding="utf-8")
    words = ["ingest", str(tmp_path / "papers"), "--home", str(tmp_path / "home"), "--no-vectors", "--quiet"]
    assert CliRunner().invoke(app, [*words, "--label", "public"]).exit_code == 0
    assistant = operators_assistant(tmp_path / "home")
    asked = "Khoản 1 Điều 6 Nghị định 7/2030/NĐ-CP hiện nay quy định thế nào?"
    now = assistant.answer(asked, Principal.operator(), date(2032, 1, 1))
    then = assistant.answer(asked, Principal.operator(), date(2030, 9, 1))
    assistant.close()
    assert now.statements[0].text.startswith(
        "Theo khoản 1 Điều 6 Nghị định 7/2030/NĐ-CP, được sửa đổi, bổ sung bởi "
        "khoản 2 Điều 1 Nghị định 9/2031/NĐ-CP"
    )
    assert "18 giờ" in now.statements[0].text
    assert "19 giờ" in then.statements[0].text


def test_the_new_wording_is_found_under_the_articles_own_number(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "sua-doi.txt").write_text(AMENDING, encoding="utf-8")
    words = ["ingest", str(tmp_path / "papers"), "--home", str(tmp_path / "home"), "--no-vectors", "--quiet"]
    assert CliRunner().invoke(app, [*words, "--label", "public"]).exit_code == 0
    assistant = operators_assistant(tmp_path / "home")
    asked = "Khoản 1 Điều 6 Nghị định 7/2030/NĐ-CP quy định thế nào?"
    answer = assistant.answer(asked, Principal.operator(), date(2032, 1, 1)).to_json()
    assistant.close()
    places = [c["locator"] for c in answer["citations"]]
    assert "Điều 1 khoản 2 «Điều 6 khoản 1»" in places
    assert not any("Điều 4" in place for place in places)
