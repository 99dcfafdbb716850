"""The product over the texts of a labelled set: its own store, indexes and retriever, thrown away later."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from evaluation.datasets import Text
from evaluation.office import OPERATOR, assemble
from evaluation.vector_cache import Tell, passage_vectors
from index.access import AccessLabel, Clearance
from index.document_store import SourceFile
from index.documents import Document, Identity
from index.embedder import Embedder
from index.embedding import header_of
from index.manifest import Header
from index.provisions import Passage, Provision, Span, Unit, passage_key, provision_id
from index.publishing import publish
from index.settings import load_settings
from index.sql_store import SqlStore
from index.store_opening import open_store
from index.vietnamese import normalise

DEPTH = 100
_LABEL = AccessLabel(Clearance.PUBLIC)
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
                    self._ids[_put(store, text)] = text.id
            if embedder is not None and documents:
                waiting = store.texts_to_embed(embedder.model_id, len(documents))
                vectors = passage_vectors(embedder, [text for _, text in waiting], cache, tell)
                store.put_vectors(embedder.model_id, [digest for digest, _ in waiting], vectors)
            publish(self._home, store, header, embeddings=embedder is not None)
        self._office = assemble(settings, embedder, header)

    def rank(self, question: str) -> list[str]:
        """Return the ids of up to 100 documents, best first."""
        found = self._office.assistant.search(question, OPERATOR, DEPTH)
        return [self._ids[evidence.head.id] for evidence in found]

    def close(self) -> None:
        """Throw the home away."""
        self._office.close()
        shutil.rmtree(self._home, ignore_errors=True)


def _put(store: SqlStore, text: Text) -> str:
    digest = hashlib.sha256(f"{text.title}\0{text.text}".encode()).hexdigest()
    identity = Identity()
    number = identity.document_id(text.id)
    provision = Provision(
        id=provision_id(number, "", text.text),
        document_id=number,
        ordinal=0,
        unit=Unit.PARAGRAPH,
        locator="",
        heading=text.title,
        span=Span(0, len(text.text)),
    )
    ids = (provision.id,)
    dense = normalise(f"{text.title}\n{text.text}".strip())
    store.put(
        Document(number, identity, text.title, text.text, f"set/{text.id}", digest, _LABEL),
        [provision],
        [Passage(passage_key(number, ids), number, ids, text.title, text.text, dense)],
        SourceFile(f"set/{text.id}", len(text.text), 0, digest, number),
    )
    return number
