"""Vectors for what is live: the installation's embedder, and the texts that still lack a vector."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from index.cross_encoder import Score
from index.document_store import DocumentStore
from index.embedder import Embedder, prepare_model
from index.manifest import Header
from index.settings import Settings

_BATCHES_AT_ONCE: Final = 8
"""Batches that are sorted by length together: texts of one length waste no padding."""

Tell = Callable[[int], None]


def open_embedder(settings: Settings) -> Embedder:
    """Open the embedder that the settings name, or the built-in one, made in HOME/model where it is missing.

    Raises:
        ModelUnavailable: it is not on this machine; nothing is downloaded.
    """
    from index.embedder import SentenceEmbedder  # noqa: PLC0415 - loads torch

    folder = settings.embedding_model or prepare_model(settings.model_folder)
    return SentenceEmbedder.open(folder, threads=settings.embedding_threads or None)


def score_of(embedder: Embedder | None) -> Score | None:
    """Return what tells how well excerpts answer a question; nothing does beside another model than ours."""
    from index.embedder import SentenceEmbedder  # noqa: PLC0415 - loads torch

    return embedder.score if isinstance(embedder, SentenceEmbedder) else None


def header_of(embedder: Embedder) -> Header:
    """Return what a generation built with this embedder says of itself."""
    return Header(embedder.model_id, embedder.dimension)


def embed_missing(store: DocumentStore, embedder: Embedder, batch: int, tell: Tell = lambda _: None) -> int:
    """Embed the texts of live passages that have no vector of this model; return how many.

    `tell` hears the number of texts after each batch of `batch`, which is then safe: an interruption loses
    the batch at hand.

    Raises:
        EmbeddingFailure: a text cannot be embedded.
    """
    total = 0
    while waiting := store.texts_to_embed(embedder.model_id, batch * _BATCHES_AT_ONCE):
        by_length = sorted(waiting, key=lambda item: len(item[1]))
        for start in range(0, len(by_length), batch):
            part = by_length[start : start + batch]
            vectors = embedder.encode_passages([text for _, text in part])
            store.put_vectors(embedder.model_id, [digest for digest, _ in part], vectors)
            total += len(part)
            tell(len(part))
    return total
