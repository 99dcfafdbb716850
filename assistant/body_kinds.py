"""The kind of body that a question asks for by its name ("cục nào"), and facts that name one of that kind."""

from __future__ import annotations

import re
from functools import cache

from assistant.facts import Fact
from assistant.tables import load
from index.vietnamese import normalise


def names_body_of(fact: Fact, words: str) -> bool:
    """Tell whether a fact names a body of the kind that a part of a question asks for, itself or in its lead.

    "Cục nào lập đoàn?" is answered by what names a Cục, not by what names a Bộ. Words typed without
    diacritics ask for no kind: "so" and "bo" are too many words.
    """
    kinds = _asked().findall(normalise(words).casefold())
    said = normalise(f"{fact.lead} {fact.text}")
    return any(found[1].isupper() for kind in kinds for found in _named(kind).finditer(said))


@cache
def _asked() -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(load('body_kinds')['kinds'])}) nào\b")


@cache
def _named(kind: str) -> re.Pattern[str]:
    """Return a pattern for the name of a body of a kind: the kind, and the first letter behind it."""
    first = kind[0]
    return re.compile(rf"\b[{first}{first.upper()}]{kind[1:]} (\w)\w")
