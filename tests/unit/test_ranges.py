"""Amounts of a question against conditions of the law."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ranges import Range, conditions, fit, stated
from index.vietnamese import fold


@pytest.mark.parametrize(
    ("question", "text", "verdict"),
    [
        ("cháu 8 tuổi", "người dưới 14 tuổi", 1),
        ("cháu 8 tuổi", "người từ đủ 14 tuổi trở lên", -1),
        ("đủ 14 tuổi", "người từ đủ 14 tuổi trở lên", 1),
        ("người dưới 14 tuổi", "cấp cho người dưới 14 tuổi", 1),
        ("người dưới 14 tuổi", "cấp cho người từ đủ 14 tuổi trở lên", -1),
        ("vốn 500 tỷ", "trên 300 tỷ đồng đến 1.000 tỷ đồng", 1),
        ("vốn 300 tỷ", "trên 300 tỷ đồng đến 1.000 tỷ đồng", -1),
        ("vốn 300 triệu", "không quá 1 tỷ đồng", 1),
        ("nhà 9 tầng", "nhà dưới 7 tầng", -1),
        ("nhà 9 tầng", "nhà dưới 7 tầng; nhà từ 7 tầng trở lên", 1),
        ("nhà 9 tầng", "chiều cao dưới 28 m", 0),
        ("đất 1,5 ha", "diện tích từ 10.000 m2 trở lên", 1),
        ("nhà 9 tầng", "không có điều kiện nào", 0),
    ],
)
def test_an_amount_meets_a_condition_or_is_excluded_by_it(question, text, verdict):
    assert fit(stated(fold(question)), fold(text)) == verdict


def test_days_are_no_condition_since_they_are_what_is_asked_for():
    assert conditions(fold("không quá 15 ngày làm việc, trên 5 năm")) == ()


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_bound_belongs_to_its_range_unless_it_is_open(amount, bound):
    wanted = stated(f"{amount} tang")
    below, from_it = fit(wanted, f"duoi {bound} tang"), fit(wanted, f"tu {bound} tang tro len")
    assert (below, from_it) == ((1, -1) if amount < bound else (-1, 1))


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.booleans(), st.booleans())
def test_meeting_is_mutual(one, other, open_below, open_above):
    a = Range("length", min(one, other), max(one, other), open_below, open_above)
    b = Range("length", one, one)
    assert a.meets(b) == b.meets(a)
