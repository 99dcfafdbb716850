"""The case that a question names is the one that is told, asked of the real assistant over a small act."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from written_office import written_office
from written_record import written_record

from assistant.answers import Answer, AnswerStatus
from assistant.assembly import Assistant
from index.access import Principal

ACT = """# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 31/2026/QĐ-UBND

Sơn Khê, ngày 05 tháng 3 năm 2026

# QUYẾT ĐỊNH

Ban hành Quy định về thẻ ra vào bến thuyền

Điều 1. Thời hạn giải quyết

Ban quản lý bến thuyền trả thẻ ra vào bến thuyền trong thời hạn không quá:

a) 06 ngày làm việc đối với cấp mới thẻ;

b) 02 ngày làm việc đối với cấp lại thẻ bị mất;

c) 04 ngày làm việc đối với gia hạn thẻ.

Điều 2. Khoảng cách neo đậu

Khoảng cách neo đậu giữa hai thuyền không được dưới:

a) 12 mét đối với thuyền chở hàng;

b) 7 mét đối với thuyền chở khách.

Điều 3. Thuyền được miễn thẻ

1. Các thuyền sau đây được miễn thẻ ra vào bến thuyền:

a) Thuyền cứu hộ đang làm nhiệm vụ;

b) Thuyền đánh cá dài dưới 6 mét.

2. Chủ thuyền được miễn thẻ vẫn phải báo với Ban quản lý bến thuyền trước khi neo đậu.

Điều 4. Hiệu lực thi hành

Quyết định này có hiệu lực thi hành kể từ ngày 20 tháng 3 năm 2026.

# PHỤ LỤC

| TT | Việc phải làm | Đơn vị chủ trì | Hạn hoàn thành | Kinh phí |
|---|---|---|---|---|
| 1 | Sơn lại cọc neo | Ban quản lý bến thuyền | 15/6/2026 | 40 triệu đồng |
| 2 | Thay phao báo luồng | Đội cứu hộ | 20/8/2026 | 75 triệu đồng |
"""

LIST = """# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 58/QĐ-UBND

Sơn Khê, ngày 11 tháng 3 năm 2026

# QUYẾT ĐỊNH

Công bố danh mục thủ tục hành chính lĩnh vực lồng bè

Điều 1. Công bố kèm theo Quyết định này danh mục thủ tục hành chính lĩnh vực lồng bè.

# PHỤ LỤC

| Mã thủ tục | Tên thủ tục | Thời hạn giải quyết | Địa điểm |
|---|---|---|---|
| 9.000701 | Cấp chứng nhận trạm lồng bè của hợp tác xã | 12 ngày làm việc | Bến |
| 9.000703 | Gia hạn chứng nhận trạm lồng bè của hợp tác xã | 5 ngày làm việc | Bến |
| 9.000702 | Thay đổi, bổ sung, cấp lại chứng nhận trạm lồng bè của hợp tác xã | 8 ngày làm việc | Bến |
"""

LOWERED = written_record(
    "9.000717",
    "Giảm tiền neo bè một số năm",
    cach_thuc_thuc_hien="Hình thức nộpThời gianPhí, lệ phíMô tả"
    "Trực tuyến7 NgàyMiễn phíKể từ ngày nhận đủ giấy tờ"
    "Dịch vụ bưu chính11 NgàyMiễn phíTrường hợp cần kiểm tra lồng bè để giải quyết việc giảm tiền neo bè",
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory) -> Iterator[Assistant]:
    papers = {"quyet-dinh": ACT, "danh-muc": LIST, "giam.json": LOWERED}
    with written_office(tmp_path_factory.mktemp("twins"), papers) as assistant:
        yield assistant


def ask(assistant: Assistant, question: str) -> Answer:
    return assistant.answer(question, Principal.guest())


def said(assistant: Assistant, question: str) -> str:
    answer = ask(assistant, question)
    assert answer.status is AnswerStatus.ANSWERED, answer.message
    return " ".join(statement.text for statement in answer.statements)


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("Cấp lại thẻ ra vào bến thuyền mất mấy ngày?", "02 ngày", ("06 ngày", "04 ngày")),
        ("Gia hạn thẻ ra vào bến thuyền mất mấy ngày?", "04 ngày", ("06 ngày", "02 ngày")),
        ("Khoảng cách neo đậu tối thiểu của thuyền chở khách?", "7 mét", ("12 mét",)),
        ("Thay phao báo luồng xong trước ngày nào, kinh phí bao nhiêu?", "75 triệu", ("40 triệu",)),
        ("Trạm lồng bè của hợp tác xã đổi thông tin trên chứng nhận mất mấy ngày?", "8 ngày", ("12 ngày",)),
        ("Cấp mới chứng nhận trạm lồng bè của hợp tác xã mấy ngày?", "12 ngày", ("8 ngày", "5 ngày")),
        ("Xin chứng nhận trạm lồng bè của hợp tác xã thì mấy ngày?", "12 ngày", ("8 ngày", "5 ngày")),
        ("Chứng nhận trạm lồng bè của hợp tác xã hết hạn, làm thêm mấy ngày?", "5 ngày", ()),
    ],
)
def test_a_case_that_is_named_is_told_alone(assistant, question, right, wrong):
    words = said(assistant, question)
    assert right in words, words
    assert not [value for value in wrong if value in words]


def test_a_question_that_names_no_case_is_told_them_all(assistant):
    words = said(assistant, "Trả thẻ ra vào bến thuyền trong thời hạn bao nhiêu ngày?")
    assert all(value in words for value in ("06 ngày", "02 ngày", "04 ngày")), words


def test_the_case_of_one_part_is_none_of_another(assistant):
    asked = "Giải quyết việc giảm tiền neo bè mấy ngày, phải kiểm tra lồng bè thì mấy ngày?"
    words = said(assistant, asked)
    assert "7 ngày" in words, words
    assert "11 ngày" in words, words


def test_what_is_listed_is_given_whole_under_its_lead(assistant):
    words = said(assistant, "Thuyền nào được miễn thẻ ra vào bến thuyền?")
    assert "cứu hộ" in words
    assert "dưới 6 mét" in words


def test_two_spellings_of_i_and_y_are_one_word(assistant):
    assert "02 ngày" in said(assistant, "Ban quản lí bến thuyền cấp lại thẻ trong mấy ngày?")


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("Điều 9 Quyết định 31/2026/QĐ-UBND", "Điều 9"),
        ("khoản 5 Điều 3 Quyết định 31/2026/QĐ-UBND", "khoản 5 Điều 3"),
    ],
)
def test_a_place_that_the_act_does_not_have_is_said_not_to_be_there(assistant, place, told):
    answer = ask(assistant, f"{place} quy định gì?")
    assert answer.status is AnswerStatus.UNANSWERABLE
    assert told in answer.message
    assert not answer.statements


def test_a_place_of_one_of_two_acts_is_not_judged(assistant):
    both = ask(assistant, "Quyết định 31/2026/QĐ-UBND và Điều 9 Quyết định 4/2019/QĐ-UBND quy định gì?")
    assert "Điều 9 Quyết định 31/2026" not in both.message


def test_a_place_that_is_there_is_read_with_its_heading(assistant):
    assert "Khoảng cách neo đậu" in said(assistant, "Điều 2 Quyết định 31/2026/QĐ-UBND quy định gì?")
