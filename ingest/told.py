"""What a sentence says of the force of parts of acts, and how an order is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from index.amendments import Order
from ingest.acts import KINDS, Acts, Named
from ingest.places import Place, places

PART: Final = "một phần"
"""Written behind a place of which only some of the content is meant."""
DATE: Final = r"(?P<d>\d{1,2})\s?(?:tháng\s|/|-)\s?(?P<m>\d{1,2})\s?(?:năm\s|/|-)\s?(?P<y>\d{4})"
FROM: Final = re.compile(rf"(?:kể\s)?từ\s(?:ngày\s)?{DATE}", re.IGNORECASE)
FORCE: Final = re.compile(
    r"\b(?P<what>(?:có|hết) hiệu lực|(?:bị|được) bãi bỏ)(?:\s(?:thi hành|áp dụng))?,?\s"
    r"(?:(?:kể\s)?từ\s(?:thời điểm\s)?(?:ngày\s)?|(?P<when>khi)\s)"
    rf"(?:(?P<own>{KINDS}\snày)|(?P<signed>(?:được\s)?(?:ký|ban hành|thông qua))|{DATE}|(?<=khi\s))",
    re.IGNORECASE,
)
SUBJECT: Final = re.compile(
    r"^(?:riêng\s|(?:và\s)?đối với\s)?"
    r"(?:(?:các\s|những\s)?(?:quy định|nội dung)\s(?:quy định\s)?(?:tại|của)\s(?:các\s)?)?",
    re.IGNORECASE,
)
_CONTENT: Final = re.compile(
    r"(?:^quy định về\s[^.;]{3,200}?|\b(?:và|,)\s(?:việc|nội dung)\s[^.;]{3,200}?\squy định)\stại\s",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(
    r"\s?(?:\([^()]{0,300}\)\s?)?,?\s?"
    r"(?:(?:được\s)?(?:ban hành\s)?kèm\stheo\s|của\s|tại\s|thuộc\s|trong\s){0,2}",
    re.IGNORECASE,
)
_EXCEPT: Final = re.compile(r"\s?[,(]?\s?(?:ngoại\s)?trừ\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heard:
    """One order of a sentence: what is done to which places of which act.

    `act` is `None` where the sentence names none. `places` is empty where it means the whole act, or, with
    `some`, parts of it that are told below. `from_start` stands for "from the day this act takes effect",
    `signed` for "from the day it is signed".
    """

    verb: Order
    places: tuple[Place, ...]
    act: Named | None
    on: date | None = None
    from_start: bool = False
    signed: bool = False
    some: bool = False
    phrase: str | None = None
    wording: str | None = None


def in_force(sentence: str, acts: Acts) -> Iterator[Heard]:
    """Read "Khoản 2 Điều 43 của Luật này có hiệu lực từ ngày …" at the start or after "riêng"."""
    for part in re.split(r"[;,]\s(?=riêng\s)", sentence):
        yield from _part_in_force(part, acts)


def _part_in_force(masked: str, acts: Acts) -> Iterator[Heard]:
    force = FORCE.search(masked)
    if force is None:
        return
    on = day_of(force) if force["d"] else None
    if force["what"].casefold() == "có hiệu lực" and (
        parts := list(_told_in_part(masked, acts, force.start()))
    ):
        yield Heard(Order.STARTS, tuple(parts), Named(0, 0), on, from_start=False)
    subject = SUBJECT.match(masked)
    found, end = places(masked, subject.end() if subject else 0)
    if not found or end > force.start():
        return
    act = acts.at(masked, tail(masked, end))
    between = masked[act.end if act else end : force.start()].strip()
    inner = re.match(r"\([^()]*?\btại\s(?=[^()]*này\))", between)
    if between and inner is None and not re.match(r"(?:và|,|đã được|được|\()", between):
        return
    verb = Order.STARTS if force["what"].casefold() == "có hiệu lực" else Order.EXPIRES
    if "bãi bỏ" in force["what"].casefold():
        verb = Order.REPEALS
    if inner is not None and verb is Order.STARTS:
        own, _ = places(between, inner.end())
        if own:
            yield Heard(verb, own, Named(0, 0), on, from_start=on is None)
        return
    from_start, signed = force["own"] is not None, force["signed"] is not None
    yield Heard(verb, found, act, on, from_start=from_start, signed=signed)


def _told_in_part(masked: str, acts: Acts, end: int) -> Iterator[Place]:
    """Go over places of which only some content starts: "việc … quy định tại Điều 26 của Luật này"."""
    for match in _CONTENT.finditer(masked, 0, end):
        found, stop = places(masked, match.end())
        act = acts.at(masked, tail(masked, stop)) if found else None
        if act is not None and act.own and act.end <= end:
            yield from in_part(found)


def in_part(found: Sequence[Place]) -> tuple[Place, ...]:
    """Take places as meant in part."""
    return tuple(Place(place.labels, place.part or PART) for place in found)


def less(found: tuple[Place, ...], masked: str, at: int) -> tuple[Place, ...]:
    """Take the last place as meant in part where an exception follows: "Điều 5, trừ điểm i khoản 1"."""
    if _EXCEPT.match(masked, at) is None or not found:
        return found
    return (*found[:-1], *in_part(found[-1:]))


def tail(masked: str, at: int) -> int:
    """Return where an act may be named behind a place that ends at `at`."""
    found = _TAIL.match(masked, at)
    return found.end() if found else at


def day_of(match: re.Match[str] | None) -> date | None:
    """Return the day that a match of `DATE` gives; `None` for none, or one that is in no calendar."""
    try:
        return None if match is None else date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None
