"""Fixtures that every test may use."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import scratch
from hypothesis import HealthCheck, settings
from one_model import shared_model
from postgres_server import PostgresServer, running, why_not
from serving import ANSWER_PROCESSES

ROOT = Path(__file__).parents[1]

# A service that a test puts together in its own process answers there; `serving.served` runs as shipped.
os.environ.setdefault(ANSWER_PROCESSES, "0")

# On a loaded machine an example may take any time, and making one too.
settings.register_profile("patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared folder with real documents and labelled questions; skips where it is absent."""
    folder = Path(os.environ.get("THUTUC_SHARED") or ROOT.parent / "shared")
    if not (folder / "corpus").is_dir():
        pytest.skip(f"no shared corpus at {folder} (say where with THUTUC_SHARED)")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _one_model() -> Iterator[None]:
    with shared_model():
        yield


@pytest.fixture(scope="module", autouse=True)
def _room(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give back what a file of tests took on the disk as it ends; where one failed, its folders stay.

    Kept to the end, the homes of a whole run took gigabytes, and a run failed where there was not that much.
    """
    base, failed = tmp_path_factory.getbasetemp(), request.session.testsfailed
    before = set(base.iterdir())
    yield
    if request.session.testsfailed == failed:
        for made in set(base.iterdir()) - before:
            shutil.rmtree(made, ignore_errors=True)


def pytest_sessionfinish() -> None:
    """Delete what files of tests shared."""
    scratch.clear()


@pytest.fixture
def network_blocked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a socket of this process connect to this machine only."""
    real_connect, real_connect_ex = socket.socket.connect, socket.socket.connect_ex

    def refuse_far(sock: socket.socket, address: Any) -> None:
        near = sock.family == socket.AF_UNIX or (
            isinstance(address, tuple) and address[0] in {"127.0.0.1", "localhost", "::1"}
        )
        if not near:
            raise AssertionError(f"a test tried to reach {address!r}")

    def connect(sock: socket.socket, address: Any) -> None:
        refuse_far(sock, address)
        real_connect(sock, address)

    def connect_ex(sock: socket.socket, address: Any) -> int:
        refuse_far(sock, address)
        return real_connect_ex(sock, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect_ex)
    yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server that runs; skips where none can."""
    if (reason := why_not()) is not None:
        pytest.skip(reason)
    with running() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    """The URL of an empty store on it."""
    return postgres_server.fresh()
