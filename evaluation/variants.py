"""Questions as people type them in a hurry: without diacritics, with typing errors, with abbreviations."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from pathlib import Path

_WORD = re.compile(r"[^\W\d_]{3,}")
_MARKED = re.compile(r"\w*[^\W\d_a-zA-Z]\w*")
_SHARE = 0.2
"""Of the words of a question, how many go wrong; at least one does where there is one."""

# Telex, the common Vietnamese typing method: these are the keys, and what is left where it was off.
_TONE_KEYS = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_SHAPE_KEYS = {"\u0306": "w", "\u031b": "w"}
_CIRCUMFLEX = "\u0302"


class Variant(StrEnum):
    """How the questions of a set are typed."""

    PLAIN = "plain"
    FOLDED = "folded"
    HALF = "half"
    TYPO = "typo"
    ABBREVIATED = "abbreviated"


def typed(text: str, variant: Variant, *, seed: int = 0) -> str:
    """Return the question as this variant types it; the same for the same seed."""
    match variant:
        case Variant.PLAIN:
            return text
        case Variant.FOLDED:
            return without_diacritics(text)
        case Variant.HALF:
            return half_without_diacritics(text, seed=seed)
        case Variant.TYPO:
            return with_typos(text, seed=seed)
        case Variant.ABBREVIATED:
            return abbreviated(text)


def without_diacritics(text: str) -> str:
    """Strip tones and shapes and write d for đ; upper case stays."""
    spread = unicodedata.normalize("NFD", text)
    bare = "".join(c for c in spread if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare.replace("đ", "d").replace("Đ", "D"))


def half_without_diacritics(text: str, *, seed: int = 0) -> str:
    """Strip every second word that has diacritics, on average, as a switched-off keyboard does."""
    text = unicodedata.normalize("NFC", text)
    draw = random.Random(f"{seed}\0half\0{text}")
    return _MARKED.sub(lambda m: without_diacritics(m.group()) if draw.getrandbits(1) else m.group(), text)


def abbreviated(text: str) -> str:
    """Write the phrases of `data/abbreviations.yaml` as officials shorten them; longer phrases win."""
    pattern, short = _abbreviations()
    return pattern.sub(lambda m: short[m.group().casefold()], unicodedata.normalize("NFC", text))


@cache
def _abbreviations() -> tuple[re.Pattern[str], dict[str, str]]:
    import yaml  # noqa: PLC0415 - not for `--help`

    written = (Path(__file__).parent / "data" / "abbreviations.yaml").read_text("utf-8")
    short: dict[str, str] = yaml.safe_load(written)
    phrases = "|".join(re.escape(phrase) for phrase in sorted(short, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{phrases})(?!\w)", re.IGNORECASE), short


def with_typos(text: str, *, seed: int = 0) -> str:
    """Let a fifth of the words go wrong: Telex keys left over, two letters swapped, one letter missing."""
    text = unicodedata.normalize("NFC", text)
    words = [m for m in _WORD.finditer(text) if m.group().isalpha()]
    if not words:
        return text
    draw = random.Random(f"{seed}\0{text}")
    wrong = draw.sample(words, max(1, round(_SHARE * len(words))))
    for match in sorted(wrong, key=lambda m: -m.start()):
        text = text[: match.start()] + _spoil(match.group(), draw) + text[match.end() :]
    return text


def _spoil(word: str, draw: random.Random) -> str:
    ways: list[Callable[[str, random.Random], str]] = [_swap, _drop]
    if telex(word) != word:
        ways.append(lambda w, _: telex(w))
    return draw.choice(ways)(word, draw)


def telex(word: str) -> str:
    """Write the keys that make a word, tone last: "giấy" is "giaays"."""
    keys, tone = [], ""
    for letter in unicodedata.normalize("NFD", word):
        if letter in _TONE_KEYS:
            tone = _TONE_KEYS[letter]
        elif letter in _SHAPE_KEYS:
            keys.append(_SHAPE_KEYS[letter])
        elif letter == _CIRCUMFLEX:
            keys.append(keys[-1].lower())
        elif letter in "đĐ":
            keys.append("dd" if letter == "đ" else "Dd")
        else:
            keys.append(letter)
    return unicodedata.normalize("NFC", "".join(keys) + tone)


def _swap(word: str, draw: random.Random) -> str:
    places = [i for i in range(1, len(word) - 1) if word[i] != word[i + 1]] or [0]
    i = draw.choice(places)
    return word[:i] + word[i + 1] + word[i] + word[i + 2 :]


def _drop(word: str, draw: random.Random) -> str:
    i = draw.randrange(1, len(word))
    return word[:i] + word[i + 1 :]
