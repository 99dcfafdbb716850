"""Transitional clauses: what goes on for matters begun under the law of before, and which law that was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from index.amendments import Edge, Order
from index.documents import Identity, number_key
from index.provisions import Unit
from ingest.acts import KINDS, NUMBERED, plain
from ingest.reading import Draft
from ingest.told import DATE

NAMED, ENDED = 0.97, 0.9
"""Confidence: the clause names the act of before; only the acts that this one ends are known."""

_HEADED: Final = re.compile(r"chuyển tiếp|\btransition", re.IGNORECASE)
_BEFORE: Final = re.compile(
    rf"\b(?:trước|đến|kể từ|tính đến)\s(?:thời điểm\s|khi\s)?(?:ngày\s)?{KINDS}\s(?:\w+\s)?này\s"
    r"(?:được\s(?:ban hành|thông qua)|có hiệu lực|bắt đầu có hiệu lực)"
    r"|\bthời điểm\s(?:\w+\s){1,3}này\scó hiệu lực"
    rf"|\btrước\s(?:thời điểm\s)?ngày\s{DATE}"
    r"|\bbefore\s(?:the\s(?:effective\s)?date\s(?:of\s)?)?this\s\w+(?:\stakes\seffect)?",
    re.IGNORECASE,
)
_GOES_ON: Final = re.compile(
    r"\btiếp tục\b|\bkhông phải\s(?:\w+\s){0,4}lại\b|\b(?:được\s)?(?:áp dụng|thực hiện|xử lý|giải quyết)\s"
    r"(?:theo|như|quy định)|\bdừng\b|\bcó giá trị\b|\bvẫn\s(?:được|có)\b|\bcontinue"
    r"|\bshall (?:comply|apply)\b",
    re.IGNORECASE,
)
_AMENDING: Final = re.compile(
    r"(?:sửa đổi|bổ sung)[^.;]{0,60}?\s(?:theo|bởi|tại|bằng)\s[^.;]{0,60}$", re.IGNORECASE
)
_UNITS: Final = frozenset({Unit.ARTICLE, Unit.CLAUSE, Unit.POINT, Unit.PARAGRAPH})
_LONGEST: Final = 6000


def transitions(
    text: str, drafts: Sequence[Draft], identity: Identity, starts: date | None, ended: Sequence[str]
) -> tuple[Edge, ...]:
    """Return the transitional clauses of an act, each with the acts of before that it moves matters from.

    These are the acts that the clause names; where it names none, those that the whole act ends (`ended`).
    """
    own = number_key(identity.number or "")
    first: dict[int, int] = {}
    for i, draft in enumerate(drafts):
        if draft.parent is not None:
            first.setdefault(draft.parent, i)
    found: list[Edge] = []
    for i, draft in enumerate(drafts):
        if draft.unit not in _UNITS or draft.amends is not None or "«" in draft.locator:
            continue
        stop = drafts[first[i]].span.start if i in first else draft.span.end
        words = " ".join(plain(text[draft.span.start : min(stop, draft.span.start + _LONGEST)]).split())
        if not _is_transitional(words, draft, whole=i not in first):
            continue
        named = [number for number in _named(words) if number_key(number) != own]
        acts, confidence = (named, NAMED) if named else (list(ended), ENDED)
        found += [
            Edge(Order.CONTINUES, act, "", starts, draft.locator, draft.span, confidence)
            for act in dict.fromkeys(acts)
        ]
    return tuple(found)


def _is_transitional(words: str, draft: Draft, *, whole: bool) -> bool:
    """Tell whether own words are transitional; `whole` are those of a unit without parts."""
    if _HEADED.search(draft.heading):
        return whole or draft.unit is not Unit.ARTICLE
    before = _BEFORE.search(words)
    return before is not None and _GOES_ON.search(words, before.start()) is not None


def _named(words: str) -> Iterator[str]:
    for named in NUMBERED.finditer(words):
        if "/" in named["number"] and _AMENDING.search(words[: named.start()]) is None:
            yield named["number"].replace("–", "-")
