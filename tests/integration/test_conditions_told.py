"""Conditions are answered by what tells them, where a record that has none on them is found first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from written_office import written_office

from assistant.answers import Answer
from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal

_BASE = {
    "so_quyet_dinh": "9/QĐ-BXD",
    "cap_thuc_hien": "Cấp xã",
    "linh_vuc": "Đường thủy",
    "doi_tuong_thuc_hien": "Chủ bè",
    "co_quan_thuc_hien": "Trạm quản lý hồ",
    "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp4 Ngày làm việcMiễn phí",
    "thanh_phan_ho_so": "Không có thông tin",
    "yeu_cau_dieu_kien": "Không có thông tin",
    "can_cu_phap_ly": "Không có thông tin",
}


def record(code: str, name: str, steps: str, conditions: str) -> tuple[str, str]:
    one: dict[str, Any] = {**_BASE, "ma_thu_tuc": code, "ten_thu_tuc": name, "trinh_tu_thuc_hien": steps}
    one["yeu_cau_dieu_kien"] = conditions
    return f"{code}.json", json.dumps(one, ensure_ascii=False)


ACT = """NGHỊ ĐỊNH
Số: 7/2030/NĐ-CP
Hà Nội, ngày 02 tháng 01 năm 2030
Điều 3. Điều kiện của người lái phà hạng hai
1. Người lái phà hạng hai đã lái phà sông từ 03 năm, mắt tốt.
Điều 4. Lái thuyền máy
1. Người có thẻ thợ lặn còn hạn, đủ điều kiện về tuổi thì được lái thuyền máy của trạm lặn hồ chứa.
"""
SINGLE = "Thợ lặn hồ chứa biết bơi 400 mét và có sổ sức khỏe."


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    records = dict(
        [
            record(
                "9.000861",
                "Xác nhận điều kiện nuôi cá lồng hồ chứa của người thuê lồng",
                "Bước 1: Trạm quản lý hồ xác nhận điều kiện của người thuê lồng nuôi cá hồ chứa.",
                "Không có thông tin",
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
                "Không có thông tin",
            ),
            record(
                "9.000864",
                "Cấp thẻ thợ lặn hồ chứa",
                "Bước 1: Thợ lặn nộp đơn xin thẻ thợ lặn.",
                "Không có thông tin",
            ),
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
