"""What a procedure record tells of a question in another field than the one that holds such things."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from written_office import written_office
from written_record import written_record

from assistant.answers import Answer
from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal

LEAD = "Trước thời hạn 05 tháng kể từ ngày thẻ bến hết hạn, chủ bến gửi hồ sơ gồm:"
OF_WATERS = "Trạm Vịnh xem đơn mấy ngày, thẻ có dùng ở đầm phá nước lợ được không"
BUOYS = written_record(
    "9.000963",
    "Cấp lại thẻ bến nuôi trai nước",
    co_quan_thuc_hien="Trạm Vịnh",
    trinh_tu_thuc_hien="Bước 1: Chủ bến gửi đơn đến Trạm Vịnh.\n"
    "Bước 2: Trong thời hạn 03 ngày làm việc, Trạm Vịnh xem đơn và ghi vào sổ.\n"
    "Bước 3: Chủ bến nhận thẻ bến tại Trạm Vịnh.",
    cach_thuc_thuc_hien="Hình thức nộpThời gianPhí, lệ phíMô tả"
    "Trực tiếp14 Ngày làm việcMiễn phíNộp tại Trạm Vịnh",
    thanh_phan_ho_so=f"{LEAD}Tên giấy tờMẫu đơn, tờ khaiSố lượng"
    "Đơn xin cấp lại thẻ bến nuôi trai nước theo Mẫu số 51 của Phụ lục về bến bãi ban hành cho các trạm "
    "trong vịnh và các hồ lớn của tỉnhDon.docx1 bản chính"
    "--Tên giấy tờMẫu đơn, tờ khaiSố lượng"
    "Ảnh màu của bến nuôi nhìn từ mặt nước, có người đứng cạnh cọc mốc, kiểu ảnh để ngang trên nền trời, "
    "chụp trong thời gian không quá 08 tháng1 bản chính",
    yeu_cau_dieu_kien="Hộ dân được cấp lại thẻ bến nuôi trai (trừ trường hợp bến dùng cọc tre).\n"
    "Thẻ bến được cấp lại có giá trị ở cả đầm phá nước lợ.\n"
    "Ở đầm phá nước lợ thì thẻ được giao trong 02 ngày làm việc.",
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("elsewhere"), {"9.000963.json": BUOYS}) as assistant:
        yield assistant


def ask(assistant: Assistant, question: str) -> Answer:
    return assistant.answer(f"Cấp lại thẻ bến nuôi trai nước: {question}?", Principal.guest())


def test_how_long_before_is_told_above_the_papers(assistant):
    answer = ask(assistant, "phải gửi trước khi hết hạn bao lâu, phí bao nhiêu").brief
    assert LEAD in answer and "Miễn phí" in answer
    assert "Don.docx" not in answer  # the words above a list are none of its items


def test_a_time_that_a_paper_has_is_told_by_it(assistant):
    answer = ask(assistant, "ảnh phải chụp trong vòng mấy tháng, toàn bộ mấy ngày").brief
    assert "không quá 08 tháng" in answer and "14 ngày làm việc" in answer


def test_what_is_excepted_tells_whether_something_may_be_done(assistant):
    answer = ask(assistant, "bến dùng cọc tre có làm được không, Trạm Vịnh xem đơn mấy ngày").brief
    assert "trừ trường hợp bến dùng cọc tre" in answer and "03 ngày làm việc" in answer


def test_what_has_a_value_that_another_part_asks_for_tells_no_yes_or_no(assistant):
    answer = ask(assistant, OF_WATERS).brief
    assert "có giá trị ở cả đầm phá nước lợ" in answer and "03 ngày làm việc" in answer


@pytest.mark.parametrize(
    ("rule", "question", "words"),
    [
        ("told_elsewhere", "phải gửi trước khi hết hạn bao lâu, phí bao nhiêu", "05 tháng"),
        (
            "of_others",
            "Trạm Vịnh xem đơn mấy ngày, thẻ có dùng ở đầm phá nước lợ được không",
            "ở cả đầm phá nước lợ",
        ),
        ("by_words", "bến dùng cọc tre có làm được không, Trạm Vịnh xem đơn mấy ngày", "cọc tre"),
    ],
)
def test_each_rule_has_effect(assistant, monkeypatch, rule, question, words):
    monkeypatch.setitem(load("policy")["selection"], rule, {} if rule != "of_others" else 0.0)
    assert words not in ask(assistant, question).brief


def test_a_question_of_the_whole_time_is_told_by_the_column(assistant):
    answer = ask(assistant, "mấy ngày có thẻ, tốn bao nhiêu").brief
    assert "14 ngày làm việc" in answer and "Miễn phí" in answer and "05 tháng" not in answer
