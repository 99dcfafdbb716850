"""Hosts that are network namespaces on one bridge, each with processes and a line that can be cut."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SUBNET = "10.77.0"
BRIDGE = "lines"


def ip(*words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["ip", *words], capture_output=True, text=True, check=check)


def why_not() -> str | None:
    """Why no hosts can be made here."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    if ip("-o", "link", check=False).stdout.count("\n") != 1:
        return "this is not a network namespace of its own: run it by `make cluster-test`"
    name = f"tt{os.getpid()}"
    made = ip("netns", "add", name, check=False)
    if made.returncode:
        return f"no network namespaces here: {made.stderr.strip()}"
    ip("netns", "del", name)
    return None


@dataclass
class Host:
    """A machine with an address of its own."""

    number: int
    folder: Path
    processes: list[subprocess.Popen[Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"host{self.number}"

    @property
    def address(self) -> str:
        return f"{SUBNET}.{self.number}"

    @property
    def space(self) -> str:
        return f"tt{os.getpid()}-{self.name}"

    @property
    def line(self) -> str:
        """The end of its line at the bridge."""
        return f"line{self.number}"

    def command(self, *words: str | Path) -> list[str]:
        return ["ip", "netns", "exec", self.space, *map(str, words)]

    def start(
        self, log: str, *words: str | Path, env: Mapping[str, str] | None = None, **given: Any
    ) -> subprocess.Popen[Any]:
        """Run a program on this host; what it says goes into a file unless `stdout` is given."""
        with (self.folder / f"{log}.log").open("ab") as out:
            streams = {"stdout": out, "stderr": out, "stdin": subprocess.DEVNULL, "cwd": "/"} | given
            process = subprocess.Popen(self.command(*words), env=os.environ | dict(env or {}), **streams)
        self.processes.append(process)
        return process

    def cut(self) -> None:
        """Let nothing through its line any more; nobody is told."""
        ip("link", "set", self.line, "down")

    def heal(self) -> None:
        ip("link", "set", self.line, "up")

    def kill(self) -> None:
        """End all of its processes at once, as a power cut does."""
        for _ in range(50):
            pids = ip("netns", "pids", self.space, check=False).stdout.split()
            if not pids:
                break
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
            time.sleep(0.05)
        for process in self.processes:
            process.wait(30)
            if process.stdout is not None:
                process.stdout.close()
        self.processes.clear()


@contextmanager
def network(folder: Path, count: int) -> Iterator[list[Host]]:
    """Make hosts on one bridge, and take them away at the end."""
    hosts = []
    ip("link", "set", "lo", "up")
    ip("link", "add", BRIDGE, "type", "bridge")
    ip("addr", "add", f"{SUBNET}.254/24", "dev", BRIDGE)
    ip("link", "set", BRIDGE, "up")
    try:
        for number in range(1, count + 1):
            host = Host(number, folder / f"host{number}")
            host.folder.mkdir()
            ip("netns", "add", host.space)
            hosts.append(host)
            ip("link", "add", host.line, "type", "veth", "peer", "name", "eth0", "netns", host.space)
            ip("link", "set", host.line, "master", BRIDGE, "up")
            for words in (
                ("addr", "add", f"{host.address}/24", "dev", "eth0"),
                ("link", "set", "eth0", "up"),
                ("link", "set", "lo", "up"),
            ):
                ip("-n", host.space, *words)
        yield hosts
    finally:
        for host in hosts:
            host.kill()
            ip("netns", "del", host.space, check=False)
        ip("link", "del", BRIDGE, check=False)
