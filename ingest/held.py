"""What a store holds while files are ingested, and which of it a new file is one with."""

from __future__ import annotations

from collections import defaultdict

from index.document_store import DocumentHead
from index.documents import Document, is_given
from ingest.pipeline import Task
from ingest.succession import as_open


class Held:
    """The documents of a store by id, by the hash of their bytes and by what they say they are.

    `vanished` are files that are gone: what was read from them stands in nobody's way.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.vanished: frozenset[str] = frozenset()
        self._by_id: dict[str, DocumentHead] = {}
        self._by_hash: dict[str, str] = {}
        self._by_identity: defaultdict[str, set[str]] = defaultdict(set)

    def hold(self, head: DocumentHead) -> None:
        """Take a document in, in place of the one with its id."""
        self._by_id[head.id] = head
        if not is_given(head.id, head.identity, head.sha256):
            self._by_hash[head.sha256] = head.id
        self._by_identity[_identity_id(head)].add(head.id)

    def __getitem__(self, document_id: str) -> DocumentHead:
        """Return a document. Raises `KeyError`."""
        return self._by_id[document_id]

    def get(self, document_id: str | None) -> DocumentHead | None:
        """Return a document; `None` where it is not held."""
        return self._by_id.get(document_id) if document_id else None

    def same_bytes(self, task: Task, document: Document) -> str | None:
        """Return the document of another file of the operator's with the same bytes: the two are one.

        A copy elsewhere lowers no label. What is handed in is a document of its own, so that its label is its
        own too, and who hands it in learns of no other.
        """
        same = None if task.document_id else self._by_hash.get(document.sha256)
        return same if same and self.is_another(same, task.source) else None

    def another_text(self, task: Task, document: Document) -> bool:
        """Tell whether what is handed in has the number of another text that all its readers may read."""
        number = task.document_id and document.identity.number
        others = self._by_identity[_identity_id(document)] if number else ()
        return any(
            other != document.id
            and self._by_id[other].sha256 != document.sha256
            and self.is_another(other, document.source)
            and as_open(self._by_id[other].label, document.label)
            for other in others
        )

    def is_another(self, document_id: str, source: str) -> bool:
        """Tell whether a held document is read from another file than `source`, which is still there."""
        owner = self._by_id[document_id].source
        return owner != source and owner not in self.vanished


def _identity_id(document: Document | DocumentHead) -> str:
    return document.identity.document_id(document.sha256)
