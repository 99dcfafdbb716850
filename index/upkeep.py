"""Keeping the published indexes up to date with the store, for whoever writes to it."""

from __future__ import annotations

import logging
import time
from functools import cached_property
from pathlib import Path

from index.document_store import DocumentStore
from index.embedder import Embedder
from index.embedding import Tell, embed_missing, header_of, open_embedder
from index.errors import GenerationFailure, StoreBusy
from index.layout import current_number, generation_name, generations_folder
from index.manifest import Header, Manifest
from index.settings import Settings

_log = logging.getLogger(__name__)


class Upkeep:
    """Publishes what is live and embeds what has no vector; the model is opened when it is first needed.

    Failure: `ModelUnavailable` where it cannot be opened, `StoreBusy` where another process publishes.
    """

    def __init__(self, settings: Settings, store: DocumentStore, embedder: Embedder | None = None) -> None:
        """Keep the rooms; `embedder` is one that was opened before for these settings."""
        self._settings = settings
        self._store = store
        self._opened = embedder

    @cached_property
    def embedder(self) -> Embedder:
        """Return the installation's embedder."""
        return self._opened or open_embedder(self._settings)

    def publish(self, *, whole: bool = False) -> Manifest:
        """Publish what is live, with the vectors there are; `whole` shares no file with what is in use."""
        from index.publishing import publish  # noqa: PLC0415 - loads faiss

        header = header_of(self.embedder)
        return publish(self._settings.home, self._store, header, embeddings=True, whole=whole)

    def published(self) -> Manifest | None:
        """Return the account of the generation in use; `None` where there is none that can be read."""
        root = generations_folder(self._settings.home)
        try:
            return Manifest.read(root / generation_name(current_number(root)))
        except GenerationFailure:
            return None

    def is_published(self) -> bool:
        """Tell, without opening the model, whether the generation in use holds all that the store holds."""
        manifest = self.published()
        if manifest is None:
            return False
        counts = self._store.counts(manifest.header.model_id)
        return (manifest.revision, manifest.vectors) == (counts.revision, counts.embedded)

    def is_embedded(self) -> bool:
        """Tell, without opening the model, whether every text has its vector."""
        manifest = self.published()
        return manifest is not None and not self._store.texts_to_embed(manifest.header.model_id, 1)

    def embed(self, tell: Tell = lambda _: None) -> int:
        """Embed what has no vector, each batch safe when `tell` hears of it; return how many texts."""
        return embed_missing(self._store, self.embedder, self._settings.embedding_batch, tell)


def renew(home: Path, store: DocumentStore, header: Header) -> None:
    """Build the indexes anew where an earlier version wrote them: a minute for 30,000 passages.

    Where another process is at it, this one waits for it; where the disk may not be written, all stays as it
    is, and opening the generation says what to do.
    """
    root = generations_folder(home)
    told = False
    while _is_outdated(root):
        if not told:
            _log.warning("an earlier version built the indexes; building them anew from the store")
            told = True
        from index.publishing import publish  # noqa: PLC0415 - loads faiss

        try:
            publish(home, store, header, embeddings=True)
        except StoreBusy:
            time.sleep(1)
        except OSError as refusal:
            _log.warning("the indexes cannot be built anew: %s", refusal)
            return


def _is_outdated(root: Path) -> bool:
    try:
        return Manifest.is_outdated(root / generation_name(current_number(root)))
    except GenerationFailure:
        return False
