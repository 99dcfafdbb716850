"""What the footnotes of a consolidated text tell: which act gave each place its words, and since when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from index.amendments import Edge, Order
from index.documents import Identity, number_key
from ingest.acts import NUMBERED, Acts, plain
from ingest.edges import INHERITED, PARTLY
from ingest.footnotes import ABOUT
from ingest.places import places
from ingest.reading import Draft
from ingest.told import DATE, PART, day_of, tail

_TOLD: Final = re.compile(
    r"\b(?:được|bị)\s(?P<verb>sửa đổi(?:,?\s(?:và\s)?bổ sung)?|bổ sung|bãi bỏ|thay thế|đính chính"
    r"|ngưng hiệu lực|hết hiệu lực)\b(?P<between>[^;]{0,400}?)\btheo\s(?:quy định\s)?tại:?\s",
    re.IGNORECASE,
)
_AGAIN: Final = re.compile(
    r"(?:,|;|\bvà)\s(?:được\s\S+\s\S+\s)?(?:lần\s[^,;]{3,12}\s)?theo\s(?:quy định\s)?tại\s"
)
_QUOTED: Final = re.compile(r"[“\"](?P<words>[^”\"]{1,600})[”\"]")
_SINCE: Final = re.compile(rf"có hiệu lực(?: thi hành)?,?\s(?:kể\s)?từ\s(?:ngày\s)?{DATE}", re.IGNORECASE)
_AMENDED_BY: Final = re.compile(
    r"\b(?:đã\s)?được\ssửa\sđổi(?:,?\sbổ\ssung)?[^.:;]{0,60}?\sbởi\b", re.IGNORECASE
)
_PART: Final = re.compile(r"^\s*(?:Tên|Tiêu đề|Đoạn|Câu|Nội dung|Các cụm)\b")
_PHRASE: Final = re.compile(r"^\s*(?:Các\s)?(?:cụm\s)?từ\b", re.IGNORECASE)
_HEAD: Final = 8000
_REACH: Final = 400
_VERBS: Final = (
    ("sửa đổi", Order.AMENDS),
    ("bổ sung", Order.ADDS),
    ("bãi bỏ", Order.REPEALS),
    ("thay thế", Order.AMENDS),
    ("đính chính", Order.CORRECTS),
    ("ngưng", Order.SUSPENDS),
    ("hết hiệu lực", Order.EXPIRES),
)


def note_orders(text: str, drafts: Sequence[Draft], identity: Identity) -> tuple[Edge, ...]:
    """Return what the notes say that other acts ordered of the places they are about.

    The act that is changed is the one that was consolidated; none is told where its number is not found.
    """
    notes = [d for d in drafts if d.heading.startswith(ABOUT)]
    base = consolidated_act(text, identity) if notes else None
    if base is None:
        return ()
    head = plain(text[: min(_HEAD, notes[0].span.start)])
    since = dict(_since(head))
    acts = Acts(head)
    found: dict[Edge, None] = {}
    for note in notes:
        for edge in _orders(plain(note.span.of(text)), note, acts, base):
            act = number_key(edge.by_act or "")
            found[edge if edge.on else replace(edge, on=since.get(act))] = None
    return tuple(found)


def consolidated_act(text: str, identity: Identity) -> str | None:
    """Return the number of the act whose words a consolidated text has: the one "amended by" others."""
    head = plain(text[:_HEAD])
    amended = _AMENDED_BY.search(head)
    if amended is not None:
        named = list(NUMBERED.finditer(head, max(0, amended.start() - _REACH), amended.start()))
        numbers = [n["number"] for n in named if "/" in n["number"] and "VBHN" not in n["number"]]
        if numbers:
            return str(numbers[0])
    number = identity.number
    return number if number is not None and "VBHN" not in number.upper() else None


def _orders(words: str, note: Draft, acts: Acts, base: str) -> Iterator[Edge]:
    told = _TOLD.search(words)
    if told is None:
        return
    subject = words[: told.start()].split("]", 1)[-1]
    place, partly = note.heading.removeprefix(ABOUT).replace(",", ""), _PART.match(subject) is not None
    verb = next(order for stem, order in _VERBS if stem in told["verb"].casefold())
    phrase = wording = None
    if _PHRASE.match(subject) and (old := _QUOTED.search(subject)):
        new = _QUOTED.search(told["between"])
        phrase, wording = old["words"], new["words"] if new else None
        verb = Order.REPEALS if verb is Order.REPEALS else Order.REPHRASES
        if verb is Order.REPHRASES and wording is None:
            return
    at: int | None = told.end()
    while at is not None:
        where, end = places(words, at)
        act = acts.at(words, tail(words, end)) if where else acts.at(words, at)
        again = _AGAIN.search(words, act.end if act else at)
        if act is not None and act.number is not None:
            stop = again.start() if again else len(words)
            yield Edge(
                verb=verb,
                act=base,
                place=f"{place} {PART}" if partly else place,
                on=day_of(_SINCE.search(words, act.end, stop)),
                locator=note.locator,
                span=note.span,
                confidence=PARTLY if partly else INHERITED,
                phrase=phrase,
                wording=wording,
                by_act=act.number,
                by_place=str(where[0]) if where else "",
            )
        at = again.end() if again else None


def _since(head: str) -> Iterator[tuple[str, date]]:
    """Go over the acts that the head lists with the day from which each is in force."""
    for named in NUMBERED.finditer(head):
        stop = head.find("\n", named.end())
        day = day_of(_SINCE.search(head, named.end(), stop if stop > 0 else len(head)))
        if day is not None:
            yield number_key(named["number"]), day
