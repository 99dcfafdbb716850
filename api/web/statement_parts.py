"""A statement taken apart where its sources are its items, so that each item stands beside its own source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_BULLET: Final = re.compile(r"\s*\n\s*•\s*")
_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a statement, and the number of the one basis they stand on; `None` for what leads in."""

    text: str
    basis: int | None


def parts(text: str, bases: Sequence[tuple[int, str]]) -> tuple[Part, ...]:
    """Cut a statement into a lead and one part for each of its bases, given as numbers with their quotes.

    Nothing is cut where it is not certain which words stand on which basis: then the result is empty, and
    the statement is shown whole. No character but blanks between parts is lost.
    """
    if len(bases) < _FEWEST:
        return ()
    return _bullets(text, bases) or _quoted(text, bases)


def _bullets(text: str, bases: Sequence[tuple[int, str]]) -> tuple[Part, ...]:
    """Pair the items of a list with quotes that begin with the same words, in the same order."""
    lead, *items = _BULLET.split(text)
    if len(items) != len(bases):
        return ()
    for item, (_, quote) in zip(items, bases, strict=True):
        first = _plain(item.split(";")[0])
        if not first or not _plain(quote).startswith(first):
            return ()
    found = [Part(item, number) for item, (number, _) in zip(items, bases, strict=True)]
    return (*_lead(lead), *found)


def _quoted(text: str, bases: Sequence[tuple[int, str]]) -> tuple[Part, ...]:
    """Find the quotes in the statement, one right after the other; what follows the last belongs to it."""
    whole = " ".join(text.split())
    starts: list[int] = []
    at = 0
    for _, quote in bases:
        words = " ".join(quote.split())
        start = whole.find(words, at) if words else -1
        if start < 0 or (starts and whole[at:start].strip(" ;,.\n")):
            return ()
        starts.append(start)
        at = start + len(words)
    ends = [*starts[1:], len(whole)]
    found = [
        Part(whole[start:end].strip(), number)
        for (number, _), start, end in zip(bases, starts, ends, strict=True)
    ]
    return (*_lead(whole[: starts[0]]), *found)


def _lead(text: str) -> tuple[Part, ...]:
    return (Part(text.strip(), None),) if text.strip() else ()


def _plain(text: str) -> str:
    return " ".join(text.split())
