import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from index.vietnamese import fold, normalise, terms, tokens

_LETTERS = st.text(
    alphabet="aàáảãạăằâầeèêềoòôồơờuùưừyỳđĐÐ hkgnpqt0123456789/.-,‑\u200b\u00a0\u0301", max_size=60
)


@given(_LETTERS)
def test_normalising_twice_changes_nothing(text):
    once = normalise(text)
    assert normalise(once) == once


def test_a_second_mark_finds_its_letter_at_once():
    assert normalise("uạ\u0301") == normalise(normalise("uạ\u0301"))


@given(_LETTERS)
def test_decomposed_text_has_the_same_terms(text):
    assert terms(unicodedata.normalize("NFD", text)) == terms(unicodedata.normalize("NFC", text))


@given(st.text(max_size=80))
def test_any_text_has_tokens_without_blanks_or_capitals(text):
    assert all(t and not any(c.isspace() for c in t) and t == t.casefold() for t in tokens(text))


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
