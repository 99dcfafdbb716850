"""Under which lines each line of a running text stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.listing import openers, openings, opens

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


def test_a_line_that_only_names_a_case_opens_what_follows() -> None:
    under = stands_under("- Đối với trường hợp cấp lại thẻ\n+ Trạm in thẻ trong 02 ngày.\n- Mọi thẻ có phí.")
    assert under["+ Trạm in thẻ trong 02 ngày."] == ("- Đối với trường hợp cấp lại thẻ",)
    assert under["- Mọi thẻ có phí."] == ()


@pytest.mark.parametrize(
    "line", ["- Trường hợp thẻ bị mất thì trạm in lại", "- Đối với bè khách, trạm in thẻ.", "- Mọi bè"]
)
def test_a_line_that_says_something_of_its_case_opens_nothing(line: str) -> None:
    assert openings([line, "+ Trạm in thẻ."]) == ["", ""]


@pytest.mark.parametrize("case", ["Xem đơn: - Đối với bè khách, bè tải", "* Trường hợp đổi chủ:"])
def test_items_stand_under_the_case_that_stands_before_the_first_of_them(case: str) -> None:
    lines = [f"{case} + Trạm nhận đơn. Đơn thiếu thì báo lại.", "+ Trạm đo bè trong 04 ngày."]
    assert openings(lines) == [case, ""]
    assert openers(lines) == [(), (0,)]


def test_a_case_with_one_item_opens_no_line_that_is_marked_otherwise() -> None:
    assert openings(["* Trường hợp đổi chủ: + Trạm nhận đơn.", "- Trạm đo bè."]) == ["", ""]
