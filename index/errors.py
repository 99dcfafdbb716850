"""Everything that can go wrong with the store and its indexes.

    IndexFailure
    ├── SettingsInvalid          a setting is unknown or out of range
    ├── StoreFailure
    │   ├── SchemaMismatch       the store was written by another version
    │   ├── StoreBusy            another process is writing
    │   ├── StoreUnreachable     no server of the store answers, or none that takes changes
    │   └── DocumentNotFound     no such document, or not one this principal may read
    ├── GenerationFailure
    │   ├── NoGeneration         nothing has been published yet
    │   ├── GenerationDamaged    a file of the generation is not what its manifest says
    │   └── GenerationMismatch   built by another model, analyser or schema
    └── EmbeddingFailure
        └── ModelUnavailable     the embedding model cannot be loaded offline

Every message names the command that mends the state, and no document's title.
"""

from __future__ import annotations


class IndexFailure(Exception):
    """Base of every error of this package."""


class SettingsInvalid(IndexFailure):
    """A setting is unknown or out of its range."""


class StoreFailure(IndexFailure):
    """The document store cannot do what was asked."""


class SchemaMismatch(StoreFailure):
    """The store was written by another version of the schema."""


class StoreBusy(StoreFailure):
    """Another process holds the writer's lock."""


class StoreUnreachable(StoreFailure):
    """No server of the store answers, or none that takes changes; it may again, by itself."""


class DocumentNotFound(StoreFailure):
    """There is no such document for this principal."""


class GenerationFailure(IndexFailure):
    """The published indexes cannot be used."""


class NoGeneration(GenerationFailure):
    """Nothing has been published yet."""


class GenerationDamaged(GenerationFailure):
    """A file of the generation differs from its manifest."""


class GenerationMismatch(GenerationFailure):
    """The generation was built by another model, analyser or schema."""


class EmbeddingFailure(IndexFailure):
    """A text could not be embedded."""


class ModelUnavailable(EmbeddingFailure):
    """The model is not on this machine, and nothing is ever downloaded."""
