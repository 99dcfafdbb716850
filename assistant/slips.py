"""Mends words that are spelled as they sound in a part of the country: "gia hạng", "ngày làm việt"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from assistant.tables import load, stop_words
from index.vietnamese import fold, normalise, tokens

Frequency = Callable[[str], int]
_HOOK, _TILDE = "\u0309", "\u0303"
_SYLLABLE = re.compile(r"[^\W\d_]+")


def mended(text: str, frequency: Frequency, total: int) -> str:
    """Return a text with each word put right that is a slip by its neighbours.

    With its neighbours the word stands next to nowhere, and with neither as often as one that sounds alike,
    which stands with one of them wherever that one does, or nearly so: "phát hành bản tin" is not "bảng tin",
    however often tables are issued. `frequency` tells how many of `total` passages hold a term as it is
    spelled. What is typed without diacritics is left alone: such words are too many at once.
    """
    policy = load("policy")["slips"]
    text = normalise(text)
    found = list(_SYLLABLE.finditer(text))
    words = [tokens(match.group())[0] for match in found]
    changed = {}
    for at, word in enumerate(words):
        if word.isascii() or not found[at].group().islower():  # a name is spelled as it is
            continue
        if fold(word) in stop_words():  # what everybody writes is no slip: "mã nào"
            continue
        before, after = _neighbour(text, found, words, at, -1), _neighbour(text, found, words, at, 1)

        def bounds(spelled: str, before: str = before, after: str = after) -> list[tuple[float, int]]:
            pairs = [(before, spelled)] * bool(before) + [(spelled, after)] * bool(after)
            return [_bound(*pair, frequency) for pair in pairs]

        known = policy["loose"] * frequency(word)  # what hardly stands anywhere is meant by none
        alike = [w for w in sounding_alike(word) if frequency(w) > known]
        best, other = max(((max(bounds(w), default=(0.0, 0)), w) for w in alike), default=((0.0, 0), word))
        least = max(policy["least"], policy["share"] * total)
        typed, meant = ([both for _, both in bounds(w)] for w in (word, other))
        loose = all(a <= policy["loose"] * best[1] and a <= b for a, b in zip(typed, meant, strict=True))
        if best[0] >= policy["bound"] and best[1] >= least and loose:
            changed[at] = other
    for at in sorted(changed, reverse=True):
        start, end = found[at].span()
        text = f"{text[:start]}{changed[at]}{text[end:]}"
    return text


def _neighbour(text: str, found: Sequence[re.Match[str]], words: Sequence[str], at: int, step: int) -> str:
    """Return the word before or behind one, a blank apart; empty where there is none."""
    if not 0 <= at + step < len(words):
        return ""
    first, second = sorted((at, at + step))
    return words[at + step] if text[found[first].end() : found[second].start()] == " " else ""


def _bound(one: str, other: str, frequency: Frequency) -> tuple[float, int]:
    """Tell how often two words stand together: of the times that the rarer one stands at all, and in all."""
    rarer, both = min(frequency(one), frequency(other)), frequency(f"{one}_{other}")
    return (both / rarer if rarer else 0.0), both


@lru_cache(maxsize=4096)
def sounding_alike(word: str) -> tuple[str, ...]:
    """Return the words that are told from one by a sound that a part of the country does not tell apart."""
    others = dict[str, None]()
    for one, other in load("policy")["slips"]["ends"]:
        for a, b in ((one, other), (other, one)):
            if word.endswith(a):
                others[word[: len(word) - len(a)] + b] = None
    for one, other in load("policy")["slips"]["begins"]:
        for a, b in ((one, other), (other, one)):
            if word.startswith(a):
                others[b + word[len(a) :]] = None
    spread = unicodedata.normalize("NFD", word)
    for a, b in ((_HOOK, _TILDE), (_TILDE, _HOOK)):
        if a in spread:
            others[unicodedata.normalize("NFC", spread.replace(a, b))] = None
    others.pop(word, None)
    return tuple(others)
