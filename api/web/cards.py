"""What the pages show of a procedure card, and of two of them: the numbers of citations, addresses, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from api.web.answers import document_address, short_date
from assistant.card_citing import Cited, CitedCard, Place
from assistant.card_comparison import Difference, Kind, marked
from index.endings import Ended
from index.procedures import Paper


@dataclass(frozen=True, slots=True)
class Reference:
    """One numbered citation of a card."""

    number: int
    locator: str
    address: str
    name: str


class References:
    """Numbers the places of a card in the order in which it shows its lines."""

    def __init__(self, card: CitedCard, words: SimpleNamespace) -> None:
        """Number the places of `card`."""
        self._by_id: Mapping[str, Reference] = {
            place.provision_id: _reference(number, place, card.document_id, words)
            for number, place in enumerate(card.places(), 1)
        }

    def of(self, line: Cited[Any]) -> Reference | None:
        """Return the citation of a line; `None` where the record has no such field."""
        return None if line.place is None else self._by_id[line.place.provision_id]

    def listed(self) -> tuple[Reference, ...]:
        """List all citations by number."""
        return tuple(self._by_id.values())


@dataclass(frozen=True, slots=True)
class SideView:
    """What one card has in a line, in stretches that the other lacks or has; `text` `None` is unknown."""

    text: str | None
    stretches: tuple[tuple[str, bool], ...]
    address: str | None
    locator: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of a comparison under the name of its part."""

    part: str
    kind: str
    a: SideView | None
    b: SideView | None


def ended_words(act: Ended, words: SimpleNamespace) -> str:
    """Say since when an act is out of force, and by what."""
    told: str = words.procedures.ended
    return told.format(on=short_date(act.on), by=act.by, locator=act.locator)


def counts(paper: Paper, words: SimpleNamespace) -> str:
    """Say how many originals and copies of a paper the record asks for, and on which form."""
    told = [
        f"{name}: {number}"
        for name, number in ((words.card.originals, paper.originals), (words.card.copies, paper.copies))
        if number is not None
    ]
    asked = ", ".join(told) or f"{words.card.originals}, {words.card.copies}: {words.card.unknown}"
    return f"{asked}; {words.card.form}: {paper.form}" if paper.form else asked


def part_name(part: str, words: SimpleNamespace) -> str:
    """Name a single line or a list of a card in the language of the words."""
    told = (words.procedures.facts, words.procedures.parts, words.card)
    return next(str(getattr(names, part)) for names in told if hasattr(names, part))


def difference_view(one: Difference, a: CitedCard, b: CitedCard, words: SimpleNamespace) -> LineView:
    """Return one line of a comparison as the page shows it."""
    left, right = (side.text if side else None for side in (one.a, one.b))
    both = one.kind is Kind.DIFFERS
    return LineView(
        f"{part_name(one.part, words)}: {one.of}" if one.of else part_name(one.part, words),
        one.kind.value,
        _side(one.a, a.document_id, right if both else None),
        _side(one.b, b.document_id, left if both else None),
    )


def _side(side: Any, document_id: str, other: str | None) -> SideView | None:  # noqa: ANN401 - Side or None
    if side is None:
        return None
    place: Place | None = side.line.place
    text: str | None = side.text
    stretches = marked(text, other) if text and other else ((text, False),) if text else ()
    address = document_address(document_id, place.provision_id, place.locator) if place else None
    return SideView(text, stretches, address, place.locator if place else "")


def _reference(number: int, place: Place, document_id: str, words: SimpleNamespace) -> Reference:
    name = words.procedures.citation.format(n=number, locator=place.locator)
    address = document_address(document_id, place.provision_id, place.locator)
    return Reference(number, place.locator, address, name)
