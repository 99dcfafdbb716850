"""Dates and numbers of an act that contradict each other are told, in each language."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from ingest_place import Place, act

from assistant.act_doubts import act_doubts
from assistant.shelf import Shelf
from index.access import Principal
from index.sqlite_store import SqliteStore

OPERATOR = Principal.operator()
STARTS = "Hiệu lực thi hành\nNghị định này có hiệu lực thi hành từ ngày {day}."


def doubts(place: Place, language: str = "vi") -> tuple[str, ...]:
    with SqliteStore.open(place.settings.database) as store:
        head = next(h for h in store.heads(OPERATOR) if h.source.endswith("a.txt"))
        return act_doubts(head, (), Shelf(store, OPERATOR), date(2034, 1, 1), language)


ORDER = "Sửa đổi, bổ sung Điều 4 của Nghị định số {number}\nBãi bỏ khoản 1 Điều 4 của Nghị định số {number}."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (act("901/2031/NĐ-CP", "02 tháng 3 năm 2031", STARTS.format(day="01 tháng 3 năm 2031")),
         "Ngày ban hành 02/03/2031 sau ngày có hiệu lực 01/03/2031"),
        (act("901/2031/NĐ-CP", "02 tháng 3 năm 2032", STARTS.format(day="01 tháng 4 năm 2032")),
         "Số hiệu 901/2031/NĐ-CP và ngày ban hành 02/03/2032 không cùng năm"),
        (act("901/2031/NĐ-CP", "02 tháng 3 năm 2031", ORDER.format(number="7/2033/NĐ-CP")),
         "sửa đổi hoặc bãi bỏ 7/2033/NĐ-CP, là văn bản ban hành sau"),
    ],
)  # fmt: skip
def test_a_contradiction_is_told(tmp_path: Path, text: str, told: str) -> None:
    place = Place(tmp_path)
    place.write("a.txt", text)
    place.ingest(label="public")
    (only,) = doubts(place)
    assert told in only
    for language in ("en", "bn"):
        (other,) = doubts(place, language)
        assert "{" not in other


def test_an_end_before_the_beginning_is_told(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.write(
        "a.txt", act("901/2031/NĐ-CP", "02 tháng 3 năm 2031", STARTS.format(day="01 tháng 9 năm 2031"))
    )
    end = "Hiệu lực\nNghị định số 901/2031/NĐ-CP hết hiệu lực kể từ ngày 01 tháng 5 năm 2031."
    place.write("b.txt", act("902/2031/NĐ-CP", "10 tháng 4 năm 2031", end))
    place.ingest(label="public")
    (only,) = doubts(place)
    assert only.startswith("Hết hiệu lực ngày 01/05/2031 (Điều 1 902/2031/NĐ-CP) không sau")


@pytest.mark.parametrize("day", ["02 tháng 3 năm 2031", "01 tháng 4 năm 2031"])
def test_sound_dates_are_not_doubted(tmp_path: Path, day: str) -> None:
    place = Place(tmp_path)
    order = ORDER.format(number="7/2031/NĐ-CP")
    place.write("a.txt", act("901/2031/NĐ-CP", "02 tháng 3 năm 2031", order, STARTS.format(day=day)))
    place.ingest(label="public")
    assert doubts(place) == ()
