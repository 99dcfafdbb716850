"""Whether passages wait for their vector, asked as often as somebody asks whether the service is well."""

from __future__ import annotations

from index.access import Principal
from index.document_store import DocumentStore


class VectorCheck:
    """Goes over the passages once for each state of the documents, for one reader; safe between threads."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._revision = 0
        self._whole: str | None = None

    def missing(self, store: DocumentStore, model_id: str, reader: Principal) -> bool:
        """Tell whether a text that the reader may see lacks a vector of a model."""
        if later := store.changes_since(self._revision):
            self._whole, self._revision = None, later[-1].revision
        elif self._whole == model_id:
            return False  # vectors are only added while the documents stay as they are
        if store.texts_to_embed(model_id, 1, reader):
            return True
        if not store.changes_since(self._revision):
            self._whole = model_id
        return False
