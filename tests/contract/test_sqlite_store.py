"""The SQLite store keeps the contract, and what only files and processes can show."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from contract.document_store import GUEST, MODEL, DocumentStoreContract, reading
from contract.store_opening import Open, OpeningContract

from index import schema_steps
from index.document_store import Change
from index.endings import Ending
from index.errors import SchemaMismatch, StoreBusy, StoreFailure
from index.schema_steps import SCHEMA_VERSION
from index.sqlite_store import SqliteStore

ROOT = Path(__file__).parents[2]

# Puts documents for ever; a line on standard output acknowledges each.
WRITER = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests"]
from contract.document_store import reading
from index.sqlite_store import SqliteStore
with SqliteStore.open(Path(sys.argv[2]), write=True) as store:
    n = int(sys.argv[3])
    while True:
        text = "\\n".join(f"Khoản {i} của {n}." for i in range(60))
        made = reading(f"{n}/2031/NĐ-CP", text, source=f"{n}.txt")
        store.put(*made)
        print(n, flush=True)
        n += 1
"""

# Holds the store, and forks a child that does nothing; the child's number is printed once it runs.
FORKING_WRITER = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from index.sqlite_store import SqliteStore
store = SqliteStore.open(Path(sys.argv[2]), write=True)
if os.fork() == 0:
    print(os.getpid(), flush=True)
signal.pause()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kho dữ liệu" / "store.sqlite"


class TestSqliteStore(DocumentStoreContract):
    @pytest.fixture
    def store(self, path: Path) -> Iterator[SqliteStore]:
        with SqliteStore.open(path, write=True) as store:
            yield store


class TestOpening(OpeningContract):
    @pytest.fixture
    def opened(self, path: Path) -> Open:
        return lambda write: SqliteStore.open(path, write=write)


def test_reading_makes_nothing(path: Path) -> None:
    with SqliteStore.open(path) as store:
        assert store.heads(GUEST) == ()
    assert not path.parent.exists()


