"""The store on PostgreSQL keeps the contract, and what only a server can do to it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import psycopg
import pytest
from contract.document_store import (
    GUEST,
    MODEL,
    OPERATOR,
    SECRET,
    DocumentStoreContract,
    reading,
    snapshot,
)
from contract.store_opening import Open, OpeningContract
from postgres_server import PostgresServer

from index import schema_steps
from index.document_store import Change
from index.endings import Ending
from index.errors import SchemaMismatch, StoreBusy, StoreFailure, StoreUnreachable
from index.postgres_connection import native, place_of, servers_of
from index.postgres_readers import PostgresReaders
from index.postgres_store import PostgresStore
from index.postgres_writer import PostgresWriter
from index.schema_steps import SCHEMA_VERSION
from index.settings import load_settings
from index.sql_changes import ChangeLog, Place
from index.sqlite_store import SqliteStore
from index.store_move import to_file, to_server
from index.store_opening import missing_steps, rehearse

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests"]
from contract.document_store import reading
from index.postgres_store import PostgresStore
with PostgresStore.open(sys.argv[2], write=True) as store:
    for n in range(int(sys.argv[3]), 100000):
        store.put(*reading(f"{n}/2031/NĐ-CP", source=f"{n}"))
        print(n, flush=True)
"""


def start_writer(url: str, first: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(ROOT), url, str(first)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


class TestPostgresStore(DocumentStoreContract):
    @pytest.fixture
    def store(self, postgres_server: PostgresServer) -> Iterator[PostgresStore]:
        with PostgresStore.open(postgres_server.emptied(), write=True) as store:
            yield store


class TestOpening(OpeningContract):
    @pytest.fixture
    def opened(self, postgres_url: str) -> Open:
        return lambda write: PostgresStore.open(postgres_url, write=write)


def test_parameters_are_numbered_as_the_server_wants_them() -> None:
    assert native("a = ? AND b IN (?, ?)") == b"a = $1 AND b IN ($2, $3)"
    assert native("a = ?2 OR b = ?1 OR c = ?2") == b"a = $2 OR b = $1 OR c = $2"


def test_a_url_may_name_several_servers() -> None:
    first, second = servers_of("postgresql://an:secret@one:5433,two:5434/kho")
    assert place_of(first) == "database kho on one:5433"
    assert place_of(second) == "database kho on two:5434"
    with pytest.raises(StoreFailure, match="no URL"):
        servers_of("postgresql://an@:x:y/kho?nothing=1")


def test_a_second_writer_is_told_who_writes(postgres_url: str) -> None:
    child = start_writer(postgres_url, 0)
    assert child.stdout is not None
    child.stdout.readline()
    try:
        with pytest.raises(StoreBusy, match=rf"process {child.pid}\) on .* is writing.*wait until"):
            PostgresStore.open(postgres_url, write=True)
        with PostgresStore.open(postgres_url) as store:  # readers are not kept out
            assert store.heads(GUEST)
    finally:
        child.kill()
        child.communicate()


def test_what_was_acknowledged_before_a_kill_is_there_and_the_lock_is_free(postgres_url: str) -> None:
    acknowledged: list[int] = []
    for _ in range(3):
        child = start_writer(postgres_url, acknowledged[-1] + 1 if acknowledged else 0)
        assert child.stdout is not None
        acknowledged.append(int(child.stdout.readline()))
        child.kill()
        rest, _ = child.communicate()
        acknowledged += [int(line) for line in rest.splitlines()]
        with PostgresStore.open(postgres_url) as store:
            heads = store.heads(GUEST)
            assert {f"{n}/2031/NĐ-CP" for n in acknowledged} <= {h.identity.number for h in heads}
            assert all(len(store.provisions(h.id, GUEST)) == h.provisions == 2 for h in heads)


def test_stores_in_two_schemas_do_not_know_of_each_other(postgres_server: PostgresServer) -> None:
    one, two = postgres_server.fresh(), postgres_server.fresh()
    with PostgresStore.open(one, write=True) as first, PostgresStore.open(two, write=True) as second:
        first.put(*reading())
        assert second.heads(GUEST) == ()


def terminate(url: str) -> None:
    """End all other sessions with the server, as a failing line or an operator does."""
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )


