"""Chooses the facts of an answer: for coverage of the question and against redundancy."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.tables import load
from assistant.weighing import Weighed


def select(candidates: Sequence[Weighed], named: frozenset[str]) -> tuple[Weighed, ...]:
    """Return the facts to state, in the order of their gain.

    The best fact comes first; each further one has to add words or aspects of the question that those before
    it do not give. Facts of other documents than the best one's are taken only where the question names the
    document (`named` holds ids), or where they are nearly as good.
    """
    policy = load("policy")["selection"]
    ranked = sorted(candidates, key=lambda w: (-w.score, w.fact.provision.id, w.fact.text))
    if not ranked:
        return ()
    best = ranked[0]
    floor = policy["other_document"] * best.score
    pool = [
        w
        for w in ranked
        if w.fact.head.id == best.fact.head.id or w.fact.head.id in named or w.score >= floor
    ]
    chosen: list[Weighed] = []
    room = policy["characters"]
    while pool and len(chosen) < policy["statements"]:
        gains = [(_gain(w, chosen), w) for w in pool]
        gain, pick = max(gains, key=lambda g: (g[0], -pool.index(g[1])))
        if chosen and gain < policy["least_gain"]:
            break
        pool.remove(pick)
        if chosen and pick.fact.length > room:
            continue
        chosen.append(pick)
        room -= pick.fact.length
        pool = [w for w in pool if w.fact.folded not in {c.fact.folded for c in chosen}]
    return tuple(chosen)


def _gain(candidate: Weighed, chosen: Sequence[Weighed]) -> float:
    """Return what a fact adds to those chosen: new words and aspects in full, its own score in part."""
    policy = load("policy")["weighing"]
    if not chosen:
        return candidate.score
    known: dict[str, float] = {}
    aspects: set[str] = set()
    for fact in chosen:
        aspects |= fact.aspects
        for word, value in fact.words.items():
            known[word] = max(known.get(word, 0.0), value)
    fresh = sum(max(0.0, value - known.get(word, 0.0)) for word, value in candidate.words.items())
    lacking = len(candidate.aspects - aspects)
    near = candidate.score / chosen[0].score if chosen[0].score else 0.0
    same_article = candidate.fact.provision.heading == chosen[0].fact.provision.heading
    bonus = policy["same_article"] if same_article else 0.0
    return float(near * (policy["overlap"] * fresh + policy["aspect"] * lacking + bonus * near))
