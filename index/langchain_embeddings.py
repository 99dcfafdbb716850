"""The embedder as langchain takes one, for whoever builds a chain of their own."""

from __future__ import annotations

from index.embedder import Embedder
from index.offline import offline

offline()

from langchain_core.embeddings import Embeddings  # noqa: E402 - after the switches it reads


class LangchainEmbeddings(Embeddings):
    """Embeds passages and questions with an `Embedder`, and fails as that does.

    It stands apart from the embedder since langchain takes 0.4 s to import, and no answer needs it.
    """

    def __init__(self, embedder: Embedder) -> None:
        """Wrap an embedder."""
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors of passages."""
        rows: list[list[float]] = self._embedder.encode_passages(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        row: list[float] = self._embedder.encode_query(text).tolist()
        return row
