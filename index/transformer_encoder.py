"""Any other embedding model: a folder that sentence-transformers can open."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelUnavailable

_WEIGHTS = ("*.safetensors", "*.bin")


class TransformerEncoder:
    """A SentenceTransformer from a local folder, with its own prompts where its configuration has them."""

    def __init__(self, folder: Path, max_length: int, *, threads: int | None = None) -> None:
        """Load the model; texts are cut at `max_length` tokens, or where the model itself cuts them.

        Raises:
            ModelUnavailable: sentence-transformers cannot open the folder.
        """
        import torch  # noqa: PLC0415 - 6 s with the next line, paid only where such a model is set
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415

        if threads is not None:
            torch.set_num_threads(threads)
        try:
            self._model = SentenceTransformer(str(folder), local_files_only=True)
        except Exception as error:  # whatever a foreign folder breaks, it is this folder that is wrong
            raise ModelUnavailable(f"{folder} holds no model that can be opened: {error}") from error
        longest = self._model.max_seq_length or max_length
        self._model.max_seq_length = self.max_length = min(longest, max_length)
        self.dimension = int(self._model.encode("").shape[-1])
        prompts = self._model.prompts
        self.prompts = (prompts.get("query") or "", prompts.get("passage") or prompts.get("document") or "")
        self.weights = _digest(folder)

    def encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        """Return the vectors (n, dimension) of `texts`, each with `prompt` before it, in their order."""
        vectors = self._model.encode(
            list(texts), prompt=prompt, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, np.float32).reshape(len(texts), self.dimension)


def _digest(folder: Path) -> str:
    """Return 12 hexadecimal digits that tell the weights apart."""
    whole = hashlib.sha256()
    for path in sorted(p for pattern in _WEIGHTS for p in folder.rglob(pattern)):
        with path.open("rb") as opened:
            whole.update(path.relative_to(folder).as_posix().encode())
            whole.update(hashlib.file_digest(opened, "sha256").digest())
    return whole.hexdigest()[:12]
