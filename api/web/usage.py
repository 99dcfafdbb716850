"""How the assistant is used, counted over the answers that are kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from assistant.records import AnswerRecord
from index.document_store import DocumentHead
from index.vietnamese import fold, normalise

DAYS: Final = 30
_UNANSWERED: Final = frozenset({"unanswerable", "out_of_scope", "clarification"})
_ALIKE: Final = 0.6
"""Questions that share this much of their words are told as one."""
_MOST: Final = 10
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a plot: what it stands for, its value, and its share of the longest from 0 to 1."""

    name: str
    value: float
    share: float


@dataclass(frozen=True, slots=True)
class Group:
    """Questions alike that had no answer: the last of them as it was asked, its answer, and how many."""

    question: str
    answer_id: str
    count: int


@dataclass(frozen=True, slots=True)
class Usage:
    """The numbers of the last `DAYS` days; seconds are the median of each day."""

    total: int
    a_day: tuple[Bar, ...]
    statuses: tuple[Bar, ...]
    seconds: tuple[Bar, ...]
    cited: tuple[tuple[DocumentHead, Bar], ...]
    unanswered: tuple[Group, ...]


def usage(
    records: Sequence[AnswerRecord],
    heads: Mapping[str, DocumentHead],
    today: date,
    shown: Iterable[AnswerRecord],
) -> Usage:
    """Count records, the newest first; `heads` are documents that may be named, `shown` what may be read."""
    days = [today - timedelta(days=n) for n in reversed(range(DAYS))]
    by_day: dict[date, list[AnswerRecord]] = {day: [] for day in days}
    for record in records:
        day = datetime.fromisoformat(record.asked_at).astimezone().date()
        if day in by_day:
            by_day[day].append(record)
    recent = [record for day in days for record in by_day[day]]
    cited = Counter(key for one in recent for key in {c["document"]["id"] for c in one.body["citations"]})
    named = [(heads[key], count) for key, count in cited.most_common() if key in heads][:_MOST]
    return Usage(
        len(recent),
        _bars([(f"{day:%d/%m}", len(by_day[day])) for day in days]),
        _bars(Counter(one.body["status"] for one in recent).most_common()),
        _bars([(f"{day:%d/%m}", _median(by_day[day])) for day in days]),
        tuple(zip((head for head, _ in named), _bars([("", n) for _, n in named]), strict=True)),
        grouped([one for one in shown if one.body["status"] in _UNANSWERED]),
    )


def grouped(records: Iterable[AnswerRecord]) -> tuple[Group, ...]:
    """Put questions together that share most of their words, the most frequent first."""
    groups: list[tuple[frozenset[str], AnswerRecord, int]] = []
    for record in records:
        words = frozenset(_WORD.findall(fold(normalise(record.body["understood_as"]))))
        for place, (known, first, count) in enumerate(groups):
            if len(words & known) >= _ALIKE * max(len(words | known), 1):
                groups[place] = (known, first, count + 1)
                break
        else:
            groups.append((words, record, 1))
    groups.sort(key=lambda one: -one[2])
    return tuple(Group(one.body["question"], one.id, count) for _, one, count in groups[:_MOST])


def _bars(values: Sequence[tuple[str, float]]) -> tuple[Bar, ...]:
    most = max((value for _, value in values), default=0)
    return tuple(Bar(name, value, value / most if most else 0.0) for name, value in values)


def _median(records: Sequence[AnswerRecord]) -> float:
    times = sorted(one.body["timings_ms"].get("total", 0.0) / 1000 for one in records)
    return round(times[len(times) // 2], 2) if times else 0.0
