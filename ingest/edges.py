"""The edges of an act: what each of its provisions orders of other acts, and of its own parts' force."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Final
from unicodedata import is_normalized

from index.amendments import Edge, Order, within
from index.documents import Identity, number_key
from index.endings import names_one_act
from index.provisions import DIVISIONS, Span, Unit
from ingest.acts import Acts, Named, plain
from ingest.english_orders import vietnamese_orders
from ingest.language import language_of
from ingest.orders import MARKER, hear, listed_from, listing, unmarked
from ingest.places import Place
from ingest.reading import Draft
from ingest.told import PART, Heard

NUMBERED, INHERITED, BY_NAME, PARTLY = 1.0, 0.97, 0.9, 0.8
"""Confidence: the sentence has the act's number; a heading above has it; only a name; part of a place."""

_ORDERING: Final = frozenset(
    {
        *(Unit.PART, Unit.CHAPTER, Unit.SECTION, Unit.SUBSECTION, Unit.ARTICLE, Unit.CLAUSE, Unit.POINT),
        Unit.PARAGRAPH,
    }
)
_WORTH: Final = re.compile(
    r"sửa đổi|bổ sung|bãi bỏ|thay thế|hiệu lực|huỷ bỏ|hủy bỏ|đính chính|\bbỏ\s|\bthay\s|\bđổi\s",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"(?<=[a-zà-ỹ0-9)P”\"])\.\s(?=[A-ZĐÀ-Ỹ])")
