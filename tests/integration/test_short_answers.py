"""The short answer comes first and says each thing that is asked; what adds to it follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from written_office import written_office

from assistant.answers import Answer, AnswerStatus
from assistant.assembly import Assistant
from assistant.context import Context
from assistant.pipeline import choose, guard, retrieve, understand_question
from assistant.tables import load
from index.access import Principal

_REST = " ".join(f"kho lạnh số {n} của làng nghề," for n in range(1, 14))
ACT = f"""# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 44/2026/QĐ-UBND

Sơn Khê, ngày 05 tháng 3 năm 2026

# QUYẾT ĐỊNH

Ban hành Quy định về kho lạnh của làng nghề

Điều 1. Trình tự cho thuê kho lạnh

1. Tổ quản lý kho kiểm tra đơn thuê kho lạnh và trình Chủ tịch xã trong thời hạn 03 ngày làm việc.

2. Chủ tịch xã quyết định cho thuê kho lạnh trong thời hạn 08 ngày làm việc.

3. Người thuê nộp tiền thuê kho lạnh 45.000 đồng một ngày.

Điều 2. Bồi hoàn khi hủy thuê

Người thuê đã nhận {_REST} mà hủy việc thuê giữa chừng thì phải trả chi phí vận hành và tiền điện.

Điều 3. Thời hạn của hợp đồng

Hợp đồng thuê kho lạnh có thời hạn từ 06 tháng trở lên. Người thuê báo trước 09 ngày khi chấm dứt.

Điều 4. Hiệu lực thi hành

Quyết định này có hiệu lực thi hành kể từ ngày 20 tháng 3 năm 2026.
"""
TITLES = """# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 45/2026/QĐ-UBND

Sơn Khê, ngày 06 tháng 3 năm 2026

# QUYẾT ĐỊNH

Công bố thủ tục cấp thẻ thợ vá lưới

Điều 1. Công bố

Công bố thủ tục cấp thẻ thợ vá lưới của làng chài Sơn Khê.
"""
TIMES = """# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 46/2026/QĐ-UBND

Sơn Khê, ngày 07 tháng 3 năm 2026

# QUYẾT ĐỊNH

Ban hành quy trình nội bộ của làng chài

Điều 1. Quy trình cấp thẻ

Thẻ thợ vá lưới được trả trong thời hạn 11 ngày làm việc.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory) -> Iterator[Assistant]:
    with written_office(
        tmp_path_factory.mktemp("short"), {"kho-lanh": ACT, "cong-bo": TITLES, "quy-trinh": TIMES}
    ) as assistant:
        yield assistant


def ask(assistant: Assistant, question: str) -> Answer:
    answer = assistant.answer(question, Principal.guest())
    assert answer.status is AnswerStatus.ANSWERED
    return answer


def test_what_is_asked_twice_has_two_answers(assistant):
    answer = ask(
        assistant,
        "Thuê kho lạnh: Tổ quản lý kho trình Chủ tịch xã trong bao lâu, Chủ tịch xã quyết định bao lâu?",
    )
    assert "03 ngày làm việc" in answer.brief
    assert "08 ngày làm việc" in answer.brief


def test_the_short_answer_comes_first_and_is_part_of_the_whole(assistant):
    answer = ask(assistant, "Tiền thuê kho lạnh một ngày là bao nhiêu tiền?")
    assert "45.000 đồng" in answer.brief
    assert answer.text.startswith(answer.brief)
    kinds = [statement.further for statement in answer.statements]
    assert kinds == sorted(kinds)
    body = answer.to_json()
    assert body["brief"] == answer.brief
    assert [statement["further"] for statement in body["statements"]] == kinds


def test_the_number_of_what_is_counted_goes_before_another(assistant):
    answer = ask(assistant, "Chấm dứt hợp đồng thuê kho lạnh phải báo trước mấy ngày?")
    assert "09 ngày" in answer.brief


def test_a_sentence_that_says_nothing_yet_is_said_to_its_end(assistant):
    answer = ask(assistant, "Hủy thuê kho lạnh giữa chừng phải trả những gì?")
    assert "chi phí vận hành và tiền điện" in answer.text
    assert "… …" not in answer.text


def test_an_act_is_read_on_where_the_best_document_lacks_the_time_limit(assistant):
    answer = ask(assistant, "Thủ tục cấp thẻ thợ vá lưới của làng chài Sơn Khê mất bao nhiêu ngày?")
    assert "11 ngày làm việc" in answer.text


def test_without_reading_on_there_would_be_no_answer(assistant, monkeypatch):
    monkeypatch.setitem(load("policy")["documents"], "further", 0)
    monkeypatch.setitem(load("policy")["documents"], "most", 1)
    question = "Thủ tục cấp thẻ thợ vá lưới của làng chài Sơn Khê mất bao nhiêu ngày?"
    answer = assistant.answer(question, Principal.guest())
    assert "11 ngày làm việc" not in answer.text


CHATTER = (
    "Anh chị ơi em ngồi đọc cả ngày nay mệt quá mà chẳng nhớ nổi, bà con cứ gọi hỏi mãi, sếp thì đi vắng, "
    "em loay hoay tìm hoài không thấy: tiền thuê kho lạnh một ngày là bao nhiêu tiền?"
)


def test_a_story_around_a_question_does_not_hide_it(assistant):
    assert "45.000 đồng" in ask(assistant, CHATTER).brief


def test_how_much_a_question_must_share_has_effect(assistant, monkeypatch):
    policy = load("policy")["answerability"]
    strict = {**policy["least_coverage"], "short": 0.95, "long": 0.95, "rambling": 0.95}
    monkeypatch.setitem(policy, "least_coverage", strict)
    assert assistant.answer(CHATTER, Principal.guest()).status is AnswerStatus.UNANSWERABLE


def test_how_much_chatter_weighs_has_effect(assistant, monkeypatch):
    def share() -> float:
        context = Context((CHATTER,), Principal.guest(), date(2026, 11, 1), assistant.tools())
        for step in (understand_question, guard, retrieve, choose):
            step(context)
        return context.weigher.weights["met"]

    less = share()
    monkeypatch.setitem(load("policy")["weighing"], "chatter", 1.0)
    assert less < share()


def test_yes_or_no_is_answered_by_who_must_or_need_not(assistant):
    question = "Thuê kho lạnh có phải báo trước khi chấm dứt hợp đồng không?"
    assert "báo trước 09 ngày" in ask(assistant, question).brief
