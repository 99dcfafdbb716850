"""The texts of a labelled set as ingestion holds them: documents with provisions and passages."""

from __future__ import annotations

import hashlib

from evaluation.datasets import Text
from index.access import AccessLabel, Clearance
from index.document_store import SourceFile
from index.documents import Document, Identity
from index.sql_store import SqlStore
from ingest.articles import Place, add_article
from ingest.chunking import passages
from ingest.citable import provisions_of
from ingest.language import language_of
from ingest.reading import Draft, Reading
from ingest.structure import parse
from ingest.tree import Tree, lines

_LABEL = AccessLabel(Clearance.PUBLIC)


def put(store: SqlStore, text: Text) -> str:
    """Store a text with its passages, and return the id of its document."""
    reading = Reading(f"{text.title}\n{text.text}".strip())
    digest = hashlib.sha256(f"{text.title}\0{text.text}".encode()).hexdigest()
    identity = Identity()
    number = identity.document_id(text.id)
    drafts = _article(reading) if text.title else parse(reading)
    provisions = provisions_of(number, reading, drafts)
    document = Document(
        id=number,
        identity=identity,
        title=text.title,
        text=reading.text,
        source=f"set/{text.id}",
        sha256=digest,
        label=_LABEL,
        language=language_of(reading.text),
    )
    file = SourceFile(document.source, len(reading.text), 0, digest, number)
    store.put(document, provisions, passages(number, text.title, drafts, provisions, reading.text), file)
    return number


def _article(reading: Reading) -> tuple[Draft, ...]:
    """Take a text apart as an article whose heading is its title: sets of law hold one a text."""
    found = lines(reading)
    tree = Tree()
    add_article(tree, reading, found, [False] * len(found), Place("1"))
    return tree.drafts()
