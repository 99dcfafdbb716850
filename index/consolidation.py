"""An article as it stands on a day: each unit's words with the act that put them there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from index.access import Principal
from index.amendments import ENDING, Edge, Found, Order, within
from index.document_store import DocumentHead, DocumentStore
from index.endings import act_key
from index.provisions import Provision, Unit

_SHOWN: Final = frozenset({Unit.ARTICLE, Unit.CLAUSE, Unit.POINT, Unit.PARAGRAPH})
_LABEL: Final = re.compile(r"(\d*)(\D*)(\d*)")
_ALPHABET: Final = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
_QUOTES: Final = re.compile(r"^[“\"«]\s*|[”\"»][\s.;,]{0,4}$")
_CERTAIN: Final = 0.9


@dataclass(frozen=True, slots=True)
class Piece:
    """The words at one place of the article, from the act `by`, whose provision `locator` gives them.

    `text` is "" where the place was repealed; `since` is `None` for the wording of the act's first text.
    `rephrased` are the acts that replaced single phrases in it, with their provisions.
    """

    place: str
    text: str
    by: str
    document_id: str
    locator: str
    since: date | None = None
    rephrased: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Consolidated:
    """An article of an act on a day, in order; `pieces` is empty where nothing is known of it.

    `complete` is false where the act itself is not held, so that only what amendments give is known. `unread`
    are orders that took effect, but whose new wording is not known.
    """

    act: str
    article: str
    on: date
    pieces: tuple[Piece, ...]
    complete: bool
    unread: tuple[Found[Edge], ...] = ()

    @property
    def text(self) -> str:
        """The words in order, without the places that were repealed."""
        return "\n".join(piece.text for piece in self.pieces if piece.text)


def consolidated(
    store: DocumentStore, act: str, article: str, on: date, principal: Principal
) -> Consolidated:
    """Return "Điều 44" of an act, by number, as it stands on a day, from what the principal may read.

    A repealed place stays as a piece without words that names what repealed it. A consolidated text that is
    held counts from its own date as the act's text.
    """
    base = _base(store, act, on, principal)
    pieces: dict[str, Piece] = {}
    if base is not None:
        pieces = {p.place: p for p in _pieces(store, base, article, "", None, principal)}
    unread = []
    issuer = base.identity.issuer if base is not None else None
    orders = store.amendments.edges_to(act, principal, article, issuer=issuer)
    told = {(act_key(found.by), found.what.place) for found in orders if found.what.by_act is None}
    for found in orders:
        edge = found.what
        if edge.by_act is not None:  # what a footnote tells: of the text itself, or for want of the order
            if base is not None and found.document_id == base.id:
                _credit(pieces, found)
                continue
            if (act_key(edge.by_act), edge.place) in told:
                continue
        if edge.on is None or edge.on > on or not edge.place or edge.confidence < _CERTAIN:
            continue
        if not within(edge.place, article) or (
            base is not None and not _after(store, base, found, principal)
        ):
            continue
        if not _apply(store, pieces, found, principal):
            unread.append(found)
    ordered = tuple(sorted(pieces.values(), key=lambda piece: _order(piece.place)))
    return Consolidated(act, article, on, ordered, base is not None, tuple(unread))


def _base(store: DocumentStore, act: str, on: date, principal: Principal) -> DocumentHead | None:
    """Choose the text of the act that is held: the latest one issued by the day, else the first.

    A consolidated text has a number of its own, and tells in its footnotes whose words it has.
    """
    heads = [
        h for h in store.heads(principal, number=act) if act_key(h.identity.number or "") == act_key(act)
    ]
    noted = {f.document_id for f in store.amendments.edges_to(act, principal) if f.what.by_act is not None}
    known = {head.id for head in heads}
    heads += store.heads(principal, ids=sorted(noted - known)) if noted - known else ()
    heads = [head for head in heads if head.provisions]
    past = [h for h in heads if h.identity.issued_on is None or h.identity.issued_on <= on]
    return max(past or heads, key=lambda h: (h.identity.issued_on or date.min, h.id), default=None)


def _after(store: DocumentStore, base: DocumentHead, found: Found[Edge], principal: Principal) -> bool:
    """Tell whether an order is later than the text that is held, which a consolidated one has in it."""
    if found.document_id == base.id:
        return False
    (by,) = store.heads(principal, ids=[found.document_id])
    first, second = base.identity.issued_on, by.identity.issued_on
    return first is None or second is None or second > first


def _pieces(  # noqa: PLR0913, PLR0917 - where the words stand, and since when
    store: DocumentStore,
    head: DocumentHead,
    place: str,
    quoted: str,
    since: date | None,
    principal: Principal,
) -> list[Piece]:
    """Cut the words at a place of a document into pieces without their children; `quoted` quotes them."""
    provisions = store.provisions(head.id, principal)
    text = store.get(head.id, principal).text
    found = []
    below = _children(provisions)
    for provision in provisions:
        if provision.unit not in _SHOWN:
            continue
        own = _place(provision, quoted)
        if own is None or not within(own, place):
            continue
        stop = min((c.span.start for c in below.get(provision.id, ())), default=provision.span.end)
        words = text[provision.span.start : max(stop, provision.span.start)].strip()
        name = head.identity.number or head.title
        locator = provision.locator.split(" «")[0] if quoted else provision.locator
        found.append(Piece(own, _QUOTES.sub("", words) if quoted else words, name, head.id, locator, since))
    return found


def _place(provision: Provision, quoted: str) -> str | None:
    before, mark, inside = provision.locator.rpartition(" «")
    if bool(mark) is not bool(quoted):
        return None
    if not mark:
        return provision.locator
    return inside.partition("»")[0] if before == quoted else None


def _children(provisions: Sequence[Provision]) -> dict[str, list[Provision]]:
    below: dict[str, list[Provision]] = {}
    for provision in provisions:
        if provision.parent_id is not None:
            below.setdefault(provision.parent_id, []).append(provision)
    return below


def _apply(store: DocumentStore, pieces: dict[str, Piece], found: Found[Edge], principal: Principal) -> bool:
    """Change the pieces by an order; false where its new wording is not known."""
    edge = found.what
    if edge.phrase is not None or edge.verb is Order.REPHRASES:
        return _rephrase(pieces, found)
    gone = [place for place in pieces if within(place, edge.place)]
    if edge.verb in ENDING and edge.verb is not Order.AMENDS and edge.verb is not Order.REPLACES:
        for place in gone:
            del pieces[place]
        where = edge.locator if edge.by_act is None else edge.by_place or ""
        pieces[edge.place] = Piece(edge.place, "", found.by, found.document_id, where, edge.on)
        return True
    (head,) = store.heads(principal, ids=[found.document_id])
    quoted = "" if edge.by_act else edge.locator
    new = _pieces(store, head, edge.place, quoted, edge.on, principal)
    if edge.by_act:
        new = [replace(piece, by=edge.by_act, locator=edge.by_place or "") for piece in new]
    if not new:
        return False
    for place in gone:
        del pieces[place]
    pieces.update((piece.place, piece) for piece in new)
    return True


def _credit(pieces: dict[str, Piece], found: Found[Edge]) -> None:
    """Name the act that gave a place of a consolidated text its words, as the footnote there does."""
    edge = found.what
    if edge.confidence < _CERTAIN:
        return
    for place, piece in pieces.items():
        if not within(place, edge.place) or (piece.since and edge.on and piece.since > edge.on):
            continue
        if edge.phrase is not None:
            pieces[place] = replace(piece, rephrased=(*piece.rephrased, edge.cited))
        else:
            pieces[place] = replace(piece, by=found.by, locator=edge.by_place or "", since=edge.on)


def _rephrase(pieces: dict[str, Piece], found: Found[Edge]) -> bool:
    edge, changed = found.what, False
    for place, piece in pieces.items():
        if edge.phrase and within(place, edge.place) and edge.phrase in piece.text:
            words = " ".join(piece.text.replace(edge.phrase, edge.wording or "").split(" "))
            by = f"{edge.locator} {found.by}" if edge.by_act is None else edge.cited
            told = (*piece.rephrased, by)
            pieces[place] = replace(piece, text=words, rephrased=told)
            changed = True
    return changed


def _order(place: str) -> tuple[tuple[int, int, int], ...]:
    """Sort places as they are printed: "khoản 6a" after "khoản 6", "điểm đ" after "điểm d"."""
    return tuple(_rank(word) for word in place.split(" ")[1::2])


def _rank(label: str) -> tuple[int, int, int]:
    match = _LABEL.match(label)
    assert match is not None
    number, letter, further = match.groups()
    first = _ALPHABET.find(letter[:1]) + 1 if letter else 0
    return int(number or 0), first, int(further or 0)


def changed(before: Iterable[Piece], after: Iterable[Piece]) -> tuple[tuple[Piece | None, Piece | None], ...]:
    """Pair the pieces of two days by place, and return those whose words differ, in order."""
    old, new = {p.place: p for p in before}, {p.place: p for p in after}
    places = sorted(old.keys() | new.keys(), key=_order)
    pairs = ((old.get(place), new.get(place)) for place in places)
    return tuple((a, b) for a, b in pairs if (a.text if a else "") != (b.text if b else ""))