def start_writer(path: Path, first: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(ROOT), str(path), str(first)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_every_acknowledged_document_survives_a_kill(path: Path) -> None:
    chance = random.Random(11)
    acknowledged: list[int] = []
    for _ in range(10):
        child = start_writer(path, acknowledged[-1] + 1 if acknowledged else 0)
        assert child.stdout is not None
        acknowledged.append(int(child.stdout.readline()))  # at least one, however slow the machine is
        time.sleep(chance.uniform(0.0, 0.1))
        child.kill()
        rest, _ = child.communicate()
        acknowledged += [int(line) for line in rest.splitlines()]
        with SqliteStore.open(path) as store:
            live = {h.identity.number for h in store.heads(GUEST)}
            assert {f"{n}/2031/NĐ-CP" for n in acknowledged} <= live
            for head in store.heads(GUEST):  # and what was not acknowledged is whole, or not there
                assert len(store.provisions(head.id, GUEST)) == head.provisions == 60
            assert store.counts(MODEL).passages == 60 * len(live)
            assert len(list(store.files())) == len(live)
    assert len(acknowledged) > 10
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_a_store_that_is_replaced_is_seen(path: Path) -> None:
    with SqliteStore.open(path, write=True) as writer:
        writer.put(*reading())
    with SqliteStore.open(path) as store:
        assert len(store.heads(GUEST)) == 1
        for part in path.parent.iterdir():
            part.unlink()
        assert store.heads(GUEST) == ()
        with SqliteStore.open(path, write=True) as writer:
            writer.put(*reading("2/2031/NĐ-CP"))
        assert [h.identity.number for h in store.heads(GUEST)] == ["2/2031/NĐ-CP"]


def test_a_second_writer_is_told_who_writes(path: Path) -> None:
    with SqliteStore.open(path, write=True), pytest.raises(StoreBusy, match=rf"process {os.getpid()}"):
        SqliteStore.open(path, write=True)
    child = start_writer(path, 0)
    assert child.stdout is not None
    child.stdout.readline()
    try:
        with pytest.raises(StoreBusy, match=rf"process {child.pid}.*wait until"):
            SqliteStore.open(path, write=True)
        with SqliteStore.open(path) as store:  # readers are not kept out
            assert store.heads(GUEST)
    finally:
        child.kill()
        child.communicate()
    SqliteStore.open(path, write=True).close()  # the system took the lock back


def test_the_lock_tells_the_command_and_not_its_paths(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/thutuc", "ingest", "kế hoạch mật.docx"])
    with SqliteStore.open(path, write=True), pytest.raises(StoreBusy) as caught:
        SqliteStore.open(path, write=True)
    assert str(caught.value).startswith("thutuc ingest (process ")
    assert "mật" not in str(caught.value)


def test_a_child_that_outlives_its_killed_parent_does_not_keep_the_lock(path: Path) -> None:
    command = [sys.executable, "-c", FORKING_WRITER, str(ROOT), str(path)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    orphan = int(parent.stdout.readline())
    try:
        with pytest.raises(StoreBusy):
            SqliteStore.open(path, write=True)
        parent.kill()
        parent.wait()
        os.kill(orphan, 0)  # it is still there
        SqliteStore.open(path, write=True).close()
    finally:
        os.kill(orphan, signal.SIGKILL)
        parent.stdout.close()


@pytest.mark.parametrize("write", [True, False])
def test_a_store_of_a_later_version_is_refused(path: Path, write: bool) -> None:
    SqliteStore.open(path, write=True).close()
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO schema_versions VALUES (?, 'later')", (SCHEMA_VERSION + 1,))
    connection.close()
    before = path.read_bytes()
    with pytest.raises(SchemaMismatch, match=f"schema {SCHEMA_VERSION + 1}.*later thutuc"):
        SqliteStore.open(path, write=write).heads(GUEST)
    assert path.read_bytes() == before


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The migration that a later version adds, with this version's own before it."""
    folder = tmp_path / "later" / "migrations"
    shutil.copytree(ROOT / "index" / "migrations", folder)
    step = folder / f"{SCHEMA_VERSION + 1:04d}_later.sql"
    step.write_text("ALTER TABLE documents ADD COLUMN later TEXT; UPDATE documents SET later = title;")
    monkeypatch.setattr(schema_steps.resources, "files", lambda _: folder.parent)
    return step


def test_a_writer_brings_an_earlier_store_forward(
    path: Path, next_version: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = reading()
    with SqliteStore.open(path, write=True) as store:
        store.put(*made)
    monkeypatch.setattr(schema_steps, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    with SqliteStore.open(path) as store:
        with pytest.raises(SchemaMismatch, match="thutuc index migrate"):
            store.heads(GUEST)
        good = next_version.read_text()
        next_version.write_text("UPDATE documents SET title = ''; UPDATE nothing SET x = 1;")
        with pytest.raises(StoreFailure):
            SqliteStore.open(path, write=True)
        with pytest.raises(SchemaMismatch):  # a migration that fails changes nothing, and frees the lock
            store.heads(GUEST)
        next_version.write_text(good)
        with SqliteStore.open(path, write=True) as writer:
            assert writer.put(*made) is Change.UNCHANGED
        assert store.get(made[0].id, GUEST) == made[0]


def test_a_store_of_the_first_version_is_brought_forward(path: Path) -> None:
    path.parent.mkdir()
    first = (ROOT / "index" / "migrations" / "0001_store.sql").read_text(encoding="utf-8")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(
            "CREATE TABLE schema_versions (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL);"
            f"INSERT INTO schema_versions VALUES (1, 'then'); {first};"
            "INSERT INTO documents VALUES (1, 'a', '1/2031/NĐ-CP', '1/2031/nd-cp', 'Nghị định', NULL, NULL,"
            " 'T', 'a.txt', '', 0, '[]', 'vi', NULL, NULL, NULL, NULL, NULL, '[]', '[]', 0, x'00');"
        )
    connection.close()
    with SqliteStore.open(path) as store, pytest.raises(SchemaMismatch, match="bring it forward"):
        store.heads(GUEST)
    with SqliteStore.open(path, write=True) as store:
        assert [head.id for head in store.heads(GUEST)] == ["a"]
        assert store.endings(1) == {}
        ending = Ending("2/2030/NĐ-CP", date(2032, 1, 1), "Điều 2", "thay thế")
        store.put_endings(1, {"a": (ending,)})
    with SqliteStore.open(path) as store:
        assert [act.by for act in store.numbers_ended(date(2032, 1, 1)).values()] == ["1/2031/NĐ-CP"]


def test_each_migration_has_a_number_of_its_own() -> None:
    numbers = sorted(int(f.name[:4]) for f in (ROOT / "index" / "migrations").glob("*.sql"))
    assert len(set(numbers)) == len(numbers)
    assert (numbers[0], numbers[-1]) == (1, SCHEMA_VERSION)


def test_the_database_of_another_program_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE accounts (name TEXT)")
    connection.close()
    for write in (True, False):
        with pytest.raises(SchemaMismatch, match="another program"):
            SqliteStore.open(path, write=write).heads(GUEST)


@pytest.mark.parametrize("data", [b"%PDF-1.7\n" * 900, b"SQLite format 3\x00" + b"\xff" * 9000])
def test_a_damaged_file_is_reported_and_left(path: Path, data: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(data)
    for write in (True, False):
        with pytest.raises(StoreFailure, match="damaged or no store"):
            SqliteStore.open(path, write=write).heads(GUEST)
    assert path.read_bytes() == data


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreFailure, match="--home"):
        SqliteStore.open(tmp_path / "file" / "store.sqlite", write=True)


def test_a_full_disk_undoes_the_put(path: Path) -> None:
    old, big = reading("1/2031/NĐ-CP", source="a"), reading("2/2031/NĐ-CP", "Điều.\n" * 9000, source="b")
    with SqliteStore.open(path, write=True) as store:
        store.put(*old)
        assert store._writer is not None
        store._writer.connection.execute("PRAGMA max_page_count=60")
        with pytest.raises(StoreFailure, match="disk"):
            store.put(*big)
        with pytest.raises(StoreFailure, match=r"full|undone"), store.batch():
            with suppress(StoreFailure):
                store.put(*big)
            store.put(*big)
        assert [h.id for h in store.heads(GUEST)] == [old[0].id]
        store._writer.connection.execute("PRAGMA max_page_count=100000")
        store.put(*big)
        assert len(store.heads(GUEST)) == 2


def test_the_log_keeps_its_numbers_after_a_deletion(path: Path) -> None:
    made = reading()
    with SqliteStore.open(path, write=True) as store:
        store.put(*made)
        store.delete(made[0].id)
        store.vacuum()
    with SqliteStore.open(path, write=True) as store:
        store.put(*made)
        assert [o.revision for o in store.changes_since(0)] == [1, 2, 3]
        assert json.dumps(store.changes_since(2)) == json.dumps([[3, made[0].id, "put"]])
        assert store.numbers_ended(date(2099, 1, 1)) == {}
