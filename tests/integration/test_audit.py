"""The audit log: what a running service writes into it, and that no change of it goes unseen."""

from __future__ import annotations

import json
import multiprocessing
import os
import stat
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from serving import served
from small_office import small_office
from typer.testing import CliRunner

from api.audit import FILE, AuditLog
from api.commands.audit import app
from api.keys import Keys, Rights, Scope
from index.access import AccessLabel

DAYS = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"


def filled(home: Path, count: int = 5) -> AuditLog:
    log = AuditLog(home)
    for number in range(count):
        log.add("key:qlvb", "answer", documents=[f"{number:016x}"], answer=f"a{number}")
    return log


def test_a_whole_log_holds_and_is_its_owner_s(tmp_path: Path) -> None:
    found = filled(tmp_path).verify()
    assert (found.lines, found.broken) == (5, None)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


CHANGES: dict[str, Callable[[list[str]], list[str]]] = {
    "changed": lambda lines: [lines[0], lines[1].replace("qlvb", "khac"), *lines[2:]],
    "left out": lambda lines: [lines[0], *lines[2:]],
    "put in": lambda lines: [*lines[:2], lines[0], *lines[2:]],
    "order": lambda lines: [lines[0], lines[2], lines[1], *lines[3:]],
    "first": lambda lines: lines[1:],
    "nonsense": lambda lines: [lines[0], "x\n", *lines[1:]],
}


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_no_change_goes_unseen(tmp_path: Path, change: str) -> None:
    log, path = filled(tmp_path), tmp_path / FILE
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(CHANGES[change](lines)), "utf-8")
    assert log.verify().broken is not None
    assert CliRunner().invoke(app, ["verify", "--home", str(tmp_path)]).exit_code == 1


def test_a_cut_end_is_seen_by_a_noted_hash(tmp_path: Path) -> None:
    log, path = filled(tmp_path), tmp_path / FILE
    noted = log.verify().last
    log.add("key:qlvb", "search")
    assert log.verify(noted).broken is None
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:4]), "utf-8")
    assert log.verify().broken is None
    assert log.verify(noted).broken is not None


def test_a_line_that_a_crash_cut_is_seen_and_costs_no_later_one(tmp_path: Path) -> None:
    log, path = filled(tmp_path), tmp_path / FILE
    path.write_bytes(path.read_bytes()[:-30])
    log.add("key:qlvb", "search")
    found = log.verify()
    assert found.broken is not None
    assert found.broken.line == 5
    assert json.loads(path.read_text("utf-8").splitlines()[-1].partition(" ")[2])["what"] == "search"


def test_those_who_wait_for_the_disk_go_there_together_and_none_returns_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, real, synced = AuditLog(tmp_path), os.fdatasync, list[int]()

    def slow(file: int) -> None:
        time.sleep(0.05)
        real(file)
        synced.append(len((tmp_path / FILE).read_bytes().splitlines()))

    monkeypatch.setattr(os, "fdatasync", slow)
    seen = list[int]()

    def add(number: int) -> None:
        log.add("key:qlvb", "answer", answer=f"a{number}")
        mine = [line for line in log.lines() if line["answer"] == f"a{number}"]
        seen.append(len(mine) if synced and synced[-1] else 0)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(add, range(20)))
    assert seen == [1] * 20
    found = log.verify()
    assert (found.lines, found.broken) == (20, None)
    assert len(synced) < 10


def test_what_cannot_be_written_is_told_to_each_and_breaks_no_chain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, real = filled(tmp_path), os.write
    monkeypatch.setattr(os, "write", lambda file, data: real(file, data[: len(data) // 2]))
    with ThreadPoolExecutor(4) as pool:
        failed = [pool.submit(log.add, "key:qlvb", "search") for _ in range(4)]
    assert all(isinstance(one.exception(), OSError) for one in failed)
    monkeypatch.undo()
    assert (log.verify().lines, log.verify().broken) == (5, None)
    log.add("key:qlvb", "search")
    assert (log.verify().lines, log.verify().broken) == (6, None)


def test_processes_write_one_chain(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=filled, args=(tmp_path, 20)) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    found = AuditLog(tmp_path).verify()
    assert (found.lines, found.broken) == (60, None)


def test_the_service_writes_down_who_was_shown_what(tmp_path: Path) -> None:
    home = small_office().copied(tmp_path / "home")
    rights = Rights(frozenset({Scope.READ}), AccessLabel.parse("secret"))
    key, token = Keys(home).create("qlvb", rights, 1)
    with (
        served(home) as address,
        httpx.Client(base_url=address, headers={"authorization": f"Bearer {token}"}, timeout=60) as client,
    ):
        answer = client.post("/v1/answers", json={"question": DAYS}).json()
        hidden = next(d for d in client.get("/v1/documents").json()["documents"] if d["label"] == "secret")
        client.get(f"/v1/documents/{hidden['id']}/text")
        client.get("/v1/documents/0000000000000000/text")
        httpx.get(f"{address}/documents/{answer['citations'][0]['document']['id']}", timeout=60)
        httpx.get(f"{address}/v1/search", params={"q": "treo biển hiệu"}, timeout=60)
    events = list(AuditLog(home).lines())
    first = events[0]
    assert (first["who"], first["key"], first["what"]) == ("key:qlvb", key.id, "answer")
    assert (first["answer"], first["outcome"]) == (answer["record_id"], answer["status"])
    assert set(first["documents"]) == {c["document"]["id"] for c in answer["citations"]}
    assert [(e["who"], e["what"]) for e in events[1:]] == [
        ("key:qlvb", "document"),
        ("web", "document"),
        ("web", "search"),
    ]
    assert events[1]["documents"] == [hidden["id"]]
    written = (home / FILE).read_text("utf-8")
    for secret in (token, hidden["title"], DAYS):
        assert secret not in written
    assert AuditLog(home).verify().broken is None
    shown = CliRunner().invoke(app, ["export", "--who", "web", "--home", str(home)]).stdout
    assert [json.loads(line)["what"] for line in shown.splitlines()] == ["document", "search"]
