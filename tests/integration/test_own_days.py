"""A rule that counts from its own act's day is told with it; of one number the act asked of speaks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from written_office import written_office

from assistant.answers import Answer
from assistant.assembly import Assistant
from index.access import Principal

RAFTS = """BỘ BẾN SÔNG
THÔNG TƯ
Số: 6/2031/TT-BBS
Hà Nội, ngày 05 tháng 5 năm 2031
VỀ SỔ BÈ TRE
Điều 1. Sổ bè tre
Sổ bè tre do trưởng bến giữ.
Điều 2. Hiệu lực thi hành
1. Thông tư này có hiệu lực thi hành kể từ ngày 20 tháng 6 năm 2031.
2. Trưởng bến và chủ bè chịu trách nhiệm thi hành Thông tư này.
Điều 3. Xử lý sổ bè tre đã lập
Sổ bè tre lập theo mẫu cũ được dùng trong thời hạn 08 tháng, kể từ ngày Thông tư này có hiệu lực thi hành.
"""
KILNS = """BỘ LÒ GỐM
THÔNG TƯ
Số: 6/2031/TT-BLG
Hà Nội, ngày 07 tháng 7 năm 2031
VỀ LÒ NUNG GỐM
Điều 1. Lò nung gốm
Lò nung gốm có cửa gió ở hai đầu và thợ lò trông lửa.
Điều 2. Hiệu lực thi hành
Thông tư này có hiệu lực thi hành kể từ ngày 11 tháng 8 năm 2031.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("days"), {"be.txt": RAFTS, "lo.txt": KILNS}) as assistant:
        yield assistant


def ask(assistant: Assistant, question: str) -> Answer:
    return assistant.answer(question, Principal.operator(), date(2032, 9, 1))


@pytest.mark.parametrize(
    "question",
    [
        "Sổ bè tre lập theo mẫu cũ được dùng bao lâu, tính từ ngày nào?",
        "Sổ bè tre lập theo mẫu cũ được dùng trong bao nhiêu tháng?",
    ],
)
def test_the_day_that_is_counted_from_is_told(assistant: Assistant, question: str) -> None:
    told = ask(assistant, question).text
    assert "08 tháng" in told and "20 tháng 6 năm 2031" in told


def test_no_day_is_told_where_nothing_counts_from_it(assistant: Assistant) -> None:
    assert "20 tháng 6" not in ask(assistant, "Sổ bè tre do ai giữ?").text


def test_the_act_of_the_number_whose_matter_is_asked_of_is_meant(assistant: Assistant) -> None:
    told = ask(assistant, "Thông tư 6/2031 về lò nung gốm có cửa gió có hiệu lực từ ngày nào?").text
    assert "11 tháng 8 năm 2031" in told and "20 tháng 6" not in told


def test_both_of_a_number_are_told_where_nothing_tells_them_apart(assistant: Assistant) -> None:
    told = ask(assistant, "Thông tư 6/2031 có hiệu lực từ ngày nào?").text
    assert "11 tháng 8 năm 2031" in told and "20 tháng 6 năm 2031" in told
