"""Measures of a ranking, by ir-measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Judgements = Mapping[str, Mapping[str, int]]
Ranking = Mapping[str, Sequence[str]]
"""The documents found for each question, best first."""

NAMES = {
    "nDCG@10": "ndcg@10",
    "R@1": "recall@1",
    "R@5": "recall@5",
    "R@10": "recall@10",
    "R@100": "recall@100",
    "RR@10": "mrr@10",
    "Success@1": "found@1",
    "Success@5": "found@5",
    "Success@10": "found@10",
}
COVERAGE = "all_needed@10"
"""1 where every relevant document is among the first ten, else 0."""


def by_question(judgements: Judgements, ranking: Ranking) -> dict[str, dict[str, float]]:
    """Return each measure's value in [0, 1] for each judged question; nothing found counts as 0.

    Ties do not exist: the order given is the order measured.
    """
    import ir_measures  # noqa: PLC0415 - half a second, and an extra that not every install has

    run = {
        query: {document: float(len(found) - rank) for rank, document in enumerate(found)}
        for query, found in ranking.items()
    }
    values = {name: dict.fromkeys(judgements, 0.0) for name in NAMES.values()}
    wanted = [ir_measures.parse_measure(name) for name in NAMES]
    for measured in ir_measures.iter_calc(wanted, judgements, run):
        values[NAMES[str(measured.measure)]][measured.query_id] = float(measured.value)
    values[COVERAGE] = {query: float(share >= 1) for query, share in values["recall@10"].items()}
    return values
