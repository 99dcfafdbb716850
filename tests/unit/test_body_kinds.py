"""A question that names the kind of body it asks for is answered by what names one of that kind."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from assistant.body_kinds import names_body_of


@pytest.mark.parametrize(
    ("words", "lead", "text", "named"),
    [
        ("Cục nào lập đoàn đo bè?", "", "Giao việc đo bè cho Cục Bè mảng", True),
        ("cục nào lập đoàn đo bè", "Trách nhiệm của Cục Bè mảng:", "a) Lập đoàn đo bè", True),
        ("nộp đơn ở phòng nào", "", "Phòng Bè mảng nhận đơn", True),
        ("Cục nào lập đoàn đo bè?", "", "Bè của đơn vị trực thuộc Bộ Bến thuyền", False),
        ("Bộ nào lập đoàn đo bè?", "", "Chủ bè nộp một bộ hồ sơ", False),
        ("cơ quan nào lập đoàn đo bè", "", "Giao việc đo bè cho Cục Bè mảng", False),
        ("cuc nao lap doan do be", "", "Giao việc đo bè cho Cục Bè mảng", False),
    ],
)
def test_a_fact_names_a_body_of_the_kind(words: str, lead: str, text: str, named: bool) -> None:
    assert names_body_of(SimpleNamespace(lead=lead, text=text), words) is named
