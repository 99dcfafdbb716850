"""A procedure card as lines of plain text."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from api.web.cards import counts, ended_words, part_name
from assistant.card_citing import Cited, CitedCard
from index.procedures import Channel, LegalBasis, Paper


def told(card: CitedCard, words: SimpleNamespace) -> Iterator[str]:
    """Write a card line by line, each with the place it stands at and under it what is odd in it."""
    parts = words.procedures.parts
    yield f"{card.code}  {card.name}"
    yield from (f"! {act.number}: {ended_words(act, words)}" for act in card.ended)
    for name, line in card.facts.items():
        if name not in ("code", "name"):
            yield from _line(line, line.value, words, f"{part_name(name, words)}: ")
    yield f"{parts.channels}:"
    for channel in card.channels:
        yield from _line(channel, _channel(channel.value, words), words)
    yield f"{parts.papers}:"
    for case in card.cases:
        if case.heading.value:
            yield from _line(case.heading, case.heading.value, words)
        for paper in case.papers:
            yield from _line(paper, _paper(paper.value, words), words, "  \u2610 ")
    for part, lines in ((parts.steps, card.steps), (parts.results, card.results)):
        yield f"{part}:"
        for line in lines:
            yield from _line(line, line.value, words)
    yield f"{parts.bases}:"
    for basis in card.bases:
        yield from _line(basis.line, _basis(basis.line.value), words)
        yield from (f"    ! {ended_words(act, words)}" for act in (basis.ended,) if act)
    for label, line in card.others:
        if line.value is not None:
            yield from _line(line, line.value, words, f"{label}: ")
    yield from (f"? {doubt}" for doubt in card.doubts)


def _line(line: Cited[Any], text: str | None, words: SimpleNamespace, label: str = "  ") -> Iterator[str]:
    place = f"  [{line.place.locator}]" if line.place else f"  ({words.procedures.absent})"
    yield f"{label}{words.card.unknown if text is None else text}{place}"
    yield from (f"    {header}: {cell}" for header, cell in line.more)
    yield from (f"    ? {doubt}" for doubt in line.doubts)


def _channel(channel: Channel | None, words: SimpleNamespace) -> str | None:
    if channel is None:
        return None
    row = [channel.method, channel.time or words.card.unknown, channel.fee or words.card.unknown]
    return " | ".join([*row, *filter(None, [channel.description])])


def _paper(paper: Paper | None, words: SimpleNamespace) -> str | None:
    return None if paper is None else f"{paper.name} ({counts(paper, words)})"


def _basis(basis: LegalBasis | None) -> str | None:
    return None if basis is None else f"{basis.number or ''} {basis.title}".strip()
