"""Strikes faults at a process that works in a home, and looks each time at what is left.

Runs with `shim.c` loaded. Everything is imported once; each trial is a forked child in a copy of one home.
Usage: driver.py WORK_FOLDER FIRST STEP MODE…: every STEP-th change from FIRST on, in each of the modes.
Prints one line of JSON.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import faiss  # noqa: F401 - once, before the forks
from faults.office import GUEST, HIDDEN, STAYS, Reader, before, broken_promises, not_mended, work

from index import delta, lexical_build
from index.errors import IndexFailure
from index.schema_steps import SCHEMA_VERSION
from index.sqlite_connection import open_writer
from index.sqlite_store import SqliteStore

MODES = {"before": 1, "after": 2, "torn": 3, "power": 4, "full": 5, "readonly": 6}
ROOT = Path(__file__).parents[2]
shim = ctypes.CDLL(None)
REFUSED, FAULT = 3, 4


class Trials:
    """Counts what was tried and what did not hold."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: Counter[str] = Counter()
        self.broken: list[str] = []

    def fresh(self, kind: str) -> Path:
        """Copy a prepared home."""
        home = self.folder / "home"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(self.folder / kind, home)
        return home

    def changes(self, kind: str) -> int:
        """Count the changes that the whole work makes."""
        home = self.fresh(kind)
        read, write = os.pipe()
        if (child := os.fork()) == 0:
            shim.fault_arm(str(home).encode(), MODES["after"], ctypes.c_long(1 << 40))
            _do(kind, home, self.folder / "papers", lambda _: None)
            os.write(write, str(shim.fault_count()).encode())
            os._exit(0)
        os.waitpid(child, 0)
        os.close(write)
        with os.fdopen(read) as told:
            return int(told.read())

    def strike(self, kind: str, mode: str, at: int) -> None:
        """Let one fault strike at one change, and look at what is left."""
        home = self.fresh(kind)
        reader = Reader(home) if kind == "office" else None
        read, write = os.pipe()
        if (child := os.fork()) == 0:
            os.close(read)
            self._suffer(kind, mode, at, home, write)
        os.close(write)
        while os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            if reader is not None:
                self._serves(reader, mode, at)
        _, status = os.waitpid(child, 0)
        with os.fdopen(read) as told:
            said = told.read().split()
        self._count(mode, status)
        left = self._left(kind, home, said, reader)
        self.broken += [f"{kind} {mode} {at}: {one}" for one in left]
        self.told["documents"] += 2 * ("ingested" in said)

    def _suffer(self, kind: str, mode: str, at: int, home: Path, write: int) -> None:
        errors = os.open(self.folder / "errors.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(errors, 2)
        shim.fault_arm(str(home).encode(), MODES[mode], ctypes.c_long(at))
        if at % 3 == 0:  # and the clock is two years back in some of them
            shim.fault_clock(ctypes.c_long(-63_072_000))
        try:
            _do(kind, home, self.folder / "papers", lambda step: os.write(write, f"{step}\n".encode()))
        except (IndexFailure, OSError) as refusal:
            os.write(errors, f"{mode} {at}: {type(refusal).__name__}: {refusal}\n".encode())
            os._exit(REFUSED)
        except BaseException as fault:
            os.write(errors, f"FAULT {mode} {at}: {type(fault).__name__}: {fault}\n".encode())
            os._exit(FAULT)
        os._exit(0)

    def _serves(self, reader: Reader, mode: str, at: int) -> None:
        try:
            if not reader.finds(STAYS[1], GUEST) or reader.finds(HIDDEN[1], GUEST):
                self.broken.append(f"{mode} {at}: a reader was shown something else meanwhile")
        except Exception as failure:
            self.broken.append(f"{mode} {at}: a reader met {type(failure).__name__}: {failure}")
        self.told["questions"] += 1

    def _count(self, mode: str, status: int) -> None:
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            self.told["kills"] += 1
        elif os.waitstatus_to_exitcode(status) == REFUSED:
            self.told["refusals"] += 1
        elif os.waitstatus_to_exitcode(status) == 0:
            self.told["nothing struck"] += 1
        else:
            self.broken.append(f"{mode}: ended with {status}, see errors.txt")

    def _left(self, kind: str, home: Path, said: list[str], reader: Reader | None) -> list[str]:
        try:
            if reader is None:
                return _migrated(home)
            found = list(broken_promises(home, said, reader))
            reader.close()
            again = Reader(home)
            found += broken_promises(home, said, again)
            again.close()
            return found + list(not_mended(home, self.folder / "papers"))
        except Exception as failure:
            return [f"{type(failure).__name__}: {failure}"]


def _do(kind: str, home: Path, papers: Path, say: object) -> None:
    if kind == "office":
        work(home, papers, say)  # type: ignore[arg-type]
    else:
        open_writer(home / "documents.sqlite").close()


def _migrated(home: Path) -> list[str]:
    with SqliteStore.open(home / "documents.sqlite", write=True) as store:
        heads = store.heads(GUEST)
    with closing(sqlite3.connect(home / "documents.sqlite")) as db:
        (version,) = db.execute("SELECT max(version) FROM schema_versions").fetchone()
    return (
        [] if (len(heads), version) == (1, SCHEMA_VERSION) else [f"{len(heads)} documents, schema {version}"]
    )


def _first_version(home: Path) -> None:
    """Write a store as the first version did."""
    home.mkdir()
    script = (ROOT / "index" / "migrations" / "0001_store.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(home / "documents.sqlite")) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.executescript(
            "CREATE TABLE schema_versions (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL);"
            f"INSERT INTO schema_versions VALUES (1, 'then'); {script};"
            "INSERT INTO documents VALUES (1, 'a', '1/2031/NĐ-CP', '1/2031/nd-cp', 'Nghị định', NULL, NULL,"
            " 'T', 'a.txt', '', 0, '[]', 'vi', NULL, NULL, NULL, NULL, NULL, '[]', '[]', 0, x'00');"
        )


def main(folder: Path, first: int, step: int, modes: list[str]) -> None:
    """Strike, and tell."""
    delta.SHARE = 0.5  # type: ignore[misc] # some publications of so few documents share files, some do not
    lexical_build.TOKENS_AT_ONCE = 100  # type: ignore[misc] # several runs for each generation
    before(folder / "office", folder / "papers")
    _first_version(folder / "migration")
    trials = Trials(folder)
    for kind in ("office", "migration"):
        points = trials.changes(kind)
        trials.told[f"changes of {kind}"] = points
        at = first
        while at <= points:
            for mode in modes:
                trials.strike(kind, mode, at)
            at += step
    print(json.dumps({**trials.told, "lost": len(trials.broken), "broken": trials.broken[:20]}))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
