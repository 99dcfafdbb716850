"""A rule that leaves its measure to another provision is told with what that provision says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from written_office import written_office

from assistant.assembly import Assistant, open_assistant
from assistant.tables import load
from index.access import AccessLabel, Principal
from index.settings import load_settings
from ingest.cli import run

DUES = """# BỘ BẾN THUYỀN

Số: 41/2026/TT-BBT

Sơn Khê, ngày 09 tháng 3 năm 2026

# THÔNG TƯ

Quy định về khoản đóng góp của chủ thuyền

## Điều 4. Khoản đóng góp hằng năm
1. Thuyền thu về từ 37 triệu đồng một năm trở xuống không phải đóng góp. Việc này được xem lại theo mùa cá.
2. Sổ ghi thu về của thuyền do chủ thuyền giữ.
3. Chủ thuyền chở khách đóng góp 6% của phần thu về vượt trên mức quy định tại khoản 1 Điều này.
4. Chủ thuyền lưới rê đóng góp theo số cá đã cân.

## Điều 5. Thuyền được nhận áo phao
1. Thuyền được nhận áo phao là thuyền đáp ứng tiêu chí quy định tại khoản 2 Điều 9 Thông tư số 42/2026/TT-BBT.
2. Áo phao do Ban Bến cấp phát vào đầu mùa mưa.
"""
MARKS = """# BỘ BẾN THUYỀN

Số: 42/2026/TT-BBT

Sơn Khê, ngày 09 tháng 3 năm 2026

# THÔNG TƯ

Quy định về chấm điểm an toàn

## Điều 9. Kết quả
1. Tổ chấm lập biên bản tại bến.
2. Kết quả loại tốt khi đạt trên 83 điểm trong đợt chấm gần nhất.

## Điều 11. Thẻ neo
1. Thẻ neo bè có thời hạn như sau:
a) 19 tháng đối với bè gỗ;
b) 27 tháng đối với bè sắt.
2. Mỗi lần gia hạn thẻ neo bè không quá thời hạn quy định tại khoản 1 Điều này.
"""
PERCENT = "Chủ thuyền chở khách đóng góp bao nhiêu phần trăm thu về?"
POINTS = "Thuyền đáp ứng tiêu chí nào thì được nhận áo phao, phải trên bao nhiêu điểm?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("measures"), {"dues": DUES, "marks": MARKS}) as assistant:
        yield assistant


def short(assistant: Assistant, question: str) -> str:
    return assistant.answer(question, Principal.guest()).brief


def test_a_sum_is_told_that_stands_in_another_clause(assistant: Assistant) -> None:
    told = short(assistant, PERCENT)
    assert "6%" in told and "37 triệu đồng" in told


def test_a_criterion_is_told_that_stands_in_another_act(assistant: Assistant) -> None:
    told = short(assistant, POINTS)
    assert "Điều 9 Thông tư số 42/2026/TT-BBT" in told and "83 điểm" in told


def test_a_term_is_told_that_an_extension_is_bound_to(assistant: Assistant) -> None:
    told = short(assistant, "Gia hạn thẻ neo bè thì mỗi lần không quá mấy tháng, với bè sắt?")
    assert "Mỗi lần gia hạn" in told and "27 tháng" in told and "19 tháng" not in told


def test_all_cases_are_told_where_none_is_asked_of(assistant: Assistant) -> None:
    told = short(assistant, "Gia hạn thẻ neo bè thì mỗi lần không quá mấy tháng?")
    assert "19 tháng" in told and "27 tháng" in told


def test_nothing_is_added_where_no_figure_is_asked(assistant: Assistant) -> None:
    assert "83 điểm" not in short(assistant, "Thuyền nào được nhận áo phao?")


def test_a_measure_that_is_no_such_thing_is_left(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(load("policy")["referred"], "measures", [])
    assert "37 triệu đồng" not in short(assistant, PERCENT)


def test_who_may_not_read_the_other_act_is_told_nothing_of_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for name, text, label in (("dues.md", DUES, "public"), ("marks.md", MARKS, "internal")):
        paper = tmp_path / name
        paper.write_text(text, encoding="utf-8")
        given = AccessLabel.parse(label)
        run(load_settings(home), [paper], given, workers=1, sync=False, vectors=False, quiet=True)
    assistant = open_assistant(home)
    try:
        guest, operator = (assistant.answer(POINTS, who) for who in (Principal.guest(), Principal.operator()))
    finally:
        assistant.close()
    assert any("83 điểm" in statement.text for statement in operator.statements)
    assert not any("83 điểm" in statement.text for statement in guest.statements)
