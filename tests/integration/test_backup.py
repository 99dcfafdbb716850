"""A home is saved while it serves, lost, and put back: the same answers, for the same readers."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from contract.store_material import reading
from small_office import small_office
from typer.testing import CliRunner

from api.audit import AuditLog
from api.backup.errors import BackupBusy, BackupDamaged, BackupFailure, HomeNotEmpty, KeyRefused, NoBackup
from api.backup.sealing import Encrypted, Plain, make_key, seal_of
from api.backup.snapshot import read_snapshot, snapshot_names
from api.backup.taking import take
from api.backup.vault import BLOCKS, FolderVault, open_vault
from api.commands import backup, restore
from api.dms.jobs import JobFile, Jobs
from api.keys import Keys, Rights, Scope
from assistant.assembly import open_assistant
from index.access import AccessLabel, Clearance, Principal
from index.errors import StoreBusy
from index.generation import Generation
from index.layout import current_number, generations_folder
from index.manifest import Manifest
from index.sqlite_store import SqliteStore

QUESTIONS = (
    "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?",
    "Đội tuần tra hải đăng Mũi Én xuất phát lúc mấy giờ?",
    "Hộ kinh doanh ký quỹ bao nhiêu trước khi dựng cột biển quảng cáo?",
)
READERS = (Principal.guest(), Principal("officer", Clearance.INTERNAL), Principal.operator())
PASSING = {"id", "record_id", "conversation_id", "timings_ms"}


def answers(home: Path) -> list[object]:
    """Ask every question as every reader; what differs from one asking to the next is left out."""
    assistant = open_assistant(home)
    try:
        found = [assistant.answer(q, who).to_json() for q in QUESTIONS for who in READERS]
    finally:
        assistant.close()
    return [{name: value for name, value in body.items() if name not in PASSING} for body in found]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return small_office().copied(tmp_path / "home")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    make_key(tmp_path / "key")
    return tmp_path / "key"


def saved(home: Path, to: Path, *options: str) -> dict:
    done = CliRunner().invoke(backup.app, [str(to), "--home", str(home), "--json", *options])
    assert done.exit_code == 0, (done.output, done.exception)
    return json.loads(done.stdout)


def put_back(home: Path, source: Path, *options: str) -> str:
    done = CliRunner().invoke(restore.app, [str(source), "--home", str(home), *options])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize(("target", "sealed"), [("folder", True), ("one.tar", False)])
def test_a_home_that_was_lost_answers_as_before(
    home: Path, tmp_path: Path, key: Path, target: str, sealed: bool
) -> None:
    options = ("--key-file", str(key)) if sealed else ()
    (home / "settings.toml").write_text("record_days = 30\n", encoding="utf-8")
    token = Keys(home).create("qlvb", Rights(frozenset({Scope.READ}), AccessLabel(Clearance.PUBLIC)), 9)[1]
    label = AccessLabel.parse("internal")
    Jobs(home).add("j1", "key:qlvb", label, [JobFile("r", "a.md", "0" * 64, 1)], "d", None)
    original = home / "originals" / "qlvb" / "a" / "tờ trình.md"
    original.parent.mkdir(parents=True)
    original.write_text("Tờ trình.", encoding="utf-8")
    before = answers(home)
    assert "07 ngày làm việc" in json.dumps(before, ensure_ascii=False)
    conversations = (home / "answers.sqlite").stat().st_size
    facts = saved(home, tmp_path / target, *options)
    assert facts["encrypted"] is sealed
    shutil.rmtree(home)
    put_back(home, tmp_path / target, *options)
    for now, then in zip(answers(home), before, strict=True):
        assert now == then
    assert (home / "answers.sqlite").stat().st_size >= conversations
    assert Keys(home).verify(token) is not None
    assert (home / "keys.pepper").stat().st_mode & 0o777 == 0o600
    assert [job.id for job in Jobs(home).unfinished()] == ["j1"]
    assert original.read_text(encoding="utf-8") == "Tờ trình."
    assert (home / "settings.toml").read_text(encoding="utf-8") == "record_days = 30\n"
    told = [(event["what"], event["outcome"]) for event in AuditLog(home).lines()]
    assert told[-1] == ("restored", facts["backup"])
    assert AuditLog(home).verify().broken is None
    names = [path.name for path in home.iterdir()]
    assert not [name for name in names if name.startswith("tmp-")]


def test_nothing_in_an_encrypted_backup_tells_what_it_holds(home: Path, tmp_path: Path, key: Path) -> None:
    vault, seal = tmp_path / "vault", seal_of(key)
    with closing(open_vault(vault, write=True)) as opened:
        take(home, opened, seal)
        (name,) = snapshot_names(opened)
        known = {block for file in read_snapshot(opened, seal, name).files for block in file.blocks}
    plain = Plain()
    for path in vault.rglob("*"):
        if not path.is_file():
            continue
        content = path.read_bytes()
        for word in ("documents.sqlite", "Mũi Én", "SQLite format", "/home"):
            assert word.encode() not in content
        if path.parts[-3] == BLOCKS:
            assert path.name in known
            opened_block = seal.open(path.name, content)
            assert plain.name(opened_block) != path.name  # the name is no hash that one could compute
            other = "0" * 64
            with pytest.raises(BackupDamaged):
                seal.open(other, content)
    with pytest.raises(KeyRefused, match="another key"):
        read(vault, Encrypted(b"\x01" * 32))
    with pytest.raises(KeyRefused, match="--key-file"):
        read(vault, Plain())
    with pytest.raises(KeyRefused, match="no key"):
        (tmp_path / "empty").write_text("")
        seal_of(tmp_path / "empty")
    with pytest.raises(KeyRefused, match="opens no backup"):
        make_key(key)


def read(vault: Path, seal: Plain | Encrypted) -> None:
    from api.backup.snapshot import check_header

    with closing(open_vault(vault)) as opened:
        check_header(opened, seal)


def test_a_second_backup_holds_only_what_is_new(home: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    first = saved(home, vault)
    with SqliteStore.open(home / "documents.sqlite", write=True) as store:
        store.put(*reading("77/2031/NĐ-CP", source="moi.txt"))
    second = saved(home, vault)
    assert 0 < second["new_bytes"] < first["new_bytes"] / 2
    blocks = len(list((vault / BLOCKS).rglob("*")))
    third = saved(home, vault, "--keep", "1")
    assert third["deleted"] == 2
    assert len(list((vault / BLOCKS).rglob("*"))) <= blocks
    listed = CliRunner().invoke(restore.app, [str(vault), "--list"]).stdout.splitlines()
    assert [line.split()[0] for line in listed] == [third["backup"]]
    put_back(tmp_path / "other", vault)
    with SqliteStore.open(tmp_path / "other" / "documents.sqlite") as store:
        assert store.heads(Principal.guest(), number="77/2031/NĐ-CP")


def test_an_earlier_backup_can_be_chosen(home: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    first = saved(home, vault)
    with SqliteStore.open(home / "documents.sqlite", write=True) as store:
        store.put(*reading("77/2031/NĐ-CP", source="moi.txt"))
    saved(home, vault)
    put_back(tmp_path / "other", vault, "--backup", first["backup"])
    with SqliteStore.open(tmp_path / "other" / "documents.sqlite") as store:
        assert not store.heads(Principal.guest(), number="77/2031/NĐ-CP")
    with pytest.raises(NoBackup, match="--list"):
        put_back(tmp_path / "third", vault, "--backup", "yesterday")


def test_what_is_saved_while_others_write_is_true_to_itself(home: Path, tmp_path: Path) -> None:
    """Each restored store is whole, has all that was acknowledged before, and all that its indexes have."""
    acknowledged: list[str] = []
    stop = threading.Event()

    def write() -> None:
        with SqliteStore.open(home / "documents.sqlite", write=True) as store:
            n = 0
            while not stop.is_set():
                n += 1
                number = f"{n}/2031/NĐ-CP"
                store.put(
                    *reading(number, "\n".join(f"Khoản {i} của {n}." for i in range(40)), source=number)
                )
                acknowledged.append(number)

    writing = threading.Thread(target=write)
    writing.start()
    try:
        for n in range(3):
            count = len(acknowledged)
            saved(home, tmp_path / "vault")
            put_back(tmp_path / f"home-{n}", tmp_path / "vault")
            restored = tmp_path / f"home-{n}"
            with SqliteStore.open(restored / "documents.sqlite") as store:
                heads = store.heads(Principal.operator())
                revision = store.counts("").revision
            assert set(acknowledged[:count]) <= {head.identity.number for head in heads}
            with closing(sqlite3.connect(restored / "documents.sqlite")) as db:
                assert db.execute("SELECT count(*) FROM texts").fetchone() == (len(heads),)
            root = generations_folder(restored)
            manifest = Manifest.read(root / f"gen-{current_number(root)}")
            Generation.open(restored, manifest.header, verify="hashes").close()
            assert manifest.revision <= revision
    finally:
        stop.set()
        writing.join()
    assert len(acknowledged) > 4


def test_a_damaged_block_is_found_and_written_anew(home: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    saved(home, vault)
    block = max((vault / BLOCKS).glob("*/*"), key=lambda path: path.stat().st_size)
    content = bytearray(block.read_bytes())
    content[len(content) // 2] ^= 1
    block.write_bytes(content)
    checked = CliRunner().invoke(restore.app, [str(vault), "--check", "--home", str(home)])
    assert (checked.exit_code, "damaged" in checked.stdout) == (1, True)
    with pytest.raises(BackupDamaged):
        put_back(tmp_path / "other", vault)
    assert not [path for path in (tmp_path / "other").iterdir() if not path.name.endswith(".lock")]
    assert saved(home, vault)["new_bytes"] > 0
    checked = CliRunner().invoke(restore.app, [str(vault), "--check", "--home", str(home)])
    assert checked.exit_code == 0
    put_back(tmp_path / "other", vault)


def test_what_is_in_the_home_is_put_aside_or_left(home: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    saved(home, vault)
    kept = sorted(path.name for path in home.iterdir())
    with pytest.raises(HomeNotEmpty, match="--replace"):
        put_back(home, vault)
    assert sorted({*(path.name for path in home.iterdir()), *kept}) == kept
    with SqliteStore.open(home / "documents.sqlite", write=True), pytest.raises(StoreBusy):
        put_back(home, vault, "--replace")
    root = generations_folder(home)
    header = Manifest.read(root / f"gen-{current_number(root)}").header
    reader = Generation.open(home, header)
    with pytest.raises(HomeNotEmpty, match="stop the service"):
        put_back(home, vault, "--replace")
    reader.close()
    assert "lies in" in put_back(home, vault, "--replace")
    (aside,) = home.glob("before-restore-*")
    assert (aside / "documents.sqlite").is_file()
    saved(home, vault)  # and is no part of a later backup
    with closing(open_vault(vault)) as opened:
        assert not [f.name for f in read_snapshot(opened, Plain()).files if f.name.startswith("before")]


def test_where_it_may_not_be_written_to_is_refused(home: Path, tmp_path: Path, key: Path) -> None:
    runner = CliRunner()
    inside = runner.invoke(backup.app, [str(home / "vault"), "--home", str(home)])
    assert inside.exit_code == 2
    (home / "key").write_text(key.read_text())
    asked = [str(tmp_path / "vault"), "--home", str(home), "--key-file", str(home / "key")]
    assert isinstance(runner.invoke(backup.app, asked).exception, KeyRefused)
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter.txt").write_text("x")
    for place, why in ((full, NoBackup), (full / "letter.txt", FileExistsError)):
        assert isinstance(runner.invoke(backup.app, [str(place), "--home", str(home)]).exception, why)
    with pytest.raises(NoBackup):
        put_back(tmp_path / "other", full / "letter.txt")
    held = FolderVault(tmp_path / "vault", write=True)
    tried = runner.invoke(backup.app, [str(tmp_path / "vault"), "--home", str(home)])
    assert isinstance(tried.exception, BackupBusy)
    held.close()
    missing = runner.invoke(backup.app, [str(tmp_path / "vault"), "--home", str(tmp_path / "nowhere")])
    assert isinstance(missing.exception, NoBackup)


def test_a_damaged_store_is_not_backed_up(home: Path, tmp_path: Path) -> None:
    path = home / "documents.sqlite"
    with path.open("r+b") as store:
        store.seek(8192)
        store.write(b"\xff" * 40960)
    done = CliRunner().invoke(backup.app, [str(tmp_path / "vault"), "--home", str(home)])
    assert isinstance(done.exception, BackupFailure)
    assert "documents.sqlite" in str(done.exception)
    with closing(open_vault(tmp_path / "vault")) as vault:
        assert snapshot_names(vault) == ()


def test_a_killed_backup_leaves_the_earlier_ones(home: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    first = saved(home, vault)["backup"]
    for n in range(3):
        (home / f"more-{n}.bin").write_bytes(os.urandom(24 << 20))
        command = [sys.executable, "-m", "api.cli", "backup", str(vault), "--home", str(home)]
        child = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        blocks = len(list((vault / BLOCKS).glob("*/*")))
        while child.poll() is None and len(list((vault / BLOCKS).glob("*/*"))) < blocks + 2 + n:
            pass
        child.kill()
        child.wait()
    with closing(open_vault(vault)) as opened:
        assert first in snapshot_names(opened)
    put_back(tmp_path / "other", vault, "--backup", first)
    done = saved(home, vault, "--keep", "1")["backup"]
    assert not list(vault.rglob("tmp-*"))
    assert not list(home.glob("tmp-backup-*"))
    put_back(tmp_path / "third", vault, "--backup", done)
    assert (tmp_path / "third" / "more-2.bin").read_bytes() == (home / "more-2.bin").read_bytes()
