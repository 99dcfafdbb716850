"""Descriptions of ways to submit, line by line, each as the source has it."""

from __future__ import annotations

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


def test_what_does_not_stand_in_the_source_as_it_is_stays_in_its_row() -> None:
    assert taken_apart(CELLS, SOURCE.replace("03 ngày", "03  ngày")) == (CELLS, ())


def test_a_description_of_one_line_stays_in_its_row() -> None:
    one = (*CELLS[:2], ("Mô tả", LINES[0] * 3))
    assert taken_apart(one, LINES[0] * 3) == (one, ())
