"""Writes out what is typed in a hurry: "bnhiu" is "bao nhiêu", and a "k" that ends a question is "không"."""

from __future__ import annotations

import re
from functools import cache

from assistant.tables import load
from index.vietnamese import normalise


def written_out(text: str) -> str:
    """Return a Vietnamese text with what is typed short in it as it is meant (`data/texting.yaml`)."""
    text = normalise(text)
    for pattern, meant in _words():
        text = pattern.sub(meant, text)
    return text


@cache
def _words() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"(?<![\w/.-])(?:{typed})(?![\w/-])"), normalise(meant))
        for typed, meant in load("texting")["words"]
    )