def test_a_lost_line_undoes_the_batch_and_a_new_writer_goes_on(postgres_url: str) -> None:
    old, new = reading("1/2031/NĐ-CP", source="a"), reading("2/2031/NĐ-CP", source="b")
    with PostgresStore.open(postgres_url, write=True) as writer:
        writer.put(*old)
        assert writer.heads(GUEST)
        with pytest.raises(StoreUnreachable, match="cannot be"), writer.batch():
            writer.put(*new)
            terminate(postgres_url)
            writer.put(*reading("3/2031/NĐ-CP", source="c"))
        assert [h.id for h in writer.heads(GUEST)] == [old[0].id]  # readers find a new line by themselves
        with pytest.raises(StoreUnreachable):
            writer.put(*new)
    with PostgresStore.open(postgres_url, write=True) as writer:
        assert writer.put(*new) is Change.CREATED


def test_a_server_that_is_not_there_is_passed_over(
    postgres_server: PostgresServer, postgres_url: str
) -> None:
    url = postgres_url.replace("host=", "host=127.0.0.1,").replace("?", "?port=9,5432&")
    with PostgresStore.open(url, write=True) as store:
        store.put(*reading())
        assert len(store.heads(GUEST)) == 1
    with PostgresStore.open("postgresql://postgres@127.0.0.1:9/postgres") as store:
        with pytest.raises(StoreUnreachable, match=r"on 127\.0\.0\.1:9"):
            store.heads(GUEST)
        with pytest.raises(StoreUnreachable):
            PostgresStore.open("postgresql://postgres@127.0.0.1:9/postgres", write=True)


@pytest.mark.parametrize("write", [True, False])
def test_a_store_of_a_later_version_is_refused(postgres_url: str, write: bool) -> None:
    PostgresStore.open(postgres_url, write=True).close()
    with psycopg.connect(postgres_url) as db:
        db.execute("INSERT INTO schema_versions VALUES (%s, 'later')", (SCHEMA_VERSION + 1,))
    with pytest.raises(SchemaMismatch, match=f"schema {SCHEMA_VERSION + 1}.*later thutuc"):
        PostgresStore.open(postgres_url, write=write).heads(GUEST)


