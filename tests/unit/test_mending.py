"""Recognised words whose marks are mended, and those that are left alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.provisions import Box
from index.vietnamese import fold
from ingest.mending import mended
from ingest.readers.pdf_lines import PdfLine, PdfWord

BOX = Box(1, 0.1, 0.1, 0.2, 0.2)


def lines(text: str, confidence: float = 0.8) -> tuple[PdfLine, ...]:
    return tuple(
        PdfLine(tuple(PdfWord(word, BOX, confidence) for word in line.split()))
        for line in text.split("\n")
        if line.strip()
    )


def text(found: tuple[PdfLine, ...]) -> str:
    return "\n".join(line.text for line in found)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("Sửa đôi, bỗ sung một sô điêu", "Sửa đổi, bổ sung một số điều"),
        ("theo quy đinh tại khoăn này", "theo quy định tại khoản này"),
        ("SỬA ĐÔI, BÔ SUNG", "SỬA ĐỔI, BỔ SUNG"),
        ("lực lượng phòng cháy cơ SỞ sản xuất", "lực lượng phòng cháy cơ sở sản xuất"),
        ("đơn vị hành chính\ncắp xã", "đơn vị hành chính\ncấp xã"),
        ("ngày l5 tháng I1 năm 2024", "ngày 15 tháng 11 năm 2024"),
        ("ngày 3l tháng O2 năm 2024", "ngày 31 tháng 02 năm 2024"),
        # Nothing is certain here.
        ("ngày lI tháng I3 năm 2024", "ngày 11 tháng I3 năm 2024"),
        ("Ông Trần Vân Bồ Tùng", "Ông Trần Vân Bồ Tùng"),
        ("Phụ lục Il và số 1:000 đồng", "Phụ lục Il và số 1:000 đồng"),
        ("UBND, HĐND cấp xã", "UBND, HĐND cấp xã"),
        ("không cấm bãi bỏ", "không cấm bãi bỏ"),
    ],
)
def test_marks_are_mended_where_one_reading_is_left(read: str, expected: str) -> None:
    found = mended(lines(read))
    assert text(found) == expected
    before = [word for line in lines(read) for word in line.words]
    after = [word for line in found for word in line.words]
    assert [word.read or word.text for word in after] == [word.text for word in before]


def test_what_is_certain_and_what_ends_a_sentence_is_left() -> None:
    assert text(mended(lines("bỗ sung", 0.97))) == "bỗ sung"
    assert mended(()) == ()


@given(
    st.lists(
        st.sampled_from(["bô", "sung", "điêu", "thê", "nào.", "12", "II", "tô", "chức,", "-", "KÊ", "tư"])
    )
)
def test_no_letter_is_changed(words: list[str]) -> None:
    before = lines(" ".join(words))
    after = mended(before)
    assert fold(text(after)) == fold(text(before))
    assert [re.sub(r"\w", "", w.text) for line in after for w in line.words] == [
        re.sub(r"\w", "", w.text) for line in before for w in line.words
    ]
