"""Two texts in force that say otherwise of the same: both are told, the higher one first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.opening import operators_assistant
from assistant.assembly import Assistant
from assistant.conflicts import rank_of
from index.access import Principal
from index.documents import Identity, Kind

HEAD = """{kind}
Số: {number}
Hà Nội, ngày {day}
{basis}
Điều 1. Phạm vi
{kind} này quy định về việc thả phao tiêu trên hồ.
Điều 2. Thả phao tiêu
{rule}
Điều 3. Hiệu lực thi hành
{kind} này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2032.
"""
RULE = (
    "Chủ hồ gửi văn bản báo việc thả phao tiêu đến Trạm quản lý hồ chậm nhất {days} ngày "
    "trước ngày thả phao tiêu."
)
TIMBER = (
    "Chủ rừng gửi văn bản báo việc thả phao tiêu đến Hạt kiểm lâm chậm nhất 21 ngày trước ngày thả bè gỗ."
)
ACTS = {
    "nghi-dinh.txt": ("Nghị định", "3/2032/NĐ-CP", "05 tháng 5 năm 2032", "", RULE.format(days=10)),
    "thong-tu.txt": (
        *("Thông tư", "6/2032/TT-BTS", "09 tháng 6 năm 2032"),
        *("Căn cứ Nghị định số 3/2032/NĐ-CP;", RULE.format(days=15)),
    ),
    "quyet-dinh.txt": ("Thông tư", "8/2032/TT-BNL", "10 tháng 6 năm 2032", "", TIMBER),
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("conflicts")
    (folder / "papers").mkdir()
    for name, (kind, number, day, basis, rule) in ACTS.items():
        text = HEAD.format(kind=kind, number=number, day=day, basis=basis, rule=rule)
        (folder / "papers" / name).write_text(text, encoding="utf-8")
    words = ["ingest", str(folder / "papers"), "--home", str(folder / "home"), "--no-vectors", "--quiet"]
    assert CliRunner().invoke(app, [*words, "--label", "public"]).exit_code == 0
    opened = operators_assistant(folder / "home")
    yield opened
    opened.close()


QUESTION = "Chủ hồ phải báo Trạm quản lý hồ chậm nhất bao nhiêu ngày trước ngày thả phao tiêu?"


def test_both_are_cited_the_higher_one_first_and_the_conflict_is_told(assistant: Assistant) -> None:
    answer = assistant.answer(QUESTION, Principal.operator(), date(2032, 9, 1))
    cited = [citation.head.identity.number for citation in answer.citations]
    assert cited[:2] == ["3/2032/NĐ-CP", "6/2032/TT-BTS"]
    assert answer.warnings[0] == (
        "Điều 2 Nghị định 3/2032/NĐ-CP và Điều 2 Thông tư 6/2032/TT-BTS nêu khác nhau (10 ngày; 15 ngày): "
        "áp dụng văn bản có hiệu lực pháp lý cao hơn, là Nghị định 3/2032/NĐ-CP."
    )
    assert not any("8/2032/TT-BNL" in warning for warning in answer.warnings)


def test_before_they_are_in_force_nothing_is_settled(assistant: Assistant) -> None:
    answer = assistant.answer(QUESTION, Principal.operator(), date(2032, 6, 20))
    assert not any("nêu khác nhau" in warning for warning in answer.warnings)


def test_acts_rank_by_their_kind_and_issuer() -> None:
    rows = [
        (Kind.LAW, "Quốc hội"),
        (Kind.ORDINANCE, "Ủy ban Thường vụ Quốc hội"),
        (Kind.DECREE, "Chính phủ"),
        (Kind.DECISION, "Thủ tướng Chính phủ"),
        (Kind.CIRCULAR, "Bộ Xây dựng"),
        (Kind.RESOLUTION, "Hội đồng nhân dân tỉnh Bắc Ninh"),
        (Kind.DECISION, "Ủy ban nhân dân tỉnh Bắc Ninh"),
        (Kind.DECISION, "Ủy ban nhân dân xã Yên Trung"),
    ]
    ranks = [rank_of(Identity("1", kind, issuer)) for kind, issuer in rows]
    assert None not in ranks
    assert ranks == sorted(set(ranks), key=lambda rank: rank or 0)
    assert rank_of(Identity("1", Kind.RESOLUTION, "Quốc hội")) == ranks[0]
    assert rank_of(Identity("1", Kind.LETTER, "Bộ Xây dựng")) is None
