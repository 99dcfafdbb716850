"""Ordinary questions about procedures: the whole time before that of a stage or a step."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from written_office import written_office
from written_record import written_record

from assistant.answers import AnswerStatus
from assistant.assembly import Assistant
from index.access import Principal

WAYS = "Hình thức nộpThời gianPhí, lệ phíMô tả"


def record(code: str, name: str, way: str, steps: str) -> tuple[str, str]:
    return f"{code}.json", written_record(
        code,
        name,
        co_quan_thuc_hien="Không có thông tin",
        trinh_tu_thuc_hien=steps,
        cach_thuc_thuc_hien=WAYS + way,
    )


RECORDS = [
    record(
        "9.000861",
        "Cấp giấy phép đặt thùng ong ven rừng",
        "Trực tiếp21 Ngày làm việcMiễn phí"
        "- Thời hạn kiểm tra hồ sơ đặt thùng ong ven rừng: 04 ngày làm việc;\n"
        "- Thời hạn thẩm định vị trí đặt thùng ong ven rừng: 12 ngày làm việc.",
        "- Trường hợp hồ sơ đặt thùng ong ven rừng chưa đầy đủ, trong thời hạn 02 ngày làm việc, cơ quan có "
        "thẩm quyền gửi văn bản trực tiếp cho chủ thùng ong.\n"
        "- Chủ thùng ong nộp hồ sơ trực tiếp tại Sở Kiểm lâm.",
    ),
    record(
        "9.000862",
        "Xác nhận bãi hoa nuôi ong",
        "Trực tiếp9Miễn phí",
        "- Trong thời hạn 03 ngày làm việc, phòng Kiểm lâm hỏi xã về bãi hoa nuôi ong, việc xác nhận bãi hoa "
        "nuôi ong và chủ bãi hoa nuôi ong.\n- Phòng Kiểm lâm trả giấy trong 09 ngày làm việc.",
    ),
]


LIST = """# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 41/QĐ-UBND

Sơn Khê, ngày 05 tháng 3 năm 2026

# QUYẾT ĐỊNH

Công bố danh mục thủ tục hành chính về thẻ nghề ong

# PHỤ LỤC

| TT | Tên TTHC | Thời hạn giải quyết |
|---|---|---|
| 1 | Cấp giấy xác nhận không thuộc diện cấp thẻ nghề ong lưu động | 06 ngày làm việc |
| 2 | Cấp thẻ nghề ong lưu động | 14 ngày làm việc |
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("bees"), {**dict(RECORDS), "danh-muc": LIST}) as assistant:
        yield assistant


def brief(assistant: Assistant, question: str) -> str:
    answer = assistant.answer(question, Principal.guest())
    assert answer.status is AnswerStatus.ANSWERED, answer.text
    return answer.brief


def test_the_whole_time_is_told_before_that_of_a_stage(assistant: Assistant) -> None:
    said = brief(assistant, "Cấp giấy phép đặt thùng ong ven rừng mất bao nhiêu ngày?")
    assert "21 ngày làm việc" in said
    assert "02 ngày" not in said


def test_a_stage_that_is_asked_for_is_told(assistant: Assistant) -> None:
    said = brief(assistant, "Đặt thùng ong ven rừng: thẩm định vị trí trong bao nhiêu ngày?")
    assert "12 ngày làm việc" in said


def test_a_time_without_its_unit_is_told_with_the_step_that_has_it(assistant: Assistant) -> None:
    said = brief(assistant, "Xác nhận bãi hoa nuôi ong mất mấy ngày?")
    assert "Thời hạn: 9" in said
    assert "09 ngày làm việc" in said
    assert "03 ngày" not in said


def test_what_becomes_of_an_incomplete_dossier_is_told_where_it_is_asked(assistant: Assistant) -> None:
    said = brief(assistant, "Nộp đơn xin đặt thùng ong ven rừng ở đâu?")
    assert "Sở Kiểm lâm" in said
    assert "chưa đầy đủ" not in said
    asked = brief(assistant, "Hồ sơ đặt thùng ong ven rừng chưa đầy đủ thì gửi văn bản ở đâu?")
    assert "chưa đầy đủ" in asked


def test_the_row_of_the_plain_case_is_told_where_nothing_of_another_is_asked(assistant: Assistant) -> None:
    said = brief(assistant, "Cấp thẻ nghề ong lưu động trong mấy ngày?")
    assert "14 ngày làm việc" in said
    assert "06 ngày" not in said


def test_the_row_that_says_more_is_told_where_that_is_asked(assistant: Assistant) -> None:
    said = brief(assistant, "Xác nhận không thuộc diện cấp thẻ nghề ong lưu động trong mấy ngày?")
    assert "06 ngày làm việc" in said
