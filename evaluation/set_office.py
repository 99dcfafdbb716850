"""The product over the texts of a labelled set: its own store, indexes and retriever, thrown away later."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from evaluation.datasets import Text
from evaluation.office import OPERATOR, assemble
from evaluation.set_texts import put
from evaluation.vector_cache import Tell, passage_vectors
from index.embedder import Embedder
from index.embedding import header_of
from index.manifest import Header
from index.publishing import publish
from index.settings import load_settings
from index.store_opening import open_store

DEPTH = 100
_WORDS_ONLY = Header("none", 1)


class Bench:
    """Ranks the documents of one set as the product does; `close` throws its home away."""

    name = "thutuc"

    def __init__(
        self,
        documents: Sequence[Text],
        embedder: Embedder | None = None,
        cache: Path | None = None,
        tell: Tell = lambda _done, _of: None,
    ) -> None:
        """Index the documents, with their vectors where an embedder is given."""
        self._home = Path(tempfile.mkdtemp(prefix="thutuc-bench-"))
        header = _WORDS_ONLY if embedder is None else header_of(embedder)
        settings = load_settings(self._home)
        self._ids: dict[str, str] = {}
        with open_store(settings, write=True) as store:
            with store.batch():
                for text in documents:
                    self._ids[put(store, text)] = text.id
            if embedder is not None:
                waiting = store.texts_to_embed(embedder.model_id, store.counts(embedder.model_id).passages)
                vectors = passage_vectors(embedder, [text for _, text in waiting], cache, tell)
                store.put_vectors(embedder.model_id, [digest for digest, _ in waiting], vectors)
            publish(self._home, store, header, embeddings=embedder is not None)
        self._office = assemble(settings, embedder, header)

    def rank(self, question: str) -> list[str]:
        """Return the ids of the documents of the best 100 passages, each in the place of its first one."""
        found = self._office.assistant.search(question, OPERATOR, DEPTH)
        return list(dict.fromkeys(self._ids[evidence.head.id] for evidence in found))

    def close(self) -> None:
        """Throw the home away."""
        self._office.close()
        shutil.rmtree(self._home, ignore_errors=True)
