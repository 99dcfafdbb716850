"""Cutting sentences loses nothing, and a place that several provisions share is true of each."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.naming import common_locator, shorten
from assistant.sentences import runs

_TEXT = st.text(alphabet="abc ,.;:\n", max_size=300)
_CLAUSES = st.lists(
    st.sampled_from(["lúa", "nuôi cá", "bến", ",", ";", ".", ":", " ", "\n"]), max_size=60
).map("".join)
_LOCATOR = st.tuples(st.integers(1, 3), st.integers(1, 3), st.sampled_from("abc")).map(
    lambda t: f"Điều {t[0]} khoản {t[1]} điểm {t[2]}"
)


@given(_TEXT | _CLAUSES, st.integers(1, 80), st.booleans())
def test_runs_joined_are_the_sentence(sentence, most, adjuncts):
    assert "".join(runs(sentence, most, adjuncts=adjuncts)) == sentence


@given(_CLAUSES, st.integers(1, 80))
def test_a_run_is_longer_only_where_no_mark_allows_a_cut(sentence, most):
    for run in runs(sentence, most):
        assert len(run) <= most or not any(mark + " " in run.strip() for mark in ",.;:")


@given(st.lists(_LOCATOR, min_size=1, max_size=4))
def test_a_shared_place_is_true_of_all(locators):
    place = common_locator(locators)
    assert place
    if ", " not in place:
        assert all(locator.startswith(place) for locator in locators)


@given(st.text(max_size=300))
def test_a_short_title_fits(title):
    assert len(shorten(title)) <= 91
