"""Finds recognised words that are numbers, or stand in the place of one, and may be misread."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.quality import Unsure
from ingest.page_policy import Doubting, policy
from ingest.reading import Reading, Word

_EDGES = ".,;:()[]“”\"'«»/-–"
_DIGIT = re.compile(r"\d")
_PLAIN = re.compile(
    r"\d+(?:[.,]\d+)*%?|\d{1,2}(?:/\d{1,2})?(?:/\d{4})?|\d+[a-zđ]?\d?|[a-eghkmnđp-y]\d"
    r"|\d+(?:/\d{4})?(?:/|-)[A-ZĐ][A-ZĐa-z\d]*(?:-[A-ZĐ][A-ZĐa-z\d]*)*|(?:m|cm|km|mm)\d|QH\d+"
)
"""Numbers, days, labels, số hiệu: what holds a digit and is none of these is misread."""
_DAY_WORDS = frozenset({"ngày", "tháng", "năm"})


def unsure_words(reading: Reading) -> tuple[Unsure, ...]:
    """Return the numbers, dates and số hiệu of a text that were recognised with too little certainty."""
    rules = policy().doubts
    words = reading.words
    plain = [_plain(word.span.of(reading.text)) for word in words]
    return tuple(
        Unsure(word.span, word.box.page, word.confidence)
        for at, word in enumerate(words)
        if word.confidence is not None and _is_unsure(plain, at, word, rules)
    )


def _plain(word: str) -> str:
    return word.strip(_EDGES)


def _is_unsure(plain: Sequence[str], at: int, seen: Word, rules: Doubting) -> bool:
    confidence = seen.confidence or 0.0
    word = plain[at]
    if not word:
        return False
    before = plain[at - 1].casefold() if at else ""
    after = plain[at + 1].casefold() if at + 1 < len(plain) else ""
    if _DIGIT.search(word):
        return confidence < rules.number_below or seen.read is not None or _PLAIN.fullmatch(word) is None
    if before in _DAY_WORDS and len(word) == 1:
        return True  # "tháng ố năm 2015"
    return confidence < rules.place_below and (before in rules.before or after in rules.after)
