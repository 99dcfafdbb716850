"""Many users at once: how many answers a running service gives, how long each takes, and what fails."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import httpx
import numpy as np

from evaluation.processes import free_port

MOST_REQUESTS: Final = 200_000
"""Requests of one run, whatever its minutes are."""
_TIMEOUT: Final = 120.0
_START_SECONDS: Final = 600.0
_SEED: Final = 11
SERVERS: Final = {
    "thutuc": ("-m", "api.cli", "serve", "--home", "{home}", "--port", "{port}"),
    "langchain + FAISS": ("-m", "evaluation.plain_server", "{home}", "{port}"),
}
"""What is loaded, by the name that a report gives it, and how it is started."""


@dataclass(slots=True)
class Load:
    """What a run saw: seconds of each answer, statuses, and failures without a status by their kind."""

    users: int
    seconds: float = 0.0
    answered: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)

    @property
    def errors(self) -> int:
        """Count what failed; to be asked to come again (429) is no failure."""
        expected = {HTTPStatus.OK, HTTPStatus.TOO_MANY_REQUESTS}
        bad = sum(count for status, count in self.statuses.items() if status not in expected)
        return bad + self.broken.total()

    def to_json(self) -> dict[str, Any]:
        """Return counts, answers a second, and percentiles of the answers in milliseconds."""
        times = np.array(self.answered or [float("nan")]) * 1000
        p50, p95, p99 = (round(float(value)) for value in np.nan_to_num(np.percentile(times, (50, 95, 99))))
        return {
            "users": self.users,
            "seconds": round(self.seconds, 1),
            "answers": len(self.answered),
            "answers_per_second": round(len(self.answered) / self.seconds, 2) if self.seconds else 0.0,
            "come_again_429": self.statuses[HTTPStatus.TOO_MANY_REQUESTS],
            "errors": self.errors,
            "broken": dict(self.broken),
            "statuses": {str(status): count for status, count in sorted(self.statuses.items())},
            "p50_ms": p50,
            "p95_ms": p95,
            "p99_ms": p99,
        }


async def load(address: str, questions: Sequence[str], users: int, seconds: float) -> Load:
    """Let so many users ask one question after the other for so long; each waits for its answer.

    Who is asked to come again does so after the time that was named.
    """
    found = Load(users)
    ends = time.perf_counter() + seconds
    limits = httpx.Limits(max_connections=users, max_keepalive_connections=users)
    async with httpx.AsyncClient(
        base_url=address, timeout=_TIMEOUT, limits=limits, trust_env=False
    ) as client:

        async def user(number: int) -> None:
            chooser = random.Random(_SEED + number)
            while time.perf_counter() < ends and found.statuses.total() < MOST_REQUESTS:
                began = time.perf_counter()
                try:
                    reply = await client.post("/v1/answers", json={"question": chooser.choice(questions)})
                except httpx.HTTPError as failure:
                    found.broken[type(failure).__name__] += 1
                    await asyncio.sleep(1)
                    continue
                found.statuses[reply.status_code] += 1
                if reply.status_code == HTTPStatus.OK:
                    found.answered.append(time.perf_counter() - began)
                elif reply.status_code == HTTPStatus.TOO_MANY_REQUESTS:
                    await asyncio.sleep(float(reply.headers["retry-after"]))

        began = time.perf_counter()
        await asyncio.gather(*(user(number) for number in range(users)))
        found.seconds = time.perf_counter() - began
    return found


@contextmanager
def running(name: str, home: Path) -> Iterator[str]:
    """Start one of `SERVERS` on a free port of this machine, wait until it answers, and end it afterwards.

    Raises:
        TimeoutError: it does not answer within ten minutes, or ends before.
    """
    port = free_port()
    words = [word.format(home=home, port=port) for word in SERVERS[name]]
    environment = os.environ | {"THUTUC_LOG_LEVEL": "warning"}
    process = subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(process, address)
        yield address
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{address}/readyz", timeout=5, trust_env=False).status_code == HTTPStatus.OK:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise TimeoutError("the server does not answer")
