"""Searches and whole answers over a home, one after the other, with their filters and memory."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from evaluation.bench.copies import TOPIC_LABEL
from evaluation.office import OPERATOR, Office, open_office
from index.reach import Reach
from index.search import Scope

_WARM: Final = 8


def ask_home(home: str, questions: list[str]) -> dict[str, Any]:
    """Time each question as a search, as the two searches under each filter, and as a whole answer."""
    began, before = time.perf_counter(), time.process_time()
    office = open_office(Path(home), threads=1)
    opened = time.perf_counter() - began
    try:
        office.assistant.search(questions[0], OPERATOR)
        used = time.process_time() - before
        first = time.perf_counter() - began
        for question in questions[:_WARM]:
            office.assistant.answer(question, OPERATOR)
        searches = [_both(lambda q=q: office.assistant.search(q, OPERATOR)) for q in questions]
        answers = [_both(lambda q=q: office.assistant.answer(q, OPERATOR)) for q in questions]
        generation = office.assistant.generation()
        return {
            "passages": generation.manifest.passages,
            "vectors": generation.manifest.vectors,
            "disk_mb": _disk(Path(home)),
            "open_seconds": opened,
            "first_search_seconds": first,
            "first_search_processor_seconds": used,
            "search_ms": percentiles([clock for clock, _ in searches]),
            "answer_ms": percentiles([clock for clock, _ in answers]),
            "search_processor_ms": percentiles([spent for _, spent in searches]),
            "answer_processor_ms": percentiles([spent for _, spent in answers]),
            "filters": _filters(office, questions),
            "memory": memory(),
        }
    finally:
        office.close()


def percentiles(row: Sequence[float]) -> dict[str, float]:
    """Return the 50th, 95th and 99th percentiles."""
    p50, p95, p99 = (round(float(value), 1) for value in np.percentile(row, (50, 95, 99)))
    return {"p50": p50, "p95": p95, "p99": p99}


def memory() -> dict[str, int]:
    """Return MiB of this process: its own, and of mapped files, which the system takes back at need."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    kept = dict(line.split(":", 1) for line in lines if line.startswith(("RssAnon", "RssFile")))
    return {
        "own_mb": int(kept["RssAnon"].split()[0]) >> 10,
        "mapped_mb": int(kept["RssFile"].split()[0]) >> 10,
    }


def _both(work: Any) -> tuple[float, float]:  # noqa: ANN401 - any call
    """Return the milliseconds of a call by the clock, and of the processor, which other work changes less."""
    spent = time.process_time()
    clock = _timed(work)
    return clock, 1000 * (time.process_time() - spent)


def _timed(work: Any) -> float:  # noqa: ANN401 - any call
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def _filters(office: Office, questions: Sequence[str]) -> list[dict[str, Any]]:
    """Search by words and by meaning within the labels that `evaluation.bench.copies` gives."""
    from assistant.query import clauses  # noqa: PLC0415
    from assistant.question import understand  # noqa: PLC0415

    reach = office.tools.retriever.reach(OPERATOR)
    encode = office.assistant.encode
    held = reach.generation.labels
    scopes = {"all": held, "50 %": {"public"}, "5 %": {"confidential"}, "0.5 %": {"secret"}}
    scopes["with the topic"] = {TOPIC_LABEL}
    rows = []
    asked = [
        (clauses(understand((q,), date.today()).searched), encode(q) if encode else None) for q in questions
    ]
    for name, labels in scopes.items():
        if not labels <= held:
            continue
        scope = Scope(frozenset(labels))
        words = [_timed(lambda a=a, s=scope: reach.generation.lexical.search(a[0], 100, s)) for a in asked]
        row = {"filter": name, "passages": reach.generation.lexical.count(scope)}
        row["words_ms"] = percentiles(words)
        if reach.generation.vectors is not None:
            row |= _dense(reach, asked, scope)
        rows.append(row)
    return rows


def _dense(reach: Reach, asked: Sequence[tuple[Any, Any]], scope: Scope) -> dict[str, Any]:
    vectors = reach.generation.vectors
    assert vectors is not None
    times = [_timed(lambda a=a: vectors.search(a[1], 100, scope)) for a in asked]
    return {"meaning_ms": percentiles(times)}


def _disk(home: Path) -> int:
    return sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) >> 20
