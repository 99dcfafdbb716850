"""Two procedure cards line by line: what is the same, what differs, what only one of them has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import zip_longest
from typing import Any, Final, TypeAlias

from assistant.card_citing import Cited, CitedCard, PaperCase
from index.procedures import Channel, LegalBasis, Paper
from index.vietnamese import fold, normalise

_ALIKE: Final = 0.55
"""Lines that share this much of their words are two wordings of one line; read off pairs of near twins."""
_WORD: Final = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Side:
    """A line of one card in plain words; `text` is `None` where the card says that it is unknown."""

    text: str | None
    line: Cited[Any]


Pair: TypeAlias = "tuple[Side | None, Side | None]"


class Kind(StrEnum):
    """How a line of two cards compares; where a card says nothing, nothing is said of the law."""

    SAME = "same"
    DIFFERS = "differs"
    ONLY_A = "only_a"
    ONLY_B = "only_b"
    UNKNOWN = "unknown"
    NEITHER = "neither"


ALIKE: Final = frozenset({Kind.SAME, Kind.NEITHER})
"""Kinds on which nobody who compares has to look."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the comparison: its part of the card, and what each card has there; `None` is no line.

    `of` is the way to submit that a time limit, a fee or a note belongs to, "" for all other lines.
    """

    part: str
    a: Side | None
    b: Side | None
    of: str = ""

    @property
    def kind(self) -> Kind:
        """Tell how the sides compare, blanks and Unicode forms aside; an unknown is like nothing."""
        if self.b is None:
            return Kind.ONLY_A
        if self.a is None:
            return Kind.ONLY_B
        if self.a.text is None or self.b.text is None:
            return Kind.NEITHER if self.a.text == self.b.text else Kind.UNKNOWN
        return Kind.SAME if _key(self.a.text) == _key(self.b.text) else Kind.DIFFERS


def compare(a: CitedCard, b: CitedCard) -> tuple[Difference, ...]:
    """Compare two cards, in the order in which a card shows its lines; their codes are left out.

    Steps have an order and are compared in it; papers, ways to submit and legal bases have none.
    """
    found = [
        Difference(name, _side(a.facts[name]), _side(b.facts[name])) for name in a.facts if name != "code"
    ]
    parts = (
        ("papers", _cases(a, b)),
        ("steps", _aligned(_sides(a.steps), _sides(b.steps))),
        ("results", _matched(_sides(a.results), _sides(b.results))),
        ("bases", _matched(_bases(a), _bases(b))),
        ("others", _matched(_others(a), _others(b))),
    )
    listed = (Difference(part, left, right) for part, pairs in parts for left, right in pairs)
    return (*found, *_channels(a, b), *listed)


def marked(text: str, other: str) -> tuple[tuple[str, bool], ...]:
    """Cut a text, trimmed, into stretches, each with whether the other text lacks it at that place."""
    ours, theirs = _WORD.findall(text), _WORD.findall(other)
    matcher = SequenceMatcher(
        None, [word.strip() for word in ours], [word.strip() for word in theirs], autojunk=False
    )
    found: list[tuple[str, bool]] = []
    for kind, start, end, _, _ in matcher.get_opcodes():
        if start < end:
            found.append(("".join(ours[start:end]), kind != "equal"))
    return tuple(found)


def _key(text: str) -> str:
    return " ".join(normalise(text).split()).casefold()


def _side(line: Cited[str]) -> Side:
    return Side(line.value, line)


def _sides(lines: Sequence[Cited[str]]) -> list[Side]:
    return [_side(line) for line in lines]


def _channels(a: CitedCard, b: CitedCard) -> Iterator[Difference]:
    """Compare the rows of each way to submit in their order, cell by cell: an unknown fee is told as such."""
    for method in dict.fromkeys(_method(line) for card in (a, b) for line in card.channels):
        rows = [[line for line in card.channels if _method(line) == method] for card in (a, b)]
        for left, right in zip_longest(*rows):
            if left is None or right is None:
                yield Difference("channels", _whole(left), _whole(right))
                continue
            for cell in ("time", "fee", "description"):
                one, other = (Side(getattr(line.value, cell), line) for line in (left, right))
                yield Difference(cell, one, other, left.value.method if left.value else "")


def _method(line: Cited[Channel]) -> str:
    return _key(line.value.method) if line.value else ""


def _whole(line: Cited[Channel] | None) -> Side | None:
    return None if line is None else Side(_of_channel(line.value), line)


def _bases(card: CitedCard) -> list[Side]:
    return [Side(_of_basis(basis.line.value), basis.line) for basis in card.bases]


def _others(card: CitedCard) -> list[Side]:
    return [Side(f"{label}: {line.value}", line) for label, line in card.others if line.value]


def _cases(a: CitedCard, b: CitedCard) -> Iterator[Pair]:
    """Pair the cases by their headings, and the papers within; a case that only one card has goes whole."""
    left, right = [_heading(case) for case in a.cases], [_heading(case) for case in b.cases]
    ours = dict(zip(map(id, left), a.cases, strict=True))
    theirs = dict(zip(map(id, right), b.cases, strict=True))
    pairs = [(left[0], right[0])] if len(left) == len(right) == 1 else _matched(left, right)
    for one, other in pairs:
        if (one and one.text) or (other and other.text):
            yield one, other
        yield from _matched(
            _papers(ours[id(one)]) if one else [], _papers(theirs[id(other)]) if other else []
        )


def _heading(case: PaperCase) -> Side:
    return _side(case.heading)


def _papers(case: PaperCase) -> list[Side]:
    return [Side(_of_paper(line.value), line) for line in case.papers]


def _of_channel(channel: Channel | None) -> str | None:
    if channel is None:
        return None
    return " · ".join(filter(None, (channel.method, channel.time, channel.fee, channel.description)))


def _of_paper(paper: Paper | None) -> str | None:
    if paper is None:
        return None
    counts = (
        None if paper.originals is None else f"{paper.originals} bản chính",
        None if paper.copies is None else f"{paper.copies} bản sao",
    )
    return " · ".join(filter(None, (paper.name, paper.form, *counts)))


def _of_basis(basis: LegalBasis | None) -> str | None:
    if basis is None:
        return None
    return " · ".join(filter(None, (basis.number, basis.title)))


def _aligned(ours: Sequence[Side], theirs: Sequence[Side]) -> Iterator[Pair]:
    """Pair the lines of two lists in their order: the same ones first, then in the gaps those alike."""
    left, right = [_key(side.text or "") for side in ours], [_key(side.text or "") for side in theirs]
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            yield from zip(ours[i1:i2], theirs[j1:j2], strict=True)
        else:
            yield from _matched(ours[i1:i2], theirs[j1:j2])


def _matched(ours: Sequence[Side], theirs: Sequence[Side]) -> list[Pair]:
    """Pair the lines of two lists whatever their order, the most alike first; lines alone come last."""
    scored = [(-_alike(one, other), i, j) for i, one in enumerate(ours) for j, other in enumerate(theirs)]
    taken: dict[int, int] = {}
    for score, i, j in sorted(scored):
        if -score >= _ALIKE and i not in taken and j not in taken.values():
            taken[i] = j
    pairs: list[Pair] = [(one, theirs[taken[i]] if i in taken else None) for i, one in enumerate(ours)]
    return [*pairs, *((None, other) for j, other in enumerate(theirs) if j not in taken.values())]


def _alike(a: Side, b: Side) -> float:
    ours, theirs = _words(a.text or ""), _words(b.text or "")
    if ours == theirs:
        return 1.0
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    return matcher.ratio()


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(fold(normalise(text)).split())
