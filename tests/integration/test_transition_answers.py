"""A dossier filed before the law changed: the transitional clause decides, and is cited first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.opening import operators_assistant
from index.access import Principal

OLD = """NGHỊ ĐỊNH
Số: 7/2030/NĐ-CP
Hà Nội, ngày 02 tháng 01 năm 2030
Điều 1. Phạm vi
Nghị định này quy định về giấy phép bến neo.
Điều 2. Thời hạn cấp giấy phép bến
Thời hạn cấp giấy phép bến neo là 14 ngày kể từ ngày nhận đủ hồ sơ.
Điều 3. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 3 năm 2030.
"""
NEW = """NGHỊ ĐỊNH
Số: 9/2032/NĐ-CP
Hà Nội, ngày 05 tháng 5 năm 2032
Điều 1. Phạm vi
Nghị định này quy định về giấy phép bến neo và đèn bến.
Điều 2. Thời hạn cấp giấy phép bến
Thời hạn cấp giấy phép bến neo là 5 ngày làm việc kể từ ngày nhận đủ hồ sơ.
Điều 3. Điều khoản chuyển tiếp
1. Hồ sơ đề nghị cấp giấy phép bến neo đã nộp trước ngày Nghị định này có hiệu lực mà chưa được cấp thì \
tiếp tục giải quyết theo Nghị định số 7/2030/NĐ-CP.
2. Bến neo đang xây dựng thì lắp đèn bến trong hai năm.
Điều 4. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2032.
2. Nghị định này thay thế Nghị định số 7/2030/NĐ-CP.
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("transition")
    (folder / "papers").mkdir()
    for name, text in (("cu.txt", OLD), ("moi.txt", NEW)):
        (folder / "papers" / name).write_text(text, encoding="utf-8")
    words = ["ingest", str(folder / "papers"), "--home", str(folder / "home"), "--no-vectors", "--quiet"]
    assert CliRunner().invoke(app, [*words, "--label", "public"]).exit_code == 0
    return folder / "home"


def cited(home: Path, question: str) -> list[str]:
    assistant = operators_assistant(home)
    answer = assistant.answer(question, Principal.operator(), date(2032, 9, 1)).to_json()
    assistant.close()
    return [f"{c['locator']} {c['document']['number']}" for c in answer["citations"]]


def test_the_clause_is_cited_first_for_a_dossier_of_before(home: Path) -> None:
    places = cited(home, "Hồ sơ cấp giấy phép bến neo nộp tháng 6/2032 chưa được cấp thì giải quyết thế nào?")
    assert places[0] == "Điều 3 khoản 1 9/2032/NĐ-CP"


def test_it_is_not_cited_for_a_dossier_of_after(home: Path) -> None:
    places = cited(
        home, "Hồ sơ cấp giấy phép bến neo nộp ngày 10/8/2032 thì giải quyết trong bao nhiêu ngày?"
    )
    assert places
    assert not any(place.startswith("Điều 3 ") for place in places)
