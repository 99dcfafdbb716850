"""Whether the indexes hold what the store holds."""

from __future__ import annotations

from dataclasses import dataclass

from index.document_store import DocumentStore
from index.generation import Generation


@dataclass(frozen=True, slots=True)
class Report:
    """What differs between the store and a generation; keys in order, files by their path.

    `mislabelled` are passages whose label in an index is not the store's. `behind` counts the changes of the
    store since the generation was built: with it, the rest is expected and the next publication mends it.
    """

    behind: int
    missing_passages: tuple[int, ...]
    extra_passages: tuple[int, ...]
    missing_vectors: tuple[int, ...]
    extra_vectors: tuple[int, ...]
    mislabelled: tuple[int, ...]
    damaged_files: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether the generation holds exactly what the store holds, in whole files."""
        return self == Report(self.behind, (), (), (), (), (), ())


def check(store: DocumentStore, generation: Generation) -> Report:
    """Compare every passage, vector, label and file; reads all of them, so it takes seconds."""
    model_id = generation.manifest.header.model_id
    stored = {passage.key: str(label) for passage, label in store.all_passages()}
    embedded = {int(key) for keys, _ in store.vectors(model_id) for key in keys}
    lexical = {
        int(key): label for label in generation.lexical.labels() for key in generation.lexical.keys(label)
    }
    dense = generation.vectors.labels() if generation.vectors is not None else {}
    mislabelled = {
        key
        for indexed in (lexical, dense)
        for key, label in indexed.items()
        if stored.get(key, label) != label
    }
    return Report(
        behind=store.counts(model_id).revision - generation.manifest.revision,
        missing_passages=tuple(sorted(stored.keys() - lexical.keys())),
        extra_passages=tuple(sorted(lexical.keys() - stored.keys())),
        missing_vectors=tuple(sorted(embedded - dense.keys())),
        extra_vectors=tuple(sorted(dense.keys() - embedded)),
        mislabelled=tuple(sorted(mislabelled)),
        damaged_files=generation.manifest.damaged(generation.folder, hashes=True),
    )
