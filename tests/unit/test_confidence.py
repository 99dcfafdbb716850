"""How likely the fact that leads an answer is what was asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.confidence import Signs, confidence, is_doubted
from assistant.tables import load

_SHARE = st.floats(0, 1)
_ODDS, _NEAR = st.floats(-6, 6), st.floats(0.7, 1)
_SIGNS = st.one_of(
    st.builds(Signs, _SHARE, _SHARE, _SHARE, _SHARE, near=_NEAR),
    st.builds(Signs, _SHARE, _SHARE, _SHARE, _SHARE, near=_NEAR, relevance=_ODDS),
    st.builds(Signs, _SHARE, _SHARE, _SHARE, _SHARE, relevance=_ODDS),
)


@given(_SIGNS)
def test_no_sign_speaks_against_a_fact_and_all_together_for_it(signs: Signs) -> None:
    more = {name: value + 0.05 for name, value in signs.known.items()}
    for name, value in more.items():
        assert 0 < confidence(signs) <= confidence(replace(signs, **{name: value})) < 1
    assert confidence(signs) < confidence(replace(signs, **more))


@pytest.mark.parametrize(
    "signs",
    [
        Signs(words=0.6, pairs=0.4, aim=0.3, ahead=0.05, near=0.89),
        Signs(words=0.6, pairs=0.4, aim=0.3, ahead=0.05, near=0.89, relevance=0.5),
        Signs(words=0.6, pairs=0.4, aim=0.3, ahead=0.05, relevance=0.5),
    ],
)
def test_the_bound_learned_of_the_same_signs_decides_what_is_doubted(
    signs: Signs, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, told = load("policy")["confidence"]["learned"], confidence(signs)
    (own,) = (row for row in rows if row["weights"].keys() == signs.known.keys())
    for row in rows:
        monkeypatch.setitem(row, "least", told + 0.01 if row is own else 0.0)
    assert is_doubted(signs)
    monkeypatch.setitem(own, "least", told - 0.01)
    assert not is_doubted(signs)


@pytest.mark.parametrize("near", [None, 0.88])
def test_what_reading_found_can_decide(near: float | None) -> None:
    signs = Signs(words=0.7, pairs=0.3, aim=0.3, ahead=0.05, near=near, relevance=-6.0)
    assert is_doubted(signs)
    assert not is_doubted(replace(signs, relevance=5.0))
