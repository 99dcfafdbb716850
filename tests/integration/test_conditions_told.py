"""Conditions are answered by what tells them, where a record that has none on them is found first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from written_office import written_office
from written_record import written_record

from assistant.answers import Answer
from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal


def record(code: str, name: str, steps: str, conditions: str = "Không có thông tin") -> tuple[str, str]:
    return f"{code}.json", written_record(code, name, trinh_tu_thuc_hien=steps, yeu_cau_dieu_kien=conditions)


ACT = """NGHỊ ĐỊNH
Số: 7/2030/NĐ-CP
Hà Nội, ngày 02 tháng 01 năm 2030
Điều 3. Điều kiện của người lái phà hạng hai
1. Người lái phà hạng hai đã lái phà sông từ 03 năm, mắt tốt.
Điều 4. Lái thuyền máy
1. Người có thẻ thợ lặn còn hạn, đủ điều kiện về tuổi thì được lái thuyền máy của trạm lặn hồ chứa.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    records = dict(
        [
            record(
                "9.000861",
                "Xác nhận điều kiện nuôi cá lồng hồ chứa của người thuê lồng",
                "Bước 1: Trạm quản lý hồ xác nhận điều kiện của người thuê lồng nuôi cá hồ chứa.",
            ),
            record(
                "9.000862",
                "Giao lồng nuôi cá hồ chứa cho người thuê lồng",
                "Bước 1: Trạm giao lồng nuôi cá hồ chứa.",
                "Người thuê lồng nuôi cá hồ chứa sống tại xã ven hồ từ 05 năm.",
            ),
            record(
                "9.000863",
                "Cấp thẻ lái phà hạng hai",
                "Bước 1: Chủ phà nộp đơn xin thẻ lái phà hạng hai; trạm xét điều kiện của người lái phà.",
            ),
            record("9.000864", "Cấp thẻ thợ lặn hồ chứa", "Bước 1: Thợ lặn nộp đơn xin thẻ thợ lặn."),
        ]
    )
    with written_office(tmp_path_factory.mktemp("conditions"), {**records, "act.txt": ACT}) as assistant:
        yield assistant


def ask(assistant: Assistant, question: str) -> Answer:
    return assistant.answer(question, Principal.operator())


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Điều kiện của người thuê lồng nuôi cá hồ chứa?", "từ 05 năm"),
        ("Điều kiện của người lái phà hạng hai là gì?", "từ 03 năm"),
    ],
)
def test_what_tells_them_leads(assistant: Assistant, question: str, said: str) -> None:
    answer = ask(assistant, question)
    assert answer.status == "answered"
    assert said in answer.statements[0].text


def test_an_act_that_speaks_of_conditions_in_passing_sets_none(assistant: Assistant) -> None:
    answer = ask(assistant, "Điều kiện cấp thẻ thợ lặn hồ chứa?")
    assert answer.status == "unanswerable"
    assert "điều kiện" in answer.message


def test_which_words_ask_by_name_is_a_setting(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(load("policy")["answerability"], "of_field", {})
    answer = ask(assistant, "Điều kiện của người thuê lồng nuôi cá hồ chứa?")
    assert "từ 05 năm" not in answer.statements[0].text