def test_the_tables_of_another_program_are_left_alone(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as db:
        db.execute("CREATE TABLE accounts (name TEXT)")
    for write in (True, False):
        with pytest.raises(SchemaMismatch, match="another program"):
            PostgresStore.open(postgres_url, write=write).heads(GUEST)


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The migration that a later version adds, with this version's own before it."""
    folder = tmp_path / "later" / "migrations"
    shutil.copytree(ROOT / "index" / "migrations", folder)
    monkeypatch.setattr(schema_steps.resources, "files", lambda _: folder.parent)
    return folder / f"{SCHEMA_VERSION + 1:04d}_later.sql"


def test_a_writer_brings_an_earlier_store_forward(
    postgres_url: str, tmp_path: Path, next_version: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, settings = reading(), load_settings(tmp_path, store_url=postgres_url)
    with pytest.raises(StoreFailure, match="no store"):
        missing_steps(settings)
    with PostgresStore.open(postgres_url, write=True) as store:
        store.put(*made)
    next_version.write_text("DELETE FROM files; UPDATE nothing SET x = 1;")
    monkeypatch.setattr(schema_steps, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    with PostgresStore.open(postgres_url) as store:
        with pytest.raises(SchemaMismatch, match="thutuc index migrate"):
            store.heads(GUEST)
        with pytest.raises(StoreFailure, match="nothing"):
            PostgresStore.open(postgres_url, write=True)
        next_version.write_text("DELETE FROM files;")
        with pytest.raises(StoreFailure, match="lose rows of files"):
            rehearse(settings)
        next_version.write_text("ALTER TABLE documents ADD COLUMN later INTEGER;")
        assert rehearse(settings).steps == missing_steps(settings) == (next_version.name,)
        with PostgresStore.open(postgres_url, write=True) as writer:  # nothing of it was kept
            assert writer.put(*made) is Change.UNCHANGED
        assert missing_steps(settings) == ()
        assert store.get(made[0].id, GUEST) == made[0]


def test_a_character_that_the_server_cannot_hold_gets_a_sign_in_its_place(postgres_url: str) -> None:
    document, provisions, passages, file = reading()
    with PostgresStore.open(postgres_url, write=True) as store:
        store.put(replace(document, title="Nghị\0định"), provisions, passages, file)
        assert store.get(document.id, GUEST).title == "Nghị\u2400định"
        assert store.heads(GUEST, number="\0") == store.heads(GUEST, ids=["\0"]) == ()


def test_a_reader_is_told_what_it_may_know(postgres_url: str) -> None:
    shown, hidden = reading(), reading("13/2031/NĐ-CP", source="b", label=SECRET)
    log = ChangeLog(PostgresReaders(postgres_url))
    assert log.since(Place(), GUEST, 10).touched == ()
    with PostgresStore.open(postgres_url, write=True) as store:
        store.put(*shown)
        store.put(*hidden)
        found = log.since(Place(), GUEST, 10)
        assert [one.document_id for one in found.touched] == [shown[0].id]
        assert len(log.since(Place(), OPERATOR, 10).touched) == 2
        store.relabel(shown[0].id, SECRET)
        (lost,) = log.since(found.place, GUEST, 10).touched
        assert (lost.document_id, lost.head) == (shown[0].id, None)
    log.close()


def test_a_store_is_copied_to_a_server_and_back(postgres_url: str, tmp_path: Path) -> None:
    long = reading(text="\n".join(f"Điều {n}. Hồ sơ \0 thứ {n}." for n in range(400)))
    other = reading("13/2031/NĐ-CP", source="b", label=SECRET)
    settings = load_settings(tmp_path / "home", store_url=postgres_url)
    with SqliteStore.open(settings.database, write=True) as store:
        for made in (long, other, reading("14/2031/NĐ-CP", source="c")):
            store.put(*made)
        store.forget("c")
        store.put_endings(1, {other[0].id: (Ending("1/2030/NĐ-CP", date(2032, 1, 1), "Điều 2", "bãi bỏ"),)})
        todo = [name for name, _ in store.texts_to_embed(MODEL, 2)]
        store.put_vectors(MODEL, todo, np.eye(2, 8, dtype=np.float32))
        expected = [snapshot(store, OPERATOR, made) for made in (long, other)]
        log, counts = store.changes_since(0), store.counts(MODEL)
        with pytest.raises(StoreBusy):
            to_server(settings, lambda *_: None)
    told: dict[str, int] = {}
    to_server(settings, told.__setitem__)
    assert (told["documents"], told["operations"]) == (2, len(log))
    with pytest.raises(StoreFailure, match="not empty"):
        to_server(settings, lambda *_: None)
    with PostgresStore.open(postgres_url, write=True) as store:
        assert [snapshot(store, OPERATOR, other)] == expected[1:]
        assert store.get(long[0].id, OPERATOR) == long[0]
        assert (store.changes_since(0), store.counts(MODEL)) == (log, counts)
        assert store.mark(log[-1].revision)
        store.put(*reading("15/2031/NĐ-CP", source="d"))  # numbering goes on after what was copied
        assert store.changes_since(log[-1].revision)[0].revision == log[-1].revision + 1
    with pytest.raises(StoreFailure, match="there already"):
        to_file(settings, lambda *_: None)
    settings.database.unlink()
    to_file(settings, lambda *_: None)
    with PostgresStore.open(postgres_url) as server, SqliteStore.open(settings.database) as file:
        assert server.changes_since(0) == file.changes_since(0)
        assert snapshot(server, OPERATOR, long) == snapshot(file, OPERATOR, long)
        assert file.get(long[0].id, OPERATOR) == long[0]
    assert [p.name for p in settings.home.iterdir() if p.name.startswith("tmp-")] == []


def test_commands_work_on_a_server(postgres_url: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.toml").write_text(f"store_url = '{postgres_url}'\n", encoding="utf-8")
    with PostgresStore.open(postgres_url, write=True) as store:
        store.put(*reading())

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "api.cli", *words, "--home", str(home)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr if "--json" not in words else done.stdout

    assert json.loads(run("index", "migrate", "--json")) == {"steps": [], "done": True}
    assert json.loads(run("index", "migrate", "--dry-run", "--json"))["steps"] == []
    shown = json.loads(run("store", "show", "--json"))
    assert shown["documents"] == 1
    assert "primary" in shown.values()
    assert "12/2031/NĐ-CP" in run("documents", "list")
    assert "not in this backup" in run("backup", str(tmp_path / "backup.tar"))
    assert not (home / "documents.sqlite").exists()


def test_many_readers_share_few_connections(postgres_url: str) -> None:
    with PostgresStore.open(postgres_url, write=True) as store:
        store.put(*reading())
        threads = [threading.Thread(target=lambda: [store.heads(GUEST) for _ in range(20)]) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with closing(psycopg.connect(postgres_url, autocommit=True)) as db:
            (sessions,) = db.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
                " AND application_name LIKE '%pytest%' OR application_name LIKE '%__main__%'"
            ).fetchone()
        assert sessions <= 12


def test_the_lock_goes_with_its_connection(postgres_url: str) -> None:
    with closing(PostgresWriter(postgres_url)):
        terminate(postgres_url)
        PostgresStore.open(postgres_url, write=True).close()
