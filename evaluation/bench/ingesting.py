"""From files to what can be searched: `thutuc ingest` against the langchain pipeline of the tutorials."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from index.settings import load_settings

PLAIN_KINDS: Final = frozenset({".pdf", ".docx", ".html", ".md", ".txt", ".json"})
"""What the loaders of a plain pipeline read; both sides get files of these kinds alone."""


def files_in(folder: Path, count: int, seed: int) -> list[str]:
    """Return so many of the files that both sides read, drawn by a seed."""
    found = sorted(p for p in folder.rglob("*") if p.suffix.lower() in PLAIN_KINDS and p.is_file())
    chosen = np.random.default_rng(seed).permutation(len(found))[:count]
    return [str(found[place]) for place in chosen]


def ingest_ours(files: list[str], home: str) -> dict[str, Any]:
    """Read, structure, index and embed."""
    return _ingest(files, home, vectors=True)


def ingest_words(files: list[str], home: str) -> dict[str, Any]:
    """Read, structure and index by words: from here on questions are answered."""
    return _ingest(files, home, vectors=False)


def _ingest(files: list[str], home: str, *, vectors: bool) -> dict[str, Any]:
    from ingest.cli import run  # noqa: PLC0415

    began = time.perf_counter()
    report = run(
        load_settings(Path(home)),
        [Path(file) for file in files],
        None,
        workers=0,
        sync=False,
        vectors=vectors,
        quiet=True,
    ).as_json()
    return {"seconds": time.perf_counter() - began, "report": report}


def ingest_plain(files: list[str], model: str) -> dict[str, Any]:
    """Load, split by characters, embed in float32 and add to an exact FAISS index."""
    import faiss  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    began = time.perf_counter()
    chunks = list(_chunks(files))
    network = SentenceTransformer(model, local_files_only=True)
    vectors = network.encode([f"passage: {chunk}" for chunk in chunks], normalize_embeddings=True)
    index = faiss.IndexFlatL2(vectors.shape[1])
    index.add(np.asarray(vectors, np.float32))
    return {"seconds": time.perf_counter() - began, "chunks": len(chunks)}


def read_plain(files: list[str]) -> dict[str, Any]:
    """Load and split alone."""
    began = time.perf_counter()
    count = sum(1 for _ in _chunks(files))
    return {"seconds": time.perf_counter() - began, "chunks": count}


def _chunks(files: list[str]) -> Iterator[str]:
    from evaluation.chunks import Source, cut  # noqa: PLC0415

    for chunk in cut(Source({"source": file}, _text(Path(file))) for file in files):
        yield chunk.text


def _text(path: Path) -> str:
    try:
        return _LOADERS.get(path.suffix.lower(), _plain)(path)
    except Exception:  # what a plain loader cannot read it leaves out
        return ""


def _pdf(path: Path) -> str:
    from pypdf import PdfReader  # noqa: PLC0415

    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def _docx(path: Path) -> str:
    import docx  # noqa: PLC0415

    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def _html(path: Path) -> str:
    from lxml import html  # noqa: PLC0415

    return str(html.fromstring(path.read_bytes()).text_content())


def _plain(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")


_LOADERS: Final[dict[str, Callable[[Path], str]]] = {".pdf": _pdf, ".docx": _docx, ".html": _html}
