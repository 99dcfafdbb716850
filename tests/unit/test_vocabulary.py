from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vocabulary import Vocabulary


def test_finds_what_one_slip_of_a_finger_makes() -> None:
    vocabulary = Vocabulary({"giay": 90, "giat": 3, "phep": 70, "thep": 5, "xay": 40})
    assert vocabulary.close("giayy") == (("giay", 90),)
    assert vocabulary.close("gaiy") == (("giay", 90),)
    assert vocabulary.close("hep") == (("phep", 70), ("thep", 5))
    assert vocabulary.close("giay") == (("giay", 90), ("giat", 3))
    assert vocabulary.close("giaays") == ()
    assert vocabulary.close("giaays", 2) == (("giay", 90),)
    assert vocabulary.frequency("xay") == 40
    assert vocabulary.frequency("xaay") == 0


def test_an_empty_vocabulary_knows_nothing() -> None:
    assert Vocabulary({}).close("giay", 2) == ()


def slips(term: str, alphabet: str) -> set[str]:
    parts = [(term[:i], term[i:]) for i in range(len(term) + 1)]
    return {
        *(a + b[1:] for a, b in parts if b),
        *(a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1),
        *(a + c + b[1:] for a, b in parts if b for c in alphabet),
        *(a + c + b for a, b in parts for c in alphabet),
        term,
    }


@given(st.sets(st.text("abcé", min_size=1, max_size=6), max_size=60), st.text("abcé", max_size=6))
def test_finds_all_within_one_edit_and_nothing_else(known: set[str], term: str) -> None:
    found = {other for other, _ in Vocabulary(dict.fromkeys(known, 1)).close(term)}
    assert found == known & slips(term, "abcé")


@pytest.mark.parametrize("distance", [1, 2])
def test_the_nearest_stand_first(distance: int) -> None:
    vocabulary = Vocabulary({"cap": 1, "cape": 50, "cappe": 99})
    assert vocabulary.close("cap", distance)[:2] == (("cap", 1), ("cape", 50))
