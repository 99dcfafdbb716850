"""The built-in model, made once and opened once for all homes that one process of tests makes.

A hundred files of tests ask a home of their own. Each would write the model's folder anew (0.27 GiB in 4 s)
and open it anew (1 s, 0.25 GiB of memory). What is made and opened here is the real one, as any home has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
import scratch

from index import embedding, model_folder
from index.sentence_embedder import MAX_LENGTH, SentenceEmbedder

_open = SentenceEmbedder.open


@cache
def _made() -> Path:
    return model_folder.prepare_model(scratch.folder("model") / "model")


@cache
def _opened(threads: int | None) -> SentenceEmbedder:
    return _open(_made(), threads=threads)


def _prepare(target: Path) -> Path:
    """Let a folder that is not there yet be the one that is shared."""
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(_made(), target_is_directory=True)
    return model_folder.prepare_model(target)


def _open_shared(
    model: str | Path, *, max_length: int = MAX_LENGTH, threads: int | None = None
) -> SentenceEmbedder:
    if max_length == MAX_LENGTH and Path(model).resolve() == _made().resolve():
        return _opened(threads)
    return _open(model, max_length=max_length, threads=threads)


@contextmanager
def shared_model() -> Iterator[None]:
    """Let every home that is opened in this process have the one model, while this is open."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedding, "prepare_model", _prepare)
        patch.setattr(SentenceEmbedder, "open", _open_shared)
        yield
