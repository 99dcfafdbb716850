"""What people and programs do meanwhile, in processes of their own that tell when something was done."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from cluster.network import Host

ROOT = Path(__file__).parents[2]


def _say(**told: Any) -> None:
    sys.stdout.write(json.dumps(told | {"at": time.monotonic()}) + "\n")
    sys.stdout.flush()


def write(url: str, name: str) -> None:
    """Be elected, put twenty documents in one by one, let others write; each is told when acknowledged."""
    from contract.document_store import reading

    from index.errors import StoreBusy, StoreUnreachable
    from index.postgres_store import PostgresStore

    number = 0
    while True:
        try:
            with PostgresStore.open(url, write=True) as store:
                for _ in range(20):
                    number += 1
                    made = reading(f"{number}/2031/{name}", source=f"{name}/{number}")
                    store.put(*made)
                    _say(done=made[0].id)
                    time.sleep(0.05)
        except (StoreBusy, StoreUnreachable) as refusal:
            _say(refused=type(refusal).__name__)
        time.sleep(0.3)


def read(address: str, token: str, question: str) -> None:
    """Ask a service over and over, for a list and for an answer in turn."""
    import httpx

    with httpx.Client(
        base_url=address, headers={"authorization": f"Bearer {token}"}, timeout=30, trust_env=False
    ) as http:
        while True:
            for what in ("documents", "answers"):
                begun = time.monotonic()
                try:
                    if what == "documents":
                        good = http.get("/v1/documents", params={"limit": 1}).is_success
                    else:
                        told = http.post("/v1/answers", json={"question": question}).json()
                        good = told.get("status") == "answered"
                except httpx.HTTPError:
                    good = False
                _say(what=what, good=good, seconds=time.monotonic() - begun)
                time.sleep(0.05)


@dataclass
class Load:
    """A process of this file that runs on a host, with what it has told so far."""

    process: subprocess.Popen[str]
    told: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def start(cls, host: Host, what: str, *given: str) -> Load:
        env = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
        words = (sys.executable, __file__, what, *given)
        process = host.start(what, *words, env=env, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        load = cls(process)
        threading.Thread(target=load._listen, daemon=True).start()
        return load

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with contextlib.suppress(ValueError):  # closed with its host
            for line in self.process.stdout:
                self.told.append(json.loads(line))

    def done(self) -> list[str]:
        """The documents that were acknowledged."""
        return [told["done"] for told in list(self.told) if "done" in told]

    def done_since(self, moment: float) -> float | None:
        """How many seconds after a moment the next document was acknowledged."""
        after = (told["at"] - moment for told in list(self.told) if "done" in told and told["at"] > moment)
        return next(after, None)

    def longest_gap(self, what: str, since: float) -> float:
        """The longest time between two good replies of a kind, from a moment on."""
        good = [t["at"] for t in list(self.told) if t.get("what") == what and t["good"]]
        seen = [at for at in good if at <= since][-1:] + [at for at in good if at > since]
        return max((b - a for a, b in pairwise(seen)), default=float("inf"))

    def is_quick(self) -> bool:
        """Whether the last replies were good and quick: the service has opened all that it needs."""
        last = list(self.told)[-10:]
        return len(last) == 10 and all(t["good"] and t["seconds"] < 3 for t in last)

    def failed(self, since: float) -> int:
        return sum(t.get("good") is False for t in list(self.told) if t["at"] > since)


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](*sys.argv[2:])
