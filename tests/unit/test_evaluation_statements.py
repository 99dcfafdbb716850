"""Statements are carried by the words and numbers that they cite."""

import pytest

from evaluation.statements import Carried, carried

DOCUMENT = {"kind": "Quyết định", "number": "12/2031/QĐ-UBND", "title": "Quy định về biển hiệu"}


def answer(text, *quotes):
    citations = [{"document": DOCUMENT, "locator": "Điều 2", "quote": quote} for quote in quotes]
    return {"statements": [{"text": text, "citations": list(range(len(quotes)))}], "citations": citations}


CLAUSE = "Thời hạn cấp giấy phép treo biển hiệu là 07 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ."


def test_a_statement_in_the_words_of_its_source_is_carried():
    said = "Theo Điều 2 Quyết định 12/2031/QĐ-UBND: thời hạn cấp giấy phép treo biển hiệu là 7 ngày làm việc."
    assert carried(answer(said, CLAUSE)) == Carried(1, 1, 1, 1)


@pytest.mark.parametrize(
    "said",
    [
        "Thời hạn cấp giấy phép treo biển hiệu là 9 ngày làm việc.",
        "Lệ phí xét duyệt bản vẽ phối cảnh do Sở Tài chính thu qua kho bạc.",
    ],
)
def test_another_number_or_other_words_are_not_carried(said):
    assert carried(answer(said, CLAUSE)).supported == 0


def test_a_quote_that_adds_nothing_costs_precision():
    counted = carried(answer(CLAUSE, CLAUSE, "Sở Y tế kiểm tra bếp ăn tập thể của trường mầm non."))
    assert (counted.supported, counted.citations, counted.useful) == (1, 2, 1)


def test_cells_that_run_into_each_other_are_read_apart():
    row = "Trực tuyến5 Ngày làm việcMiễn phí(Không thu.)"
    assert carried(answer("Trực tuyến; thời hạn: 5 ngày làm việc; phí: miễn phí", row)).supported == 1
    assert carried(answer("Trực tuyến; thời hạn: 6 ngày làm việc; phí: miễn phí", row)).supported == 0


def test_an_answer_that_says_nothing_counts_nothing():
    assert carried({"statements": [], "citations": []}) == Carried()
    assert carried({}) == Carried()
