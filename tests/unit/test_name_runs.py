"""A name that people have shortened is found in a question, and asks nothing by its own words."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.name_runs import runs
from assistant.question import Question, beside_name, understand
from index.vietnamese import fold

TITLE = "Thủ tục cấp lại Giấy chứng nhận đủ điều kiện buôn bán thuốc cá, thức ăn cá (9.000861)"


def read(text: str, title: str = TITLE) -> Question:
    return beside_name(understand((text,), date(2026, 11, 1)), title)


def asked(text: str, title: str = TITLE) -> list[str]:
    return [aspect.name for aspect in read(text, title).aspects]


def test_runs_stand_in_the_order_of_the_title() -> None:
    folded = fold("các bước cấp lại giấy đủ điều kiện buôn bán thuốc cá")
    found = [folded[start:end] for start, end in runs(folded, TITLE)]
    assert found == ["cap lai giay", "kien buon ban thuoc ca"]


@pytest.mark.parametrize("text", ["cấp lại giấy phép mấy ngày", "mấy ngày thì xong"])
def test_a_few_words_are_no_name(text: str) -> None:
    assert runs(fold(text), TITLE) == ()


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        ("các bước cấp lại giấy chứng nhận đủ điều kiện buôn bán thuốc cá?", ["steps"]),
        ("cap lai giay chung nhan du dieu kien buon ban thuoc ca theo van ban nao", ["basis"]),
        ("Cấp lại Giyấ chứng nhận đủ điều kiện buôn bán thuốc cá mất mấy ngày?", ["time_limit"]),
        ("điều kiện buôn bán thuốc cá, thức ăn cá là gì?", ["condition"]),
    ],
)
def test_what_is_asked_is_read_beside_a_shortened_name(text: str, aspects: list[str]) -> None:
    assert asked(text) == aspects


def test_a_name_at_the_beginning_leaves_no_word_that_asks() -> None:
    title = "Đăng ký nuôi ốc trong hồ công cộng"
    assert asked("Đăng ký nuôi ốc trong hồ công cộng: lệ phí bao nhiêu?", title) == ["fee"]
    assert asked("Đăng ký nuôi ốc trong hồ: lệ phí bao nhiêu, nộp ở đâu?", title) == ["fee", "where"]


def test_commas_of_a_shortened_name_make_no_parts() -> None:
    text = "cấp lại Giấy chứng nhận đủ điều kiện buôn bán thuốc cá, thức ăn cá thì mấy ngày"
    assert len(read(text).parts) == 1
