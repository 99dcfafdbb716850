"""Vectors kept between measurements: of passages on disk where a folder is given, of questions in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedder import Embedder

_AT_ONCE = 512
Tell = Callable[[int, int], None]
"""Hears how many texts are embedded, of how many."""


def passage_vectors(
    embedder: Embedder, texts: Sequence[str], cache: Path | None, tell: Tell = lambda _done, _of: None
) -> NDArray[np.float32]:
    """Return the vectors (n, dimension) of `texts`, embedding only those that `cache` does not hold.

    Each 512 new texts make one new file in `cache`, whole or not at all, so an interrupted run goes on where
    it stopped.
    """
    known = {} if cache is None else _load(cache, embedder.model_id)
    hashes = [_hash(text) for text in texts]
    missing = {key: text for key, text in zip(hashes, texts, strict=True) if key not in known}
    rest = sorted(missing.items(), key=lambda item: -len(item[1]))
    for start in range(0, len(rest), _AT_ONCE):
        tell(start, len(rest))
        part = rest[start : start + _AT_ONCE]
        vectors = embedder.encode_passages([text for _, text in part])
        known.update(zip((key for key, _ in part), vectors, strict=True))
        if cache is not None:
            _save(cache, embedder.model_id, [key for key, _ in part], vectors)
    if rest:
        tell(len(rest), len(rest))
    return (
        np.stack([known[key] for key in hashes]) if hashes else np.empty((0, embedder.dimension), np.float32)
    )


def uncached(model_id: str, texts: Sequence[str], cache: Path | None) -> int:
    """Count the distinct texts whose vectors `cache` does not hold."""
    known = {} if cache is None else _load(cache, model_id)
    return len({_hash(text) for text in texts} - known.keys())


class RememberedQueries:
    """An embedder that keeps the vectors of questions, for several systems that are asked the same ones."""

    def __init__(self, embedder: Embedder) -> None:
        """Wrap an embedder; its failures are passed on."""
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}
        self.model_id = embedder.model_id
        self.dimension = embedder.dimension

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors (n, dimension) of passages, each time anew."""
        return self._embedder.encode_passages(texts)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the vector (dimension,) of a question."""
        if text not in self._known:
            self._known[text] = self._embedder.encode_query(text)
        return self._known[text]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _name(model_id: str) -> str:
    return hashlib.sha256(model_id.encode()).hexdigest()[:16]


def _load(cache: Path, model_id: str) -> dict[str, NDArray[np.float32]]:
    known: dict[str, NDArray[np.float32]] = {}
    for path in sorted(cache.glob(f"{_name(model_id)}*.npz")):
        with np.load(path) as kept:
            known.update(zip(kept["hashes"].tolist(), kept["vectors"], strict=True))
    return known


def _save(cache: Path, model_id: str, hashes: Sequence[str], vectors: NDArray[np.float32]) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    path = cache / f"{_name(model_id)}-{_hash(''.join(hashes))[:16]}.npz"
    fresh = path.with_suffix(".tmp")
    with fresh.open("wb") as opened:
        np.savez(opened, hashes=np.array(hashes), vectors=vectors)
    fresh.replace(path)
