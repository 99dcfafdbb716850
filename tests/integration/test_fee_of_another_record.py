"""What the record that answers does not tell is not taken from another one: that has a fee of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from written_office import written_office

from assistant.answers import AnswerStatus
from assistant.assembly import Assistant
from index.access import Principal

BASE = {
    "so_quyet_dinh": "9/QĐ-BXD",
    "linh_vuc": "Đường thủy",
    "cap_thuc_hien": "Cấp xã",
    "doi_tuong_thuc_hien": "Hộ nuôi ốc",
    "co_quan_thuc_hien": "Trạm quản lý hồ",
    "trinh_tu_thuc_hien": "Bước 1: Chủ bè nộp đơn thả ốc giống thay cho ốc chết.\nBước 2: Trạm ghi sổ.",
    "thanh_phan_ho_so": "Bao gồmTên giấy tờMẫu đơn, tờ khaiSố lượngĐơn trình báoBản chính: 1Bản sao: 0",
    "yeu_cau_dieu_kien": "Không có thông tin",
    "can_cu_phap_ly": "Không có thông tin",
}
WAYS = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp"
RECORDS = {
    "9.000881": ("Thả ốc giống thay thế ốc chết trong hồ", f"{WAYS}9 Ngày làm việcKhông có thông tin"),
    "9.000882": ("Quyết định thả ốc giống bố mẹ trong hồ nuôi", f"{WAYS}1Miễn phí"),
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    records = {
        f"{code}.json": json.dumps(
            {**BASE, "ma_thu_tuc": code, "ten_thu_tuc": name, "cach_thuc_thuc_hien": ways},
            ensure_ascii=False,
        )
        for code, (name, ways) in RECORDS.items()
    }
    with written_office(tmp_path_factory.mktemp("fees"), records) as assistant:
        yield assistant


def test_the_fee_of_another_record_is_none_of_this_one(assistant: Assistant) -> None:
    answer = assistant.answer(
        "Thả ốc giống thay ốc chết ở hồ nuôi mất mấy ngày, lệ phí bao nhiêu?", Principal.guest()
    )
    assert answer.status is AnswerStatus.PARTIAL, answer.text
    assert "9 ngày làm việc" in answer.statements[0].text
    assert {c.head.identity.number for c in answer.citations} == {"9.000881"}, answer.text
