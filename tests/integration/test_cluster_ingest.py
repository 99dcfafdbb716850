"""Ingest over a Dask cluster: the store and the indexes of one machine, whatever becomes of the workers."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from dask_cluster import DaskCluster, running_cluster
from faults.office import Words
from ingest_place import NEW, OLD, Place, counts

from evaluation.processes import free_port
from index.access import AccessLabel
from index.layout import current_number, generation_name, generations_folder
from index.manifest import Manifest
from index.settings import Settings
from index.sqlite_store import SqliteStore
from index.upkeep import Upkeep
from ingest.bulk import BulkReader
from ingest.cluster.errand import Errand, Refused
from ingest.cluster.opening import open_cluster
from ingest.cluster.versions import versions
from ingest.errors import ClusterFailure, ClusterLost, WorkerRefused
from ingest.ingestion import Ingestion, Wish
from ingest.pipeline import Task
from ingest.progress import Silence
from ingest.report import Report

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
from ingest.cluster import client as cluster_client
from ingest.cluster.client import Cluster
from ingest.cluster.work import read_errand

ROOT = Path(__file__).parents[2]
WORKERS = 2
WRITTEN_AT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with running_cluster(tmp_path_factory.mktemp("cluster"), WORKERS) as running:
        yield running


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def ingest(
    settings: Settings,
    docs: Path,
    reader: BulkReader | None = None,
    stopped: Callable[[], bool] = lambda: False,
    label: str = "internal",
) -> Report:
    """Ingest and publish, with vectors that take no time."""
    with SqliteStore.open(settings.database, write=True) as store:
        upkeep = Upkeep(settings, store, Words())
        ingestion = Ingestion(store, settings, upkeep, Silence(), stopped)
        report = ingestion.run(Wish([docs], AccessLabel.parse(label)), reader)
        upkeep.publish()
    return report


def rows(settings: Settings) -> dict[str, list[str]]:
    """Return all that a store holds, but for the times at which it was written."""
    with closing(sqlite3.connect(settings.database)) as store:
        tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: sorted(WRITTEN_AT.sub("", repr(row)) for row in store.execute(f"SELECT * FROM {table}"))
            for table in tables
        }


def files_of_generation(settings: Settings) -> Any:
    root = generations_folder(settings.home)
    return Manifest.read(root / generation_name(current_number(root))).files


def acts(docs: Path, count: int) -> None:
    for n in range(count):
        text = OLD.replace("901/", f"{500 + n}/").replace("tổ ong", f"tổ ong số {n}")
        (docs / f"{n:03}.txt").write_text(text, "utf-8")


def test_the_store_and_the_indexes_are_those_of_one_machine(cluster: DaskCluster, place: Place) -> None:
    shutil.copytree(ROOT / "samples/corpus", place.docs, dirs_exist_ok=True)
    place.write("a/one.txt", OLD)
    place.write("b/two.txt", OLD)
    place.write("c/three.txt", OLD.replace("đặt tổ ong", "đặt thùng ong"))
    place.write("empty.txt", b"")
    place.write("cut.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    place.write("list.jsonl", '{"file": "empty.txt"}\n')
    place.write("heavy.txt", b"ong\n" * (4 << 20))
    with zipfile.ZipFile(place.docs / "packed.zip", "w") as packed:
        packed.writestr("new.txt", NEW)
        packed.writestr("broken.docx", b"PK\x03\x04 cut short")
    limits = {"worker_memory_mb": 512, "cluster_file_mb": 64}
    alone = cluster.settings(place.home / "alone", **limits)
    shared = cluster.settings(place.home / "shared", **limits)
    one = ingest(alone, place.docs)
    with open_cluster(shared, cluster.address) as reader:
        several = ingest(shared, place.docs, reader)
        assert reader.kept == {"read together with what lies beside them": 1}
    assert counts(one) == counts(several)
    assert [q.as_json() for q in one.quarantined] == [q.as_json() for q in several.quarantined]
    codes = {Path(q.file).name: q.code for q in several.quarantined}
    assert codes["heavy.txt"] == "too_large"
    assert {"empty.txt", "cut.pdf", "list.jsonl", "broken.docx"} < codes.keys()
    assert rows(alone) == rows(shared)
    assert files_of_generation(alone) == files_of_generation(shared)


def test_a_killed_worker_costs_no_document(cluster: DaskCluster, place: Place) -> None:
    acts(place.docs, 60)
    settings = cluster.settings(place.home)
    workers, asked = list(cluster.pids().values()), 0

    def stopped() -> bool:
        nonlocal asked
        asked += 1
        if asked in {5, 25}:
            os.kill(workers.pop(), signal.SIGKILL)
        return False

    with open_cluster(settings, cluster.address) as reader:
        report = ingest(settings, place.docs, reader, stopped)
    assert not workers
    assert counts(report) == (60, 0, 0, 0, 0)
    cluster.await_workers(WORKERS)


def test_a_file_that_kills_each_worker_is_put_aside_and_the_rest_is_read(
    cluster: DaskCluster, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts(place.docs, 12)
    names: dict[str, str] = {}
    real = Cluster.send

    def send(self: Cluster, task: Task, errand: Errand) -> Any:
        future = real(self, task, errand)
        names[future.key] = Path(task.source).name
        return future

    monkeypatch.setattr(Cluster, "send", send)
    settings = cluster.settings(place.home)
    pids, ended, done = cluster.pids(), 0, threading.Event()

    def kill() -> None:
        nonlocal ended
        with cluster.client() as client:
            while not done.is_set():
                for worker, keys in client.processing().items():
                    if worker in pids and any(names.get(key) == "007.txt" for key in keys):
                        os.kill(pids.pop(worker), signal.SIGKILL)
                        ended += 1
                pids.update({w: pid for w, pid in client.run(os.getpid, on_error="ignore").items() if pid})
                time.sleep(0.01)

    # The file takes its time, so that it is seen with the worker that is to die.
    place.write("007.txt", OLD.replace("901/", "507/") + "Điều 9. Tổ ong số 7\n1. Đàn ong.\n" * 40_000)
    killer = threading.Thread(target=kill)
    with open_cluster(settings, cluster.address) as reader:
        killer.start()
        try:
            report = ingest(settings, place.docs, reader)
        finally:
            done.set()
            killer.join()
    assert ended >= 4
    assert counts(report) == (11, 0, 0, 0, 1)
    (aside,) = report.quarantined
    assert aside.file.endswith("007.txt")
    assert (aside.code, "each worker that read it died" in aside.detail) == ("crashed", True)
    cluster.await_workers(WORKERS)


def test_what_is_above_the_ceiling_or_large_stays_on_this_machine(
    cluster: DaskCluster, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts(place.docs, 3)
    sent = []
    real = Cluster.send
    monkeypatch.setattr(Cluster, "send", lambda *args: sent.append(args[1].source) or real(*args))
    settings = cluster.settings(place.home, cluster_file_mb=1)
    with open_cluster(settings, cluster.address) as reader:
        assert counts(ingest(settings, place.docs, reader, label="secret")) == (3, 0, 0, 0, 0)
        assert reader.kept == {"above cluster_ceiling": 3}
        assert sent == []
    other = cluster.settings(place.home / "other", cluster_file_mb=1, cluster_ceiling="internal:so-xay-dung")
    with open_cluster(other, cluster.address) as reader:
        ingest(other, place.docs, reader, label="internal:so-noi-vu")
        assert reader.kept == {"above cluster_ceiling": 3}
        assert sent == []
    place.write("large.pdf", b"no page at all\n" * 80_000)
    third = cluster.settings(place.home / "third", cluster_file_mb=1)
    with open_cluster(third, cluster.address) as reader:
        assert counts(ingest(third, place.docs, reader)) == (3, 0, 0, 0, 1)
        assert reader.kept == {"larger than cluster_file_mb": 1}
    assert [Path(source).name for source in sent] == ["000.txt", "001.txt", "002.txt"]


def test_a_stop_leaves_what_was_read_and_the_next_ingest_goes_on(cluster: DaskCluster, place: Place) -> None:
    acts(place.docs, 40)
    settings = cluster.settings(place.home)
    asked = iter(range(1000))
    with open_cluster(settings, cluster.address) as reader:
        report = ingest(settings, place.docs, reader, lambda: next(asked) > 6)
        assert report.interrupted
        assert 0 < report.created < 40
        rest = ingest(settings, place.docs, reader)
    assert (rest.created, rest.unchanged) == (40 - report.created, report.created)


def test_a_worker_of_another_release_is_refused_with_what_mends_it(
    cluster: DaskCluster, place: Place, tmp_path: Path
) -> None:
    other = tmp_path / "release"
    for package in ("index", "ingest", "prompts"):
        shutil.copytree(ROOT / package, other / package)
    steps = other / "ingest/pipeline.py"
    steps.write_text(
        steps.read_text("utf-8").replace("PARSER_VERSION: Final = ", "PARSER_VERSION: Final = 9")
    )
    settings = cluster.settings(place.home)
    with cluster.workers(1, PYTHONPATH=str(other)):
        cluster.await_workers(WORKERS + 1)
        told = pytest.raises(WorkerRefused, match=r"worker tls://\S+ has parser 9\d+ instead of \d+, code")
        with told as refused, open_cluster(settings, cluster.address):
            pytest.fail("it was let in")
    assert "pip install" in str(refused.value)
    assert not place.home.exists()
    cluster.await_workers(WORKERS)
    with cluster.client() as client:  # one that joined after the others were looked at
        asked = client.submit(read_errand, b"", "what it wants", "vie", "topic", 0, pure=False)
        assert pickle.loads(asked.result()) == Refused(versions("vie"))


def test_addresses_and_certificates_that_will_not_do_are_told(
    cluster: DaskCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_client, "_CONNECT_SECONDS", 2)
    with_certificates, without = cluster.settings(tmp_path / "home"), Settings(home=tmp_path / "home")
    plain = cluster.address.replace("tls://", "tcp://")
    for settings, address, words in (
        (without, "127.0.0.1:8786", "give tls://HOST:PORT"),
        (without, "inproc://127.0.0.1/1/1", "give tls://HOST:PORT"),
        (with_certificates, plain, "has to be tls://"),
        (without, cluster.address, "cluster_ca_file"),
        (without, plain, "no Dask scheduler answers"),
        (without, f"tcp://127.0.0.1:{free_port()}", "no Dask scheduler answers"),
    ):
        with pytest.raises(ClusterFailure, match=words), open_cluster(settings, address):
            pytest.fail("it was let in")


def test_the_command_reaches_the_scheduler_and_nobody_else(cluster: DaskCluster, place: Place) -> None:
    acts(place.docs, 2)
    watch = place.docs.parent / "watch"
    watch.mkdir()
    (watch / "sitecustomize.py").write_text(
        "import os, socket, sys\n"
        "def hook(event, arguments):\n"
        "    if event not in ('socket.connect', 'socket.sendto', 'socket.sendmsg'): return\n"
        "    if arguments[0].family == socket.AF_UNIX: return\n"
        "    with open(os.environ['NETWORK_LOG'], 'a') as log: log.write(f'{arguments[1]}\\n')\n"
        "sys.addaudithook(hook)\n",
        "utf-8",
    )
    names = {
        f"THUTUC_CLUSTER_{n.upper()}_FILE": str(cluster.folder / f"{n}.pem") for n in ("ca", "cert", "key")
    }
    env = {**os.environ, **names, "PYTHONPATH": str(watch), "NETWORK_LOG": str(watch / "log")}
    command = [sys.executable, "-m", "api.cli", "ingest", str(place.docs), "--home", str(place.home)]
    command += ["--no-vectors", "--cluster", cluster.address, "--label", "secret"]
    ran = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert "read on this machine, above cluster_ceiling: 2" in ran.stderr
    port = cluster.address.rpartition(":")[2]
    assert set((watch / "log").read_text("utf-8").split("\n")) - {""} == {f"('127.0.0.1', {port})"}
    (watch / "distributed.py").write_text("raise ImportError('it is not installed')\n", "utf-8")
    ran = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 1
    assert "--cluster needs Dask: pip install 'thutuc[cluster]'" in ran.stderr
    assert "Traceback" not in ran.stderr


# Dask leaves the socket of a connection that is refused to be collected, whenever that happens.
@pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_scheduler_that_goes_stops_the_ingest_and_costs_nothing(
    place: Place, tmp_path_factory: pytest.TempPathFactory
) -> None:
    acts(place.docs, 30)
    with running_cluster(tmp_path_factory.mktemp("gone"), 1) as cluster:
        assert cluster.scheduler is not None
        settings = cluster.settings(place.home)
        asked = iter(range(1000))

        def stopped() -> bool:
            if next(asked) == 8:
                cluster.scheduler.kill()
            return False

        with (
            pytest.raises(ClusterLost, match="same command goes on"),
            open_cluster(settings, cluster.address) as reader,
        ):
            ingest(settings, place.docs, reader, stopped)
    rest = ingest(settings, place.docs)
    assert rest.created < 30
    assert rest.created + rest.unchanged == 30
