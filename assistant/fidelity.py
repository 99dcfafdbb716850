"""Holds words that a model wrote against their sources, more strictly than words the program cut out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from assistant.tables import load
from index.vietnamese import tokens

Pair = tuple[str, str]

_PART = re.compile(r"[.:;!?।](?:\s|$)|•")
_SENTENCE = re.compile(r"[.;!?।](?:\s|$)|[\n•]")
_ADDRESS = re.compile(r"://|\bwww\.|\w@\w", re.IGNORECASE)


def faithful(text: str, sources: Sequence[str], language: str) -> bool:
    """Tell whether a sentence says with its sources' words what its sources say.

    Rules, all on tokens: each word stands in a source or only joins words; a figure has, in its part of the
    sentence, the neighbours it has in a source (7 days are not 7 months, "under 20" is not "over 20"); two
    words that stand behind a negation in the sources stand behind one here, and the other way round; each
    part takes its words from one sentence of a source, in their order, and leaves none of that sentence's
    figures and limits out ("dưới 20 m2", "trừ …"). An address of the net is never said.
    """
    if _ADDRESS.search(text):
        return False
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
        and _order_holds(parts, [tokens(s) for source in sources for s in _SENTENCE.split(source)], language)
    )


def _figures_hold(parts: list[list[str]], rows: list[list[str]], free: frozenset[str]) -> bool:
    seen = {pair for row in rows for pair in pairwise(row)}
    return all(
        pair in seen or pair[0] in free or pair[1] in free
        for part in parts
        for pair in pairwise(part)
        if pair[0][0].isdigit() or pair[1][0].isdigit()
    )


def _order_holds(parts: list[list[str]], sentences: list[list[str]], language: str) -> bool:
    """Tell whether each part, cut where words are joined, is a whole-minded extract of one sentence."""
    joining, named = _words("joining", language), _words("beside_figures", language)
    said = {word for part in parts for word in part}
    for piece in (piece for part in parts for piece in _cut(part, _words("and", language))):
        own = [word for word in piece if word not in joining]
        if all(word in named or word[0].isdigit() for word in own):
            continue  # the name of a place in an act, in whatever order it is said
        if not any(_extract(own, row) and _limits(row) <= said for row in sentences):
            return False
    return True


def _extract(words: list[str], row: list[str]) -> bool:
    """Tell whether words stand in a row in their order, maybe with others between."""
    left = iter(row)
    return all(word in left for word in words)


def _limits(row: list[str]) -> set[str]:
    return {word for word in row if word[0].isdigit() or word in _limiting()}


def _cut(part: list[str], at: frozenset[str]) -> Iterator[list[str]]:
    piece: list[str] = []
    for word in part:
        if word in at:
            yield piece
            piece = []
        else:
            piece.append(word)
    yield piece


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
def _limiting() -> frozenset[str]:
    return frozenset(load("fidelity")["limiting"].split())


@cache
def _negations() -> frozenset[str]:
    return frozenset(load("fidelity")["negations"].split())


@cache
def _words(name: str, language: str) -> frozenset[str]:
    return frozenset(load("fidelity")[name][language].split())
