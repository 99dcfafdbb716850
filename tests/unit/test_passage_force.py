"""Passages with days of their own, asked for by key."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from index.passage_force import PassageForce

DAY = date(2032, 1, 1)
_days = st.none() | st.integers(-5, 5).map(lambda n: DAY + timedelta(days=n))


@given(st.dictionaries(st.integers(0, 50), st.tuples(_days, _days)), st.lists(st.integers(0, 60)))
def test_what_is_expired_among_some_is_what_is_out_of_force_of_all(dated: dict, among: list[int]) -> None:
    force = PassageForce([(key, *days) for key, days in dated.items()])
    assert force.expired(DAY, among) == frozenset(among) & frozenset(force.out_of_force(DAY).tolist())
