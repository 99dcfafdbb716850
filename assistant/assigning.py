"""Gives each of several parts that ask the same its own fact, so that all together fit best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from assistant.tables import load
from assistant.weighing import Weighed
from assistant.wishes import Wish, fit


def assigned(wishes: Sequence[Wish], found: Mapping[Wish, Sequence[Weighed]]) -> dict[Wish, list[Weighed]]:
    """Return what was found for wishes that ask the same of different parts, the fact for each part first.

    "A trong mấy ngày, B trong mấy ngày": taken one after the other, the part that comes first would have the
    fact that fits the whole question best, whichever part tells it. No fact is given to two parts where there
    are enough.
    """
    most = load("policy")["selection"]["assigned"]
    choices = [[*((pick, pick.score + fit(pick, w)) for pick in found[w][:most]), (None, 0.0)] for w in wishes]
    best = max(product(*choices), key=_worth)
    given = [pick for pick, _ in best if pick is not None]
    rest = {wish: [w for w in found[wish] if not any(w is pick for pick in given)] for wish in wishes}
    return {
        wish: rest[wish] if pick is None else [pick, *rest[wish]]
        for wish, (pick, _) in zip(wishes, best, strict=True)
    }


def _worth(choice: Sequence[tuple[Weighed | None, float]]) -> float:
    """Return the worth of one fact for each part; a fact that two are given counts once.

    Under one lead all are of one case.
    """
    worth = {id(pick): 0.0 for pick, _ in choice}
    for pick, value in choice:
        worth[id(pick)] = max(worth[id(pick)], value)
    leads = [pick.fact.group for pick, _ in choice if pick is not None and pick.fact.lead]
    together = len(leads) - len(set(leads)) if len(worth) == len(choice) else 0
    return sum(worth.values()) + float(load("policy")["selection"]["under_one_lead"]) * together
