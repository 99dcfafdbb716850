"""The word tables are sound: each line says something, once, in the form in which texts are compared."""

from importlib.resources import files

import pytest
import yaml

from assistant.inflection import canonical, is_bengali_word
from assistant.tables import load, stop_words
from index.vietnamese import fold, normalise, tokens

WORDS = ("abbreviations", "synonyms", "terms_en", "terms_bn")
HOMOGRAPHS = {"mướn"}  # to rent; without its diacritics it is "muốn", to want, and not taken
PHRASES = ("synonyms", "terms_en", "terms_bn")


def keys_of(name):
    """The keys as they are written: a loaded table has forgotten those that stand there twice."""
    text = files("assistant").joinpath("data", f"{name}.yaml").read_text("utf-8")
    return [key.value for key, _ in yaml.compose(text).value]


@pytest.mark.parametrize("name", WORDS)
def test_no_phrase_stands_there_twice(name):
    keys = keys_of(name)
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("name", PHRASES)
def test_no_phrase_is_another_spelling_of_one_before(name):
    said = [tuple(tokens(key)) for key in keys_of(name)]
    plain = said if name == "synonyms" else [tuple(map(canonical, words)) for words in said]
    assert sorted(plain) == sorted(set(plain))


@pytest.mark.parametrize("name", WORDS)
def test_each_phrase_has_up_to_three_meanings(name):
    for phrase, meanings in load(name).items():
        assert isinstance(phrase, str), f"{phrase!r} needs quotes"
        assert tokens(phrase)
        assert isinstance(meanings, list)
        assert 1 <= len(meanings) <= 3, phrase
        assert len(set(meanings)) == len(meanings), phrase


@pytest.mark.parametrize("name", PHRASES)
def test_meanings_are_in_normal_form(name):
    for phrase, meanings in load(name).items():
        for meaning in meanings:
            assert isinstance(meaning, str), f"{phrase}: {meaning!r} needs quotes"
            assert meaning == normalise(meaning).lower().strip(), phrase
            assert tokens(meaning), phrase


@pytest.mark.parametrize("name", PHRASES)
def test_no_phrase_is_a_word_that_is_everywhere(name):
    assert not {fold(key) for key in keys_of(name) if key not in HOMOGRAPHS} & stop_words()


@pytest.mark.parametrize("name", PHRASES)
def test_no_phrase_stands_for_itself(name):
    assert not [k for k, meanings in load(name).items() if normalise(k) in meanings]


def test_english_terms_are_plain_lower_case():
    for key in keys_of("terms_en"):
        assert key.isascii()
        assert key == key.lower()


def test_bengali_terms_are_bengali_throughout():
    for key in keys_of("terms_bn"):
        assert all(is_bengali_word(word) for word in tokens(key)), key


BY_ASPECT = {"row_headers": load("aspects"), "fields": load("policy")["selection"]["rows"]}
"""Sections of the policy that are read by the name of an aspect or a row, with where these names stand."""


@pytest.mark.parametrize("section", load("policy"))
def test_whatever_the_policy_says_is_asked_for(section):
    folder = files("assistant")
    code = "".join(file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".py"))
    keys = load("policy")[section]
    if section in BY_ASPECT:
        assert set(keys) <= set(BY_ASPECT[section])
        keys = ()
    named = [section, *(keys if isinstance(keys, dict) else ())]
    assert [name for name in named if f'"{name}"' not in code] == []
