"""Building the lexical index of passages in bounded memory.

Passages are collected up to a number of tokens; then the lists of their terms are sorted and written down as
a run. At the end the runs are put together, a range of hashes at a time, straight into the files of each
partition. What stays in memory throughout: 20 bytes for each passage, the ids of the documents and the folded
words, all of which an opened index holds as well.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from index.access import AccessLabel
from index.lexical_index import PARTITIONS, PartitionedIndex
from index.partition_draft import PartitionDraft
from index.posting_runs import PostingRuns
from index.provisions import Passage
from index.token_numbers import TokenNumbers

TOKENS_AT_ONCE: Final = 1 << 21
"""Tokens of the passages of a run: sorting them takes 300 MB. The files are the same whatever it is."""
_DIFFERENT_AT_ONCE: Final = 1 << 18
_RUNS: Final = "runs"


def build(folder: Path, passages: Iterable[tuple[Passage, AccessLabel]]) -> PartitionedIndex:
    """Write the index of passages, in order of their keys, into an existing, empty folder; return it opened.

    Raises:
        ValueError: a key comes twice, or after a higher one.
        OSError: the disk is full or may not be written.
    """
    drafts: dict[str, PartitionDraft] = {}
    labels: dict[AccessLabel, str] = {}
    numbers = TokenNumbers()
    runs = PostingRuns(folder / _RUNS)
    waiting, before = 0, -1
    for passage, access in passages:
        if passage.key <= before:
            raise ValueError(f"passage {passage.key} is in the index already, or comes after a higher key")
        before = passage.key
        label = labels.setdefault(access, str(access))
        if label not in drafts:
            drafts[label] = PartitionDraft()
        waiting += 1 + drafts[label].add(passage, numbers)
        if waiting >= TOKENS_AT_ONCE or len(numbers) >= _DIFFERENT_AT_ONCE:
            _write_run(runs, drafts, numbers)
            numbers, waiting = TokenNumbers(), 0
    _write_run(runs, drafts, numbers)
    for place, label in enumerate(sorted(drafts)):
        part = folder / f"{place:04}"
        part.mkdir()
        drafts[label].save(part, label, runs)
    shutil.rmtree(folder / _RUNS)
    (folder / PARTITIONS).write_text(json.dumps({"partitions": len(drafts)}), encoding="ascii")
    return PartitionedIndex.open(folder)


def _write_run(runs: PostingRuns, drafts: Mapping[str, PartitionDraft], numbers: TokenNumbers) -> None:
    folded, names = numbers.folded(), numbers.names()
    runs.add((label, draft.take(folded, names)) for label, draft in drafts.items() if draft.waits)
