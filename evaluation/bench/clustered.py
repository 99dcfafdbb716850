"""Reading many files on the workers of a Dask cluster: what one and two of them, and the caller, spend."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

from evaluation.bench.apart import run_apart
from evaluation.processes import end, free_port
from index.settings import Settings

_START_SECONDS: Final = 60.0
_DASK: Final = (sys.executable, "-P", "-m", "dask")
_QUIET: Final = ("--no-dashboard", "--dashboard-address", "127.0.0.1:0")


class _Nothing:
    """Publishes nothing: what is measured ends with the store."""

    def publish(self) -> None:
        """Do nothing."""


def ingest_cluster(files: list[str], home: str, address: str | None, workers: int) -> dict[str, Any]:
    """Read files into a new store, on a cluster or in so many processes here; nothing is recognised."""
    from index.store_opening import open_store  # noqa: PLC0415
    from ingest.cluster.opening import open_cluster  # noqa: PLC0415
    from ingest.ingestion import Ingestion, Wish  # noqa: PLC0415
    from ingest.progress import Silence  # noqa: PLC0415

    settings = Settings(home=Path(home), ocr_languages="", cluster_ceiling="internal")
    reading = nullcontext() if address is None else open_cluster(settings, address, workers)
    with reading as reader, open_store(settings, write=True) as store:
        began = time.perf_counter()
        wish = Wish([Path(file) for file in files], workers=workers)
        report = Ingestion(store, settings, _Nothing(), Silence()).run(wish, reader)
        seconds = time.perf_counter() - began
    return {"seconds": seconds, "read": report.seconds["read"], "created": report.created}


def read_here(files: list[str]) -> dict[str, Any]:
    """Read files one after the other in this process: the work itself, without sending and storing."""
    from index.access import AccessLabel  # noqa: PLC0415
    from ingest.pipeline import Task, process  # noqa: PLC0415

    label, began = AccessLabel.parse("internal"), 0.0
    for number, file in enumerate(files):
        path = Path(file)
        process(Task(file, path, path.stat().st_size, 0, label))
        if not number:  # the first one loads the libraries
            began = time.process_time()
    return {"processor": time.process_time() - began}


def scaling(files: Sequence[str], folder: Path, most: int = 2) -> Iterator[dict[str, Any]]:
    """Measure with one worker, two, … `most`; seconds of the processor are those of who spent them."""
    for workers in range(1, most + 1):
        given = {"files": list(files), "workers": workers}
        alone = run_apart(
            "ingest_cluster", {**given, "home": str(folder / f"processes-{workers}"), "address": None}
        )
        given["home"] = str(folder / f"cluster-{workers}")
        with _cluster(workers) as cluster:
            before = cluster.spent()
            ran = run_apart("ingest_cluster", {**given, "address": cluster.address})
            after = cluster.spent()
        assert ran.found["created"] == alone.found["created"]
        yield {
            "workers": workers,
            "files": len(files),
            "documents": ran.found["created"],
            "seconds": ran.found["seconds"],
            "caller_processor": ran.processor,
            **{f"{name}_processor": after[name] - before[name] for name in after},
            "seconds_of_processes": alone.found["seconds"],
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
