"""What provisions refer to: "khoản 2 Điều này", "Điều 15 Nghị định này", "Điều 5 của Luật Xây dựng"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from index.amendments import Reference
from index.documents import Identity, number_key
from index.provisions import Unit
from ingest.acts import NUMBERED, Acts, plain
from ingest.english_orders import vietnamese_orders
from ingest.places import Place, places
from ingest.reading import Draft

_UNITS: Final = frozenset(
    {
        *(Unit.ARTICLE, Unit.CLAUSE, Unit.POINT, Unit.PARAGRAPH, Unit.APPENDIX, Unit.FORM, Unit.STEP),
        *(Unit.PREAMBLE, Unit.TABLE_ROW, Unit.FIELD, Unit.CHANNEL, Unit.PAPER),
    }
)
_START: Final = re.compile(r"\b(?:[đĐ]iểm|[kK]hoản|Điều|Phụ lục|Mẫu số|Chương|Mục)\s(?=[\da-zđIVXLC])")
_HERE: Final = re.compile(r"(?:\s(?:của|thuộc|tại))?\s(?P<unit>[Đđ]iều|[Kk]hoản)\snày\b")
_TAIL: Final = re.compile(r"(?:\s(?:ban hành\s)?kèm theo|\s(?:của|tại|thuộc))?\s")
_PLACE: Final = re.compile(r"Điều \S+")
_CLAUSE: Final = re.compile(r"(Điều \S+) (khoản \S+)")
_LONGEST: Final = 20_000


def references(
    text: str, drafts: Sequence[Draft], identity: Identity, acts: Acts | None = None
) -> tuple[Reference, ...]:
    """Return what each unit refers to, each once; a quoted unit's "this decree" is the amended act."""
    acts = acts or Acts(plain(text))
    own = number_key(identity.number or "")
    first: dict[int, int] = {}
    for i, draft in enumerate(drafts):
        if draft.parent is not None:
            first.setdefault(draft.parent, i)
    found: dict[Reference, None] = {}
    for i, draft in enumerate(drafts):
        if draft.unit not in _UNITS:
            continue
        stop = drafts[first[i]].span.start if i in first else draft.span.end
        words = text[draft.span.start : min(stop, draft.span.start + _LONGEST)]
        for place, act in _told(vietnamese_orders(" ".join(plain(words).split())), draft, acts):
            number = None if act is not None and number_key(act) == own else act
            if (number is not None or place) and not (number is None and place == draft.locator):
                found[Reference(draft.locator, place, number)] = None
    return tuple(found)


def _told(words: str, draft: Draft, acts: Acts) -> Iterator[tuple[str, str | None]]:
    home = draft.amends if draft.amends and "/" in draft.amends else None
    inside = _inside(draft)
    taken = 0
    start = _START.search(words)
    while start is not None:
        found, end = places(words, start.start())
        end = max(end, start.end())
        here = _HERE.match(words, end)
        if found and here is not None:
            outer = inside if here["unit"].casefold() == "khoản" else _article(inside)
            yield from ((str(place.inside(outer)), home) for place in found if outer is not None)
            end = here.end()
        elif found:
            tail = _TAIL.match(words, end)
            act = acts.at(words, tail.end()) if tail else None
            whole = [place for place in found if place.whole]
            if act is None or act.own:
                yield from ((str(place), home) for place in whole)
            elif act.number is not None:
                yield from ((str(place), act.number) for place in whole)
                taken = act.end
            end = max(end, act.end if act else 0)
        start = _START.search(words, end)
    for act_named in NUMBERED.finditer(words) if "/" in words else ():
        if act_named.start() >= taken and "/" in act_named["number"]:
            yield "", act_named["number"].replace("–", "-")


def _inside(draft: Draft) -> Place | None:
    """Return where a unit stands, in the amended act where it is quoted."""
    path = draft.locator.split("«")[-1].rstrip("»")
    clause = _CLAUSE.search(path)
    article = _PLACE.search(path)
    if clause is not None:
        return Place({"Điều": clause[1].split()[1], "khoản": clause[2].split()[1]})
    return None if article is None else Place({"Điều": article.group().split()[1]})


def _article(place: Place | None) -> Place | None:
    return None if place is None else Place({"Điều": place.labels["Điều"]})
