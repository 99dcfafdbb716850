"""What is asked for a year in which no act that tells it had begun, or for one to come, is told as such."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from written_office import written_office

from assistant.answers import AnswerStatus
from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal

DAY = date(2026, 11, 1)
DECREE = """CHÍNH PHỦ

Số: 64/2026/NĐ-CP

Hà Nội, ngày 03 tháng 02 năm 2026

NGHỊ ĐỊNH

Quy định về trợ cấp đối với người lái đò ngang

Điều 1. Mức trợ cấp

1. Người lái đò ngang được trợ cấp 700.000 đồng mỗi tháng.

2. Người lái đò ngang phải mặc áo phao khi nhận trợ cấp.

Điều 2. Hiệu lực thi hành

Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2026.
"""
BEFORE = "Mức trợ cấp người lái đò ngang năm 2024 là bao nhiêu?"
TO_COME = "Từ năm 2029 mức trợ cấp người lái đò ngang sẽ là bao nhiêu?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("of_a_year"), {"decree": DECREE}) as opened:
        yield opened


def test_a_year_before_the_act_began_is_named_beside_what_the_act_says(assistant: Assistant) -> None:
    answer = assistant.answer(BEFORE, Principal.operator(), DAY)
    assert answer.status is AnswerStatus.PARTIAL
    assert "năm 2024" in answer.message
    assert "700.000 đồng" in answer.text


def test_the_year_is_named_in_the_language_of_the_question(assistant: Assistant) -> None:
    asked = "How much is the allowance in 2024 under Decree 64/2026/NĐ-CP?"
    answer = assistant.answer(asked, Principal.operator(), DAY)
    assert answer.status is AnswerStatus.PARTIAL
    assert "“2024”" in answer.message


def test_nothing_is_told_of_a_year_to_come(assistant: Assistant) -> None:
    answer = assistant.answer(TO_COME, Principal.operator(), DAY)
    assert answer.status is AnswerStatus.UNANSWERABLE
    assert "năm 2029" in answer.message


@pytest.mark.parametrize(
    "question",
    [
        "Mức trợ cấp người lái đò ngang năm 2026 là bao nhiêu?",
        "Người lái đò ngang làm từ năm 2024 thì mức trợ cấp là bao nhiêu?",
        "Mức trợ cấp người lái đò ngang theo nghị định ngày 03/02/2026 là bao nhiêu?",
        "Người lái đò ngang có thẻ đến năm 2029 thì mức trợ cấp là bao nhiêu?",
        "Năm 2024 tôi lái đò ngang, khi nhận trợ cấp phải mặc gì?",
    ],
)
def test_a_year_that_tells_a_case_is_none_that_is_asked_of(assistant: Assistant, question: str) -> None:
    answer = assistant.answer(question, Principal.operator(), DAY)
    assert answer.status is AnswerStatus.ANSWERED


@pytest.mark.parametrize(
    ("question", "setting"), [(BEFORE, {"of_its_year": ["fee"]}), (TO_COME, {"to_come": "(?P<year>never)"})]
)
def test_what_a_year_is_asked_of_by_is_a_setting(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, question: str, setting: dict[str, object]
) -> None:
    for name, value in setting.items():
        monkeypatch.setitem(load("missing"), name, value)
    assert assistant.answer(question, Principal.operator(), DAY).status is AnswerStatus.ANSWERED
