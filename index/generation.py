"""A published generation of the indexes, opened for reading."""

from __future__ import annotations

import logging
import os
import weakref
from collections.abc import Collection
from pathlib import Path
from typing import Literal

from index import delta
from index.access import AccessLabel, Principal, may_read
from index.errors import GenerationDamaged
from index.faiss_index import FaissIndex
from index.layered_vectors import LayeredVectors
from index.layout import (
    COLUMNS,
    LEXICAL,
    VECTORS,
    current_number,
    generation_name,
    generations_folder,
    numbers,
    take_lease,
)
from index.lexical_index import PartitionedIndex
from index.manifest import Header, Manifest
from index.search import Scope

Verify = Literal["sizes", "hashes"]
_log = logging.getLogger(__name__)


class Generation:
    """One generation with its lexical index and, once there are vectors, its vector index.

    Holds a lease, so that no publisher deletes its files; the lease ends with `close`, or when nothing refers
    to the generation any more. Its searches may be called from many threads.
    """

    def __init__(self, folder: Path, header: Header, verify: Verify) -> None:
        """Open the generation in a folder; callers use `open` or `open_current`."""
        lease = take_lease(folder)
        if lease is None:
            raise GenerationDamaged(f"{folder.name} is not there: run `thutuc index rebuild`")
        self._let_go = weakref.finalize(self, os.close, lease)
        self.folder = folder
        try:
            self.manifest = Manifest.read(folder)
            header.check(self.manifest.header)
            self._check_files(verify)
            self.lexical, self.vectors = self._open_parts()
        except BaseException:
            self.close()
            raise
        self.labels = frozenset(self.manifest.labels)
        self.documents = self.lexical.documents()

    @classmethod
    def open(cls, home: Path, header: Header, *, verify: Verify = "sizes") -> Generation:
        """Open the generation that is in use, comparing the sizes or the hashes of its files.

        Raises:
            NoGeneration: nothing has been published.
            GenerationDamaged: a file is missing or not what the manifest says.
            GenerationMismatch: another model, dimension, analyser or schema built it.
        """
        root = generations_folder(home)
        while True:
            number = current_number(root)
            try:
                return cls(root / generation_name(number), header, verify)
            except GenerationDamaged:
                # Two generations may have been published between reading the name and taking the lease.
                if current_number(root) == number:
                    raise

    @classmethod
    def open_current(
        cls, home: Path, header: Header, *, verify: Verify = "sizes", damaged: Collection[int] = ()
    ) -> Generation:
        """Open the generation in use or, where it is damaged, the newest whole one, and log that.

        `damaged` are the numbers of those that were found so before.

        Raises:
            NoGeneration, GenerationDamaged, GenerationMismatch: as `open`, with none to fall back to.
        """
        root = generations_folder(home)
        try:
            _refuse(current_number(root), damaged)
            return cls.open(home, header, verify=verify)
        except GenerationDamaged as damage:
            for number in numbers(root):
                if number in damaged:
                    continue
                try:
                    older = cls(root / generation_name(number), header, verify)
                except GenerationDamaged:
                    continue
                _log.warning("%s; answering from %s until then", damage, older.folder.name)
                return older
            raise

    def _check_files(self, verify: Verify) -> None:
        if damaged := self.manifest.damaged(self.folder, hashes=verify == "hashes"):
            raise GenerationDamaged(
                f"{self.folder.name}: {', '.join(damaged)} differ from the manifest: "
                "run `thutuc index rebuild`"
            )

    def _open_parts(self) -> tuple[PartitionedIndex, FaissIndex | LayeredVectors | None]:
        vectors: FaissIndex | LayeredVectors | None = None
        try:
            if self.manifest.base is not None:
                lexical = delta.open_lexical(self.folder)
                vectors = delta.open_vectors(self.folder) if self.manifest.vectors else None
            else:
                lexical = PartitionedIndex.open(self.folder / LEXICAL)
                if self.manifest.vectors:
                    vectors = FaissIndex.open(self.folder / VECTORS, self.folder / COLUMNS)
        except (ValueError, OSError) as damage:
            raise GenerationDamaged(
                f"{self.folder.name} cannot be opened ({damage}): run `thutuc index rebuild`"
            ) from damage
        held = (len(lexical), len(vectors) if vectors is not None else 0)
        if held != (self.manifest.passages, self.manifest.vectors):
            raise GenerationDamaged(
                f"{self.folder.name} holds {held} passages and vectors, its manifest says otherwise: "
                "run `thutuc index rebuild`"
            )
        return lexical, vectors

    def scope(
        self,
        principal: Principal,
        documents: Collection[str] | None = None,
        gone: frozenset[str] = frozenset(),
    ) -> Scope:
        """Return what somebody may search here, within `documents` if given, without those `gone`."""
        within = None if documents is None else frozenset(documents)
        readable = (label for label in self.labels if may_read(principal, AccessLabel.parse(label)))
        return Scope(frozenset(readable), within, gone)

    def close(self) -> None:
        """Give the lease back; the generation is not used any more."""
        self._let_go()


def _refuse(number: int, damaged: Collection[int]) -> None:
    if number in damaged:
        raise GenerationDamaged(
            f"files of {generation_name(number)} differ from the manifest: run `thutuc index rebuild`"
        )
