"""A record that gives a card answers no question of how the card is renewed, however near its name is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from written_office import written_office
from written_record import written_record

from assistant.answers import AnswerStatus
from assistant.assembly import Assistant
from index.access import Principal

GIVEN = "Bước 1: Thợ neo bè nộp đơn.\nBước 2: Trạm cấp thẻ thợ neo bè."


def card(name: str = "Cấp thẻ thợ neo bè", steps: str = GIVEN) -> dict[str, str]:
    way = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp7 Ngày làm việcKhông có thông tin"
    record = written_record("9.000871", name, trinh_tu_thuc_hien=steps, cach_thuc_thuc_hien=way)
    return {"9.000871.json": record}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("cards"), card()) as assistant:
        yield assistant


@pytest.mark.parametrize("act", ["Gia hạn", "gia han"])
def test_what_the_record_does_not_do_is_missing(assistant: Assistant, act: str) -> None:
    answer = assistant.answer(f"{act} thẻ thợ neo bè mất mấy ngày?", Principal.guest())
    assert answer.status is AnswerStatus.PARTIAL, answer.text
    assert f"“{act}”" in answer.message


def test_what_it_does_is_answered(assistant: Assistant) -> None:
    answer = assistant.answer("Cấp thẻ thợ neo bè mất mấy ngày?", Principal.guest())
    assert answer.status is AnswerStatus.ANSWERED, answer.text


def test_an_act_that_a_step_speaks_of_is_none_that_is_missing(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    steps = "Bước 1: Thợ neo bè nộp đơn.\nBước 2: Trạm cấp thẻ; thẻ hết hạn thì gia hạn như cấp mới."
    with written_office(tmp_path_factory.mktemp("renewed"), card(steps=steps)) as assistant:
        answer = assistant.answer("Gia hạn thẻ thợ neo bè mất mấy ngày?", Principal.guest())
    assert "“Gia hạn”" not in answer.message


def test_a_record_for_one_neighbour_is_none_for_another(tmp_path_factory: pytest.TempPathFactory) -> None:
    ours = card("Cấp phép lưu thông cho bè của Lào")
    with written_office(tmp_path_factory.mktemp("abroad"), ours) as assistant:
        known, other = (
            assistant.answer(f"Cấp phép lưu thông cho bè của {place} mất mấy ngày?", Principal.guest())
            for place in ("Lào", "Nga")
        )
    assert known.status is AnswerStatus.ANSWERED, known.text
    assert other.status is AnswerStatus.PARTIAL, other.text
    assert "“Nga”" in other.message
