"""Judges what a fact is worth by its force on the day: what is out of force is no basis unless asked for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from assistant.facts import Fact
from assistant.tables import load
from index.validity import OUT_OF_FORCE, inside


def standing(fact: Fact, day: date, regardless: Collection[str] | None = ()) -> float:
    """Return the share of its score that a fact keeps, from 0 to 1; one whose force is unknown keeps all.

    Its force is that of its part within its act. `regardless` are the ids of documents that count though the
    act as a whole has ended or not begun, `None` all of them; that a part ended alone always takes something.
    """
    policy, act = load("policy")["standing"], fact.head.validity
    force = inside(fact.provision.validity, act).on(day)
    if force not in OUT_OF_FORCE:
        return 1.0
    if force is not act.on(day):
        return float(policy["part"])
    return 1.0 if regardless is None or fact.head.id in regardless else float(policy["act"])
