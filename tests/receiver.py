"""A web server that takes webhooks, and that can be made to fail, hang, drip or be away."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WAIT = 60.0


@dataclass
class Receiver:
    """What came in, and how to answer: `mood` is a status, "hang" or "drip"."""

    port: int = 0
    mood: int | str = 204
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?token=a"

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.got]

    def changes(self) -> list[tuple[str, str]]:
        return [(c["change"], c["document_id"]) for b in self.bodies() for c in b["data"]["changes"]]

    def wait(self, count: int) -> None:
        until = time.monotonic() + WAIT
        while len(self.got) < count:
            assert time.monotonic() < until, f"{len(self.got)} messages, not {count}"
            time.sleep(0.05)


@contextmanager
def receiving(port: int = 0) -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            if receiver.mood == "hang":
                receiver.ended.wait(WAIT)
                return
            if receiver.mood == "drip":
                for _ in range(100):
                    if receiver.ended.wait(0.2):
                        return
                    try:
                        self.wfile.write(b"H")
                    except OSError:
                        return
            self.send_response(int(receiver.mood))
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
