"""What always holds of bodies that are gone, whatever the text and the day."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assistant.bodies import built_in
from assistant.phrases import Phrases
from assistant.tables import load
from assistant.units import units

ROWS: Any = load("bodies")
NAMES = [name for row in ROWS for name in (row["body"], *row.get("also", []))]
COMMUNES = sorted({body.name for body in units().gone if body.within})
DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))
WORDS = st.text(alphabet="abcđêơư ,.;", max_size=30)


@given(st.sampled_from(NAMES), DAYS)
def test_what_is_there_instead_is_there_on_the_day(name: str, day: date) -> None:
    for gone in built_in().resolve(name, day):
        assert gone.since <= day
        assert gone.now
        for successor in gone.now:
            assert built_in().resolve(successor.name, day) == ()


@given(st.sampled_from(NAMES + COMMUNES), WORDS, WORDS, DAYS)
def test_a_name_is_found_whatever_stands_around_it(name: str, before: str, after: str, day: date) -> None:
    alone = {gone.body for gone in built_in().resolve(name, day)}
    among = {gone.body for gone in built_in().resolve(f"{before}; {name}; {after}", day)}
    assert alone == among


@given(st.sampled_from(NAMES + COMMUNES), DAYS)
def test_the_normal_form_of_the_text_does_not_matter(name: str, day: date) -> None:
    assert built_in().resolve(unicodedata.normalize("NFD", name), day) == built_in().resolve(name, day)


@given(st.text(max_size=200), DAYS)
def test_any_text_can_be_read(text: str, day: date) -> None:
    built_in().resolve(text, day)
    built_in().today_names(text, day)


@given(
    st.lists(st.text(alphabet="abc ", min_size=1).filter(str.strip), min_size=1, max_size=8),
    st.text(alphabet="abc ", max_size=40),
)
def test_phrases_are_found_as_a_plain_search_would(phrases: list[str], text: str) -> None:
    known = {tuple(phrase.split()) for phrase in phrases}
    words = text.split()
    spans = [
        (i, i + len(row))
        for row in known
        for i in range(len(words) - len(row) + 1)
        if tuple(words[i : i + len(row)]) == row
    ]
    outer = {a for a in spans if not any(b != a and b[0] <= a[0] and a[1] <= b[1] for b in spans)}
    found = [m.phrase for m in Phrases(phrases).find(text)]
    assert sorted(found) == sorted(" ".join(words[start:end]) for start, end in outer)
