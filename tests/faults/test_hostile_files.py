"""Whatever a file holds, it costs itself: no crash, no hang past the limit, no file lost without a reason.

`make fuzz-files` runs the long form: THUTUC_FUZZ_FILES says how many mutated files.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from time import monotonic

from hostile_office import SEEDS, bombs, measured, write

from index.access import AccessLabel
from ingest.jobs import Death, Limits, WorkerPool
from ingest.pipeline import Failed, Parsed, Same, Task

FILES = int(os.environ.get("THUTUC_FUZZ_FILES", "300"))
SEED = int(os.environ.get("THUTUC_FUZZ_SEED", "1"))
LIMITS = Limits(seconds=60, memory_mb=1536)
_AT_ONCE = 2_000


def outcomes(paths: Iterable[Path], peak: list[int]) -> dict[Path, Parsed | Same | Failed | Death]:
    """Read each file as an ingest does, in a process of its own; `peak` gets the MiB of the largest."""
    tasks = [Task(str(path), path, path.stat().st_size, 0, AccessLabel.parse("public")) for path in paths]
    found: dict[Path, Parsed | Same | Failed | Death] = {}
    with WorkerPool(measured, 2, LIMITS) as pool:
        for task, result in pool.results(tasks):
            if isinstance(result, Death):
                found[task.path] = result
            else:
                found[task.path] = result[0]
                peak.append(result[1])
    return found


def code(result: Parsed | Same | Failed | Death) -> str:
    if isinstance(result, Failed):
        return result.failure.code
    if isinstance(result, Death):
        return "timed_out" if result.timed_out else f"died {result.exit_code}"
    return "live"


def faults(found: dict[Path, Parsed | Same | Failed | Death]) -> list[str]:
    """Name the files that a reader crashed or hung on, with the reason."""
    return [
        f"{path.name}: {result.failure if isinstance(result, Failed) else result}"
        for path, result in found.items()
        if code(result) not in KNOWN
    ]


KNOWN = {
    *("live", "empty", "damaged", "encrypted", "not_what_it_says", "no_text_layer", "nothing_recognised"),
    *(
        "legacy_encoding",
        "unsupported_format",
        "unsupported_archive",
        "too_large",
        "bad_archive",
        "not_a_document",
    ),
}


def test_good_files_are_live(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in SEEDS]
    for path in paths:
        path.write_bytes(SEEDS[path.name]())
    found = outcomes(paths, [])
    assert {path.name: code(result) for path, result in found.items() if code(result) != "live"} == {}


def test_mutated_files_cost_themselves_alone(tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    peak: list[int] = []
    begun = monotonic()
    for start in range(0, FILES, _AT_ONCE):
        folder = tmp_path / str(start)
        folder.mkdir()
        paths = write(folder, min(_AT_ONCE, FILES - start), SEED + start)
        found = outcomes(paths, peak)
        assert len(found) == len(paths)
        kept = Path(os.environ.get("THUTUC_FUZZ_KEEP") or tmp_path)
        for path, result in found.items():
            if code(result) not in KNOWN:
                (kept / path.name).write_bytes(path.read_bytes())
        assert faults(found) == []
        counts.update(map(code, found.values()))
        for path in paths:
            path.unlink()
    print(f"{FILES} files in {monotonic() - begun:.0f} s, peak {max(peak)} MiB a process: {dict(counts)}")  # noqa: T201


def test_bombs_name_the_limit_that_they_hit(tmp_path: Path) -> None:
    paths = []
    for name, data in bombs():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(data)
    peak: list[int] = []
    found = outcomes(paths, peak)
    told = {path.name: code(result) for path, result in found.items()}
    print(told, f"peak {max(peak)} MiB a process")  # noqa: T201
    assert max(peak) <= LIMITS.memory_mb
    assert faults(found) == []
    assert told["laugh.edxml"] == told["deep.json"] == "damaged"
    assert told["values.doc"] == "live"
    assert told["zeros.zip"] == told["many.zip"] == told["zeros.tgz"] == "bad_archive"
    assert told["head.tgz"] in {"bad_archive", "too_large"}
    assert told["line.txt"] == told["bomb.docx"] == told["bomb.xlsx"] == told["deep.rtf"] == "too_large"
