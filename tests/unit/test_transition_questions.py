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
        # Whatever was done before, and under which law.
        ("Bến đã đóng cọc trước ngày 01/7/2032 có phải đo lại không?", date(2032, 6, 30)),
        ("Thẻ bến cấp theo Luật Bến bãi 2014 còn hạn thì có dùng tiếp được sau 01/7/2032 không?", None),
        ("Tháng 5/2032 nộp hồ sơ xin phép bến thì theo nghị định nào?", date(2032, 5, 1)),
        ("Đề tài về bến được phê duyệt tháng 10/2031 thì theo quy định cũ hay mới?", date(2031, 10, 1)),
        # "Before a month" is before its first day; a day until which nothing came is none of the beginning.
        ("Dự toán bến gửi thẩm định trước tháng 7/2032 mà tới 1/7 chưa có kết quả?", date(2032, 6, 30)),
        ("Bến đang thi công theo giấy phép cũ thì có phải xin lại không?", None),
        ("Nghị định 10/2031 bị thay bởi nghị định nào? Bến đang chọn chủ thì làm tiếp thế nào?", None),
        ("Thông tư 4/2030 hết hiệu lực khi nào, việc đo bến đang thực hiện có được tiếp tục không?", None),
        # The number of an act is no month.
        ("Hồ sơ nộp theo Nghị định 10/2031 của năm cũ còn giá trị không?", None),
        ("Our application was filed on 15 June 2032 and is still pending.", date(2032, 6, 15)),
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
        "Nghị định 10/2031 hết hiệu lực chưa, văn bản nào thay thế?",
        "Thông tư 12/2031/TT-BBT về đăng ký bè có hiệu lực từ ngày nào?",  # "đăng ký" is no "đang ký"
        "Xin phép bến nộp mấy bộ hồ sơ, ở đâu và trước ngày nào?",
    ],
)
def test_another_question_is_none(question: str) -> None:
    assert not speaks_of_before(understand((question,), TODAY))
