"""The embedder: a SentenceTransformer folder on this machine, offline."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.cross_encoder import Score
from index.errors import EmbeddingFailure, ModelUnavailable
from index.model_folder import NAME, Manifest
from index.offline import offline
from index.vietnamese import normalise

offline()

MAX_LENGTH = 256
_SPLIT = 1024
"""Texts that are tokenised at once: bounds the memory for a long list."""


class Encoder(Protocol):
    """A network with its tokenizer. Failure: none but lack of memory; any text has a vector."""

    dimension: int
    max_length: int

    def encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        """Return normalised vectors (n, dimension) of `texts`, each with `prompt` before it."""
        ...


@dataclass(frozen=True, slots=True)
class Prompts:
    """What stands before a question and before a passage."""

    query: str
    passage: str


class SentenceEmbedder:
    """Embeds texts with a model that lies on this machine; the same vectors for the same `model_id`."""

    def __init__(self, encoder: Encoder, prompts: Prompts, name: str, score: Score | None = None) -> None:
        """Wrap a network; `name` tells the model and its weights, `score` reads excerpts with a question."""
        self.score = score
        self._encoder = encoder
        self._prompts = prompts
        scheme = hashlib.sha256(f"{prompts.query}\0{prompts.passage}".encode()).hexdigest()[:8]
        self.model_id = f"{name}/{scheme}/{encoder.max_length}"
        self.dimension = encoder.dimension

    @classmethod
    def open(
        cls, model: str | Path, *, max_length: int = MAX_LENGTH, threads: int | None = None
    ) -> SentenceEmbedder:
        """Open the folder that `prepare_model` made, or any other SentenceTransformer folder.

        `max_length` is in tokens, prompt included; `threads` bounds torch's threads for the whole process.

        Raises:
            ModelUnavailable: there is no such folder, or its model cannot be loaded.
        """
        folder = Path(model)
        if not folder.is_dir():
            raise ModelUnavailable(
                f"{str(model)!r} is no folder on this machine, and models are never downloaded: "
                "copy a sentence-transformers folder here and set `embedding_model` "
                "(THUTUC_EMBEDDING_MODEL) to its path, or leave it unset for the built-in model"
            )
        manifest = Manifest.read(folder)
        if manifest is not None and manifest.name == NAME:
            from index.bert_encoder import BertEncoder  # noqa: PLC0415

            built_in = BertEncoder(folder, max_length, threads=threads)
            name = f"{NAME}-{manifest.weights[:12]}"
            return cls(built_in, Prompts("query: ", "passage: "), name, built_in.scores)
        from index.transformer_encoder import TransformerEncoder  # noqa: PLC0415

        other = TransformerEncoder(folder, max_length, threads=threads)
        return cls(other, Prompts(*other.prompts), f"{folder.name}-{other.weights}")

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors (n, dimension) of `texts` in their order; each distinct text is embedded once.

        Raises:
            EmbeddingFailure: the model gave a number that is none.
        """
        return self._encode(texts, self._prompts.passage)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the vector (dimension,) of a question. Raises `EmbeddingFailure` like `encode_passages`."""
        vector: NDArray[np.float32] = self._encode([text], self._prompts.query)[0]
        return vector

    def _encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        places: dict[str, int] = {}
        rows = [places.setdefault(normalise(text).strip(), len(places)) for text in texts]
        distinct = list(places)
        vectors = np.empty((len(distinct), self.dimension), np.float32)
        for start in range(0, len(distinct), _SPLIT):
            part = distinct[start : start + _SPLIT]
            vectors[start : start + len(part)] = self._encoder.encode(part, prompt)
        if not np.isfinite(vectors).all():
            raise EmbeddingFailure(f"the model {self.model_id} gave no vector for some text")
        return vectors[rows]
