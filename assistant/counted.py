"""What a question counts ("mấy ngày", "bao nhiêu bộ"), and whether a text gives a number of it."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.tables import load

_WRITTEN_OUT = r"(?:\s*\([^)]*\))?"
"""A number is often said twice: "02 (hai) ngày"."""


def nouns_counted(folded: str) -> frozenset[str]:
    """Return the nouns that a folded question counts, in the words of the law: "hôm" is "ngày"."""
    table = load("counted")
    stead = {word: noun for noun, words in table["nouns"].items() for word in words.split("|")}
    return frozenset(stead[m["noun"]] for m in _asking().finditer(folded) if m["noun"] in stead)


@lru_cache(maxsize=65536)
def is_counted(folded: str, noun: str) -> bool:
    """Tell whether a folded text gives a number of a noun."""
    return (
        re.search(rf"(?:\d{_WRITTEN_OUT}\s*|\b(?:{load('counted')['written']})\s+){noun}\b", folded)
        is not None
    )


@lru_cache(maxsize=1)
def _asking() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{load('counted')['asking']})\s+(?P<noun>\w+)")
