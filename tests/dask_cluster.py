"""A Dask scheduler and workers as processes of this machine, over TLS with certificates made for them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from evaluation.processes import end, free_port
from index.settings import Settings

START_SECONDS = 90


@dataclass
class DaskCluster:
    """Where the scheduler is, and the folder with certificates and logs."""

    address: str
    folder: Path
    scheduler: subprocess.Popen[bytes] | None = None

    def settings(self, home: Path, **more: Any) -> Settings:
        """Settings whose certificates open this cluster."""
        certificates = {f"cluster_{name}_file": self.folder / f"{name}.pem" for name in ("ca", "cert", "key")}
        return Settings(home=home, worker_seconds=60, **(certificates | more))

    def tls(self) -> list[str]:
        """What a Dask program is told of the certificates."""
        return [
            *("--tls-ca-file", str(self.folder / "ca.pem"), "--tls-cert", str(self.folder / "cert.pem")),
            *("--tls-key", str(self.folder / "key.pem")),
        ]

    @contextmanager
    def workers(self, count: int, **environment: str) -> Iterator[None]:
        """Start a nanny with so many workers of one thread."""
        command = [
            *(sys.executable, "-m", "dask", "worker", self.address, *self.tls(), "--no-dashboard"),
            *("--dashboard-address", "127.0.0.1:0", "--nworkers", str(count), "--nthreads", "1"),
            *("--memory-limit", "0", "--local-directory", str(self.folder)),
        ]
        with self._running(command, environment, "worker"):
            yield

    @contextmanager
    def _running(
        self, command: Sequence[str], environment: dict[str, str], name: str
    ) -> Iterator[subprocess.Popen[bytes]]:
        env = {**os.environ, "OMP_NUM_THREADS": "1", **environment}
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command, env=env, stdout=log, stderr=log, start_new_session=True, cwd=self.folder
            )
        try:
            yield process
        finally:
            end(process)

    @contextmanager
    def started(self, port: int, allowed_failures: int) -> Iterator[None]:
        """Start the scheduler."""
        command = [
            *(sys.executable, "-m", "dask", "scheduler", "--protocol", "tls", "--host", "127.0.0.1"),
            *("--port", str(port), *self.tls(), "--no-dashboard", "--dashboard-address", "127.0.0.1:0"),
        ]
        failures = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(allowed_failures)}
        with self._running(command, failures, "scheduler") as self.scheduler:
            yield

    def client(self) -> Any:
        """Look at the cluster from outside."""
        from distributed import Client, Security

        names = {"tls_ca_file": "ca", "tls_client_cert": "cert", "tls_client_key": "key"}
        files = {option: str(self.folder / f"{name}.pem") for option, name in names.items()}
        return Client(self.address, security=Security(**files), set_as_default=False, timeout=START_SECONDS)

    def pids(self) -> dict[str, int]:
        """Return the process of each worker by its address."""
        with self.client() as client:
            return dict(client.run(os.getpid))

    def await_workers(self, count: int) -> None:
        """Wait until so many workers are there, as many that died are started again."""
        begun = time.monotonic()
        with self.client() as client:
            while len(client.nthreads()) != count:
                assert time.monotonic() - begun < START_SECONDS, (self.folder / "worker.log").read_text()
                time.sleep(0.1)


@contextmanager
def running_cluster(folder: Path, workers: int = 2, allowed_failures: int = 1) -> Iterator[DaskCluster]:
    """Run a scheduler and workers; skips where the extra is not installed."""
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    certificates(folder)
    port = free_port()
    cluster = DaskCluster(f"tls://127.0.0.1:{port}", folder)
    with ExitStack() as stack:
        stack.enter_context(cluster.started(port, allowed_failures))
        stack.enter_context(cluster.workers(workers))
        cluster.await_workers(workers)
        yield cluster


def certificates(folder: Path) -> None:
    """Write an authority of its own (`ca.pem`), and a certificate with its key (`cert.pem`, `key.pem`)."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    def named(name: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])

    authority, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    begins = datetime.now(UTC) - timedelta(hours=1)
    for name, key, file in (("thutuc test authority", authority, "ca"), ("thutuc test", own, "cert")):
        built = (
            x509.CertificateBuilder()
            .subject_name(named(name))
            .issuer_name(named("thutuc test authority"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(begins + timedelta(days=2))
            .add_extension(x509.BasicConstraints(ca=file == "ca", path_length=None), critical=True)
            .sign(authority, hashes.SHA256())
        )
        (folder / f"{file}.pem").write_bytes(built.public_bytes(serialization.Encoding.PEM))
    private = own.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(private)
