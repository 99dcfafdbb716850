"""A long run of mixed work over one service: memory and open files stay flat, and nobody sees an error.

Users ask, one hands documents in, takes them out again and gives them other labels, all through the service's
interface, as a document management system does. Every few seconds the memory that is the service's own and
its open files are counted, with those of the processes it started.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import httpx
import numpy as np

from api.keys import Keys, Rights, Scope
from evaluation.load import running
from index.access import AccessLabel

_SEED: Final = 23
_LABELS: Final = ("public", "internal")
_KEPT: Final = 5
"""Documents of the soak that are held at a time; the oldest goes when another comes."""
_EXPECTED: Final = frozenset({HTTPStatus.OK, HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT, HTTPStatus.CREATED})
_NOTICE: Final = """ỦY BAN NHÂN DÂN XÃ ĐỒNG MÂY

Số: {number}/TB-UBND

Đồng Mây, ngày 03 tháng 4 năm 2026

THÔNG BÁO

Về lịch trực số {number}

Điều 1. Lịch trực

1. Bộ phận một cửa trực vào ngày {day} hằng tháng, từ {hour} giờ.
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """The state of the service at a second of the run: MiB of its own memory, and open files."""

    second: float
    memory_mb: int
    files: int
    processes: int


@dataclass(slots=True)
class Soak:
    """What a run saw."""

    seconds: float = 0.0
    done: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return counts, and how the last third of the run compares with the one before it."""
        third = len(self.samples) // 3
        middle, last = self.samples[third : 2 * third], self.samples[2 * third :]

        def compared(member: str) -> dict[str, float]:
            before, after = ([getattr(s, member) for s in part] for part in (middle, last))
            return {
                "middle_third": round(float(np.mean(before or [0])), 1),
                "last_third": round(float(np.mean(after or [0])), 1),
                "most": max((getattr(s, member) for s in self.samples), default=0),
            }

        return {
            "seconds": round(self.seconds, 1),
            "done": dict(self.done),
            "failed": dict(self.failed),
            "memory_mb": compared("memory_mb"),
            "files": compared("files"),
            "samples": [[round(s.second), s.memory_mb, s.files, s.processes] for s in self.samples],
        }


def soak(home: Path, questions: Sequence[str], users: int, seconds: float, every: float = 5.0) -> Soak:
    """Start the service over a home (a copy: it is written to) and let all work on it for so long."""
    rights = Rights(frozenset({Scope.READ, Scope.WRITE}), AccessLabel.parse("internal"))
    token = Keys(home).create(f"soak {time.time_ns()}", rights, 1)[1]
    found = Soak()
    with running("thutuc", home) as address:
        asyncio.run(_all(address, token, questions, users, seconds, every, found))
    return found


async def _all(  # noqa: PLR0913, PLR0917 - one call
    address: str,
    token: str,
    questions: Sequence[str],
    users: int,
    seconds: float,
    every: float,
    found: Soak,
) -> None:
    began = time.perf_counter()
    headers = {"authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=300, trust_env=False) as client:
        worker = _Worker(client, found, began + seconds)
        await asyncio.gather(
            *(worker.asks(questions, number) for number in range(users)),
            worker.writes(),
            _watched(_server(address), found, began, seconds, every),
        )
    found.seconds = time.perf_counter() - began


class _Worker:
    """What is done to the service until the time is over."""

    def __init__(self, client: httpx.AsyncClient, found: Soak, until: float) -> None:
        self._client, self._found, self._until = client, found, until

    async def asks(self, questions: Sequence[str], number: int) -> None:
        rng = np.random.default_rng(_SEED + number)
        while time.perf_counter() < self._until:
            question = questions[int(rng.integers(len(questions)))]
            await self._call("ask", "POST", "/v1/answers", json={"question": question})

    async def writes(self) -> None:
        rng = np.random.default_rng(_SEED)
        held: deque[str] = deque()
        number = 0
        while time.perf_counter() < self._until:
            number += 1
            text = _NOTICE.format(number=number, day=1 + number % 28, hour=7 + number % 10)
            file = {"file": (f"{number}.txt", text.encode(), "text/plain")}
            form = {"label": "internal"}
            reply = await self._call("ingest", "POST", "/v1/documents", files=file, data=form)
            document = await self._settled(reply)
            if document is not None:
                held.append(document)
            if held and rng.random() < 0.5:  # noqa: PLR2004 - every second time
                label = {"label": _LABELS[int(rng.integers(len(_LABELS)))]}
                await self._call("relabel", "PATCH", f"/v1/documents/{held[-1]}", json=label)
            if len(held) > _KEPT:
                await self._call("delete", "DELETE", f"/v1/documents/{held.popleft()}")

    async def _call(self, what: str, method: str, path: str, **given: Any) -> httpx.Response | None:  # noqa: ANN401
        try:
            reply = await self._client.request(method, path, **given)
        except httpx.HTTPError as failure:
            self._found.failed[f"{what}: {type(failure).__name__}"] += 1
            return None
        if reply.status_code in _EXPECTED:
            self._found.done[what] += 1
        elif not await _had_to_wait(reply):
            self._found.failed[f"{what}: {reply.status_code}"] += 1
        return reply

    async def _settled(self, reply: httpx.Response | None) -> str | None:
        """Wait until a job is done; return the document that it made."""
        if reply is None or reply.status_code != HTTPStatus.ACCEPTED:
            return None
        while True:
            look = await self._client.get(reply.headers["location"])
            if await _had_to_wait(look):
                continue
            job = look.json()
            if job["state"] in {"done", "failed"}:
                break
            await asyncio.sleep(0.2)
        if job["state"] == "failed":
            self._found.failed["job"] += 1
        names = [file.get("document_id") for file in job.get("files", ())]
        return next((name for name in names if name), None)


async def _had_to_wait(reply: httpx.Response) -> bool:
    """Tell whether a request was asked to come again; returns when it may."""
    if reply.status_code != HTTPStatus.TOO_MANY_REQUESTS:
        return False
    await asyncio.sleep(float(reply.headers.get("retry-after", 1)))
    return True


async def _watched(server: int, found: Soak, began: float, seconds: float, every: float) -> None:
    while (second := time.perf_counter() - began) < seconds:
        found.samples.append(sample(server, second))
        await asyncio.sleep(every)


def sample(process: int, second: float) -> Sample:
    """Count the memory and open files of a process and of all below it."""
    family = _family(process)
    memory = files = 0
    for one in family:
        try:
            lines = Path(f"/proc/{one}/status").read_text("ascii").splitlines()
            files += len(os.listdir(f"/proc/{one}/fd"))  # noqa: PTH208 - names alone
        except OSError:  # it has just ended
            continue
        memory += sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))
    return Sample(second, memory >> 10, files, len(family))


def _family(process: int) -> list[int]:
    below: list[int] = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            below += [int(child) for child in task.read_text("ascii").split()]
        except OSError:
            continue
    return [process, *(one for child in below for one in _family(child))]


def _server(address: str) -> int:
    """Return the process of the service at an address of this machine."""
    port = f"--port {address.rpartition(':')[2]}"
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if port in words and "serve" in words:
            return int(path.parent.name)
    raise ProcessLookupError("the service is not running")
