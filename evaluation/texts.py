"""The texts of an installation, as baselines cut them, and the hash that names them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from assistant.answers import document_json
from evaluation.chunks import Source
from evaluation.datasets import Text
from index.access import Principal
from index.document_store import DocumentHead, DocumentStore

_WHO = Principal.operator()


def sources_in(store: DocumentStore) -> Iterator[Source]:
    """Go over all documents of a store with their texts as read."""
    for head in store.heads(_WHO):
        yield Source(document_json(head), store.get(head.id, _WHO).text)


def sources_of(documents: Iterable[Text]) -> Iterator[Source]:
    """Go over the documents of a labelled set, each with its title on top."""
    for document in documents:
        yield Source({"id": document.id}, f"{document.title}\n{document.text}".strip())


def corpus_hash(heads: Iterable[DocumentHead]) -> str:
    """Name the documents of an installation by their original bytes, in whatever order they came."""
    return _hash(f"{head.id} {head.sha256}" for head in heads)


def set_hash(documents: Iterable[Text]) -> str:
    """Name the documents of a labelled set."""
    return _hash(f"{document.id}\0{document.title}\0{document.text}" for document in documents)


def _hash(rows: Iterable[str]) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for row in sorted(rows):
        digest.update(f"{row}\n".encode())
    return digest.hexdigest()
