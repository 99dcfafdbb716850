"""Mends words that are no syllables of Vietnamese as they are spelled: "nứoc", "ngaỳ", "địng", "fí"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import product

from assistant.tables import load
from index.vietnamese import normalise

_WORD = re.compile(r"(?<![\w/.-])[^\W\d_]{2,8}(?![\w/-])")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_OF_STOPS = ("\u0301", "\u0323")
_STOPS = ("c", "ch", "p", "t")
_MARKED = "ăâêôơư"
_VOWELS = "aeiouy" + _MARKED
_LONGEST_RUN = 3


def respelled(text: str, frequency: Callable[[str], int]) -> str:
    """Return a text with each word that can be no syllable as it is spelled as the syllable that it is like.

    A plain word may be any, and one in capitals is a name. Of what another may have been the one that most
    passages hold is taken (`frequency`), and none that hardly more of them hold than the word as it stands.
    """

    def mended(match: re.Match[str]) -> str:
        word = match.group()
        if word.isascii() or not word.islower():
            return word
        known = frequency(word)
        best = max(meant_by(word), key=frequency, default=word)
        return best if frequency(best) > load("policy")["slips"]["misspelled"] * (known + 1) else word

    return _WORD.sub(mended, normalise(text))


@lru_cache(maxsize=4096)
def meant_by(word: str) -> tuple[str, ...]:
    """Return the syllables that a word was meant as; none of one that is spelled as a syllable is."""
    spread = unicodedata.normalize("NFD", word)
    tones = _TONES.findall(spread)
    plain = unicodedata.normalize("NFC", _TONES.sub("", spread))
    if len(tones) > 1:
        return ()
    tone = "".join(tones)
    if (own := _spelled(plain, tone)) is not None:
        return () if own == normalise(word) else (own,)
    found = (_spelled(other, own) for other in (plain, *_changed(plain)) for own in _tones(other, tone))
    return tuple(dict.fromkeys(one for one in found if one is not None and one != word))


def _tones(plain: str, tone: str) -> tuple[str, ...]:
    """Return the tones that a toneless word with one may have: two alone where it ends in a stop."""
    return (tone,) if tone in _OF_STOPS or not plain.endswith(_STOPS) else _OF_STOPS


def _changed(plain: str) -> Iterator[str]:
    """Go over what a toneless word may have been, with one change at each of its places at most."""
    table = load("syllables")
    rules = [[None, *table[place]] for place in ("begun", "within", "ended")]
    for row in product(*rules):
        other = plain
        for rule in row:
            if rule is not None:
                other = re.sub(rule[0], rule[1], other)
        if other != plain:
            yield other


def _spelled(plain: str, tone: str) -> str | None:
    """Return a toneless syllable with its tone where it belongs; `None` where it is no syllable."""
    if tone not in _tones(plain, tone) or any(
        re.search(rule[0], plain) for rule in load("syllables")["begun"]
    ):
        return None
    for onset in _onsets():
        rime = plain[len(onset) :]
        if not plain.startswith(onset) or rime not in _rimes():
            continue
        at = len(onset) + _nucleus(rime)
        return normalise(unicodedata.normalize("NFC", f"{plain[: at + 1]}{tone}{plain[at + 1 :]}"))
    return None


def _nucleus(rime: str) -> int:
    """Return where in a rime its tone is written."""
    run = len(rime) - len(rime.lstrip(_VOWELS))
    marked = [at for at, letter in enumerate(rime) if letter in _MARKED]
    if marked:
        return marked[-1]
    if run < len(rime):  # a consonant ends it
        return run - 1
    return 1 if run == _LONGEST_RUN else 0


@cache
def _onsets() -> tuple[str, ...]:
    """Return what a syllable may begin with, the longest first, and nothing last."""
    return (*sorted(load("syllables")["onsets"].split(), key=len, reverse=True), "")


@cache
def _rimes() -> frozenset[str]:
    return frozenset(load("syllables")["rimes"].split())
