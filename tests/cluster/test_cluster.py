"""A data centre is lost, or the line to it: reading goes on, writing comes back, nothing is lost.

Run by `make cluster-test`, in a network namespace of its own; `THUTUC_CLUSTER_RUNS` says how often.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cluster.data_centres import PORT, DataCentres, until
from cluster.load import Load
from cluster.network import Host, network
from cluster.network import why_not as why_no_network
from dms_client import Dms, close_clients, notice
from postgres_server import why_not as why_no_postgres
from small_office import small_office

from api.keys import Keys, Rights, Scope
from index.access import AccessLabel, Principal
from index.postgres_store import PostgresStore
from index.settings import load_settings
from index.store_move import to_server

RUNS = int(os.environ.get("THUTUC_CLUSTER_RUNS", "0"))
SIGNS = "Thời hạn cấp giấy phép treo biển hiệu là bao lâu?"
OPERATOR = Principal.operator()

pytestmark = [
    pytest.mark.skipif(not RUNS, reason="takes minutes: run it by `make cluster-test`"),
    pytest.mark.timeout(3600),
]


@dataclass
class Scene:
    """The data centres at work."""

    centres: DataCentres
    writer: Load
    readers: dict[str, Load]
    tokens: dict[str, str]

    def reader_of(self, host: Host) -> Load:
        return self.readers[host.name]

    def lost(self) -> set[str]:
        """The documents that were acknowledged and are not there."""
        with PostgresStore.open(self.centres.url) as store:
            return set(self.writer.done()) - {head.id for head in store.heads(OPERATOR)}


def _missing() -> str | None:
    if shutil.which("etcd") is None:
        return "no etcd here (apt-get install etcd-server)"
    if not Path(sys.executable).with_name("patroni").exists():
        return "no Patroni here (pip install 'thutuc[cluster-test]')"
    return why_no_postgres() or why_no_network()


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    if (reason := _missing()) is not None:
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="thutuc-cluster-"))
    folder.chmod(0o755)
    try:
        with network(folder, 3) as hosts:
            centres = DataCentres(hosts)
            try:
                yield _begun(centres)
            except BaseException:
                sys.stdout.write(centres.tail())
                raise
    finally:
        close_clients()
        shutil.rmtree(folder, ignore_errors=True)


def _begun(centres: DataCentres) -> Scene:
    for host in centres.hosts:
        centres.start(host)
    until(centres.is_whole, 120, "a leader with its standby")
    tokens = {}
    rights = Rights(frozenset({Scope.READ, Scope.WRITE}), AccessLabel.parse("internal"))
    for number, host in enumerate(centres.data):
        home = small_office().copied(host.folder / "home")
        if number == 0:
            to_server(load_settings(home, store_url=centres.url), lambda *_: None)
        (home / "documents.sqlite").unlink()
        tokens[host.name] = Keys(home).create("load", rights, 1)[1]
        centres.serve(host)
    witness = centres.hosts[2]
    for host in centres.data:
        until(lambda host=host: centres.ready(host), 120, f"the service of {host.name}")
    readers = {h.name: _reader(witness, h, tokens[h.name]) for h in centres.data}
    return Scene(centres, Load.start(witness, "write", centres.url, "NĐ-CP"), readers, tokens)


def _reader(witness: Host, host: Host, token: str) -> Load:
    return Load.start(witness, "read", f"http://{host.address}:{PORT}", token, SIGNS)


def _calm(scene: Scene) -> None:
    """Wait until everything is as it should be before something is broken."""
    centres = scene.centres
    until(centres.is_whole, 180, "both servers in step")
    for host in centres.data:
        until(lambda host=host: centres.ready(host), 120, f"the service of {host.name}")
        until(lambda host=host: scene.reader_of(host).is_quick(), 120, f"the reader of {host.name}")
    begun = time.monotonic()
    until(lambda: scene.writer.done_since(begun), 60, "writing")
    time.sleep(1)


@dataclass
class Seen:
    """How long people and programs had to wait; readers are those of the other host's service."""

    back: float
    lists: float
    answers: float
    failed: int

    @classmethod
    def after(cls, scene: Scene, second: Host, begun: float) -> Seen:
        """Wait until writing is back, and a little longer."""
        until(lambda: scene.writer.done_since(begun), 60, "writing after the leader is lost")
        back = scene.writer.done_since(begun)
        assert back is not None
        time.sleep(8)
        reader = scene.reader_of(second)
        lists, answers = (reader.longest_gap(what, begun) for what in ("documents", "answers"))
        return cls(back, lists, answers, reader.failed(begun))

    def check(self, scene: Scene, what: str, rejoined: float) -> None:
        lost = scene.lost()
        sys.stdout.write(
            f"\n{what}: writes back after {self.back:.1f} s; longest wait for a list {self.lists:.2f} s,"
            f" for an answer {self.answers:.2f} s, {self.failed} refused;"
            f" in step again {rejoined:.1f} s after the host came back;"
            f" {len(scene.writer.done())} documents acknowledged so far, {len(lost)} lost\n"
        )
        assert not lost
        assert self.back < 30
        assert max(self.lists, self.answers) < 2
        assert self.failed == 0


@pytest.mark.parametrize("run", range(1, RUNS + 1))
def test_the_leaders_host_is_cut_off_and_killed(scene: Scene, run: int) -> None:
    centres = scene.centres
    _calm(scene)
    leader = centres.leader()
    assert leader is not None
    second = centres.other(leader)
    if run % 2:
        centres.burden(leader)
    begun = time.monotonic()
    leader.cut()
    time.sleep(0.5)
    leader.kill()
    upload = Dms(f"http://{second.address}:{PORT}", second.folder / "home", f"outage{run}")
    waiting = upload.put((f"thong-bao-{run}.md", notice(run, "12")), reference=f"TB/{run}")
    seen = Seen.after(scene, second, begun)
    uploaded = upload.done(waiting)["files"][0]["document_id"]  # accepted in the outage, done after it
    assert not scene.lost()

    leader.heal()
    centres.start(leader)
    centres.serve(leader)
    rejoined = until(centres.is_whole, 180, "the old leader follows the new one")
    assert centres.leader() is second
    until(lambda: centres.ready(leader), 120, "the service of the old leader")
    old = Dms(f"http://{leader.address}:{PORT}", leader.folder / "home", f"after{run}")
    assert old.http.get(f"/v1/documents/{uploaded}").status_code == 200
    seen.check(scene, f"killed{', with the leader of etcd' if run % 2 else ''}, run {run}", rejoined)


@pytest.mark.parametrize("run", range(1, (RUNS + 1) // 2 + 1))
def test_the_line_to_the_leader_is_cut_and_healed(scene: Scene, run: int) -> None:
    centres = scene.centres
    _calm(scene)
    leader = centres.leader()
    assert leader is not None
    second = centres.other(leader)
    own = f"postgresql://postgres:secret@{leader.address}/postgres"
    begun = time.monotonic()
    leader.cut()
    inside = Load.start(leader, "write", own, f"TB-{run}")  # who is cut off with the old leader
    seen = Seen.after(scene, second, begun)

    leader.heal()
    rejoined = until(lambda: centres.leader() is second and centres.is_whole(), 180, "the old leader follows")
    inside.process.kill()
    with PostgresStore.open(centres.url) as store:
        kept = {head.id for head in store.heads(OPERATOR)}
    assert set(inside.done()) <= kept  # the old leader acknowledged nothing alone
    seen.check(scene, f"line cut, run {run}", rejoined)
