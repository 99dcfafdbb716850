"""The langchain baseline behind FastAPI, what a user would build in an afternoon, loaded like the service.

Its chunks are those of the home's documents. Their vectors are drawn at random, since an exact search takes
as long whatever they are: what it finds is of no use, how long it takes is what is measured.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from evaluation.baselines import PlainLangchain
from evaluation.chunks import Chunk, cut
from evaluation.texts import sources_in
from index.embedder import Embedder
from index.embedding import open_embedder
from index.offline import offline
from index.settings import load_settings
from index.store_opening import open_store

_CHUNKS: Final = 4
_SEED: Final = 7


class Asked(BaseModel):
    """A question."""

    question: str


def plain_app(baseline: PlainLangchain) -> FastAPI:
    """Answer each question with its nearest chunks."""
    app = FastAPI()

    @app.get("/readyz")
    def readyz() -> dict[str, bool]:
        return {"ready": True}

    @app.post("/v1/answers")
    def answer(asked: Asked) -> dict[str, Any]:
        found = baseline.search(asked.question, _CHUNKS)
        return {
            "answer": found[0].text if found else "",
            "citations": [{"document": dict(one.document), "quote": one.text} for one in found],
        }

    return app


class _Drawn:
    """An embedder whose vectors of passages are drawn; those of questions are the model's."""

    def __init__(self, model: Embedder) -> None:
        self._model, self.dimension, self.model_id = model, model.dimension, model.model_id
        self._random = np.random.default_rng(_SEED)

    def encode_passages(self, texts: list[str]) -> Any:  # noqa: ANN401 - an array
        vectors = self._random.standard_normal((len(texts), self.dimension), dtype=np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def encode_query(self, text: str) -> Any:  # noqa: ANN401
        return self._model.encode_query(text)


def chunks_of(home: Path) -> list[Chunk]:
    """Cut the documents of a home as a plain pipeline does."""
    with open_store(load_settings(home)) as store:
        return list(cut(sources_in(store)))


def main(home: Path, port: int) -> None:
    """Serve the baseline over a home until the process is ended."""
    offline()
    drawn: Any = _Drawn(open_embedder(load_settings(home)))
    baseline = PlainLangchain(chunks_of(home), drawn)
    uvicorn.run(plain_app(baseline), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
