"""Building a generation from the store and putting it into use."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from index.access import AccessLabel
from index.document_store import DocumentStore
from index.errors import GenerationDamaged, NoGeneration
from index.faiss_index import FaissIndex
from index.layout import (
    COLUMNS,
    LEASE,
    LEXICAL,
    VECTORS,
    current_number,
    generation_name,
    generations_folder,
    numbers,
    publisher,
    set_current,
    sync,
    sync_tree,
    take_away,
)
from index.lexical_index import PartitionedIndex
from index.manifest import MANIFEST, Header, Manifest, seal
from index.provisions import Passage

Places = dict[int, tuple[str, str]]


def publish(home: Path, store: DocumentStore, header: Header, *, embeddings: bool) -> Manifest:
    """Build a generation of all that is live in the store and put it into use, whole or not at all.

    Without `embeddings`, or where the store has no vectors of the header's model yet, there is no vector
    index in it. The generation that was in use stays beside it; older ones go once nobody reads them.

    Raises:
        StoreBusy: another process is publishing.
        OSError: the disk is full or may not be written; what was in use stays in use.
        ValueError: the store gave a key twice, or vectors of another dimension than the header's.
    """
    root = generations_folder(home)
    root.mkdir(parents=True, exist_ok=True)
    with publisher(root):
        _sweep(root)
        before = _in_use(root)
        number = 1 + max((before, *numbers(root)))
        work = root / f"tmp-{os.getpid()}-{number}"
        try:
            manifest = _build(work, number, store, header, embeddings=embeddings)
            sync_tree(work)
            work.rename(root / generation_name(number))
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
        sync(root)
        set_current(root, number)
        for old in numbers(root):
            if old not in (number, before):
                take_away(root, old)
        _sweep(root)
    return manifest


def _in_use(root: Path) -> int:
    try:
        return current_number(root)
    except (NoGeneration, GenerationDamaged):
        return 0


def _sweep(root: Path) -> None:
    """Delete what a killed publisher left; safe only for the one who holds the publisher's lock."""
    for orphan in root.glob("tmp-*"):
        if orphan.is_dir():
            shutil.rmtree(orphan)
        else:
            orphan.unlink()


def _build(work: Path, number: int, store: DocumentStore, header: Header, *, embeddings: bool) -> Manifest:
    # Read first: a change while the build goes on leaves the manifest behind the store, and is seen there.
    revision = store.counts(header.model_id).revision
    places: Places = {}
    (work / LEXICAL).mkdir(parents=True)
    lexical = PartitionedIndex.build(_noted(store, places))
    lexical.save(work / LEXICAL)
    vectors = _build_vectors(work, store, header, places) if embeddings else 0
    (work / LEASE).touch()
    files = sorted(path for path in work.rglob("*") if path.is_file() and not _is_lock(path))
    manifest = Manifest(
        number=number,
        header=header,
        revision=revision,
        passages=len(lexical),
        vectors=vectors,
        labels=lexical.labels(),
        built_at=datetime.now(UTC),
        files={path.relative_to(work).as_posix(): seal(path) for path in files},
    )
    (work / MANIFEST).write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
    return manifest


def _is_lock(path: Path) -> bool:
    return path.name == LEASE or path.suffix == ".lock"


def _noted(store: DocumentStore, places: Places) -> Iterator[tuple[Passage, AccessLabel]]:
    written: dict[AccessLabel, str] = {}
    for passage, label in store.all_passages():
        places[passage.key] = (written.setdefault(label, str(label)), passage.document_id)
        yield passage, label


def _build_vectors(work: Path, store: DocumentStore, header: Header, places: Places) -> int:
    index = FaissIndex(header.dimension)
    for keys, vectors in store.vectors(header.model_id):
        # A passage that came after the passages were read has no place here yet.
        known = np.fromiter((int(key) in places for key in keys), np.bool_, len(keys))
        index.add(keys[known], vectors[known], [places[int(key)] for key in keys[known]])
    if len(index):
        index.save(work / VECTORS, work / COLUMNS)
    return len(index)
