"""Vectors of passages, kept between measurements where a folder is given."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedder import Embedder

_AT_ONCE = 512


def passage_vectors(embedder: Embedder, texts: Sequence[str], cache: Path | None) -> NDArray[np.float32]:
    """Return the vectors (n, dimension) of `texts`, embedding only those that `cache` does not hold.

    One file a model; it is written after every 512 new texts, so that an interrupted run loses little.
    """
    if cache is None:
        return embedder.encode_passages(texts)
    cache.mkdir(parents=True, exist_ok=True)
    path = cache / f"{hashlib.sha256(embedder.model_id.encode()).hexdigest()[:16]}.npz"
    known = _load(path)
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    missing = {key: text for key, text in zip(hashes, texts, strict=True) if key not in known}
    rest = sorted(missing.items(), key=lambda item: -len(item[1]))
    for start in range(0, len(rest), _AT_ONCE):
        part = rest[start : start + _AT_ONCE]
        vectors = embedder.encode_passages([text for _, text in part])
        known.update(zip((key for key, _ in part), vectors, strict=True))
        _save(path, known)
    return np.stack([known[key] for key in hashes])


def _load(path: Path) -> dict[str, NDArray[np.float32]]:
    if not path.exists():
        return {}
    with np.load(path) as kept:
        return dict(zip(kept["hashes"].tolist(), kept["vectors"], strict=True))


def _save(path: Path, known: dict[str, NDArray[np.float32]]) -> None:
    fresh = path.with_suffix(".tmp.npz")
    np.savez(fresh, hashes=np.array(list(known)), vectors=np.stack(list(known.values())))
    fresh.replace(path)
