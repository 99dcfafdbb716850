"""Reading many files in the caller, in its processes and on the workers of a cluster: who spends what."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from evaluation.bench.apart import run_apart
from evaluation.processes import end, free_port
from index.settings import Settings

if TYPE_CHECKING:
    from ingest.bulk import BulkReader, Hear, Results
    from ingest.pipeline import Task

_START_SECONDS: Final = 60.0
_DASK: Final = (sys.executable, "-P", "-m", "dask")
_QUIET: Final = ("--no-dashboard", "--dashboard-address", "127.0.0.1:0")


class _Nothing:
    """Publishes nothing: what is measured ends with the store."""

    def publish(self) -> None:
        """Do nothing."""


class _Here:
    """Reads in the calling process itself, one file after the other."""

    def results(self, tasks: Sequence[Task], _: Hear) -> Results:
        """Give each task with its outcome."""
        from ingest.pipeline import process  # noqa: PLC0415

        for task in tasks:
            yield task, process(task)


def ingest_cluster(files: list[str], home: str, address: str | None, workers: int) -> dict[str, Any]:
    """Read files into a new store, on a cluster, in so many processes here, or with 0 in this very one.

    Nothing is recognised. `caller` are the seconds of the processor of this process alone, after its start.
    """
    from index.store_opening import open_store  # noqa: PLC0415
    from ingest.ingestion import Ingestion, Wish  # noqa: PLC0415
    from ingest.progress import Silence  # noqa: PLC0415

    settings = Settings(home=Path(home), ocr_languages="", cluster_ceiling="internal")
    with _reading(settings, address, workers) as reader, open_store(settings, write=True) as store:
        began, spent = time.perf_counter(), time.process_time()
        wish = Wish([Path(file) for file in files], workers=workers)
        report = Ingestion(store, settings, _Nothing(), Silence()).run(wish, reader)
        seconds, spent = time.perf_counter() - began, time.process_time() - spent
    return {"seconds": seconds, "caller": spent, "created": report.created}


def _reading(
    settings: Settings, address: str | None, workers: int
) -> AbstractContextManager[BulkReader | None]:
    from ingest.cluster.opening import open_cluster  # noqa: PLC0415

    if address is not None:
        return open_cluster(settings, address, workers)
    return nullcontext(None if workers else _Here())


def scaling(files: Sequence[str], folder: Path, most: int = 2) -> Iterator[dict[str, Any]]:
    """Measure in the caller alone, then with one worker, two, … `most`, of a cluster and of this machine.

    Seconds of the processor are those of who spent them. What the caller spends no worker shortens, so
    `bound` tells how many times faster than in the caller alone it is at most with so many workers, each with
    a core of its own, while the caller waits for them.
    """
    here = _ran(files, folder / "here", None, 0)
    yield {"workers": 0, **here}
    for workers in range(1, most + 1):
        processes = _ran(files, folder / f"processes-{workers}", None, workers)
        with _cluster(workers) as cluster:
            first = files[: 4 * workers]  # at which the workers load their libraries
            _ran(first, folder / f"first-{workers}", cluster.address, workers)
            before = cluster.spent()
            row = _ran(files, folder / f"cluster-{workers}", cluster.address, workers)
            after = cluster.spent()
        assert here["documents"] == processes["documents"] == row["documents"]
        spent = {f"{name}_processor": after[name] - before[name] for name in after}
        yield {
            "workers": workers,
            **row,
            **spent,
            "bound": {
                many: round(here["caller_processor"] / (row["caller_processor"] + share), 2)
                for many, share in (
                    *((f"{many}", spent["workers_processor"] / many) for many in (1, 2, 4, 8)),
                    ("any number", 0.0),
                )
            },
            "seconds_of_processes": processes["seconds"],
            "caller_processor_of_processes": processes["caller_processor"],
        }


def _ran(files: Sequence[str], home: Path, address: str | None, workers: int) -> dict[str, Any]:
    given = {"files": list(files), "home": str(home), "address": address, "workers": workers}
    found = run_apart("ingest_cluster", given).found
    return {
        "files": len(files),
        "documents": found["created"],
        "seconds": found["seconds"],
        "documents_per_second": round(found["created"] / found["seconds"], 2),
        "caller_processor": found["caller"],
    }


class _Cluster:
    def __init__(self, address: str, scheduler: int, nanny: int) -> None:
        self.address = address
        self._roots = {"scheduler": scheduler, "workers": nanny}

    def spent(self) -> dict[str, float]:
        """Return the seconds of the processor of each part, with all the processes below it."""
        import psutil  # noqa: PLC0415 - comes with Dask

        found = {}
        for name, root in self._roots.items():
            tree = psutil.Process(root)
            times = [one.cpu_times() for one in (tree, *tree.children(recursive=True))]
            found[name] = sum(one.user + one.system for one in times)
        return found


@contextmanager
def _cluster(workers: int) -> Iterator[_Cluster]:
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="thutuc-bench-"))
        scheduler = stack.enter_context(
            _running("scheduler", "--host", "127.0.0.1", "--port", f"{port}", *_QUIET)
        )
        nanny = stack.enter_context(
            _running(
                *("worker", address, "--host", "127.0.0.1", *_QUIET, "--nworkers", f"{workers}"),
                *("--nthreads", "1", "--memory-limit", "0", "--local-directory", folder),
            )
        )
        _await(address, workers)
        yield _Cluster(address, scheduler.pid, nanny.pid)


@contextmanager
def _running(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    env = {**os.environ, "OMP_NUM_THREADS": "1", "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "false"}
    process = subprocess.Popen(
        [*_DASK, *words],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        end(process)


def _await(address: str, workers: int) -> None:
    from distributed import Client  # noqa: PLC0415 - an extra

    with Client(address, timeout=_START_SECONDS, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=_START_SECONDS)
