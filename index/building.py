"""Building the files of a generation from the store: all of them, or what changed beside shared ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index import delta
from index.document_store import DocumentStore
from index.faiss_index import FaissIndex
from index.layout import COLUMNS, DELTA, LEXICAL, VECTORS
from index.lexical_build import build
from index.lexical_index import PartitionedIndex
from index.manifest import FileSeal, Header


@dataclass(frozen=True, slots=True)
class Source:
    """What a generation is built from, at which revision; `embedded` counts its vectors, 0 for none."""

    store: DocumentStore
    header: Header
    embedded: int
    revision: int


@dataclass(frozen=True, slots=True)
class Built:
    """The lexical index that was built, the number of vectors, and the seals of the files that are shared."""

    lexical: PartitionedIndex
    vectors: int
    shared: dict[str, FileSeal]


def build_whole(work: Path, source: Source) -> Built:
    """Build everything into an empty folder."""
    (work / LEXICAL).mkdir()
    lexical = build(work / LEXICAL, source.store.all_passages())
    return Built(lexical, _build_vectors(work, source, lexical), {})


def build_delta(work: Path, source: Source, plan: delta.Plan) -> Built:
    """Build what changed into an empty folder, and share the rest.

    The vectors are shared too where those of the changed documents are the only new ones; after more was
    embedded they are built anew, which takes a fraction of the time that the words do.
    """
    folder = work / DELTA
    (folder / LEXICAL).mkdir(parents=True)
    changed = build(folder / LEXICAL, source.store.all_passages(plan.touched))
    lexical = PartitionedIndex.layered(plan.lexical, changed, delta.bury(plan, folder))
    new = _indexed(source, changed, plan.touched) if source.embedded else FaissIndex(source.header.dimension)
    living = delta.living_vectors(plan)
    layered = living is not None and living + len(new) == source.embedded > 0
    delta.Layers(plan.dead, vectors=layered).save(folder)
    shared = delta.share(plan, work, vectors=layered)
    if not layered:
        return Built(lexical, _build_vectors(work, source, lexical), shared)
    if len(new):
        new.save(folder / VECTORS, folder / COLUMNS)
    return Built(lexical, source.embedded, shared)


def _build_vectors(work: Path, source: Source, lexical: PartitionedIndex) -> int:
    if not source.embedded:
        return 0
    index = _indexed(source, lexical, expected=source.embedded)
    if len(index):
        index.save(work / VECTORS, work / COLUMNS)
    return len(index)


def _indexed(
    source: Source, lexical: PartitionedIndex, documents: tuple[str, ...] | None = None, expected: int = 0
) -> FaissIndex:
    index = FaissIndex(source.header.dimension, expected)
    for keys, vectors in source.store.vectors(source.header.model_id, documents):
        # A passage that came after the passages were read has no place yet.
        places = lexical.places(keys)
        known = np.array([place is not None for place in places], np.bool_)
        index.add(keys[known], vectors[known], [place for place in places if place is not None])
    return index
