"""The words of many passages: what building their index takes, and searching it."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from evaluation.bench import copies
from evaluation.bench.asking import memory, percentiles
from index.access import AccessLabel
from index.provisions import Passage
from index.search import Clause, Hits, Scope

_DIGITS: Final = 19
"""Of a key in a file of passages, before the rest of the line."""


def make_passages(home: str, provisions: int, seed: int, file: str) -> dict[str, Any]:
    """Write the passages of so many provisions into a file, in order of their keys as a store gives them.

    Making them counts for no other case then.
    """
    passages = characters = 0
    with Path(file).open("w", encoding="utf-8") as opened:
        for passage, label in copies.passages(Path(home), provisions, seed):
            row = (passage.document_id, passage.title, passage.body, label)
            opened.write(f"{passage.key:0{_DIGITS}}{json.dumps(row, ensure_ascii=False)}\n")
            passages, characters = passages + 1, characters + len(passage.title) + len(passage.body)
    folder = str(Path(file).parent)
    command = ["sort", "--buffer-size=256M", f"--temporary-directory={folder}", f"--output={file}", file]
    subprocess.run(command, env={**os.environ, "LC_ALL": "C"}, check=True)
    return {"passages": passages, "characters": characters}


def build_words(file: str, folder: str) -> dict[str, Any]:
    """Build the index of the passages of a file into a new folder."""
    from index.lexical_build import build  # noqa: PLC0415

    Path(folder).mkdir()
    began = time.process_time()
    index = build(Path(folder), _rows(file))
    return {"processor": time.process_time() - began, "passages": len(index), "disk_mb": _size(folder)}


def build_words_plain(file: str) -> dict[str, Any]:
    """Index the syllables of the same passages with bm25s, which holds all of them in memory."""
    from evaluation.baselines import syllables  # noqa: PLC0415
    from evaluation.term_index import TermIndex  # noqa: PLC0415

    began = time.process_time()
    TermIndex([syllables(f"{passage.title} {passage.body}") for passage, _ in _rows(file)])
    return {"processor": time.process_time() - began}


def search_words(folder: str, questions: list[str]) -> dict[str, Any]:
    """Search everything for each question, also with all postings read and added up, and compare the hits."""
    from assistant.query import clauses  # noqa: PLC0415
    from assistant.question import understand  # noqa: PLC0415
    from index import bm25  # noqa: PLC0415
    from index.lexical_index import PartitionedIndex  # noqa: PLC0415

    index = PartitionedIndex.open(Path(folder))
    scope = Scope(frozenset(index.labels()))
    asked = [clauses(understand((question,), date.today()).searched) for question in questions]
    for each in asked:
        index.search(each, 100, scope)
    spent: list[float] = []
    found = [_timed(index, each, scope, spent) for each in asked]
    held = memory()
    plain: list[float] = []
    many = bm25._MANY  # with fewer postings than that a search reads them all
    try:
        bm25._MANY = 1 << 60  # type: ignore[misc]
        whole = [_timed(index, each, scope, plain) for each in asked]
    finally:
        bm25._MANY = many  # type: ignore[misc]
    return {
        "clauses": float(np.median([len(each) for each in asked])),
        "search_processor_ms": percentiles(spent),
        "all_read_processor_ms": percentiles(plain),
        "same": sum(a == b for a, b in zip(found, whole, strict=True)),
        "compared": len(whole),
        "memory": held,
    }


def _timed(index: Any, asked: Sequence[Clause], scope: Scope, spent: list[float]) -> Hits:  # noqa: ANN401
    began = time.process_time()
    hits: Hits = index.search(asked, 100, scope)
    spent.append(1000 * (time.process_time() - began))
    return hits


def _rows(file: str) -> Iterator[tuple[Passage, AccessLabel]]:
    labels: dict[str, AccessLabel] = {}
    with Path(file).open(encoding="utf-8") as opened:
        for line in opened:
            document, title, body, label = json.loads(line[_DIGITS:])
            if label not in labels:
                labels[label] = AccessLabel.parse(label)
            yield Passage(int(line[:_DIGITS]), document, (), title, body, ""), labels[label]


def _size(folder: str) -> int:
    return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) >> 20
