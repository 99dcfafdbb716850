"""A document's text in lines for reading, with its headings, its places and one cited passage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from index.provisions import Provision, Span, Unit

_HEADINGS: Final = {
    Unit.PART: 2,
    Unit.CHAPTER: 2,
    Unit.APPENDIX: 2,
    Unit.FORM: 2,
    Unit.SECTION: 3,
    Unit.SUBSECTION: 3,
    Unit.ARTICLE: 3,
}
_LISTED: Final = {**_HEADINGS, Unit.FIELD: 3}  # a record's field has no line that is its heading
_MOST_OUTLINE: Final = 400


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of a line; `cited` ones are the passage that was asked for."""

    text: str
    cited: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the places that begin on it, its level as a heading (0 for plain text) and its pieces."""

    places: tuple[str, ...]
    level: int
    pieces: tuple[Piece, ...]
    first_cited: bool


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One line of the table of contents."""

    place: str
    text: str
    level: int


def cited_provision(provisions: Sequence[Provision], at: str) -> Provision | None:
    """Find a provision by its id, or by the way an official writes it; `None` where there is none."""
    by_id = next((p for p in provisions if p.id == at), None)
    return by_id or next((p for p in provisions if p.locator == at), None)


def outline(provisions: Sequence[Provision]) -> tuple[OutlineEntry, ...]:
    """List the headings, at most 400."""
    entries = (
        OutlineEntry(p.id, _named(p), _LISTED[p.unit])
        for p in provisions
        if p.unit in _LISTED and p.amends is None
    )
    return tuple(entry for entry, _ in zip(entries, range(_MOST_OUTLINE), strict=False))


def _named(provision: Provision) -> str:
    tail = provision.locator.rsplit(", ", 1)[-1]
    heading = provision.heading
    if not heading or heading.startswith(tail):
        return heading or tail
    return f"{tail}. {heading}"


def lines(text: str, provisions: Sequence[Provision], cited: Span | None) -> Iterator[Line]:
    """Cut a text into its lines that are not blank, in order; no character of such a line is lost."""
    waiting = sorted(provisions, key=lambda p: (p.span.start, p.ordinal))
    following, at, marked = 0, 0, False
    places: list[Provision] = []
    for raw in text.splitlines(keepends=True):
        begin, at = at, at + len(raw)
        while following < len(waiting) and waiting[following].span.start < at:
            places.append(waiting[following])
            following += 1
        if not raw.strip():
            continue
        pieces = tuple(_pieces(text, Span(begin, begin + len(raw.rstrip())), cited))
        first = not marked and any(piece.cited for piece in pieces)
        marked = marked or first
        level = min((_HEADINGS[p.unit] for p in places if p.unit in _HEADINGS), default=0)
        yield Line(tuple(p.id for p in places), level, pieces, first)
        places = []


def _pieces(text: str, line: Span, cited: Span | None) -> Iterator[Piece]:
    if cited is None or cited.end <= line.start or cited.start >= line.end:
        yield Piece(line.of(text), cited=False)
        return
    start, end = max(cited.start, line.start), min(cited.end, line.end)
    for span, is_cited in (
        (Span(line.start, start), False),
        (Span(start, end), True),
        (Span(end, line.end), False),
    ):
        if span.end > span.start:
            yield Piece(span.of(text), is_cited)
