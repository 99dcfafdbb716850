"""How likely the fact that leads an answer is what was asked for."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.confidence import Signs, confidence, is_doubted
from assistant.tables import load

_SHARE = st.floats(0, 1)
_SIGNS = st.builds(Signs, _SHARE, _SHARE, _SHARE, _SHARE, st.floats(0.7, 1))


@given(_SIGNS)
def test_more_of_any_sign_speaks_for_a_fact(signs: Signs) -> None:
    for one in fields(Signs):
        more = replace(signs, **{one.name: getattr(signs, one.name) + 0.05})
        assert 0 < confidence(signs) < confidence(more) < 1


def test_the_bound_decides_what_is_doubted(monkeypatch: pytest.MonkeyPatch) -> None:
    signs = Signs(words=0.6, pairs=0.4, aim=0.3, ahead=0.05, near=0.89)
    told = confidence(signs)
    monkeypatch.setitem(load("policy")["confidence"], "least", told + 0.01)
    assert is_doubted(signs)
    monkeypatch.setitem(load("policy")["confidence"], "least", told - 0.01)
    assert not is_doubted(signs)
