"""What a procedure record says of one case is told with that case, and not with another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from written_office import written_office
from written_record import written_record

from assistant.answers import Answer, AnswerStatus
from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal

WAYS = """- Đối với trường hợp đổi tên bè: Trạm quản lý hồ ghi tên mới trong 02 ngày làm việc.
- Đối với trường hợp đổi chủ bè nuôi cá lồng:
+ Trạm quản lý hồ kiểm tra bè: 06 ngày làm việc, kể từ ngày nhận đơn;
+ Hội thủy sản có văn bản trả lời Trạm quản lý hồ: 13 ngày, kể từ ngày được hỏi."""
RECORD = written_record(
    "9.000844",
    "Sửa đổi giấy neo bè nuôi cá lồng",
    trinh_tu_thuc_hien="- Chủ bè nộp đơn tại trạm.\n"
    "* Trường hợp bè ở hồ thủy điện:\n"
    "Trạm hỏi ý kiến chủ đập trước khi sửa giấy.\n"
    "* Trường hợp bè ở đầm phá:\n"
    "- Trạm hỏi ý kiến đồn biên phòng trước khi sửa giấy.\n"
    "* Trường hợp bè ở vịnh kín + Trạm xem đơn ngay.\n"
    "+ Trạm hỏi ý kiến cảng vụ trước khi sửa giấy.",
    cach_thuc_thuc_hien="Hình thức nộpThời gianPhí, lệ phíMô tả"
    f"Trực tiếpKhông có thông tinMiễn phí{WAYS}"
    f"Trực tuyếnKhông có thông tinMiễn phí{WAYS}",
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("cases"), {"9.000844.json": RECORD}) as assistant:
        yield assistant


def ask(assistant: Assistant, question: str) -> Answer:
    answer = assistant.answer(question, Principal.guest())
    assert answer.status is AnswerStatus.ANSWERED, answer.text
    return answer


def test_a_line_of_a_description_is_told_with_its_case(assistant: Assistant) -> None:
    answer = ask(assistant, "Đổi chủ bè nuôi cá lồng thì Hội thủy sản trả lời trong bao nhiêu ngày?")
    statement = next(s.text for s in answer.statements if "13 ngày" in s.text)
    assert "Đối với trường hợp đổi chủ bè nuôi cá lồng:" in statement
    assert "đổi tên bè" not in statement


def test_ways_that_are_described_alike_are_told_once(assistant: Assistant) -> None:
    answer = ask(assistant, "Đổi chủ bè nuôi cá lồng thì Hội thủy sản trả lời trong bao nhiêu ngày?")
    assert answer.text.count("13 ngày") == 1


def test_a_step_is_told_with_its_case_alone(assistant: Assistant) -> None:
    answer = ask(assistant, "Sửa giấy neo bè ở đầm phá thì trạm hỏi ý kiến ai?")
    statement = next(s.text for s in answer.statements if "biên phòng" in s.text)
    assert "* Trường hợp bè ở đầm phá:" in statement
    assert "thủy điện" not in statement


def test_a_step_is_told_with_the_case_that_stands_before_its_neighbour(assistant: Assistant) -> None:
    answer = ask(assistant, "Sửa giấy neo bè ở vịnh kín thì trạm hỏi ý kiến ai?")
    statement = next(s.text for s in answer.statements if "cảng vụ" in s.text)
    assert "* Trường hợp bè ở vịnh kín" in statement
    assert "đầm phá" not in statement


def test_which_descriptions_are_taken_apart_has_effect(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(load("policy")["rows"], "descriptions", [])
    answer = assistant.answer(
        "Đổi chủ bè nuôi cá lồng thì Hội thủy sản trả lời trong bao nhiêu ngày?", Principal.guest()
    )
    assert not any(s.text.count("Đối với") == 1 and "13 ngày" in s.text for s in answer.statements)
