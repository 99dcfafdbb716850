"""The main job without a network: nothing asks for one, and nothing needs one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "samples/corpus"
FILES = (CORPUS / "decrees/ND-921-2026.md", CORPUS / "procedures/bo-kien-thiet/9.910001.json")
QUESTION = "Nghị định 921/2026/NĐ-CP có hiệu lực từ ngày nào?"

# Python loads this at its start, in every worker too. An audit hook sees what no patch of a module does: any
# look-up of a name and any packet, whichever library asks for it; what it raises stops that.
WATCH = """
import os, socket, sys

FAR = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"}

def hook(event, arguments):
    if event not in FAR:
        return
    if isinstance(arguments[0], socket.socket) and arguments[0].family == socket.AF_UNIX:
        return  # between the processes of this machine
    with open(os.environ["NETWORK_LOG"], "a") as log:
        log.write(f"{event} {arguments!r}\\n")
    raise OSError(f"no network: {event}")

sys.addaudithook(hook)
"""

Run = Callable[..., subprocess.CompletedProcess[str]]


@cache
def without_a_network() -> tuple[str, ...]:
    """What runs a command where there is no network at all, so that native code has none either."""
    wrap = ("unshare", "--map-root-user", "--net")
    can = shutil.which("unshare") and subprocess.run([*wrap, "true"], capture_output=True, check=False)
    return wrap if can and can.returncode == 0 else ()


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each attempt to reach a network is written."""
    return tmp_path_factory.mktemp("network") / "attempts"


@pytest.fixture(scope="module")
def run(log: Path) -> Run:
    """Run Python with an eye on the network."""
    (log.parent / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    # None of the switches that tell libraries to stay offline is given: the product must set what it needs.
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "TRANSFORMERS_", "THUTUC_"))}
    env = kept | {"PYTHONPATH": f"{log.parent}{os.pathsep}{ROOT}", "NETWORK_LOG": str(log)}

    def run(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        command = [*without_a_network(), sys.executable, *arguments]
        done = subprocess.run(command, env=env, cwd=log.parent, capture_output=True, text=True, check=False)
        assert not check or done.returncode == 0, done.stderr
        return done

    return run


def test_the_watch_sees_and_stops_an_attempt(run: Run, log: Path) -> None:
    attempt = "import urllib.request; urllib.request.urlopen('http://192.0.2.1/', timeout=2)"
    assert run("-c", attempt, check=False).returncode != 0
    assert "192.0.2.1" in log.read_text("utf-8")
    log.unlink()


def test_the_main_job_reaches_for_nothing(run: Run, log: Path) -> None:
    home = str(log.parent / "home")
    run("-m", "api.cli", "index", "model", "--home", home)
    told = run("-m", "api.cli", "ingest", *map(str, FILES), "--home", home, "--label", "public", "--json")
    report = json.loads(told.stdout)
    assert (report["created"], report["quarantined"]) == (2, [])
    stats = json.loads(run("-m", "api.cli", "index", "stats", "--home", home, "--json").stdout)
    assert stats["embedded"] > 0
    answer = json.loads(run("-m", "api.cli", "ask", QUESTION, "--home", home, "--json").stdout)
    assert answer["status"] == "answered"
    assert "01 tháng 4 năm 2026" in answer["answer"]
    assert answer["citations"][0]["document"]["number"] == "921/2026/NĐ-CP"
    assert not log.exists(), log.read_text("utf-8")
