"""Under which lines each line of a running text stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.listing import openers, opens

CASES = """- Trạm nhận đơn.
* Trường hợp cấp mới:
Trạm đo chỗ neo trong 04 ngày.
* Trường hợp cấp lại:
- Trạm xem đơn, gồm:
+ Tên chủ bè;
+ Số bè.
Mọi trường hợp trả kết quả tại trạm."""


def stands_under(text: str) -> dict[str, tuple[str, ...]]:
    lines = text.split("\n")
    return {line: tuple(lines[at] for at in above) for line, above in zip(lines, openers(lines), strict=True)}


def test_a_line_stands_under_the_cases_above_it() -> None:
    under = stands_under(CASES)
    assert under["Trạm đo chỗ neo trong 04 ngày."] == ("* Trường hợp cấp mới:",)
    assert under["+ Số bè."] == ("* Trường hợp cấp lại:", "- Trạm xem đơn, gồm:")


@pytest.mark.parametrize(
    "line", ["- Trạm nhận đơn.", "* Trường hợp cấp lại:", "Mọi trường hợp trả kết quả tại trạm."]
)
def test_what_is_marked_alike_or_plain_behind_items_stands_by_itself(line: str) -> None:
    assert stands_under(CASES)[line] == ()


LINES = st.lists(st.from_regex(r"(\* |- |\+ |a\) |1\. |)[a-d]{1,3}[:.;]", fullmatch=True), max_size=12)


@given(LINES)
def test_only_earlier_lines_that_open_are_stood_under(lines: list[str]) -> None:
    for index, above in enumerate(openers(lines)):
        assert list(above) == sorted(set(above))
        assert all(at < index and opens(lines[at]) for at in above)


@given(LINES)
def test_what_follows_changes_nothing_above(lines: list[str]) -> None:
    assert openers(lines)[: len(lines) // 2] == openers(lines[: len(lines) // 2])
