"""Masks what in a question is somebody's own: nothing behind this door sees or keeps it in clear."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from assistant.tables import load
from index.vietnamese import strip_invisible

Range = tuple[int, int]


def mask(text: str) -> str:
    """Return a text without invisible characters, numbers of persons, telephones, accounts and addresses.

    Codes of dossiers and procedures, numbers of acts, dates and amounts stay. Masking again changes nothing.
    The patterns, and what each takes for whose, are in `data/privacy.yaml`.
    """
    seen = strip_invisible(text)
    kept = [m.span() for m in _codes().finditer(seen)]
    own = sorted(_own(seen, kept))
    parts, end = [], 0
    for start, stop in own:
        if start >= end:
            parts += [seen[end:start], load("privacy")["mask"]]
        end = max(end, stop)
    return "".join([*parts, seen[end:]])


def _own(text: str, kept: Iterable[Range]) -> Iterable[Range]:
    """Go over the ranges of what is somebody's own; they may overlap."""
    codes = tuple(kept)
    for pattern in _kinds():
        for match in pattern.finditer(text):
            start, stop = match.span()
            inside = any(a < stop and start < b for a, b in codes)
            if not inside:
                yield start, stop


@cache
def _codes() -> re.Pattern[str]:
    patterns = "|".join(f"(?:{p})" for p in load("privacy")["codes"])
    return re.compile(rf"(?<![\w.])(?:{patterns})(?![\w])", re.IGNORECASE)


@cache
def _kinds() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p, re.IGNORECASE) for p in load("privacy")["kinds"].values())
