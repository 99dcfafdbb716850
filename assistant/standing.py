"""Judges what a fact is worth by its force on the day: what is out of force is no basis unless asked for."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Final

from assistant.facts import Fact
from assistant.tables import load
from index.documents import Identity, Kind
from index.validity import OUT_OF_FORCE, inside

_YEAR_OF_NUMBER = re.compile(r"(?<![\d/])\d+/((?:19|20)\d{2})(?!\d)")
_TIMELESS: Final = frozenset({Kind.PROCEDURE, Kind.STANDARD, Kind.REGULATION})


def standing(
    fact: Fact, day: date, regardless: Collection[str] | None = (), *, outlived: bool = False
) -> float:
    """Return the share of its score that a fact keeps, from 0 to 1; one whose force is unknown keeps all.

    An act that has `outlived` the law which it details counts as one that has ended.

    Its force is that of its part within its act. `regardless` are the ids of documents that count though the
    act as a whole has ended or not begun, `None` all of them; that a part ended alone always takes something.
    """
    policy, act = load("policy")["standing"], fact.head.validity
    force = inside(fact.provision.validity, act).on(day)
    if force not in OUT_OF_FORCE and not outlived:
        return 1.0
    if force in OUT_OF_FORCE and force is not act.on(day):
        return float(policy["part"])
    return 1.0 if regardless is None or fact.head.id in regardless else float(policy["act"])


def recency(identity: Identity, day: date) -> float:
    """Return the share of its score that an act keeps by its age; of acts on one matter the later counts.

    Where nobody has said that an act has ended, it may have. Procedure records and technical standards keep
    all, whenever they were made.
    """
    policy = load("policy")["standing"]["age"]
    if identity.kind in _TIMELESS:
        return 1.0
    year = identity.issued_on.year if identity.issued_on else _year_of(identity.number or "")
    if year is None:
        return float(policy["undated"])
    return float(max(policy["least"], 1 - policy["yearly"] * max(0, day.year - year - policy["young"])))


def _year_of(number: str) -> int | None:
    found = _YEAR_OF_NUMBER.search(number)
    return int(found.group(1)) if found else None
