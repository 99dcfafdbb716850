"""Connectors at work: a watched folder and another service's feed, with real services and a real command."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from dms_client import Dms, close_clients, notice
from serving import served
from small_office import small_office

LONG_AGO = 1_000_000_000


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    root = tmp_path_factory.mktemp("connect")
    return small_office().copied(root / "one"), small_office().copied(root / "two")


@pytest.fixture(scope="module")
def one(homes: tuple[Path, Path]) -> Iterator[Dms]:
    with served(homes[0]) as address:
        yield Dms(address, homes[0], "connector")
    close_clients()


@pytest.fixture(scope="module")
def two(homes: tuple[Path, Path]) -> Iterator[Dms]:
    with served(homes[1]) as address:
        yield Dms(address, homes[1], "connector")


def token(dms: Dms) -> str:
    return dms.http.headers["authorization"].removeprefix("Bearer ")


def command(*words: object, to: Dms, **keys: str) -> tuple[list[str], dict[str, str]]:
    call = [sys.executable, "-m", "api.cli", "connect", *map(str, words), "--to", str(to.http.base_url)]
    return call, os.environ | {"THUTUC_API_KEY": token(to)} | keys


def run(*words: object, to: Dms, **keys: str) -> subprocess.CompletedProcess[str]:
    call, environment = command(*words, "--once", "--every", "0.2", to=to, **keys)
    return subprocess.run(call, env=environment, capture_output=True, text=True, timeout=120, check=False)


@contextmanager
def running(*words: object, to: Dms, **keys: str) -> Iterator[subprocess.Popen[bytes]]:
    call, environment = command(*words, "--every", "0.2", to=to, **keys)
    process = subprocess.Popen(call, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def write(path: Path, number: int, day: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(notice(number, day))
    os.utime(path, (LONG_AGO + number, LONG_AGO + number + int(day)))


def eventually(holds: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.1)


def text_of(dms: Dms, reference: str) -> str | None:
    kept = dms.http.get(f"/v1/references/{reference}")
    document = kept.json()["file"]["document_id"] if kept.status_code == 200 else None
    return dms.http.get(f"/v1/documents/{document}/text").text if document else None


def test_a_folder_is_followed_and_taken_up_again(one: Dms, tmp_path: Path) -> None:
    folder, state = tmp_path / "den", tmp_path / "state"
    write(folder / "a.md", 201, "1")
    write(folder / "con" / "b.md", 202, "2")
    (folder / "hong.pdf").write_bytes(b"%PDF-1.7 cut")
    os.utime(folder / "hong.pdf", (LONG_AGO, LONG_AGO))
    words = ("folder", folder, "--home", state, "--label", "internal", "--name", "den")
    ran = run(*words, to=one)
    assert ran.returncode == 0, ran.stderr
    assert "ngày 1 hằng" in (text_of(one, "folder:den/a.md") or "")
    assert "hong" not in ran.stderr, "names of files can hold titles, so no log has them"
    status = subprocess.run(
        [sys.executable, "-m", "api.cli", "connect", "status", "--home", state],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "3 handed in, 0 being read, 1 not taken" in status
    assert "hong.pdf: " in status
    jobs = len(one.http.get("/v1/jobs").json()["jobs"])
    assert run(*words, to=one).returncode == 0
    assert len(one.http.get("/v1/jobs").json()["jobs"]) == jobs, "what is known is not handed in again"
    with running(*words, to=one):
        write(folder / "a.md", 201, "11")
        write(folder / "c.md", 203, "3")
        (folder / "con" / "b.md").unlink()
        eventually(lambda: "ngày 11 hằng" in (text_of(one, "folder:den/a.md") or ""))
        eventually(lambda: text_of(one, "folder:den/c.md") is not None)
        eventually(lambda: text_of(one, "folder:den/con/b.md") is None)
        shutil.move(folder, tmp_path / "away")
        time.sleep(1)
        assert text_of(one, "folder:den/c.md") is not None, "a folder that is away takes nothing out"


def test_a_key_that_is_not_good_ends_it_and_costs_nothing(one: Dms, tmp_path: Path) -> None:
    write(tmp_path / "den" / "d.md", 204, "4")
    words = ("folder", tmp_path / "den", "--home", tmp_path / "state", "--name", "khoa")
    bad = run(*words, to=one, THUTUC_API_KEY="thutuc_x")
    assert (bad.returncode, "key_invalid" in bad.stderr) == (1, True)
    assert run(*words, to=one).returncode == 0
    assert text_of(one, "folder:khoa/d.md") is not None


def test_one_service_follows_another(one: Dms, two: Dms, homes: tuple[Path, Path], tmp_path: Path) -> None:
    first = one.done(one.put(("x.md", notice(211, "1")), reference="X/211", label="internal"))["files"][0]
    words = ("feed", one.http.base_url, "--home", tmp_path / "state", "--name", "one")
    keys = {"THUTUC_FEED_KEY": token(one)}
    ran = run(*words, to=two, **keys)
    assert ran.returncode == 0, ran.stderr
    reference = f"feed:one/{first['document_id']}"
    assert "ngày 1 hằng" in (text_of(two, reference) or "")
    with running(*words, to=two, **keys):
        one.done(one.put(("x.md", notice(211, "21")), reference="X/211", label="internal"))
        eventually(lambda: "ngày 21 hằng" in (text_of(two, reference) or ""))
        one.http.delete(f"/v1/documents/{first['document_id']}")
        eventually(lambda: text_of(two, reference) is None)
    refused = run(*words, to=two, THUTUC_FEED_KEY="thutuc_x")
    assert (refused.returncode, "key_invalid" in refused.stderr) == (1, True)


def test_a_feed_that_begins_anew_takes_out_what_it_no_longer_tells(
    one: Dms, two: Dms, homes: tuple[Path, Path], tmp_path: Path
) -> None:
    made = one.done(one.put(("y.md", notice(221, "1")), reference="Y/221", label="internal"))["files"][0]
    words = ("feed", one.http.base_url, "--home", tmp_path / "state", "--name", "anew")
    reference = f"feed:anew/{made['document_id']}"
    assert run(*words, to=two, THUTUC_FEED_KEY=token(one)).returncode == 0
    assert text_of(two, reference) is not None
    lower = Dms(str(one.http.base_url), homes[0], "reads-less", "public")
    ran = run(*words, to=two, THUTUC_FEED_KEY=token(lower))
    assert ran.returncode == 0, ran.stderr
    assert text_of(two, reference) is None
