"""A question of several parts has an answer for each, and says which has none."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from written_office import written_office
from written_record import written_record

from assistant.answers import Answer, AnswerStatus
from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal

LAMPS = written_record(
    "9.000951",
    "Cấp thẻ đèn báo bến thuyền",
    co_quan_thuc_hien="Ban Bến bãi",
    trinh_tu_thuc_hien="Bước 1: Tối thiểu 40 ngày trước khi đèn hết hạn, chủ bến gửi đơn đến Ban Bến.\n"
    "Bước 2: Trong thời hạn 04 ngày làm việc kể từ ngày có văn bản hỏi, Trạm Hải đồ có ý kiến.\n"
    "Bước 3: Trong thời hạn 06 ngày làm việc kể từ ngày có ý kiến của Trạm, Ban Bến bãi khảo sát bến.\n"
    "Bước 4: Giám đốc Sở Mặt nước quyết định thành lập Tổ nghiệm sáng.",
    cach_thuc_thuc_hien="Hình thức nộpThời gianPhí, lệ phíMô tả"
    "Trực tiếp17 Ngày làm việcMiễn phíNộp tại Ban Bến bãi",
)
FLOATS = written_record(
    "9.000957",
    "Cấp sổ phao nổi hồ chứa",
    trinh_tu_thuc_hien="Bước 1: Chủ phao gửi 01 hồ sơ cho Trạm Hồ.\n"
    "Bước 2: Đơn chưa hợp lệ thì trong thời hạn 02 ngày làm việc, Trạm Hồ trả lại và nêu rõ lý do.\n"
    "Bước 3: Trong thời hạn 09 ngày làm việc, Trạm Hồ thử sức nổi của phao.\n"
    "Bước 4: Phao thử lại ở chính hồ cũ thì chỉ phải thử dây neo.",
    cach_thuc_thuc_hien="Hình thức nộpThời gianPhí, lệ phíMô tả"
    "Trực tiếp21 Ngày làm việc45,000 Việt Nam ĐồngNộp tại Trạm Hồ",
    thanh_phan_ho_so="--Tên giấy tờMẫu đơn, tờ khaiSố lượng"
    "Báo cáo thử sức nổi của phao, dây neo và tấm che ở hồ chứa, kèm bảng số đo của từng phao trong mùa nước "
    "gần nhất, theo Mẫu số 38Bao cao.docx1 bản chính"
    "Đơn xin sổ phao, ghi số phao, tên hồ chứa và nơi neo của từng phao, kèm sơ đồ nơi neo và nơi thả, "
    "theo Mẫu số 37Don.docx1 bản chính"
    "04 ảnh phao cỡ 5x7 cm1 bản chính",
)
RULES = """# Quy chế 12/2025/QC-BTS về neo bè

## Điều 4. Neo bè ở vịnh
1. Bè chở khách được neo không quá 09 giờ mỗi đêm.
2. Chủ bè không trả phao trong hạn thì bị thu phao và ghi vào sổ bến.
"""


LIST = """# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 58/2026/QĐ-UBND

Sơn Khê, ngày 09 tháng 3 năm 2026

# QUYẾT ĐỊNH

Công bố danh mục thủ tục về cầu tàu

# PHỤ LỤC

| STT | Tên thủ tục | Thời hạn giải quyết | Cơ quan |
|---|---|---|---|
| 1 | Cấp thẻ đỗ cầu tàu du lịch | 12 ngày làm việc | Trạm Bắc |
| 2 | Cấp giấy xác nhận không thuộc diện cấp thẻ đỗ cầu tàu du lịch | 08 ngày làm việc | Trạm Nam |
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    papers = {"lamps.json": LAMPS, "floats.json": FLOATS, "rules.md": RULES, "list.md": LIST}
    with written_office(tmp_path_factory.mktemp("parts"), papers) as assistant:
        yield assistant


def ask(assistant: Assistant, question: str) -> Answer:
    return assistant.answer(question, Principal.guest())


def short(answer: Answer) -> str:
    return " ".join(s.text for s in answer.statements if not s.further)


def test_each_body_has_its_own_time(assistant):
    told = short(
        ask(
            assistant,
            "Cấp thẻ đèn báo bến thuyền: Trạm Hải đồ cho ý kiến mấy ngày, Ban Bến bãi khảo sát mấy ngày?",
        )
    )
    assert "04 ngày làm việc" in told and "06 ngày làm việc" in told


def test_a_time_before_something_is_told_by_its_step(assistant):
    told = short(ask(assistant, "Xin cấp thẻ đèn báo bến thuyền phải gửi đơn trước bao nhiêu ngày?"))
    assert "40 ngày trước" in told


