"""Numbers that are written out before a unit ("bảy ngày"), as figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.tables import load
from index.vietnamese import normalise


def spelled_numbers(text: str) -> Iterator[tuple[str, int]]:
    """Go over the numbers that a text spells before a unit: the words as they stand, and the figure."""
    for found in _pattern().finditer(normalise(text)):
        yield found["number"], _values()[found["number"].casefold()]


@cache
def _values() -> dict[str, int]:
    named = {
        word: value for table in load("spelled_numbers")["numbers"].values() for word, value in table.items()
    }
    return {normalise(word): value for word, value in named.items()}


@cache
def _pattern() -> re.Pattern[str]:
    def longest_first(words: list[str]) -> str:
        return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))

    units = longest_first([normalise(unit) for unit in load("spelled_numbers")["units"]])
    return re.compile(
        rf"(?<!\w)(?P<number>{longest_first(list(_values()))})\s+(?:{units})(?!\w)", re.IGNORECASE
    )
