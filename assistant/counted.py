"""What a question counts ("mấy ngày", "bao nhiêu bộ"), and whether a text gives a number of it."""

from __future__ import annotations

import re
from functools import cache

from assistant.tables import load, stop_words

TOTAL = "total"
"""The way in which the time of a whole procedure is asked for."""
_WRITTEN_OUT = r"\)?(?:\s*\([^)]*\))?"
"""A number is often said twice: "02 (hai) ngày", "ba mươi sáu (36) ngày"."""


def nouns_counted(folded: str) -> frozenset[str]:
    """Return the nouns that a folded question counts, in the words of the law: "hôm" is "ngày"."""
    asking, meant = _asked()
    nouns = (m["noun"] for m in asking.finditer(folded))
    return frozenset(
        meant.get(noun, noun)
        for noun in nouns
        if noun in meant or (noun.isalnum() and noun not in stop_words())
    )


def is_counted(folded: str, *nouns: str) -> bool:
    """Tell whether a folded text gives a number of one of some nouns."""
    return any(_number_of(noun).search(folded) for noun in nouns)


def asks_of_each(folded: str) -> bool:
    """Tell whether a folded question asks the same of each of several things ("A và B lần lượt mấy ngày")."""
    return re.search(load("counted")["each"], folded) is not None


def manners_asked(folded: str) -> frozenset[str]:
    """Return in which ways a folded question asks for a value ("nộp trước mấy tháng", "tối đa bao nhiêu")."""
    return frozenset(name for name, way in _manners().items() if way["asked"].search(folded))


def tells_so(folded: str, manners: frozenset[str]) -> bool:
    """Tell whether a folded text tells a value in all of some ways; none are told by no text."""
    ways = _manners()
    return bool(manners) and all(ways[name]["told"].search(folded) for name in manners)


@cache
def _manners() -> dict[str, dict[str, re.Pattern[str]]]:
    return {
        name: {side: re.compile(pattern) for side, pattern in way.items()}
        for name, way in load("counted")["manners"].items()
    }


@cache
def _asked() -> tuple[re.Pattern[str], dict[str, str]]:
    table = load("counted")
    asking = re.compile(rf"\b(?:{table['asking']})\s+(?P<noun>\w+)")
    return asking, {word: noun for noun, words in table["nouns"].items() for word in words.split("|")}


@cache
def _number_of(noun: str) -> re.Pattern[str]:
    table = load("counted")
    said = table["written_as"].get(noun, noun)
    return re.compile(rf"(?:\d{_WRITTEN_OUT}\s*|\b(?:{table['written']})\s+){said}\b")
