"""What a user would build in an afternoon over the same texts: langchain with FAISS, and BM25."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from evaluation.chunks import Chunk
from evaluation.term_index import TermIndex
from evaluation.vector_cache import Tell, passage_vectors
from index.embedder import Embedder

_WORD = re.compile(r"\w+")


class Baseline(Protocol):
    """Finds chunks. Failure: none; a question that matches nothing finds nothing."""

    name: str

    def search(self, question: str, k: int) -> list[Chunk]:
        """Return the best `k` chunks, best first."""
        ...


class PlainBm25:
    """BM25 over syllables in lower case, with bm25s as it comes."""

    name = "BM25"

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        """Index the chunks."""
        self._chunks = chunks
        self._index = TermIndex([syllables(chunk.text) for chunk in chunks])

    def search(self, question: str, k: int) -> list[Chunk]:
        """Return the best `k` chunks that share a syllable with the question."""
        return [self._chunks[place] for place, _ in self._index.search(syllables(question), k)]


class PlainLangchain:
    """The installation's embedder and an exact FAISS index, as langchain's FAISS store makes one (L2)."""

    name = "langchain + FAISS"

    def __init__(
        self,
        chunks: Sequence[Chunk],
        embedder: Embedder,
        cache: Path | None = None,
        tell: Tell = lambda _done, _of: None,
        name: str = name,
    ) -> None:
        """Embed the chunks that `cache` lacks, and index all; `name` stands for another one in the report."""
        import faiss  # noqa: PLC0415 - heavy

        self.name = name
        self._chunks = chunks
        self._embedder = embedder
        self._index = faiss.IndexFlatL2(embedder.dimension)
        self._index.add(passage_vectors(embedder, [chunk.text for chunk in chunks], cache, tell))

    def search(self, question: str, k: int) -> list[Chunk]:
        """Return the `k` nearest chunks."""
        query = np.ascontiguousarray(self._embedder.encode_query(question).reshape(1, -1))
        _, places = self._index.search(query, min(k, len(self._chunks)))
        return [self._chunks[place] for place in places[0] if place >= 0]


class ByDocument:
    """A baseline as a ranker of documents: each in the place of its first chunk."""

    def __init__(self, baseline: Baseline, depth: int, key: Callable[[Chunk], str]) -> None:
        """Wrap a baseline; `key` names a chunk's document, `depth` counts the chunks looked at."""
        self.name = baseline.name
        self._baseline, self._depth, self._key = baseline, depth, key

    def rank(self, question: str) -> list[str]:
        """Return the keys of documents, best first."""
        return list(dict.fromkeys(map(self._key, self._baseline.search(question, self._depth))))


def syllables(text: str) -> list[str]:
    """Cut a text into words in lower case."""
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())
