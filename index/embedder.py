"""What turns texts into vectors, as the rest of the house sees it; importing this costs next to nothing.

`SentenceEmbedder` lives in `index.sentence_embedder`, which imports numpy, and is handed on from here when it
is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from index.model_folder import prepare_model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.sentence_embedder import SentenceEmbedder

__all__ = ["Embedder", "SentenceEmbedder", "prepare_model"]


class Embedder(Protocol):
    """Turns texts into normalised float32 vectors that are the same for one `model_id`.

    A text's vector does not depend on what it is embedded with (cosine ≥ 0.9999), and an empty text has one.
    Failure: `EmbeddingFailure` where a text cannot be embedded; nothing is ever downloaded.
    """

    @property
    def model_id(self) -> str:
        """Name what decides about vectors: the model, its weights, its prompts and the cut."""
        ...

    @property
    def dimension(self) -> int:
        """Count the numbers of a vector."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors (n, dimension) of texts that are searched, in their order."""
        ...

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the vector (dimension,) of a question."""
        ...


def __getattr__(name: str) -> object:
    """Import the embedder itself when it is first asked for."""
    if name == "SentenceEmbedder":
        from index.sentence_embedder import SentenceEmbedder  # noqa: PLC0415

        return SentenceEmbedder
    raise AttributeError(name)
