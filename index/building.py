"""Building the files of a generation from the store: all of them, or what changed beside shared ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import delta
from index.access import AccessLabel
from index.document_store import DocumentStore
from index.faiss_index import FaissIndex
from index.layout import COLUMNS, DELTA, LEXICAL, VECTORS
from index.lexical_index import PartitionedIndex
from index.manifest import FileSeal, Header
from index.provisions import Passage

Places = dict[int, tuple[str, str]]


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
    places: Places = {}
    (work / LEXICAL).mkdir()
    lexical = PartitionedIndex.build(_noted(source.store.all_passages(), places))
    lexical.save(work / LEXICAL)
    return Built(lexical, _build_vectors(work, source, places) if source.embedded else 0, {})


def build_delta(work: Path, source: Source, plan: delta.Plan) -> Built:
    """Build what changed into an empty folder, and share the rest.

    The vectors are shared too where those of the changed documents are the only new ones; after more was
    embedded they are built anew, which takes a fraction of the time that the words do.
    """
    folder = work / DELTA
    (folder / LEXICAL).mkdir(parents=True)
    places: Places = {}
    passages = source.store.all_passages(plan.touched)
    changed = PartitionedIndex.build(_noted(passages, places))
    changed.save(folder / LEXICAL)
    lexical = PartitionedIndex.layered(plan.lexical, changed, delta.bury(plan, folder))
    new = _indexed(source, places, plan.touched) if source.embedded else FaissIndex(source.header.dimension)
    living = delta.living_vectors(plan)
    layered = living is not None and living + len(new) == source.embedded > 0
    delta.Layers(plan.dead, vectors=layered).save(folder)
    shared = delta.share(plan, work, vectors=layered)
    if not layered:
        every = {p.key: (str(label), p.document_id) for p, label in source.store.all_passages()}
        return Built(lexical, _build_vectors(work, source, every) if source.embedded else 0, shared)
    if len(new):
        new.save(folder / VECTORS, folder / COLUMNS)
    return Built(lexical, source.embedded, shared)


def _build_vectors(work: Path, source: Source, places: Places) -> int:
    index = _indexed(source, places)
    if len(index):
        index.save(work / VECTORS, work / COLUMNS)
    return len(index)


def _noted(
    passages: Iterable[tuple[Passage, AccessLabel]], places: Places
) -> Iterator[tuple[Passage, AccessLabel]]:
    written: dict[AccessLabel, str] = {}
    for passage, label in passages:
        places[passage.key] = (written.setdefault(label, str(label)), passage.document_id)
        yield passage, label


def _indexed(source: Source, places: Places, documents: tuple[str, ...] | None = None) -> FaissIndex:
    index = FaissIndex(source.header.dimension)
    for keys, vectors in source.store.vectors(source.header.model_id, documents):
        # A passage that came after the passages were read has no place here yet.
        known = np.fromiter((int(key) in places for key in keys), np.bool_, len(keys))
        chosen: NDArray[np.int64] = keys[known]
        index.add(chosen, vectors[known], [places[int(key)] for key in chosen])
    return index
