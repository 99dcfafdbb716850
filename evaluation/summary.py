"""Shares and means over scored answers, whole and by slice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from evaluation.golden import DECLINED, Outcome

SLICES = ("category", "lang", "style")


def summarise(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return counts, shares in [0, 1] and means; a share of nothing is null.

    `gold_document`, `gold_article`, `gold_quote` and `wrongly_declined` are shares of the answerable
    questions, `quote_exactness` of all quotes, `mean_length` is in characters.
    """
    askable = [o for o in outcomes if o.question.answerable]
    other = [o for o in outcomes if not o.question.answerable]
    times = [o.milliseconds for o in outcomes if o.milliseconds is not None]
    quotes = sum(o.quotes for o in outcomes)
    return {
        "questions": len(outcomes),
        "answerable": len(askable),
        "correct": _share([o.correct for o in outcomes]),
        "correct_any_case": _share([o.correct_any_case for o in outcomes]),
        "answerable_correct": _share([o.correct for o in askable]),
        "unanswerable_correct": _share([o.correct for o in other]),
        "gold_document": _share([o.gold_document for o in askable]),
        "gold_article": _share([o.gold_article for o in askable]),
        "gold_quote": _share([o.gold_quote for o in askable]),
        "wrongly_declined": _share([o.status in DECLINED for o in askable]),
        "quote_exactness": round(sum(o.exact_quotes for o in outcomes) / quotes, 4) if quotes else None,
        "mean_length": round(float(np.mean([o.length for o in outcomes])), 1) if outcomes else None,
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


def _share(row: Sequence[bool]) -> float | None:
    return round(sum(row) / len(row), 4) if row else None
