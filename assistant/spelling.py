"""Finds what a mistyped word was meant to be: Telex leftovers first, then the nearest words that occur."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from index.vietnamese import fold, normalise, tokens

_TONE_KEY = re.compile(r"[sfrxj](?=[cmnpt]?[hg]?$)")
_DOUBLED = re.compile(r"(aa|ee|oo|dd)")
_BENGALI = re.compile(r"[\u0980-\u09e3\u09f0\u09f1]{4,}")  # shorter ones are near to others by chance
_SHORTEST = 3
_MOST = 2


class Words(Protocol):
    """The folded words that occur, with how many passages hold each. Failure: none; unknown words have 0."""

    def frequency(self, term: str) -> int:
        """Count the passages that hold a word."""
        ...

    def close(self, term: str, distance: int = 1) -> tuple[tuple[str, int], ...]:
        """Return the words within a number of edits, the nearest and most frequent first."""
        ...


def corrections(question: str, words: Words) -> Mapping[str, tuple[str, ...]]:
    """Map each word of a question that occurs nowhere to the folded words it may have been meant as."""
    found: dict[str, tuple[str, ...]] = {}
    for token in dict.fromkeys(tokens(question)):
        folded = fold(token)
        if len(folded) < _SHORTEST or not _may_be_mended(folded) or words.frequency(folded):
            continue
        plain = untelex(folded)
        if words.frequency(plain):
            found[token] = (plain,)
        elif near := tuple(term for term, _ in words.close(folded))[:_MOST]:
            found[token] = near
    return found


def put_right(question: str, spelled: Mapping[str, tuple[str, ...]]) -> str:
    """Return a question with the words that occur nowhere as what each was most likely meant as."""
    text = normalise(question)
    for word, (meant, *_) in spelled.items():
        text = text.replace(word, meant)
    return text


def _may_be_mended(folded: str) -> bool:
    """Tell whether a folded word is one of Vietnamese, of English or of Bengali, and no number or sign."""
    return (folded.isalpha() and folded.isascii()) or _BENGALI.fullmatch(folded) is not None


def untelex(folded: str) -> str:
    """Take the keys of the Telex method out of a folded word: `giaays` is `giay`, `dduwowngf` is `duong`."""
    plain = _DOUBLED.sub(lambda m: m.group()[0], folded).replace("w", "")
    return _TONE_KEY.sub("", plain)
