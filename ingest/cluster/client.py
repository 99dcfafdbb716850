"""The line to a Dask scheduler: who may be asked, what is sent, and what it means when nothing comes back."""

from __future__ import annotations

import logging
import pickle
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from itertools import count
from time import monotonic
from typing import Any, Final

import dask
from distributed import Client, Future, KilledWorker, Security

from index.settings import Settings
from ingest.bulk import Hear
from ingest.cluster.errand import Done, Errand, Refused, fingerprint
from ingest.cluster.versions import differences, versions
from ingest.cluster.work import read_errand
from ingest.errors import ClusterFailure, ClusterLost, WorkerRefused
from ingest.pipeline import Task

_ADDRESS: Final = re.compile(r"(tcp|tls)://[^\s/]+:\d{1,5}")
_CONNECT_SECONDS: Final = 10
_PATIENCE: Final = 60.0
"""Seconds without a worker, or without a scheduler, after which no more is waited for."""
_LOOK_SECONDS: Final = 2.0
_GO_ON: Final = "What was read so far is kept; the same command goes on"


class WorkersDied(Exception):
    """Each worker that had a file died, so often that the scheduler gives it to no other."""


class Cluster:
    """The workers behind one scheduler; nothing is sent anywhere else.

    Failure: `ClusterLost` where nobody answers, or nobody any more; `WorkerRefused` where a worker reads with
    other versions; `ClusterFailure` where one cannot do its work.
    """

    def __init__(self, client: Client, address: str, languages: str) -> None:
        """Keep an open client."""
        self._client = client
        self._address = address
        self._languages = languages
        self._versions = versions(languages)
        self._wanted = fingerprint(self._versions)
        self._topic = f"thutuc-{secrets.token_hex(8)}"
        self._numbers = count()
        self._asked: dict[int, Task] = {}
        self._hear: Hear = _ignore
        client.subscribe_topic(self._topic, self._told)

    def hear(self, hear: Hear) -> None:
        """Have `hear` told of pages, from another thread."""
        self._hear = hear

    def check(self) -> None:
        """Look at each worker before anything is sent."""
        self._await_workers(_CONNECT_SECONDS)
        for worker, told in self._client.run(versions, self._languages, on_error="return").items():
            if isinstance(told, Exception):
                raise WorkerRefused(
                    f"the worker {worker} cannot load this release of thutuc ({told}). On it: pip install "
                    f"-c constraints.txt 'thutuc[cluster]=={self._versions['thutuc']}' from the same release "
                    "as here, then start the worker again"
                )
            self._compare(told, worker)

    def send(self, task: Task, errand: Errand) -> Future:
        """Have a task's errand done; names of files are in no key that a log could show."""
        number = next(self._numbers)
        self._asked[number] = task
        given = pickle.dumps(errand, pickle.HIGHEST_PROTOCOL)
        key = f"{self._topic}-{number}"
        rest = (self._wanted, self._languages, self._topic, number)
        return self._client.submit(read_errand, given, *rest, key=key, pure=False, retries=2)

    def wait(self, futures: Sequence[Future]) -> None:
        """Wait until each is done, whatever became of it."""
        for future in futures:
            self._patiently(future.exception)

    def done(self, future: Future) -> Done:
        """Wait for an errand's end and return it. Raises `WorkersDied`."""
        try:
            came: Done | Refused = pickle.loads(self._patiently(future.result))
        except KilledWorker as killed:
            raise WorkersDied(f"{killed.allowed_failures + 1}") from killed
        if isinstance(came, Refused):
            self._compare(came.versions, "that joined meanwhile")
            raise WorkerRefused("a worker reads with other versions than it says")
        return came

    def _patiently(self, ask: Callable[[float], Any]) -> Any:  # noqa: ANN401 - what the question gives
        alone_since = None
        while True:
            try:
                return ask(_LOOK_SECONDS)
            except KilledWorker:
                raise
            except TimeoutError:
                if self._workers():
                    alone_since = None
                elif alone_since is None:
                    alone_since = monotonic()
                elif monotonic() - alone_since >= _PATIENCE:
                    raise ClusterLost(
                        f"{self._address}: no worker has been there for {_PATIENCE:.0f} s. {_GO_ON}"
                    ) from None
            except (CancelledError, OSError) as lost:
                raise ClusterLost(f"{self._address}: the scheduler is gone. {_GO_ON}") from lost
            except Exception as failed:
                raise ClusterFailure(
                    f"{self._address}: a worker cannot read ({type(failed).__name__}: {failed}). {_GO_ON}"
                ) from failed

    def _workers(self) -> int:
        try:
            return len(self._client.nthreads())
        except (CancelledError, OSError, TimeoutError):
            return 0

    def _await_workers(self, seconds: float) -> None:
        try:
            self._client.wait_for_workers(1, timeout=seconds)
        except (TimeoutError, OSError) as none:
            raise ClusterLost(
                f"{self._address}: no worker is there. Start one: dask worker {self._address}"
            ) from none

    def _compare(self, theirs: Mapping[str, str], worker: str) -> None:
        if told := differences(self._versions, theirs):
            raise WorkerRefused(f"the worker {worker} has {told}")

    def _told(self, event: tuple[float, tuple[int, int, int]]) -> None:
        _, (number, page, pages) = event
        self._hear(self._asked[number], page, pages)


def _ignore(_task: Task, _page: int, _pages: int) -> None:
    """Hear nothing."""


@contextmanager
def connected(address: str, settings: Settings) -> Iterator[Cluster]:
    """Speak with the scheduler at an address, whose workers have been looked at.

    Raises:
        ClusterFailure: the address, the certificates, the scheduler or a worker will not do.
    """
    security = _security(address, settings)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what went wrong is said here, in one line
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GiB"}):
        try:
            client = Client(
                address,
                timeout=_CONNECT_SECONDS,
                security=security,
                direct_to_workers=False,
                set_as_default=False,
            )
        except (OSError, TimeoutError, TypeError, RuntimeError) as refused:
            raise ClusterLost(f"{address}: no Dask scheduler answers there ({refused})") from refused
        try:
            cluster = Cluster(client, address, settings.ocr_languages)
            cluster.check()
            yield cluster
        finally:
            client.close(timeout=_LOOK_SECONDS)


def _security(address: str, settings: Settings) -> Security:
    if not _ADDRESS.fullmatch(address):
        raise ClusterFailure(f"{address}: give tls://HOST:PORT, or tcp://HOST:PORT without encryption")
    given = settings.cluster_ca_file, settings.cluster_cert_file, settings.cluster_key_file
    encrypted = address.startswith("tls://")
    if not encrypted and any(given):
        raise ClusterFailure(f"{address}: there are certificates in the settings, so this has to be tls://")
    ca, certificate, key = (None if one is None else str(one) for one in given)
    names = {"tls_ca_file": ca, "tls_client_cert": certificate, "tls_client_key": key}
    named = {name: value for name, value in names.items() if value is not None}
    security = Security(require_encryption=encrypted, **named)
    if encrypted and not (security.tls_ca_file and security.tls_client_cert):
        raise ClusterFailure(
            f"{address}: set cluster_ca_file, cluster_cert_file and cluster_key_file (docs/settings.md)"
        )
    return security
