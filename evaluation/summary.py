"""Shares and means over scored answers, whole and by slice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from evaluation.bootstrap import interval
from evaluation.golden import DECLINED, LONGEST, Outcome

SLICES = ("category", "lang", "style")


def summarise(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return counts, shares in [0, 1] and means; a share of nothing is null.

    `gold_document`, `gold_article`, `gold_quote` and `wrongly_declined` are shares of the answerable
    questions, `quote_exactness` of all quotes, `within_length` of all answers; `mean_length` is in
    characters; `out_of_force_unmarked` counts citations.
    `statements_supported` (recall) is the share of all statements that their citations carry,
    `citations_useful` (precision) that of all citations which carry a part, `gold_places_cited` that of all
    gold places. `one_fact_words` is the mean length of answers to questions that ask for one thing,
    `brief_words` that of their short answers; `brief_correct` is the share of the answerable whose short
    answer says all.
    """
    askable = [o for o in outcomes if o.question.answerable]
    other = [o for o in outcomes if not o.question.answerable]
    times = [o.milliseconds for o in outcomes if o.milliseconds is not None]
    one_fact = [o for o in askable if len(o.question.must_contain) == 1 and o.status not in DECLINED]
    return {
        "questions": len(outcomes),
        "answerable": len(askable),
        "correct": _share([o.correct for o in outcomes]),
        "correct_interval": _interval([o.correct for o in outcomes]),
        "correct_any_case": _share([o.correct_any_case for o in outcomes]),
        "answerable_correct": _share([o.correct for o in askable]),
        "unanswerable_correct": _share([o.correct for o in other]),
        "gold_document": _share([o.gold_document for o in askable]),
        "gold_article": _share([o.gold_article for o in askable]),
        "gold_quote": _share([o.gold_quote for o in askable]),
        "wrongly_declined": _share([o.status in DECLINED for o in askable]),
        "quote_exactness": _ratio(sum(o.exact_quotes for o in outcomes), sum(o.quotes for o in outcomes)),
        "statements_supported": _ratio(
            sum(o.carried.supported for o in outcomes), sum(o.carried.statements for o in outcomes)
        ),
        "citations_useful": _ratio(
            sum(o.carried.useful for o in outcomes), sum(o.carried.citations for o in outcomes)
        ),
        "gold_places_cited": _ratio(
            sum(o.gold_places for o in askable), sum(len(o.question.gold) for o in askable)
        ),
        "out_of_force_unmarked": sum(o.unmarked for o in outcomes),
        "within_length": _share([o.length <= LONGEST for o in outcomes]),
        "mean_length": _mean([o.length for o in outcomes]),
        "mean_words": _mean([o.words for o in outcomes]),
        "one_fact_words": _mean([o.words for o in one_fact]),
        "brief_correct": _share([o.brief_correct for o in askable]),
        "brief_words": _mean([o.brief_words for o in one_fact]),
        "p50_ms": round(float(np.percentile(times, 50)), 1) if times else None,
        "p95_ms": round(float(np.percentile(times, 95)), 1) if times else None,
    }


def by_slice(outcomes: Sequence[Outcome]) -> dict[str, dict[str, dict[str, Any]]]:
    """Summarise by category, language and style."""
    slices: dict[str, dict[str, dict[str, Any]]] = {}
    for name in SLICES:
        groups: defaultdict[str, list[Outcome]] = defaultdict(list)
        for outcome in outcomes:
            groups[getattr(outcome.question, name)].append(outcome)
        slices[name] = {value: summarise(group) for value, group in sorted(groups.items())}
    return slices


def _mean(row: Sequence[int]) -> float | None:
    return round(float(np.mean(row)), 1) if row else None


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _interval(row: Sequence[bool]) -> list[float] | None:
    return [round(bound, 4) for bound in interval([float(value) for value in row])] if row else None


def _share(row: Sequence[bool]) -> float | None:
    return round(sum(row) / len(row), 4) if row else None