_BROKEN: Final = re.compile(r"\d{1,4}/\d{4}/[A-ZĐ]")
_CONTINUES: Final = re.compile(r"[a-zà-ỹđ]{2,}\b(?![.)])")
_EXCEPTIONS: Final = re.compile(
    r"\btrừ\s(?:(?:các|những)\s)?(?:nội dung|quy định|điều|khoản|điểm|trường hợp)\s(?:sau đây|sau|dưới đây)"
    r"(?=\s?:)",
    re.IGNORECASE,
)
_IN_PART: Final = frozenset({Order.AMENDS, Order.ADDS, Order.CORRECTS})
_ARTICLE: Final = re.compile(r"Điều (\S+)")
_LONGEST: Final = 8000
_LINES: Final = 80
_FAR: Final = 40
_UNTIL: Final = re.compile(
    r"(?:có hiệu lực|được (?:thực hiện|áp dụng))[^.;]{0,120}?\bđến (?P<last>hết )?(?:ngày )?"
    r"(?P<d>\d{1,2})\s?(?:tháng\s|/|-)\s?(?P<m>\d{1,2})\s?(?:năm\s|/|-)\s?(?P<y>\d{4})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Context:
    """What the units above say: the act that is changed, the place in it, and the verb of a list."""

    act: str | None = None
    named: bool = False
    place: Place | None = None
    verb: Order | None = None
    on: date | None = None


def edges(
    text: str, drafts: Sequence[Draft], identity: Identity, starts: date | None, title: str = ""
) -> tuple[Edge, ...]:
    """Return the edges of an act in the order of its text; orders in quoted wording are not its own.

    `starts` is the day from which the act is in force; an order takes effect on it where it names no day.
    """
    return tuple(_Reader(text, drafts, identity, starts, title).read())


class _Reader:
    def __init__(
        self, text: str, drafts: Sequence[Draft], identity: Identity, starts: date | None, title: str
    ) -> None:
        self._text = text
        self._drafts = drafts
        self._identity = identity
        self._starts = starts
        self._english = language_of(text) == "en"
        self._composed = is_normalized("NFC", text) and not self._english
        self._own = number_key(identity.number or "")
        self._first_child: dict[int, int] = {}
        self._quotes: set[int] = set()
        for i, draft in enumerate(drafts):
            if draft.parent is not None:
                self._first_child.setdefault(draft.parent, i)
                if _is_quoted(draft) and not _is_quoted(drafts[draft.parent]):
                    self._quotes.add(draft.parent)
        self._context: dict[int | None, _Context] = {None: self._of_title(title)}
        self._by_unit: dict[int, list[Edge]] = {}

    def read(self) -> Iterator[Edge]:
        for i, draft in enumerate(self._drafts):
            if _is_quoted(draft):
                continue
            above = self._context.get(self._leader(i), _Context())
            self._context[i] = above
            if draft.unit in _ORDERING:
                self._unit(i, draft, above)
        self._drop_headings()
        found = [edge for i in sorted(self._by_unit) for edge in self._by_unit[i]]
        yield from _once(_dated(found))

    @cached_property
    def _acts(self) -> Acts:
        return Acts(plain(self._text))

    def _leader(self, i: int) -> int | None:
        """Return the unit whose words lead to this one: its parent, or "đ)" for a "đ1)" beside it."""
        draft = self._drafts[i]
        stem = draft.locator.rstrip("0123456789")
        if draft.unit is Unit.POINT and stem != draft.locator and stem[-1:].isalpha():
            for j in range(i - 1, max(-1, i - _FAR), -1):
                if self._drafts[j].locator == stem and self._context.get(j, _Context()).verb is not None:
                    return j
        return draft.parent

    def _of_title(self, title: str) -> _Context:
        words = plain(title)
        for cut in (words, vietnamese_orders(words.split(": ", 1)[-1])):
            if _WORTH.search(cut) is None:
                continue
            for heard in hear(cut[:1].upper() + cut[1:], self._acts):
                if heard.act is not None and not heard.act.own:
                    number, name = self._target(heard.act)
                    return _Context(act=number or name, named=number is None)
        return _Context()

    def _span(self, i: int) -> Span:
        """Return what of a unit stands before its children."""
        span = self._drafts[i].span
        child = self._first_child.get(i)
        return span if child is None else Span(span.start, max(span.start, self._drafts[child].span.start))

    def _words(self, draft: Draft, span: Span) -> list[str]:
        words = plain(self._text[span.start : min(span.end, span.start + _LONGEST)])
        lines = [" ".join(line.split()) for line in words.splitlines()]
        lines = list(_before_exceptions(lines))
        if self._english:
            lines = [vietnamese_orders(line) for line in lines]
        lines = _joined(line for line in lines if line)
        if draft.unit in DIVISIONS:
            lines = [" ".join(lines)]
        if draft.unit in DIVISIONS or draft.unit is Unit.ARTICLE:
            head = 2 if len(lines) > 1 and unmarked(lines[0]) == "" else 1
            first = unmarked(" ".join(lines[:head]))
            lines = [first, *lines[head:]]
        return [line for line in lines[:_LINES] if line]

    def _unit(self, i: int, draft: Draft, above: _Context) -> None:
        span = self._span(i)
        silent = self._composed and _WORTH.search(self._text, span.start, span.end) is None
        lines = [] if silent and above.verb is None else self._words(draft, span)
        if not lines:
            if draft.unit is Unit.ARTICLE or draft.unit in DIVISIONS:
                self._context[i] = replace(above, place=None, verb=None)
            return
        here = above
        if draft.unit is Unit.ARTICLE or draft.unit in DIVISIONS:
            here = replace(above, place=None, verb=None)
        lead = above.verb
        found: list[Edge] = []
        opened = here
        for number, line in enumerate(lines):
            words = MARKER.sub("", line)
            inside = opened if number else here
            for sentence in _SENTENCE.split(words):
                if not (lead or opened.verb or _WORTH.search(sentence)):
                    continue
                verb = lead if number == 0 else (opened.verb or lead)
                heard = list(hear(sentence, self._acts, verb))
                for order in _completed(heard):
                    inside = self._heard(order, inside, draft, span, found)
                until = _UNTIL.search(sentence)
                if until is not None and not heard:
                    self._until(until, sentence, draft, span, found)
            if number == 0 or listing(words) is not None:
                verb = listing(words)
                day = listed_from(words) if verb is not None else inside.on
                kept = verb if verb is not None else (lead if number == 0 else opened.verb)
                opened = replace(inside, verb=kept, on=day)
        self._context[i] = opened if len(lines) > 1 or opened.verb else inside
        if found:
            self._by_unit[i] = found

    def _heard(
        self, order: Heard, context: _Context, draft: Draft, span: Span, found: list[Edge]
    ) -> _Context:
        own = order.act is not None and order.act.own
        if order.verb is Order.STARTS or (own and order.verb is Order.EXPIRES):
            if own or order.act is None:
                on = order.on or context.on or self._day_of(order)
                home = Place({"Điều": found_in[1]}) if (found_in := _ARTICLE.match(draft.locator)) else None
                own_parts = [place if place.whole else place.inside(home) for place in order.places]
                self._add(order, own_parts, self._identity.number or "", NUMBERED, on, draft, span, found)
            return context
        if own:
            return context
        act, confidence = context.act, INHERITED
        if order.act is not None:
            number, name = self._target(order.act)
            act, confidence = number or name, NUMBERED if number else BY_NAME
        elif context.named:
            confidence = BY_NAME
        if act is None or number_key(act) == self._own:
            return context
        outer = None if order.act is not None else context.place
        whole = tuple(place.inside(outer) for place in order.places)
        on = order.on or context.on or self._starts
        if order.some:
            here = Place.around(whole)
            if not whole and order.verb in _IN_PART:
                verb = Order.AMENDS if order.verb is not Order.CORRECTS else order.verb
                self._add(replace(order, verb=verb), (), act, confidence, on, draft, span, found)
            elif whole and all(place.whole for place in whole) and order.verb is Order.AMENDS:
                parts = tuple(replace(place, part=PART) for place in whole)
                self._add(order, parts, act, confidence, on, draft, span, found)
            return _Context(act, confidence == BY_NAME, here or outer, context.verb, context.on)
        if whole and not all(place.whole for place in whole):
            return context
        if order.phrase is None or whole:
            self._add(order, whole, act, confidence, on, draft, span, found)
        elif order.phrase:
            self._add(order, (), act, confidence, on, draft, span, found)
        place = Place.around(whole) or context.place
        return _Context(act, confidence == BY_NAME, place, context.verb, context.on)

    def _add(  # noqa: PLR0913, PLR0917 - an edge with where it stands
        self,
        order: Heard,
        where: Sequence[Place],
        act: str,
        confidence: float,
        on: date | None,
        draft: Draft,
        span: Span,
        found: list[Edge],
    ) -> None:
        issuer = None if names_one_act(act) or "/" not in act else self._identity.issuer
        if "/" in act and not names_one_act(act) and issuer is None:
            return
        for place in where or (None,):
            found.append(
                Edge(
                    verb=order.verb,
                    act=act,
                    place="" if place is None else str(place),
                    on=on,
                    locator=draft.locator,
                    span=span,
                    confidence=min(confidence, PARTLY) if place is not None and place.part else confidence,
                    issuer=issuer,
                    phrase=order.phrase or None,
                    wording=order.wording,
                )
            )

    def _until(
        self, match: re.Match[str], sentence: str, draft: Draft, span: Span, found: list[Edge]
    ) -> None:
        """Read the last day of the act itself: "… có hiệu lực … đến hết ngày 28 tháng 02 năm 2027"."""
        own = self._acts.at(sentence, 0)
        if own is None or not own.own or re.search(r"\btrừ\b|\briêng\b", sentence[: match.start()]):
            return
        try:
            last = date(int(match["y"]), int(match["m"]), int(match["d"]))
        except ValueError:
            return
        ends = last + timedelta(days=1)
        number = self._identity.number or ""
        if names_one_act(number):
            found.append(Edge(Order.EXPIRES, number, "", ends, draft.locator, span))

    def _day_of(self, order: Heard) -> date | None:
        if order.signed:
            return self._identity.issued_on
        return self._starts if order.from_start else None

    def _target(self, act: Named) -> tuple[str | None, str | None]:
        return act.number, act.name

    def _drop_headings(self) -> None:
        """Take out "Sửa đổi Điều 7 như sau:" where the units below say which parts of it."""
        below: dict[int, set[tuple[Order, str, str]]] = {}
        for i, found in self._by_unit.items():
            parent = self._drafts[i].parent
            while parent is not None:
                below.setdefault(parent, set()).update((e.verb, e.act, e.place) for e in found)
                parent = self._drafts[parent].parent
        for i in below.keys() & self._by_unit.keys():
            told = below[i]
            self._by_unit[i] = [
                edge
                for edge in self._by_unit[i]
                if not edge.place
                or (
                    (edge.verb, edge.act, edge.place) not in told
                    and (i in self._quotes or edge.verb is not Order.AMENDS or edge.phrase)
                )
            ]


def _before_exceptions(lines: Iterable[str]) -> Iterator[str]:
    """Go over lines up to a list of what is left out: "Phụ lục I, trừ các nội dung sau: Khoản 6 …"."""
    for line in lines:
        excepted = _EXCEPTIONS.search(line)
        if excepted is not None:
            yield line[: excepted.end()]
            return
        yield line


def _joined(lines: Iterable[str]) -> list[str]:
    """Put together what a publisher broke in the middle of a sentence or before an act's number."""
    out: list[str] = []
    for line in lines:
        if out and (_BROKEN.match(line) or (out[-1][-1] not in '.:;”"' and _CONTINUES.match(line))):
            out[-1] = f"{out[-1]} {line}"
        else:
            out.append(line)
    return out


def _completed(heard: Sequence[Heard]) -> Iterator[Heard]:
    """Give an order the larger units that only a later one of its sentence names, and its act."""
    for at, order in enumerate(heard):
        places, act = order.places, order.act
        for later in heard[at + 1 :]:
            if places and not any(p.whole for p in places) and len(later.places) == 1:
                places = tuple(p.inside(later.places[0]) for p in places)
            act = act or later.act
        yield replace(order, places=places, act=act)


def _dated(found: Sequence[Edge]) -> Iterator[Edge]:
    """Give what a part of the act orders that part's own day, where the act has one for it."""
    own = [e for e in found if e.verb is Order.STARTS and e.place and e.on is not None]
    for edge in found:
        parts = [part.on for part in own if within(edge.locator, part.place)]
        yield replace(edge, on=parts[-1]) if parts and edge.verb is not Order.STARTS else edge


def _once(found: Iterator[Edge]) -> Iterator[Edge]:
    seen = set()
    for edge in found:
        key = (edge.verb, edge.act, edge.place, edge.phrase, edge.wording)
        if key not in seen:
            seen.add(key)
            yield edge


def _is_quoted(draft: Draft) -> bool:
    return draft.amends is not None or "«" in draft.locator
