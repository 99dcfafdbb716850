"""Descriptions of ways to submit, line by line, each as the source has it."""

from __future__ import annotations

from unicodedata import normalize

from hypothesis import given
from hypothesis import strategies as st

from assistant.descriptions import Line, taken_apart

LINES = (
    "- Đối với bè ở hồ thủy điện, có từ hai phao nổi trở lên và có người trông coi:",
    "+ Trạm đo bè trong 03 ngày làm việc;",
    "- Bè khác: 01 ngày làm việc.",
)
CELLS = (("Hình thức nộp", "Trực tiếp"), ("Thời hạn", "3 Ngày"), ("Mô tả", "\n".join(LINES)))
SOURCE = "Trực tiếp3 Ngày" + "\n".join(LINES)


def test_a_description_is_taken_out_of_its_row_and_apart() -> None:
    cells, lines = taken_apart(CELLS, SOURCE)
    assert cells == CELLS[:2]
    assert lines == (Line(LINES[1], (LINES[0],)), Line(LINES[2], ()))


def test_a_line_that_was_broken_for_want_of_room_is_one() -> None:
    broken = LINES[0], LINES[1].replace("đo bè trong", "đo \nbè trong"), LINES[2], "a) Bè nhỏ"
    value = "\n".join(broken)
    _, lines = taken_apart((*CELLS[:2], ("Mô tả", value)), f"Trực tiếp3 Ngày{value}")
    assert [line.words for line in lines] == list(broken[1:])


def test_what_does_not_stand_in_the_source_stays_in_its_row() -> None:
    assert taken_apart(CELLS, SOURCE.replace("03 ngày", "04 ngày")) == (CELLS, ())


def test_lines_are_quoted_with_the_blanks_of_the_source() -> None:
    _, lines = taken_apart(CELLS, SOURCE.replace("03 ngày", "03  ngày"))
    assert lines[0] == Line(LINES[1].replace("03 ngày", "03  ngày"), (LINES[0],))


def test_lines_are_quoted_as_a_source_spells_them_with_its_marks_apart() -> None:
    source = normalize("NFD", SOURCE)
    _, lines = taken_apart(CELLS, source)
    assert [line.words for line in lines] == [normalize("NFD", line) for line in LINES[1:]]
    assert all(line.words in source for line in lines)


def test_items_that_were_read_as_one_line_are_taken_apart() -> None:
    one = "- Đối với bè có mái che và có người trông coi: Trạm đo bè trong 03 ngày làm việc. "
    other = "- Đối với các bè còn lại ở trong hồ: 01 ngày làm việc."
    _, lines = taken_apart((*CELLS[:2], ("Mô tả", one + other)), "Trực tiếp3 Ngày" + one + other)
    assert [line.words for line in lines] == [one.strip(), other]


@given(st.sampled_from(["NFC", "NFD"]), st.text(alphabet=" \u00a0", min_size=1, max_size=3))
def test_what_is_taken_apart_always_stands_in_its_source(form: str, blank: str) -> None:
    source = normalize(form, SOURCE).replace(" ", blank)
    _, lines = taken_apart(CELLS, source)
    assert lines
    assert all(words in source for line in lines for words in (line.words, *line.above))


def test_a_description_of_one_line_stays_in_its_row() -> None:
    one = (*CELLS[:2], ("Mô tả", LINES[0] * 3))
    assert taken_apart(one, LINES[0] * 3) == (one, ())