def test_how_much_more_a_step_must_have_has_effect(assistant, monkeypatch):
    monkeypatch.setattr(assistant, "score", None)  # reading finds the step all the same
    monkeypatch.setitem(load("policy")["selection"], "told_by_steps", {"time_limit": 9.0})
    told = short(ask(assistant, "Xin cấp thẻ đèn báo bến thuyền phải gửi đơn trước bao nhiêu ngày?"))
    assert "40 ngày trước" not in told


def test_the_whole_time_is_told_by_the_column(assistant):
    told = short(ask(assistant, "Cấp thẻ đèn báo bến thuyền tổng cộng bao nhiêu ngày?"))
    assert "17 ngày làm việc" in told and "40 ngày" not in told


def test_who_does_what_is_no_part_of_the_name_is_told_by_its_step(assistant):
    question = "Cấp thẻ đèn báo bến thuyền do cơ quan nào làm và ai quyết định thành lập Tổ nghiệm sáng?"
    told = short(ask(assistant, question))
    assert "Giám đốc Sở Mặt nước quyết định" in told and "Ban Bến bãi" in told


def test_a_part_without_a_value_is_named(assistant):
    answer = ask(assistant, "Bè chở khách ở vịnh được neo mấy giờ mỗi đêm, chủ bè trả phao trong mấy ngày?")
    assert answer.status is AnswerStatus.PARTIAL
    assert "“chủ bè trả phao trong mấy ngày”" in (answer.message or "") and "09 giờ" in short(answer)


def test_a_message_of_many_parts_is_answered(assistant):
    """Each way to give sixteen parts a fact of their own would be hundreds of millions."""
    parts = "Trạm Hải đồ cho ý kiến mấy ngày, Ban Bến bãi khảo sát mấy ngày, Sở Mặt nước trả thẻ mấy ngày"
    told = ask(assistant, f"Cấp thẻ đèn báo bến thuyền: {', '.join([parts] * 5)}, gửi đơn trước mấy ngày?")
    assert told.status in {AnswerStatus.ANSWERED, AnswerStatus.PARTIAL}
    assert told.statements


def test_fewer_facts_of_each_are_compared_where_ways_are_many(assistant, monkeypatch):
    asked = "Cấp thẻ đèn báo bến thuyền: Trạm Hải đồ cho ý kiến mấy ngày, Ban Bến bãi khảo sát mấy ngày?"
    compared = []

    def noted(*choices):
        compared.append([len(row) for row in choices])
        return product(*choices)

    monkeypatch.setattr("assistant.assigning.product", noted)
    for most in (20_000, 4, 3):
        monkeypatch.setitem(load("policy")["selection"], "assignments", most)
        assert short(ask(assistant, asked))
    whole, bounded = compared  # the third time each part has its best, and nothing is compared
    assert bounded == [2, 2] and min(whole) > 2


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("gửi mấy bộ hồ sơ, mấy ngày có sổ", ("01 hồ sơ", "21 ngày")),
        ("phí bao nhiêu, nộp mấy ảnh cỡ nào", ("45,000", "04 ảnh", "5x7")),
        ("phi bao nhieu, nop may anh co may", ("45,000", "04 ảnh")),
        ("đơn theo mẫu số mấy, phí bao nhiêu", ("Đơn xin sổ phao", "Mẫu số 37", "45,000")),
        ("báo cáo theo mẫu số mấy, phí bao nhiêu", ("Báo cáo thử sức nổi", "Mẫu số 38", "45,000")),
        ("đơn chưa hợp lệ thì mấy ngày được trả lại, nộp mấy bộ", ("02 ngày làm việc", "01 hồ sơ")),
        ("Trạm Hồ thử sức nổi mấy ngày, toàn bộ mấy ngày", ("09 ngày làm việc", "21 ngày")),
        ("thử lại ở hồ cũ thì phải thử cái gì, phí bao nhiêu", ("thử dây neo", "45,000")),
    ],
)
def test_each_of_two_facts_of_a_record_is_told(assistant, asked, told):
    answer = short(ask(assistant, f"Cấp sổ phao nổi hồ chứa: {asked}?"))
    assert all(words in answer for words in told), answer


def test_the_row_that_is_named_before_the_parts_is_meant(assistant):
    question = (
        "Xác nhận không thuộc diện cấp thẻ đỗ cầu tàu du lịch: mấy ngày làm việc, cơ quan nào giải quyết?"
    )
    answer = short(ask(assistant, question))
    assert "08 ngày làm việc" in answer and "Trạm Nam" in answer
    assert "12 ngày" not in answer


def test_a_procedure_that_is_published_answers_beside_the_act_that_is_named(assistant):
    question = (
        "Theo Quy chế 12/2025/QC-BTS bè chở khách neo mấy giờ mỗi đêm; "
        "thủ tục thẻ đèn bến thuyền đang công bố giải quyết trong mấy ngày?"
    )
    answer = ask(assistant, question)
    assert "09 giờ" in answer.brief
    assert "17 ngày làm việc" in answer.brief
