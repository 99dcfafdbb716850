"""What is there in place of a body that is gone: asked for itself, it is told from the table of names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from small_office import small_office

from api.opening import operators_assistant
from assistant.answers import AnswerStatus
from assistant.assembly import Assistant
from assistant.bodies import built_in
from assistant.gone_bodies import asks_for_successor
from index.access import Principal

DAY = date(2026, 9, 1)


@pytest.fixture(scope="module")
def assistant() -> Iterator[Assistant]:
    opened = operators_assistant(small_office().home)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Sở Kế hoạch và Đầu tư nay là sở nào?", True),
        ("so ke hoach va dau tu gio la so nao", True),
        ("Sở Thông tin và Truyền thông đổi thành gì?", True),
        ("What is the Department of Planning and Investment called now?", True),
        ("Sở Tài chính nay ở đâu?", False),
        ("Sở Kế hoạch và Đầu tư nay thẩm định dự án nhóm B trong bao nhiêu ngày?", False),
        ("UBND cấp huyện trước cấp giấy phép xây dựng, nay ai cấp?", False),
    ],
)
def test_only_a_question_about_the_body_itself_asks_for_what_came_after(question: str, asks: bool) -> None:
    assert asks_for_successor(question, DAY, built_in()) is asks


def test_on_a_day_on_which_the_body_is_there_nothing_came_after() -> None:
    assert not asks_for_successor("Sở Kế hoạch và Đầu tư nay là sở nào?", date(2025, 2, 1), built_in())


def test_the_answer_says_what_is_there_today_and_that_no_provision_says_so(assistant: Assistant) -> None:
    answer = assistant.answer("Sở Kế hoạch và Đầu tư nay là sở nào?", Principal.operator(), DAY)
    assert answer.status is AnswerStatus.PARTIAL
    assert not answer.statements
    assert answer.message.startswith(
        "Sở Kế hoạch và Đầu tư không còn từ 01/03/2025 theo 45/2025/NĐ-CP; nay là Sở Tài chính. (Theo bảng"
    )
