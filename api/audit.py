"""The audit log: who was shown which documents and answers, and who changed what, as a chain of hashes.

One line of JSON for each event in `HOME/audit.jsonl`. Each line carries the hash of the one before, so that
none can be changed, left out or put in without breaking the chain; a hash noted elsewhere shows a cut
at the end. No question, title or text stands in it: documents and answers are named by their ids.
"""

from __future__ import annotations

import errno
import fcntl
import getpass
import hashlib
import json
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

FILE: Final = "audit.jsonl"
_BEGINNING: Final = "0" * 64
_TAIL: Final = 1 << 16
"""Bytes from the end in which the last line surely begins: an entry names at most some hundred documents."""
_MOST_DOCUMENTS: Final = 1000


@dataclass(frozen=True, slots=True)
class Broken:
    """The first line, counted from 1, at which the chain does not hold, and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What `verify` found: how many lines hold, the last hash, and the break if there is one."""

    lines: int
    last: str
    broken: Broken | None


@dataclass(slots=True)
class _Entry:
    """An event on its way to the disk."""

    event: dict[str, Any]
    tried: bool = False
    on_disk: bool = False
    failure: Exception | None = None


class AuditLog:
    """Appends to the log of one home; safe between threads and between processes.

    Events that come while others are brought to the disk go there together, with one wait for it.

    Failure: `OSError` where it cannot be written; then what was to be told is not told.
    """

    def __init__(self, home: Path) -> None:
        """Keep where it lies; the file is made with the first entry, for its owner only."""
        self._path = home / FILE
        self._lock = threading.Lock()
        self._arrived = threading.Lock()
        self._waiting: list[_Entry] = []

    def add(  # noqa: PLR0913 - the members of an event
        self,
        who: str,
        what: str,
        *,
        key: str | None = None,
        documents: Sequence[str] = (),
        answer: str | None = None,
        outcome: str | None = None,
        about: str | None = None,
    ) -> None:
        """Append one event; it is on the disk when this returns. `about` is the account it was done to."""
        event: dict[str, Any] = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "who": who,
            "key": key,
            "what": what,
            "documents": list(dict.fromkeys(documents))[:_MOST_DOCUMENTS],
            "answer": answer,
            "outcome": outcome,
        }
        if about is not None:
            event["about"] = about
        entry = _Entry(event)
        with self._arrived:
            self._waiting.append(entry)
        with self._lock:
            if not entry.tried:  # else one that came before has taken it along
                self._write()
        if not entry.on_disk:
            raise OSError(f"{self._path} cannot be written: {entry.failure}") from entry.failure

    def _write(self) -> None:
        """Bring all events that wait to the disk, or tell each of them why that failed."""
        with self._arrived:
            entries, self._waiting = self._waiting, []
        try:
            with self._alone() as file:
                _append(file, [entry.event for entry in entries])
            for entry in entries:
                entry.on_disk = True
        except Exception as failure:
            for entry in entries:
                entry.failure = failure
        finally:
            for entry in entries:
                entry.tried = True

    def lines(self) -> Iterator[dict[str, Any]]:
        """Go over the events in order."""
        if self._path.is_file():
            with self._path.open(encoding="utf-8") as log:
                for line in log:
                    yield json.loads(line.partition(" ")[2])

    def verify(self, noted: str | None = None) -> Verified:
        """Follow the chain from the beginning; `noted` is a hash that must be in it."""
        before, count, found = _BEGINNING, 0, noted is None
        if self._path.is_file():
            with self._path.open("rb") as log:
                for number, raw in enumerate(log, 1):
                    why = _fault(raw, before)
                    if why is not None:
                        return Verified(count, before, Broken(number, why))
                    before, count = raw[:64].decode(), number
                    found = found or before == noted
        if not found:
            return Verified(
                count, before, Broken(count + 1, "the noted hash is not in the log: lines are missing")
            )
        return Verified(count, before, None)

    @contextmanager
    def _alone(self) -> Iterator[int]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        finally:
            os.close(file)


def operator() -> str:
    """Name who gives a command on the machine itself, as the log does."""
    return f"operator:{getpass.getuser()}"


def _append(file: int, events: Sequence[dict[str, Any]]) -> None:
    """Put events at the end of the chain, and wait until they are on the disk; all of them or none."""
    before, lines = _last_hash(file), list[str]()
    for event in events:
        line = json.dumps(event | {"before": before}, ensure_ascii=False, sort_keys=True)
        before = _hash(line)
        lines.append(f"{before} {line}\n")
    whole, size = "".join(lines).encode(), os.fstat(file).st_size
    if os.write(file, whole) < len(whole):
        os.ftruncate(file, size)  # half a line would break the chain for all that come
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.fdatasync(file)


def _last_hash(file: int) -> str:
    """Return the hash of the last line; one that a crash cut short is ended first, and seen by `verify`."""
    size = os.fstat(file).st_size
    if size == 0:
        return _BEGINNING
    tail = os.pread(file, min(size, _TAIL), max(0, size - _TAIL))
    if not tail.endswith(b"\n"):
        os.write(file, b"\n")
        tail += b"\n"
    return tail[tail.rfind(b"\n", 0, -1) + 1 :][:64].decode(errors="replace")


def _fault(raw: bytes, before: str) -> str | None:
    try:
        line = raw.decode()
        claimed, _, event = line.rstrip("\n").partition(" ")
        if claimed != _hash(event):
            return "the line was changed"
        if json.loads(event)["before"] != before:
            return "a line before it was changed, left out or put in"
    except (ValueError, KeyError, TypeError):
        return "it is no line of this log"
    return None


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
