"""What is asked of a procedure is read beside its name, and what its record does not tell is not made up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from written_office import written_office
from written_record import written_record

from assistant.answers import Answer, AnswerStatus
from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal

RECORD = written_record(
    "9.000861",
    "Thủ tục dừng, đổi chỗ neo bè, hoàn phí bến thay thế",
    co_quan_thuc_hien="Nhà thủy tạ Khê Hạ",
    trinh_tu_thuc_hien="Bước 1: Chủ bè gửi giấy báo tại nhà thủy tạ.\n"
    "Bước 2: Chủ tịch xã xem giấy báo dừng, đổi chỗ neo bè, hoàn phí bến trong 2 ngày.\n"
    "Bước 3: Nhà thủy tạ trả lời.",
    cach_thuc_thuc_hien="Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp9 Ngày làm việcMiễn phí",
    thanh_phan_ho_so="Bao gồm:Tên giấy tờMẫu đơn, tờ khaiSố lượngGiấy báo dừng neo bè1 bản chính",
    yeu_cau_dieu_kien="Không có thông tin",
)
NAME = "dừng, đổi chỗ neo bè, hoàn phí bến thay thế"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("names"), {"9.000861.json": RECORD}) as assistant:
        yield assistant


def ask(assistant: Assistant, question: str) -> Answer:
    return assistant.answer(question, Principal.guest())


def test_words_and_commas_of_the_name_ask_nothing(assistant: Assistant) -> None:
    answer = ask(assistant, f"Thời hạn giải quyết thủ tục {NAME} là bao lâu?")
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.citations[0].provision.locator.startswith("Cách thức thực hiện")
    assert "9 ngày làm việc" in answer.brief


def test_a_name_typed_without_diacritics_is_known_too(assistant: Assistant) -> None:
    answer = ask(assistant, "Ho so dung, doi cho neo be, hoan phi ben thay the gom nhung gi")
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.citations[0].provision.locator.startswith("Thành phần hồ sơ")


def test_what_the_record_says_in_the_field_of_the_body_is_the_body(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = f"Cơ quan nào giải quyết thủ tục {NAME}?"
    assert "Cơ quan thực hiện" in ask(assistant, question).citations[0].provision.locator
    monkeypatch.setitem(load("policy")["selection"], "whatever_it_says", [])
    assert "Cơ quan thực hiện" not in ask(assistant, question).citations[0].provision.locator


def test_a_record_that_tells_no_condition_is_not_taken_to_tell_one(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = f"Điều kiện {NAME} là gì?"
    answer = ask(assistant, question)
    assert answer.status in {AnswerStatus.UNANSWERABLE, AnswerStatus.PARTIAL}
    assert "điều kiện" in answer.message
    monkeypatch.setitem(load("policy")["answerability"], "of_field", {})
    assert "điều kiện" not in ask(assistant, question).message
