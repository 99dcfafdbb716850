"""Holds words that a model wrote against their sources, more strictly than words the program cut out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from assistant.tables import load
from index.vietnamese import tokens

Pair = tuple[str, str]

_PART = re.compile(r"[.:;!?।](?:\s|$)")


def faithful(text: str, sources: Sequence[str], language: str) -> bool:
    """Tell whether a sentence says with its sources' words what its sources say.

    Three rules, all on tokens: each word stands in a source or only joins words; a figure has, in its part of
    the sentence, the neighbours it has in a source (7 days are not 7 months, "under 20" is not "over 20");
    two words that stand behind a negation in the sources stand behind one here, and the other way round. Not
    seen: words of the sources in an order that changes who does what.
    """
    rows = [tokens(source) for source in sources]
    said = tokens(text)
    parts = [tokens(part) for part in _PART.split(text)]
    joining = _words("joining", language)
    known = {word for row in rows for word in row} | joining
    return (
        bool(set(said) - joining)
        and all(word in known for word in said)
        and _figures_hold(parts, rows, joining | _words("beside_figures", language))
        and _polarity_holds(said, rows)
    )


def _figures_hold(parts: list[list[str]], rows: list[list[str]], free: frozenset[str]) -> bool:
    seen = {pair for row in rows for pair in pairwise(row)}
    return all(
        pair in seen or pair[0] in free or pair[1] in free
        for part in parts
        for pair in pairwise(part)
        if pair[0][0].isdigit() or pair[1][0].isdigit()
    )


def _polarity_holds(said: list[str], rows: list[list[str]]) -> bool:
    signs: dict[Pair, set[bool]] = {}
    for row in rows:
        for pair, negated in _signed(row):
            signs.setdefault(pair, set()).add(negated)
    return all(negated in signs.get(pair, {False}) for pair, negated in _signed(said))


def _signed(row: list[str]) -> Iterator[tuple[Pair, bool]]:
    """Go over neighbouring words that are no negations, each pair with whether one stands shortly before."""
    negations, reach = _negations(), load("fidelity")["negation_reach"]
    for at, pair in enumerate(pairwise(row)):
        if not negations & set(pair):
            yield pair, bool(negations.intersection(row[max(0, at - reach) : at]))


@cache
def _negations() -> frozenset[str]:
    return frozenset(load("fidelity")["negations"].split())


@cache
def _words(name: str, language: str) -> frozenset[str]:
    return frozenset(load("fidelity")[name][language].split())
