"""A generation that shares the files of the one before it and holds only what changed since beside them.

delta/ in a generation:
├── layers.json      the documents that count no more in the shared files, and how its vectors are laid
├── dead/0000.npz    the tombstones of each shared partition, in their order
├── lexical/         the passages, as they are now, of all documents that changed since the base
└── vectors.faiss, columns.npz   their vectors, where the shared ones are still used (many: clusters.npz too)
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from index.document_store import DocumentStore, Verb
from index.errors import GenerationFailure
from index.faiss_index import FaissIndex
from index.layered_vectors import LayeredVectors
from index.layout import (
    CLUSTERS,
    COLUMNS,
    DEAD,
    DELTA,
    LEXICAL,
    VECTORS,
    current_number,
    generation_name,
)
from index.lexical_index import PartitionedIndex
from index.manifest import Base, FileSeal, Header, Manifest
from index.tombstones import Tombstones

SHARE: Final = 0.1
"""Above this share of changed documents all is built anew: the delta is built anew with each publication."""
LAYERS: Final = "layers.json"
_VECTOR_FILES: Final = frozenset({VECTORS, COLUMNS, CLUSTERS})
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Layers:
    """What a delta says of itself: its dead documents, and whether the shared vectors are used with it."""

    dead: frozenset[str]
    vectors: bool

    def save(self, folder: Path) -> None:
        """Write it into the folder of the delta."""
        facts = {"dead": sorted(self.dead), "vectors": self.vectors}
        (folder / LAYERS).write_text(json.dumps(facts), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Layers:
        """Read what `save` wrote.

        Raises:
            ValueError, OSError: it is missing or damaged.
        """
        try:
            facts = json.loads((folder / LAYERS).read_bytes())
            return cls(frozenset(facts["dead"]), bool(facts["vectors"]))
        except (KeyError, TypeError) as damage:
            raise ValueError(f"{LAYERS} cannot be read: {damage}") from damage


@dataclass(frozen=True, slots=True)
class Plan:
    """What a delta is built on: the generation in use, its shared files, and the documents that changed."""

    folder: Path
    base: Base
    files: dict[str, FileSeal]
    lexical: PartitionedIndex
    touched: tuple[str, ...]

    @property
    def dead(self) -> frozenset[str]:
        """The documents that count no more in the shared files."""
        return frozenset(self.touched) & self.lexical.documents()


def plan(root: Path, store: DocumentStore, header: Header) -> Plan | None:
    """Look whether a delta will do; `None` where all is to be built anew.

    The shared files are compared with their hashes: damage is not handed on from one generation to the next.
    """
    try:
        folder = root / generation_name(current_number(root))
        manifest = Manifest.read(folder)
    except GenerationFailure:
        return None
    base = manifest.foundation
    if manifest.header != header or not base.mark or store.mark(base.revision) != base.mark:
        return None
    if damaged := manifest.damaged(folder, hashes=True):
        _log.warning("%s: %s differ from the manifest; building all anew", folder.name, ", ".join(damaged))
        return None
    changes = store.changes_since(base.revision)
    touched = {change.document_id for change in changes if change.verb is not Verb.VALIDITY}
    lexical = PartitionedIndex.open(folder / LEXICAL)
    if len(touched) > SHARE * len(lexical.documents()):
        return None
    files = {name: seal for name, seal in manifest.files.items() if not name.startswith(f"{DELTA}/")}
    return Plan(folder, base, files, lexical, tuple(sorted(touched)))


def share(plan: Plan, work: Path, *, vectors: bool) -> dict[str, FileSeal]:
    """Give a new generation the shared files, other names of the same, which nobody ever changes.

    Those of the `vectors` too or not; returns the seals of what was shared.
    """
    shared = {name: seal for name, seal in plan.files.items() if vectors or name not in _VECTOR_FILES}
    for name in shared:
        place = work / name
        place.parent.mkdir(parents=True, exist_ok=True)
        os.link(plan.folder / name, place)
    return shared


def living_vectors(plan: Plan) -> int | None:
    """Count the shared vectors of documents that have not changed; `None` where no vectors are shared."""
    if VECTORS not in plan.files:
        return None
    return len(LayeredVectors(FaissIndex.open(plan.folder / VECTORS, plan.folder / COLUMNS), None, plan.dead))


def bury(plan: Plan, folder: Path) -> list[Tombstones]:
    """Write the tombstones of each shared partition into the folder of the delta."""
    (folder / DEAD).mkdir()
    buried = [Tombstones.bury(partition, plan.dead) for partition in plan.lexical.partitions()]
    for number, dead in enumerate(buried):
        dead.save(folder / DEAD / f"{number:04}.npz")
    return buried


def open_lexical(folder: Path) -> PartitionedIndex:
    """Open the lexical index of a generation that has a delta.

    Raises:
        ValueError, OSError: a file is missing or damaged.
    """
    base, delta = PartitionedIndex.open(folder / LEXICAL), PartitionedIndex.open(folder / DELTA / LEXICAL)
    places = (folder / DELTA / DEAD / f"{number:04}.npz" for number in range(len(base.partitions())))
    return PartitionedIndex.layered(base, delta, [Tombstones.load(place) for place in places])


def open_vectors(folder: Path) -> FaissIndex | LayeredVectors:
    """Open the vectors of a generation that has a delta.

    Raises:
        ValueError, OSError: a file is missing or damaged.
    """
    layers = Layers.load(folder / DELTA)
    base = FaissIndex.open(folder / VECTORS, folder / COLUMNS)
    if not layers.vectors:
        return base
    changed = folder / DELTA / VECTORS
    delta = FaissIndex.open(changed, folder / DELTA / COLUMNS) if changed.exists() else None
    return LayeredVectors(base, delta, layers.dead)
