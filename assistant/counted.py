"""What a question counts ("mấy ngày", "bao nhiêu bộ"), and whether a text gives a number of it."""

from __future__ import annotations

import re
from functools import cache

from assistant.tables import load, stop_words

_WRITTEN_OUT = r"\)?(?:\s*\([^)]*\))?"
"""A number is often said twice: "02 (hai) ngày", "ba mươi sáu (36) ngày"."""


def nouns_counted(folded: str) -> frozenset[str]:
    """Return the nouns that a folded question counts, in the words of the law: "hôm" is "ngày"."""
    asking, meant = _asked()
    nouns = (m["noun"] for m in asking.finditer(folded))
    return frozenset(meant.get(noun, noun) for noun in nouns if noun.isalnum() and noun not in stop_words())


def is_counted(folded: str, noun: str) -> bool:
    """Tell whether a folded text gives a number of a noun."""
    return _number_of(noun).search(folded) is not None


def asks_before(folded: str) -> bool:
    """Tell whether a folded question asks how long before something ("nộp trước mấy tháng")."""
    return _before("asked").search(folded) is not None


def tells_before(folded: str) -> bool:
    """Tell whether a folded text says how long before something."""
    return _before("told").search(folded) is not None


@cache
def _before(which: str) -> re.Pattern[str]:
    return re.compile(load("counted")["before"][which])


@cache
def _asked() -> tuple[re.Pattern[str], dict[str, str]]:
    table = load("counted")
    asking = re.compile(rf"\b(?:{table['asking']})\s+(?P<noun>\w+)")
    return asking, {word: noun for noun, words in table["nouns"].items() for word in words.split("|")}


@cache
def _number_of(noun: str) -> re.Pattern[str]:
    written = load("counted")["written"]
    return re.compile(rf"(?:\d{_WRITTEN_OUT}\s*|\b(?:{written})\s+){noun}\b")
