"""The word tables are sound: each line says something, once, in the form in which texts are compared."""

from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from assistant.expansion import DETERMINERS
from assistant.inflection import canonical, is_bengali_word
from assistant.tables import load, phrases, stop_words
from index.vietnamese import fold, normalise, tokens

WORDS = ("abbreviations", "synonyms", "terms_en", "terms_bn", "said_in_en")
HOMOGRAPHS = {"mướn"}  # to rent; without its diacritics it is "muốn", to want, and not taken
PHRASES = ("synonyms", "terms_en", "terms_bn")


DATA = Path(str(files("assistant"))) / "data"
FILES = sorted(
    [
        *DATA.glob("abbreviations.yaml"),
        *DATA.glob("said_in_en.yaml"),
        *(file for name in PHRASES for file in DATA.glob(f"{name}/*")),
    ]
)


def keys_of(name):
    """The keys as they are written: a loaded table has forgotten those that stand there twice."""
    texts = (file.read_text("utf-8") for file in FILES if name in (file.parent.name, file.stem))
    return [key.value for text in texts for key, _ in yaml.compose(text, yaml.CSafeLoader).value]


@pytest.mark.parametrize("name", WORDS)
def test_tables_are_yaml_and_read_as_such(name):
    own = [file for file in FILES if name in (file.parent.name, file.stem)]
    read = [yaml.load(file.read_text("utf-8"), yaml.CSafeLoader) for file in own]
    assert phrases(name) == {phrase: meanings for table in read for phrase, meanings in table.items()}


@pytest.mark.parametrize("file", [file for file in FILES if file.stem != "abbreviations"], ids=str)
def test_lines_of_a_field_stand_in_their_order(file):
    keys = [line.partition(": [")[0] for line in file.read_text("utf-8").splitlines()[1:]]
    assert keys == sorted(keys, key=lambda key: (fold(key), key))


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
    for phrase, meanings in phrases(name).items():
        assert isinstance(phrase, str), f"{phrase!r} needs quotes"
        assert tokens(phrase)
        assert isinstance(meanings, list)
        assert 1 <= len(meanings) <= 3, phrase
        assert len(set(meanings)) == len(meanings), phrase


@pytest.mark.parametrize("name", PHRASES)
def test_meanings_are_in_normal_form(name):
    for phrase, meanings in phrases(name).items():
        for meaning in meanings:
            assert isinstance(meaning, str), f"{phrase}: {meaning!r} needs quotes"
            assert meaning == normalise(meaning).lower().strip(), phrase
            assert tokens(meaning), phrase


@pytest.mark.parametrize("name", PHRASES)
def test_no_phrase_is_a_word_that_is_everywhere(name):
    assert not {fold(key) for key in keys_of(name) if key not in HOMOGRAPHS} & stop_words()


@pytest.mark.parametrize("name", PHRASES)
def test_no_phrase_stands_for_itself(name):
    assert not [k for k, meanings in phrases(name).items() if normalise(k) in meanings]


def test_english_terms_are_plain_lower_case():
    for key in keys_of("terms_en"):
        assert key.isascii()
        assert key == key.lower()


def test_no_english_term_has_a_word_that_is_passed_over():
    inside = [(key, key.split()[1:-1]) for key in keys_of("terms_en") if "group a" not in key]
    assert not [key for key, words in inside if DETERMINERS & {*words}]


@pytest.mark.parametrize("name", ["terms_en", "synonyms"])
def test_no_single_word_is_one_that_questions_are_full_of(name):
    """A word that stands for a dozen things would pull its meaning into every question that has it."""
    everywhere = {"can", "do", "get", "have", "make", "may", "must", "need", "new", "take", "want", "will"}
    everywhere |= {"cho", "của", "có", "được", "là", "làm", "nào", "này", "người", "trong", "và", "với"}
    assert not everywhere & {*keys_of(name)}


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
        keys = dict.fromkeys(set(keys) - set(BY_ASPECT[section]))  # what is no aspect is read by its own name
    named = [section, *(keys if isinstance(keys, dict) else ())]
    assert [name for name in named if f'"{name}"' not in code] == []
