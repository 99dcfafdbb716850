"""The base forms that a word of a question may have: English and Bengali inflect, Vietnamese does not.

A form that is tried and is no word of a table does no harm, so each ending that fits is taken off, and no
list of words is needed to tell which of them is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from index.vietnamese import fold

_LEAST = 3  # letters of a base: "কর" (tax) is also the stem of "করে" (doing)
_POSSESSIVE = re.compile("['’]s?$")
_BENGALI_LETTER = re.compile("[\u0980-\u09ff]")
# The long vowels of words that are not from Sanskrit are written short since the reform; both are typed.
_BENGALI_SPELLING = str.maketrans({"ী": "ি", "ূ": "ু"})
_DOUBLED = re.compile(r"([bdglmnprt])\1")

# What an ending stands for in the base form.
_ENGLISH_ENDINGS = {
    "s": ("",),
    "es": ("",),
    "ies": ("y",),
    "ves": ("f", "fe"),
    "ed": ("", "e"),
    "ied": ("y",),
    "ing": ("", "e"),
}
_ENGLISH_IRREGULAR = {
    "bought": "buy",
    "built": "build",
    "children": "child",
    "criteria": "criterion",
    "given": "give",
    "held": "hold",
    "lost": "lose",
    "men": "man",
    "paid": "pay",
    "sold": "sell",
    "taken": "take",
    "women": "woman",
    "written": "write",
}
# American spellings in front, the tables' British ones behind.
_BRITISH = (
    (re.compile(r"iz(e|ed|es|er|ers|ing|ation|ations)$"), r"is\1"),
    (re.compile(r"or$"), "our"),
    (re.compile(r"ense$"), "ence"),
    (re.compile(r"ter$"), "tre"),
    (re.compile(r"program$"), "programme"),
)
_AMERICAN = (
    (re.compile(r"is(e|ed|es|er|ers|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"our$"), "or"),
    (re.compile(r"ence$"), "ense"),
    (re.compile(r"tre$"), "ter"),
    (re.compile(r"programme$"), "program"),
)
# Classifiers and plurals, cases, and the particles "also" and "just"; up to three stand behind each other.
_BENGALI_ENDINGS = tuple(
    fold(ending)
    for ending in (
        *("টি", "টা", "খানা", "গুলি", "গুলো", "গুলা", "সমূহ", "রা", "দের"),
        *("ের", "র", "য়ের", "এর", "কে", "তে", "ে", "য়", "এ", "েতে"),
        *("ই", "ও"),
    )
)
_BENGALI_LAYERS = 3


@lru_cache(maxsize=20_000)
def canonical(word: str) -> str:
    """Return a word as table and question are compared: folded, no possessive, one spelling of Bengali."""
    return _POSSESSIVE.sub("", fold(word)).translate(_BENGALI_SPELLING)


def is_bengali_word(word: str) -> bool:
    """Tell whether a word begins in Bengali script."""
    return _BENGALI_LETTER.match(word) is not None


@lru_cache(maxsize=20_000)
def bases(word: str) -> tuple[str, ...]:
    """Return the forms to look a word up by, itself first; a Vietnamese syllable has no other."""
    own = canonical(word)
    if is_bengali_word(own):
        return tuple(_bengali(own))
    return tuple(
        dict.fromkeys(form for base in _english(own) for form in (base, *_respelled(base, _BRITISH)))
    )


@lru_cache(maxsize=5_000)
def forms(word: str) -> tuple[str, ...]:
    """Return the forms in which an English word of a table may stand in a text, itself first."""
    own = canonical(word)
    return tuple(
        dict.fromkeys(form for base in (own, *_respelled(own, _AMERICAN)) for form in _inflected(base))
    )


def _inflected(word: str) -> Iterable[str]:
    yield word
    yield from (word + ending for ending in ("s", "es", "ed", "ing"))
    if word.endswith("e"):
        yield from (word + "d", word[:-1] + "ing")
    if word.endswith("y"):
        yield from (word[:-1] + "ies", word[:-1] + "ied")
    yield from (form for form, base in _ENGLISH_IRREGULAR.items() if base == word)


def _english(word: str) -> Iterable[str]:
    yield word
    if word in _ENGLISH_IRREGULAR:
        yield _ENGLISH_IRREGULAR[word]
    for ending, instead in _ENGLISH_ENDINGS.items():
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < _LEAST - 1:
            continue
        yield from (stem + letter for letter in instead if len(stem + letter) >= _LEAST)
        if ending in {"ed", "ing"} and _DOUBLED.fullmatch(stem[-2:]):
            yield stem[:-1]


def _respelled(word: str, table: Iterable[tuple[re.Pattern[str], str]]) -> Iterable[str]:
    return (spelling for form, instead in table if (spelling := form.sub(instead, word)) != word)


def _bengali(word: str) -> Iterable[str]:
    found = {word: None}
    layer = [word]
    for _ in range(_BENGALI_LAYERS):
        layer = [
            stem
            for form in layer
            for ending in _BENGALI_SPELLED
            if (stem := form.removesuffix(ending)) != form and len(stem) >= _LEAST
        ]
        found |= dict.fromkeys(layer)
    return found


_BENGALI_SPELLED = tuple(ending.translate(_BENGALI_SPELLING) for ending in _BENGALI_ENDINGS)
