"""The table on the page of an act tells of that act alone, and ends it only as a whole and on a day."""

from __future__ import annotations

from datetime import date

import pytest

from index.act_properties import Property, State, own_properties, state_of, stated_end
from index.provisions import Span, Unit
from ingest.reading import Draft

NUMBER = "31/2034/TT-BKT"
ROWS = {
    "Số hiệu": NUMBER,
    "Loại văn bản": "Thông tư",
    "Ngày ban hành": "02/03/2034",
    "Ngày có hiệu lực": "01/05/2034",
    "Tình trạng hiệu lực": "Hết hiệu lực toàn bộ",
    "Ngày hết hiệu lực": "15/06/2036",
}


def rows(values: dict[str, str], amends: str | None = None) -> list[Draft]:
    return [
        Draft(Unit.TABLE_ROW, f"dòng {at}", "", Span(0, 0), cells=(("", label), ("", value)), amends=amends)
        for at, (label, value) in enumerate(values.items(), 1)
    ]


def test_the_rows_tell_of_the_act_of_that_number() -> None:
    found = own_properties(rows(ROWS), NUMBER)
    assert (found[Property.STARTS].day, found[Property.STARTS].row.locator) == (date(2034, 5, 1), "dòng 4")
    end = stated_end(found)
    assert end is not None
    assert (end.day, end.row.locator) == (date(2036, 6, 15), "dòng 6")


@pytest.mark.parametrize(
    "drafts",
    [
        rows({**ROWS, "Số hiệu": "32/2034/TT-BKT"}),  # the page of another act
        rows({**ROWS, "Số ký hiệu": "32/2034/TT-BKT"}),  # a list of several
        rows({"Số hiệu": NUMBER, "Ngày hết hiệu lực": "15/06/2036"}),  # the form of a permit
        rows(ROWS, amends=NUMBER),
    ],
)
def test_other_tables_tell_nothing(drafts: list[Draft]) -> None:
    assert own_properties(drafts, NUMBER) == {}
    assert own_properties(drafts, None) == {}


@pytest.mark.parametrize(
    "values",
    [
        {"Tình trạng hiệu lực": "Hết hiệu lực một phần"},
        {"Tình trạng hiệu lực": "Ngưng hiệu lực"},
        {"Ngày hết hiệu lực": "--"},
        {"Ngày hết hiệu lực": "31/02/2036"},
    ],
)
def test_only_the_whole_act_ends_and_on_a_day(values: dict[str, str]) -> None:
    assert stated_end(own_properties(rows({**ROWS, **values}), NUMBER)) is None


@pytest.mark.parametrize(
    ("label", "state"),
    [
        ("Hết hiệu lực toàn bộ", State.ENDED),
        ("Hết hiệu lực một phần", State.PARTLY),
        ("Ngưng hiệu lực một phần", State.PARTLY),
        ("Tạm ngưng hiệu lực", State.SUSPENDED),
        ("Chưa có hiệu lực", State.NOT_YET),
        ("Còn hiệu lực", State.OTHER),
        ("", State.OTHER),
    ],
)
def test_labels(label: str, state: State) -> None:
    assert state_of(label) is state
