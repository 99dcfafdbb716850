"""An article as it stands on a day, and what differs between two days, as the pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.web.answers import document_address
from assistant.card_comparison import marked
from index.consolidation import Consolidated, Piece, changed


@dataclass(frozen=True, slots=True)
class PieceView:
    """The words of one place in stretches that the other day lacks or has, with the act that put them there.

    `text` is "" where the place was repealed.
    """

    place: str
    depth: int
    text: str
    stretches: tuple[tuple[str, bool], ...]
    by: str
    locator: str
    address: str
    since: date | None
    rephrased: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairView:
    """One place on two days; `None` where it was not there."""

    place: str
    before: PieceView | None
    after: PieceView | None


def piece_views(text: Consolidated) -> tuple[PieceView, ...]:
    """Return the pieces of an article in order."""
    return tuple(_view(piece, text.article, None) for piece in text.pieces)


def pair_views(before: Consolidated, after: Consolidated) -> tuple[PairView, ...]:
    """Return the places whose words differ between two days, in order."""
    pairs = changed(before.pieces, after.pieces)
    return tuple(
        PairView(
            next(piece.place for piece in (old, new) if piece),
            _view(old, before.article, new) if old else None,
            _view(new, after.article, old) if new else None,
        )
        for old, new in pairs
    )


def _view(piece: Piece, article: str, other: Piece | None) -> PieceView:
    text = piece.text.strip()
    told = other.text if other else ""
    stretches = marked(text, told) if text and told else ((text, False),) if text else ()
    depth = max(0, len(piece.place.split(" ")) - len(article.split(" "))) // 2
    address = document_address(piece.document_id, None, piece.locator)
    return PieceView(
        *(piece.place, depth, text, stretches, piece.by, piece.locator, address),
        piece.since,
        piece.rephrased,
    )
