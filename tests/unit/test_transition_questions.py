"""Which questions are of matters begun before the law changed, and since when they were begun."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.question import understand
from assistant.transitions import begun_on, speaks_of_before

TODAY = date(2032, 9, 1)


@pytest.mark.parametrize(
    ("question", "begun"),
    [
        (
            "Hồ sơ xin phép bến nộp tháng 6/2032, đến 01/7/2032 chưa có kết quả thì xử lý thế nào?",
            date(2032, 6, 1),
        ),
        ("Hợp đồng thuê bến ký trước ngày 01/7/2032 thì áp dụng luật nào?", date(2032, 6, 30)),
        ("Giấy phép bến đã cấp trước khi nghị định mới có hiệu lực còn dùng được không?", None),
        ("ho so da nop thang 5 theo luat cu thi sao", date(2032, 5, 1)),
        ("Our application was submitted before the new decree: which rules apply?", None),
    ],
)
def test_a_matter_begun_before_is_heard_with_its_day(question: str, begun: date | None) -> None:
    understood = understand((question,), TODAY)
    assert speaks_of_before(understood)
    assert begun_on(understood) == begun


@pytest.mark.parametrize(
    "question",
    [
        *("Thời hạn cấp phép bến là bao nhiêu ngày?", "Phí cấp phép bến là bao nhiêu?", "What is a berth?"),
        "Xin phép bến nộp mấy bộ hồ sơ, ở đâu và trước ngày nào?",
    ],
)
def test_another_question_is_none(question: str) -> None:
    assert not speaks_of_before(understand((question,), TODAY))
