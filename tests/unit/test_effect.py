"""When an act begins, and which acts it ends as a whole."""

from __future__ import annotations

from datetime import date

import pytest

from index.documents import Identity, Kind
from index.validity import UNKNOWN
from ingest.effect import effect, ended_acts
from ingest.reading import Reading
from ingest.structure import parse

ACT = Identity("901/2031/NĐ-CP", Kind.DECREE, "Chính phủ", date(2031, 6, 19))


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2031.", date(2031, 7, 1)),
        ("Nghị định này có hiệu lực từ ngày 01/08/2031.", date(2031, 8, 1)),
        ("Nghị định này có hiệu lực kể từ ngày ký ban hành.", date(2031, 6, 19)),
        ("Nghị định này có hiệu lực sau 45 ngày kể từ ngày ký.", date(2031, 8, 3)),
        ("Điều 4 của Nghị định này có hiệu lực từ ngày 01 tháng 1 năm 2032.", None),
        ("Nghị định này có hiệu lực từ ngày 31 tháng 2 năm 2031.", None),
    ],
)
def test_the_day_an_act_begins(words: str, day: date | None) -> None:
    text = f"Điều 1. Tên\nNội dung.\nĐiều 2. Hiệu lực\n1. {words}\n2. Các Bộ thi hành.\n"
    found = effect(text, parse(Reading(text)), ACT, {})
    assert found.starts == day
    assert found.basis == ("Điều 2 khoản 1" if day else None)


def test_a_declared_day_has_no_basis() -> None:
    text = "Điều 1. Tên\nNội dung.\n"
    drafts = parse(Reading(text))
    found = effect(text, drafts, ACT, {"effective_from": "2031-07-01"})
    assert (found.starts, found.basis) == (date(2031, 7, 1), None)
    assert effect(text, drafts, ACT, {"effective_from": "sắp tới"}) == UNKNOWN


def ended(body: str) -> dict[str, tuple[date | None, str]]:
    text = f"Điều 1. Tên\nNội dung.\nĐiều 2. Hiệu lực\n{body}\n"
    found = ended_acts(text, parse(Reading(text)), ACT, date(2031, 7, 1))
    return {act.number: (act.on, act.locator) for act in found}


def test_whole_acts_end() -> None:
    body = (
        "1. Nghị định này có hiệu lực từ ngày 01 tháng 7 năm 2031 và thay thế Nghị định số 5/2020/NĐ-CP.\n"
        "2. Nghị định số 6/2021/NĐ-CP của Chính phủ hết hiệu lực kể từ ngày 01 tháng 9 năm 2031.\n"
        "3. Các văn bản sau đây hết hiệu lực kể từ ngày Nghị định này có hiệu lực:\n"
        "a) Nghị định số 7/2021/NĐ-CP;\nb) Thông tư số 8/2022/TT-BXD ngày 1 tháng 2 năm 2022."
    )
    assert ended(body) == {
        "5/2020/NĐ-CP": (date(2031, 7, 1), "Điều 2 khoản 1"),
        "6/2021/NĐ-CP": (date(2031, 9, 1), "Điều 2 khoản 2"),
        "7/2021/NĐ-CP": (date(2031, 7, 1), "Điều 2 khoản 3 điểm a"),
        "8/2022/TT-BXD": (date(2031, 7, 1), "Điều 2 khoản 3 điểm b"),
    }


@pytest.mark.parametrize(
    "words",
    [
        "Nghị định này thay thế Nghị định số 5/2020/NĐ-CP.",
        "Nghị định này thay thế cho Nghị định số 5/2020/NĐ-CP ngày 02 tháng 3 năm 2020 của Chính phủ.",
        "Nghị định này thay thế các Nghị định: Nghị định số 5/2020/NĐ-CP về bến đò.",
        "Nghị định này bãi bỏ Nghị định số 5/2020/NĐ-CP.",
    ],
)
def test_this_act_replaces_another(words: str) -> None:
    body = f"1. Nghị định này có hiệu lực từ ngày 01 tháng 7 năm 2031.\n2. {words}"
    assert ended(body) == {"5/2020/NĐ-CP": (date(2031, 7, 1), "Điều 2 khoản 2")}
    assert ended(words) == {"5/2020/NĐ-CP": (date(2031, 7, 1), "Điều 2")}


def test_an_act_that_another_replaces_is_not_the_one_that_ends() -> None:
    assert ended("Nghị định số 5/2020/NĐ-CP thay thế Nghị định này từ năm 2040.") == {}


def test_a_list_in_the_lines_below_its_lead_ends_its_acts() -> None:
    body = (
        "1. Các văn bản sau đây hết hiệu lực từ ngày Nghị định này có hiệu lực\n"
        "4) Nghị định số 5/2020/NĐ-CP ngày 2 tháng 3 năm 2020; Nghị định số 6/2021/NĐ-CP sửa đổi, bổ sung"
        " một số điều của Nghị định số 5/2020/NĐ-CP;\n"
        "b) Điều 9 Nghị định số 7/2022/NĐ-CP."
    )
    assert set(ended(body)) == {"5/2020/NĐ-CP", "6/2021/NĐ-CP"}


def test_a_part_that_ends_on_its_own_day_does_not_date_the_act() -> None:
    body = (
        "1. Luật Bến bãi số 5/2020/QH14 hết hiệu lực kể từ ngày Nghị định này có hiệu lực; riêng quy định"
        " tại Điều 3 của Luật này hết hiệu lực kể từ ngày 01 tháng 01 năm 2031."
    )
    assert ended(body) == {"5/2020/QH14": (date(2031, 7, 1), "Điều 2 khoản 1")}


def test_what_follows_a_part_that_ends_is_no_whole_act() -> None:
    body = (
        "1. Nghị định này thay thế Nghị định số 5/2020/NĐ-CP và bãi bỏ Điều 2 Nghị định số 6/2021/NĐ-CP"
        " sửa đổi một số điều của Nghị định số 7/2019/NĐ-CP; Nghị định số 8/2018/NĐ-CP"
    )
    assert set(ended(body)) == {"5/2020/NĐ-CP"}


@pytest.mark.parametrize(
    "body",
    [
        "1. Bãi bỏ Điều 24 Nghị định số 5/2020/NĐ-CP.",
        "1. Thay thế cụm từ “bến” bằng “bãi” tại Nghị định số 5/2020/NĐ-CP.",
        "1. Sửa đổi, bổ sung một số điều của Nghị định số 5/2020/NĐ-CP.",
        "1. Thực hiện theo Nghị định số 5/2020/NĐ-CP cho đến khi có văn bản thay thế.",
        "1. Bãi bỏ các điều của Nghị định sau:\na) Điều 3 Nghị định số 5/2020/NĐ-CP.",
    ],
)
def test_parts_of_acts_are_not_whole_acts(body: str) -> None:
    assert ended(body) == {}
