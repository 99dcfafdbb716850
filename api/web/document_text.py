"""A document's text in lines for reading, with its headings, its places and one cited passage."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from index.provisions import Provision, Span, Unit
from index.quality import Corrected

_HEADINGS: Final = {
    Unit.PART: 2,
    Unit.CHAPTER: 2,
    Unit.APPENDIX: 2,
    Unit.FORM: 2,
    Unit.SECTION: 3,
    Unit.SUBSECTION: 3,
    Unit.ARTICLE: 3,
}
_WITHOUT_HEADING: Final = frozenset({Unit.CLAUSE, Unit.POINT})
_IN_TREE: Final = {*_HEADINGS, *_WITHOUT_HEADING, Unit.FIELD}
_SHORT: Final = 80
_MOST_IN_TREE: Final = 4_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of a line; `cited` ones are the passage that was asked for, `first` where it begins.

    `read` is what was read where a person corrected them.
    """

    text: str
    cited: bool = False
    first: bool = False
    read: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the places that begin on it, its level as a heading (0 for plain text) and its pieces."""

    places: tuple[str, ...]
    level: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit in the document's tree with what lies in it; `changed` where another act changes it."""

    place: str
    text: str
    changed: bool
    below: tuple[Branch, ...]


def cited_provision(provisions: Sequence[Provision], at: str) -> Provision | None:
    """Find a provision by its id, or by the way an official writes it; `None` where there is none."""
    by_id = next((p for p in provisions if p.id == at), None)
    return by_id or next((p for p in provisions if p.locator == at), None)


def tree(text: str, provisions: Sequence[Provision], changed: Collection[str] = ()) -> tuple[Branch, ...]:
    """Nest the units of a document, at most 4,000; `changed` are locators of those that others change."""
    shown = [p for p in provisions if p.unit in _IN_TREE and p.amends is None][:_MOST_IN_TREE]
    below: dict[str | None, list[Provision]] = {}
    ids = {p.id for p in shown}
    for p in shown:
        below.setdefault(p.parent_id if p.parent_id in ids else None, []).append(p)

    def branches(parent: str | None) -> tuple[Branch, ...]:
        return tuple(
            Branch(p.id, _named(p, text), p.locator in changed, branches(p.id)) for p in below.get(parent, ())
        )

    return branches(None)


def _named(provision: Provision, text: str) -> str:
    """Name a unit by its heading, a clause or point by the words that it begins with."""
    if provision.unit in _WITHOUT_HEADING:
        begins = " ".join(provision.span.of(text).split())
        return begins if len(begins) <= _SHORT else begins[:_SHORT].rsplit(" ", 1)[0] + " …"
    tail = provision.locator.rsplit(", ", 1)[-1]
    heading = provision.heading
    if not heading or heading.startswith(tail):
        return heading or tail
    return f"{tail}. {heading}"


def lines(
    text: str, provisions: Sequence[Provision], cited: Span | None, corrected: Sequence[Corrected] = ()
) -> Iterator[Line]:
    """Cut a text into its lines that are not blank, in order; no character of such a line is lost."""
    waiting = sorted(provisions, key=lambda p: (p.span.start, p.ordinal))
    made = sorted(((one.span, one.read) for one in corrected if one.span), key=lambda item: item[0].start)
    following, at, marked = 0, 0, False
    places: list[Provision] = []
    for raw in text.splitlines(keepends=True):
        begin, at = at, at + len(raw)
        while following < len(waiting) and waiting[following].span.start < at:
            places.append(waiting[following])
            following += 1
        if not raw.strip():
            continue
        pieces = []
        for piece in _pieces(text, Span(begin, begin + len(raw.rstrip())), cited, made):
            first = piece.cited and not marked
            marked = marked or first
            pieces.append(replace(piece, first=first))
        level = min((_HEADINGS[p.unit] for p in places if p.unit in _HEADINGS), default=0)
        yield Line(tuple(p.id for p in places), level, tuple(pieces))
        places = []


def _pieces(
    text: str, line: Span, cited: Span | None, corrected: Sequence[tuple[Span, str]]
) -> Iterator[Piece]:
    here = [(span, read) for span, read in corrected if span.start < line.end and span.end > line.start]
    spans = [span for span, _ in here] + ([cited] if cited else [])
    cuts = {line.start, line.end, *(edge for span in spans for edge in (span.start, span.end))}
    for start, end in pairwise(sorted(cut for cut in cuts if line.start <= cut <= line.end)):
        read = next((read for span, read in here if span.start <= start < span.end), None)
        inside = cited is not None and cited.start <= start < cited.end
        yield Piece(text[start:end], cited=inside, read=read)
