"""Of clauses of one act, each part of a question has the one that says what that part asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from written_office import written_office

from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal

LOANS = """# BỘ BẾN THUYỀN

Số: 43/2026/TT-BBT

Sơn Khê, ngày 09 tháng 3 năm 2026

# THÔNG TƯ

Quy định về thợ đóng thuyền gỗ

## Điều 3. Xưởng của làng nghề
1. Thợ đóng thuyền gỗ học việc ở xưởng của làng nghề nộp đơn cho chủ xưởng chậm nhất 14 ngày.
2. Thợ đóng thuyền gỗ học việc ở xưởng của làng nghề trả thẻ thợ cho chủ xưởng trong 23 ngày.
3. Thợ đóng thuyền gỗ học việc ở xưởng của làng nghề báo chủ xưởng khi nghỉ quá 05 ngày.

## Điều 6. Ván
1. Ván phơi 31 ngày.
2. Ván xếp theo con nước.

## Điều 8. Quỹ
1. Lãi suất là 3,7%/năm.
2. Quỹ của làng nghề cho thợ đóng thuyền gỗ vay tối đa 17 triệu đồng.
"""
QUESTION = (
    "Thợ đóng thuyền gỗ học việc ở xưởng của làng nghề: nộp đơn cho chủ xưởng trong mấy ngày, "
    "phơi ván mấy ngày, trả thẻ thợ cho chủ xưởng trong mấy ngày?"
)
OF_TWO_KINDS = "Thợ đóng thuyền gỗ vay quỹ của làng nghề tối đa bao nhiêu, lãi suất bao nhiêu một năm?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("clauses"), {"loans": LOANS}) as assistant:
        yield assistant


def short(assistant: Assistant, question: str) -> str:
    return assistant.answer(question, Principal.guest()).brief


def test_a_short_clause_answers_the_part_whose_words_it_has(assistant: Assistant) -> None:
    told = short(assistant, QUESTION)
    assert "14 ngày" in told and "31 ngày" in told and "23 ngày" in told


def test_its_share_of_the_part_is_what_tells_it(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(load("policy")["selection"], "clause", 0.0)
    assert "31 ngày" not in short(assistant, QUESTION)


def test_each_part_has_a_quantity_of_its_own_kind(assistant: Assistant) -> None:
    told = short(assistant, OF_TWO_KINDS)
    assert "17 triệu" in told and "3,7%" in told


def test_interest_is_asked_for_by_its_everyday_word(assistant: Assistant) -> None:
    told = short(assistant, "Thợ đóng thuyền gỗ vay quỹ thì lãi bao nhiêu một năm, vay tối đa mấy triệu?")
    assert "17 triệu" in told and "3,7%" in told
