"""Two data centres and a witness: etcd on three hosts, PostgreSQL under Patroni and a service on two."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import yaml
from cluster.network import Host
from postgres_server import AS_POSTGRES, binaries
from serving import ANSWER_PROCESSES

PORT = 8000
TTL, LOOP, RETRY = 20, 2, 5
"""Seconds: how long a leader may be silent, between two looks of Patroni, and until a try of it ends."""


def until(true: Callable[[], Any], seconds: float, what: str) -> float:
    """Wait for something, and return how long it took."""
    begun = time.monotonic()
    while not true():
        if time.monotonic() > begun + seconds:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.2)
    return time.monotonic() - begun


class DataCentres:
    """What runs on the hosts."""

    def __init__(self, hosts: list[Host]) -> None:
        self.hosts = hosts
        self.data = hosts[:2]
        names = ",".join(host.address for host in self.data)
        self.url = f"postgresql://postgres:secret@{names}/postgres"

    def start(self, host: Host) -> None:
        """Start a host, for the first time or after a power cut."""
        self._start_etcd(host)
        if host in self.data:
            self._start_patroni(host)

    def _start_etcd(self, host: Host) -> None:
        folder = host.folder / "etcd"
        peers = ",".join(f"{h.name}=http://{h.address}:2380" for h in self.hosts)
        host.start(
            "etcd",
            "etcd",
            *("--name", host.name, "--data-dir", folder, "--enable-v2=false"),
            *("--listen-peer-urls", f"http://{host.address}:2380"),
            *("--initial-advertise-peer-urls", f"http://{host.address}:2380"),
            *("--listen-client-urls", f"http://{host.address}:2379,http://127.0.0.1:2379"),
            *("--advertise-client-urls", f"http://{host.address}:2379"),
            *("--initial-cluster", peers, "--initial-cluster-token", "thutuc"),
            *("--initial-cluster-state", "existing" if folder.exists() else "new"),
        )

    def _start_patroni(self, host: Host) -> None:
        programs = binaries()
        assert programs is not None
        file = host.folder / "patroni.yaml"
        file.write_text(yaml.safe_dump(self._patroni(host, programs)))
        host.folder.chmod(0o755)
        home = host.folder / "postgres"
        if not home.exists():
            home.mkdir()
            shutil.chown(home, "postgres", "postgres")
        patroni = Path(sys.executable).with_name("patroni")
        # Python may lie in a folder of root's, and Patroni starts it again as its own user.
        look = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
        host.start("patroni", *AS_POSTGRES, *look, patroni, file, env={"HOME": str(home)})

    def _patroni(self, host: Host, programs: Path) -> dict[str, Any]:
        user = {"username": "postgres", "password": "secret"}
        return {
            "scope": "thutuc",
            "name": host.name,
            "restapi": {"listen": f"{host.address}:8008", "connect_address": f"{host.address}:8008"},
            "etcd3": {"hosts": [f"{h.address}:2379" for h in self.hosts]},
            "bootstrap": {
                "dcs": {
                    **{"ttl": TTL, "loop_wait": LOOP, "retry_timeout": RETRY},
                    "synchronous_mode": True,
                    "postgresql": {
                        "use_pg_rewind": True,
                        "parameters": {"wal_log_hints": "on", "shared_buffers": "64MB"},
                    },
                },
                "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, "data-checksums"],
            },
            "postgresql": {
                "listen": f"{host.address}:5432",
                "connect_address": f"{host.address}:5432",
                "data_dir": str(host.folder / "postgres" / "data"),
                "bin_dir": str(programs),
                "pgpass": str(host.folder / "postgres" / "pgpass"),
                "authentication": {
                    "superuser": user,
                    "replication": {"username": "replicator", "password": "secret"},
                    "rewind": user,
                },
                "parameters": {"unix_socket_directories": str(host.folder / "postgres")},
                "pg_hba": [
                    "local all all trust",
                    "host replication replicator 10.77.0.0/24 scram-sha-256",
                    "host all all 10.77.0.0/24 scram-sha-256",
                ],
            },
        }

    def members(self) -> dict[str, dict[str, Any]]:
        """What Patroni says of the hosts, by their names; nothing while it does not answer."""
        for host in self.data:
            try:
                told = httpx.get(f"http://{host.address}:8008/cluster", timeout=2, trust_env=False).json()
            except (httpx.HTTPError, json.JSONDecodeError):
                continue
            return {member["name"]: member for member in told.get("members", [])}
        return {}

    def leader(self) -> Host | None:
        found = self.members()
        return next((h for h in self.data if found.get(h.name, {}).get("role") == "leader"), None)

    def is_whole(self) -> bool:
        """Whether one host leads, and the other has all that it has and is waited for at each commit."""
        found = self.members()
        roles = sorted(m["role"] for m in found.values() if m["state"] in {"running", "streaming"})
        return roles == ["leader", "sync_standby"] and all(m.get("lag", 0) == 0 for m in found.values())

    def other(self, host: Host) -> Host:
        return next(one for one in self.data if one is not host)

    def burden(self, host: Host) -> None:
        """Let a host lead etcd too: when it is lost, all leases there begin anew, the leader's as well."""

        def ask(at: Host, what: str, **given: str) -> dict[str, Any]:
            address = f"http://{at.address}:2379/v3/{what}"
            told: dict[str, Any] = httpx.post(address, json=given, timeout=5, trust_env=False).json()
            return told

        members = {m["name"]: m["ID"] for m in ask(host, "cluster/member/list")["members"]}
        leader = ask(host, "maintenance/status")["leader"]
        at = next(h for h in self.hosts if members[h.name] == leader)
        if at is not host:
            ask(at, "maintenance/transfer-leadership", targetID=members[host.name])
            until(
                lambda: ask(host, "maintenance/status")["leader"] == members[host.name], 20, "etcd's leader"
            )

    def serve(self, host: Host) -> None:
        """Start the service of a host."""
        host.start(
            "service",
            *(sys.executable, "-m", "api.cli", "serve", "--home", host.folder / "home"),
            *("--host", host.address, "--port", str(PORT)),
            env={"THUTUC_STORE_URL": self.url, "THUTUC_PUBLISH_EVERY_SECONDS": "5", ANSWER_PROCESSES: "1"},
            cwd=Path(__file__).parents[2],
        )

    def ready(self, host: Host) -> bool:
        try:
            return httpx.get(f"http://{host.address}:{PORT}/readyz", timeout=2, trust_env=False).is_success
        except httpx.HTTPError:
            return False

    def tail(self) -> str:
        """The last words of every program, for who has to find out what went wrong."""
        logs = sorted(log for host in self.hosts for log in host.folder.glob("*.log"))
        return "\n".join(f"--- {log}\n{_last(log)}" for log in logs)


def _last(log: Path) -> str:
    return subprocess.run(["tail", "-n", "15", log], capture_output=True, text=True, check=False).stdout
