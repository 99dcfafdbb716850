"""Gives each of several parts that ask the same its own fact, so that all together fit best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from assistant.fitting import Wish, fit
from assistant.tables import load
from assistant.weighing import Weighed


def assigned(wishes: Sequence[Wish], found: Mapping[Wish, Sequence[Weighed]]) -> dict[Wish, list[Weighed]]:
    """Return what was found for wishes that ask the same of different parts, the fact for each part first.

    "A trong mấy ngày, B trong mấy ngày": taken one after the other, the part that comes first would have the
    fact that fits the whole question best, whichever part tells it. No fact is given to two parts where there
    are enough. With many parts fewer facts of each are tried, with more than a dozen each part has its best.
    """
    policy = load("policy")["selection"]
    most = min(policy["assigned"], int(policy["assignments"] ** (1 / len(wishes))) - 1)
    if most < 1:
        return {wish: list(found[wish]) for wish in wishes}
    choices = [
        [*((pick, _worth_to(pick, w, wishes)) for pick in found[w][:most]), (None, 0.0)] for w in wishes
    ]
    best = max(product(*choices), key=_worth)
    given = [pick for pick, _ in best if pick is not None]
    others = policy["beside_assigned"]
    rest = {w: [f for f in found[w] if not any(f is pick for pick in given)][:others] for w in wishes}
    return {
        wish: rest[wish] if pick is None else [pick, *rest[wish]]
        for wish, (pick, _) in zip(wishes, best, strict=True)
    }


def _worth_to(pick: Weighed, wish: Wish, wishes: Sequence[Wish]) -> float:
    """Return the worth of a fact to a part; what it has of the words of the others is none to it."""
    of_others = frozenset[str]().union(*(w.part.own for w in wishes if w.part != wish.part)) - wish.part.own
    foreign = sum(value for word, value in pick.words.items() if word in of_others)
    return pick.score + fit(pick, wish) - float(load("policy")["weighing"]["overlap"]) * foreign


def _worth(choice: Sequence[tuple[Weighed | None, float]]) -> float:
    """Return the worth of one fact for each part; a fact that two are given counts once.

    In one article or table, or under the same lines of a procedure record, all are of one case.
    """
    worth = {id(pick): 0.0 for pick, _ in choice}
    for pick, value in choice:
        worth[id(pick)] = max(worth[id(pick)], value)
    picks = [pick for pick, _ in choice if pick is not None]
    leads = [pick.fact.group if _is_case(pick) else pick.fact.article for pick in picks]
    together = len(leads) - len(set(leads)) if len(worth) == len(choice) else 0
    return sum(worth.values()) + float(load("policy")["selection"]["together"]) * together


def _is_case(pick: Weighed) -> bool:
    """Tell whether a fact stands under what tells its case: lines of a record, the head of a table."""
    record = pick.fact.of_record
    return bool(pick.fact.lead) if record else bool(pick.fact.cells)
