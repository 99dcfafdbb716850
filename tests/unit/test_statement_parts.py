"""A statement is cut into items with their own sources only where it is certain which stands on which."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api.web.statement_parts import Part, parts

LEAD = "Theo Điều 9 Nghị quyết 3/2026/NQ-HĐND:"
ITEMS = ("1. Thuyền nhỏ: 20.000 đồng.", "2. Thuyền lớn: 50.000 đồng.")


def test_quotes_one_after_the_other_are_items() -> None:
    text = f"{LEAD} {ITEMS[0]} {ITEMS[1]}"
    assert parts(text, [(1, ITEMS[0]), (2, "2. Thuyền lớn:\n50.000 đồng.")]) == (
        Part(LEAD, None),
        Part(ITEMS[0], 1),
        Part(ITEMS[1], 2),
    )


def test_bullets_are_items_where_they_begin_as_their_rows_do() -> None:
    text = "Theo Thành phần hồ sơ:\n• Đơn; Số lượng: 1\n• Bản vẽ; Số lượng: 2"
    assert [one.basis for one in parts(text, [(4, "Đơn1 bản"), (5, "Bản vẽ2 bản")])] == [None, 4, 5]
    assert parts(text, [(4, "Bản vẽ2 bản"), (5, "Đơn1 bản")]) == ()
    assert parts(text, [(4, "Đơn1 bản")]) == ()


def test_words_that_no_quote_has_keep_a_statement_whole() -> None:
    assert parts(f"{LEAD} {ITEMS[0]} trừ ngày lễ {ITEMS[1]}", list(enumerate(ITEMS, 1))) == ()
    assert parts(f"{LEAD} {ITEMS[1]} {ITEMS[0]}", list(enumerate(ITEMS, 1))) == ()


@given(st.text(max_size=80), st.lists(st.text(max_size=20), max_size=4))
def test_nothing_that_is_said_is_lost(text: str, quotes: list[str]) -> None:
    found = parts(text, list(enumerate(quotes, 1)))
    if found:
        said = "".join("".join(part.text.split()) for part in found)
        assert said == "".join(text.replace("•", "").split()) or said == "".join(text.split())
