"""From "Điều 44 Luật Xây dựng" to the act and the place that are meant on a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from index.access import Principal
from index.document_store import DocumentHead, DocumentStore
from index.documents import Kind
from index.errors import DocumentNotFound
from index.validity import Force
from index.vietnamese import NUMBER, fold, normalise
from ingest.places import places

_LAWS: Final = frozenset({Kind.LAW, Kind.CODE, Kind.ORDINANCE, Kind.CONSOLIDATED})
_FORCES: Final = (Force.IN_FORCE, Force.UNKNOWN, Force.NOT_YET, Force.ENDED)
_OF: Final = re.compile(r"^\s*(?:của|thuộc)?\s*")
_AMENDING: Final = "sua doi"


@dataclass(frozen=True, slots=True)
class ActPlace:
    """An act by number, the place in it ("" is the whole act), and its document where it is held."""

    act: str
    place: str
    head: DocumentHead | None


def find_place(store: DocumentStore, words: str, on: date, principal: Principal) -> ActPlace:
    """Return what a person names: "217/2026/NĐ-CP", "khoản 2 Điều 44 Luật Xây dựng", "Điều 5 15/2012/QH13".

    A law named without its number is the one of that name in force on the day. Raises `DocumentNotFound`
    where no act is named, or none of that name is held; an act given by number need not be held.
    """
    text = " ".join(normalise(words).split())
    place, rest = _leading_place(text)
    number = NUMBER.search(rest)
    if number is not None and "/" in number.group():
        heads = store.heads(principal, number=number.group())
        return ActPlace(
            heads[0].identity.number or number.group() if heads else number.group(), place, _best(heads, on)
        )
    name = fold(rest.strip(" .,"))
    named = [h for h in store.heads(principal) if h.identity.kind in _LAWS and name and _bears(h, name)]
    if (best := _best(named, on)) is None or best.identity.number is None:
        raise DocumentNotFound("no act of that name is held; give its number, as in 217/2026/NĐ-CP")
    return ActPlace(best.identity.number, place, best)


def _leading_place(text: str) -> tuple[str, str]:
    """Read the place before the act, written from the small up or from the large down."""
    found, end = places(text)
    labels: dict[str, str] = {}
    for one in found:
        labels.update(one.labels)
    if not found:
        return "", text
    place = str(type(found[0])(labels))
    return place, _OF.sub("", text[end:])


def _bears(head: DocumentHead, name: str) -> bool:
    title = fold(normalise(head.title))
    if head.identity.kind is not Kind.CONSOLIDATED:
        return _AMENDING not in title and re.match(rf"{re.escape(name)}(?: so | \d|$)", title) is not None
    return name in title


def _best(heads: tuple[DocumentHead, ...] | list[DocumentHead], on: date) -> DocumentHead | None:
    """Choose the act in force on the day; of several the latest."""
    return min(
        heads,
        key=lambda h: (
            _FORCES.index(h.validity.on(on)),
            -(h.identity.issued_on or date.min).toordinal(),
            h.id,
        ),
        default=None,
    )
