"""Inflected words lead back to their base, and looking words up never fails."""

import time

from hypothesis import given
from hypothesis import strategies as st

from assistant.expansion import built_in
from assistant.inflection import bases, canonical, is_bengali_word
from assistant.tables import phrases
from index.vietnamese import tokens

BENGALI = sorted({w for key in phrases("terms_bn") for w in tokens(key) if len(w) > 2 and is_bengali_word(w)})
ENGLISH = sorted({w for key in phrases("terms_en") for w in tokens(key) if len(w) > 3 and w.isalpha()})
VOWELS = "aeiou"

classifiers = st.sampled_from(["", "টি", "টা", "গুলি", "গুলো", "সমূহ"])
cases = st.sampled_from(["", "র", "কে", "তে", "এর"])
particles = st.sampled_from(["", "ই", "ও"])


def plural(word):
    if word.endswith("y") and word[-2] not in VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")


def past(word):
    if word.endswith("y") and word[-2] not in VOWELS:
        return word[:-1] + "ied"
    return word + ("d" if word.endswith("e") else "ed")


def present_participle(word):
    return (word[:-1] if word.endswith("e") and not word.endswith("ee") else word) + "ing"


@given(st.sampled_from(BENGALI), classifiers, cases, particles)
def test_bengali_endings_come_off(word, classifier, case, particle):
    assert canonical(word) in bases(word + classifier + case + particle)


@given(st.sampled_from([w for w in BENGALI if "\u0995" <= w[-1] <= "\u09b9"]))
def test_cases_that_melt_into_a_last_consonant_come_off(word):
    assert canonical(word) in bases(word + "ের")
    assert canonical(word) in bases(word + "ে")


@given(st.sampled_from(ENGLISH), st.sampled_from([plural, past, present_participle, lambda w: w + "'s"]))
def test_english_endings_come_off(word, inflected):
    assert canonical(word) in bases(inflected(word))


@given(st.text(max_size=30))
def test_a_word_is_its_own_first_form(word):
    assert bases(word)[0] == canonical(word)


@given(st.text(max_size=200))
def test_any_text_can_be_expanded(text):
    for expansion in built_in().expand(text):
        assert expansion.phrase
        assert expansion.added


@given(st.sampled_from([*phrases("terms_en").items(), *phrases("terms_bn").items()]))
def test_every_term_finds_its_own_meanings(row):
    term, meanings = row
    assert [e.added for e in built_in().expand(term)] == [tuple(meanings)]


def test_a_long_question_is_expanded_in_no_time():
    question = " ".join([*phrases("synonyms"), *phrases("terms_bn"), *phrases("terms_en")])
    words = len(tokens(question))
    built_in().expand(question)
    began = time.process_time()
    built_in().expand(question)
    assert time.process_time() - began < 0.0005 * words
