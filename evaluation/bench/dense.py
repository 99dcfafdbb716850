"""The vector index by size and filter: how long a search takes, and what it finds of the exact best ten."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from evaluation.bench.vectors import TOPICS, Drawn, draw
from index.clusters import policy
from index.faiss_index import FaissIndex
from index.search import Scope

_BEST: Final = 10
_STEP: Final = 1 << 16
_HALF: Final = 1e-4
_SHARES: Final = (0.5, 0.05, 0.005)
_OUT: Final = -2.0
FILTERS: Final = ("all", "half", "twentieth", "two hundredth", "topics", "other topics")
"""What a scope lets through: 100, 50, 5 and 0.5 % at random; a twentieth of the topics; all but these."""


def scan_vectors(count: int, questions: int, seed: int, k: int) -> dict[str, Any]:
    """Build an index of so many drawn vectors, and search it under each filter beside plain exact FAISS."""
    drawn = draw(count, questions, seed)
    labels = _labels(drawn, seed)
    with tempfile.TemporaryDirectory(prefix="thutuc-bench-") as folder:
        files = Path(folder) / "vectors.faiss", Path(folder) / "columns.npz"
        began = time.perf_counter()
        index = FaissIndex(drawn.vectors.shape[1])
        for at in range(0, count, _STEP):
            keys = np.arange(at, min(at + _STEP, count))
            index.add(keys, drawn.vectors[keys], [(labels[i], str(i // 20)) for i in keys])
        index.save(*files)
        built = time.perf_counter() - began
        del index
        began = time.perf_counter()
        opened = FaissIndex.open(*files)
        found = {
            "vectors": count,
            "clustered": count >= policy()["clustered_from"],
            "build_seconds": built,
            "open_seconds": time.perf_counter() - began,
            "disk_mb": sum(path.stat().st_size for path in Path(folder).iterdir()) >> 20,
        }
        filters = [_filtered(opened, drawn, labels, name, k) for name in FILTERS]
    return {**found, "filters": filters, "memory_mb": _resident()}


def _labels(drawn: Drawn, seed: int) -> list[str]:
    chance = np.random.default_rng(seed + 1).random(len(drawn.vectors))
    marks = (*(chance < share for share in _SHARES), drawn.topics < _SHARES[1] * TOPICS)
    codes = sum(rows.astype(np.int8) << place for place, rows in enumerate(marks))
    return [f"l{code}" for code in np.asarray(codes).tolist()]


def _scope(name: str) -> frozenset[str]:
    place = FILTERS.index(name) - 1
    codes = range(16)
    if place < 0:
        return frozenset(f"l{code}" for code in codes)
    if name == "other topics":
        return frozenset(f"l{code}" for code in codes if not code >> 3 & 1)
    return frozenset(f"l{code}" for code in codes if code >> place & 1)


def _filtered(index: FaissIndex, drawn: Drawn, labels: list[str], name: str, k: int) -> dict[str, Any]:
    chosen = _scope(name)
    allowed = np.array([label in chosen for label in labels])
    scope = Scope(chosen)
    times, plain, shares = [], [], []
    for question in drawn.questions:
        began = time.perf_counter()
        hits = index.search(question, k, scope)
        times.append(1000 * (time.perf_counter() - began))
        began = time.perf_counter()
        best = _exact(drawn.vectors, question, allowed)
        plain.append(1000 * (time.perf_counter() - began))
        got = {key for key, _ in hits[:_BEST]}
        # Vectors are kept in half precision, which knows a cosine to about this much.
        tenth = float(drawn.vectors[best[-1]] @ question) - _HALF if len(best) else 0.0
        right = sum(float(drawn.vectors[key] @ question) >= tenth for key in got)
        shares.append(min(right, len(best)) / max(1, len(best)))
    return {
        "filter": name,
        "rows": int(allowed.sum()),
        "recall": round(float(np.mean(shares)), 4),
        **_percentiles(times, "ms"),
        **_percentiles(plain, "exact_ms"),
    }


def _exact(
    vectors: NDArray[np.float32], question: NDArray[np.float32], allowed: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return the best ten in float32, as `IndexFlatIP` would with the others taken out."""
    scores = vectors @ question
    scores[~allowed] = _OUT
    best = np.argpartition(-scores, min(_BEST, len(scores) - 1))[:_BEST]
    best = best[scores[best] > _OUT]
    ordered: NDArray[np.int64] = best[np.argsort(-scores[best])]
    return ordered


def _percentiles(row: list[float], unit: str) -> dict[str, float]:
    p50, p95, p99 = (round(float(value), 2) for value in np.percentile(row, (50, 95, 99)))
    return {f"p50_{unit}": p50, f"p95_{unit}": p95, f"p99_{unit}": p99}


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20
