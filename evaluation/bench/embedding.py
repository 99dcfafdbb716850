"""Our encoder against the plain loop of sentence-transformers, over the same texts with the same weights."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.settings import load_settings
from index.sqlite_store import SqliteStore
from index.vietnamese import normalise

_PROMPT: Final = "passage: "
_WARM: Final = 4


def embed_ours(home: str, texts: list[str], out: str) -> dict[str, Any]:
    """Embed with the installation's embedder: by length, each distinct text once."""
    from index.embedding import open_embedder  # noqa: PLC0415

    return _timed(open_embedder(load_settings(Path(home))).encode_passages, texts, out)


def embed_plain(home: str, texts: list[str], out: str) -> dict[str, Any]:
    """Embed as the guide of sentence-transformers shows it: float32, 32 texts at a time as they come."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    from index.sentence_embedder import MAX_LENGTH  # noqa: PLC0415

    model = SentenceTransformer(str(load_settings(Path(home)).model_folder), local_files_only=True)
    model.max_seq_length = MAX_LENGTH  # both cut texts at the same place

    def encode(some: Sequence[str]) -> NDArray[np.float32]:
        said = [_PROMPT + text for text in some]
        parts = [
            model.encode(said[at : at + 32], normalize_embeddings=True) for at in range(0, len(said), 32)
        ]
        return np.concatenate([np.asarray(part, np.float32) for part in parts])

    return _timed(encode, texts, out)


def _timed(
    encode: Callable[[Sequence[str]], NDArray[np.float32]], texts: list[str], out: str
) -> dict[str, Any]:
    encode(texts[:_WARM])
    began, used = time.perf_counter(), time.process_time()
    vectors = encode(texts)
    found = {"seconds": time.perf_counter() - began, "processor": time.process_time() - used}
    np.save(out, vectors)
    return {**found, "texts": len(texts)}


def passages_of(home: Path, count: int, seed: int) -> list[str]:
    """Return a sample of the texts that a home embeds, each as often as it comes, in a drawn order.

    It is drawn by distinct text, so that texts are repeated in it as in the whole home, where a draw of some
    of all texts would seldom hold one twice.
    """
    with SqliteStore.open(load_settings(home).database) as store:
        texts = [normalise(passage.dense) for passage, _ in store.all_passages() if passage.dense]
    often = Counter(texts)
    draw = np.random.default_rng(seed)
    distinct = sorted(often)
    chosen = draw.permutation(len(distinct))[: round(count * len(distinct) / max(1, len(texts)))]
    sample = [distinct[place] for place in chosen for _ in range(often[distinct[place]])]
    return [sample[place] for place in draw.permutation(len(sample))]


def of_length(texts: Sequence[str], words: int, count: int) -> list[str]:
    """Return so many texts of about 256 tokens, put together of the given ones."""
    row = " ".join(texts).split()
    starts = range(0, max(1, len(row) - words), max(1, (len(row) - words) // count))
    return [" ".join(row[at : at + words]) for at in starts][:count]


def agreement(one: str, other: str) -> float:
    """Return the least cosine of two sets of vectors on disk."""
    products: NDArray[np.float32] = (np.load(one) * np.load(other)).sum(axis=1)
    return float(products.min())
