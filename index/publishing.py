"""Building a generation from the store and putting it into use."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from index import delta
from index.building import Source, build_delta, build_whole
from index.document_store import DocumentStore
from index.errors import GenerationDamaged, GenerationFailure, NoGeneration
from index.layout import (
    LEASE,
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
from index.manifest import MANIFEST, Header, Manifest, seal


def publish(
    home: Path, store: DocumentStore, header: Header, *, embeddings: bool, whole: bool = False
) -> Manifest:
    """Put a generation of all that is live in the store into use, whole or not at all.

    Where little has changed since the generation in use, its files are shared and only what changed is built,
    unless the generation is to be built `whole`; what it answers is the same. Without `embeddings`, or where
    the store has no vectors of the header's model yet, there is no vector index in it. The generation that
    was in use stays beside it, and one that shares no file with it; others go once nobody reads them.

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
        # Read first: a change while the build goes on leaves the manifest behind the store, and is seen so.
        counts = store.counts(header.model_id)
        source = Source(store, header, counts.embedded if embeddings else 0, counts.revision)
        plan = None if whole else delta.plan(root, store, header)
        try:
            manifest = _build(work, number, source, plan)
            sync_tree(work)
            work.rename(root / generation_name(number))
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
        sync(root)
        set_current(root, number)
        kept = {number, before, _independent(root, manifest)}
        for old in numbers(root):
            if old not in kept:
                take_away(root, old)
        _sweep(root)
    return manifest


def _independent(root: Path, manifest: Manifest) -> int:
    """Name the newest generation that shares no file with one, which answers should these be damaged."""
    for number in numbers(root):
        try:
            known = Manifest.read(root / generation_name(number))
        except GenerationFailure:
            continue
        if known.foundation.number != manifest.foundation.number:
            return number
    return 0


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


def _build(work: Path, number: int, source: Source, plan: delta.Plan | None) -> Manifest:
    work.mkdir()
    built = build_whole(work, source) if plan is None else build_delta(work, source, plan)
    (work / LEASE).touch()
    files = sorted(path for path in work.rglob("*") if path.is_file() and not _is_lock(path))
    names = [path.relative_to(work).as_posix() for path in files]
    manifest = Manifest(
        number=number,
        header=source.header,
        revision=source.revision,
        mark=source.store.mark(source.revision),
        passages=len(built.lexical),
        vectors=built.vectors,
        labels=built.lexical.labels(),
        built_at=datetime.now(UTC),
        files={name: built.shared.get(name) or seal(work / name) for name in names},
        base=plan.base if plan is not None else None,
    )
    (work / MANIFEST).write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
    return manifest


def _is_lock(path: Path) -> bool:
    return path.name == LEASE or path.suffix == ".lock"
