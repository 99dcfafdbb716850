"""Processes that a measurement or a test starts beside itself: the port they listen on, and their end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from typing import Any, Final

_END_SECONDS: Final = 20.0


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def end(process: subprocess.Popen[Any]) -> None:
    """End a process that leads a session of its own; kill the whole session if it does not in 20 seconds."""
    process.terminate()
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
