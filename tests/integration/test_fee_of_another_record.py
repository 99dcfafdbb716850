"""What the record that answers does not tell is not taken from another one: that has a fee of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from written_office import written_office
from written_record import written_record

from assistant.answers import AnswerStatus
from assistant.assembly import Assistant
from index.access import Principal

STEPS = "Bước 1: Chủ bè nộp đơn thả ốc giống thay cho ốc chết.\nBước 2: Trạm ghi sổ."
WAYS = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp"
RECORDS = {
    "9.000881": ("Thả ốc giống thay thế ốc chết trong hồ", f"{WAYS}9 Ngày làm việcKhông có thông tin"),
    "9.000882": ("Quyết định thả ốc giống bố mẹ trong hồ nuôi", f"{WAYS}1Miễn phí"),
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    records = {
        f"{code}.json": written_record(code, name, trinh_tu_thuc_hien=STEPS, cach_thuc_thuc_hien=ways)
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
