"""Numbers that are written out count as figures, before a unit alone."""

from __future__ import annotations

import unicodedata

import pytest

from assistant.spelled_numbers import spelled_numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("trong bảy ngày làm việc", [("bảy", 7)]),
        ("Mười hai tháng, hai mươi ngày", [("Mười hai", 12), ("hai mươi", 20)]),
        ("năm năm", [("năm", 5)]),
        ("năm 2026, bộ phận một cửa, một bản chính", []),
        ("within seven working days", [("seven", 7)]),
        ("দশ দিন", [("দশ", 10)]),
        ("the tension of ten", []),
    ],
)
def test_a_spelled_number_before_a_unit_is_found(text: str, found: list[tuple[str, int]]) -> None:
    assert list(spelled_numbers(text)) == found
    assert [n for _, n in spelled_numbers(unicodedata.normalize("NFD", text))] == [n for _, n in found]
