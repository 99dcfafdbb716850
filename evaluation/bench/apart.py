"""One case in a process of its own, so that its time and its peak of memory are its own.

`python -m evaluation.bench.apart CASE` reads what it is given as JSON and prints what it found as JSON, last.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

CASES: Final = {
    "embed_ours": "embedding",
    "embed_plain": "embedding",
    "ingest_ours": "ingesting",
    "ingest_words": "ingesting",
    "ingest_plain": "ingesting",
    "read_plain": "ingesting",
    "ingest_cluster": "clustered",
    "read_pages": "reading",
    "read_pages_pypdf": "reading",
    "read_pages_docling": "reading",
    "scan_vectors": "dense",
    "ask_home": "asking",
    "make_passages": "words",
    "build_words": "words",
    "build_words_plain": "words",
    "search_words": "words",
}
"""The function of each case, and the module of this package it is in."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a case found, with seconds by the clock, seconds of the processor, and peak of memory in MiB.

    Time and memory are those of the process with all that it started; memory is that of the largest.
    """

    found: dict[str, Any]
    seconds: float
    processor: float
    memory: int


class CaseFailed(Exception):
    """A case ended without a result."""


def run_apart(case: str, given: Mapping[str, Any]) -> Ran:
    """Run a case. Raises `CaseFailed`."""
    command = [sys.executable, "-m", "evaluation.bench.apart", case]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(given).encode())
    process.stdin.close()
    written = process.stdout.read()
    process.stdout.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise CaseFailed(f"{case} ended with {process.returncode}")
    return Ran(
        json.loads(written.splitlines()[-1]),
        time.perf_counter() - began,
        used.ru_utime + used.ru_stime,
        used.ru_maxrss >> 10,
    )


def main(case: str) -> None:
    """Run a case here."""
    function: Callable[..., dict[str, Any]] = getattr(import_module(f"evaluation.bench.{CASES[case]}"), case)
    found = function(**json.load(sys.stdin))
    print(json.dumps(found))  # noqa: T201 - what the parent reads


if __name__ == "__main__":
    main(sys.argv[1])
