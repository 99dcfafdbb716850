"""What a Dask worker does: it says what it reads with, and reads one file at a time in each thread."""

from __future__ import annotations

import pickle
import threading

from distributed import get_worker

from ingest.cluster.errand import Refused, fingerprint
from ingest.cluster.host import Host
from ingest.cluster.versions import versions

_own = threading.local()


def read_errand(errand: bytes, wanted: str, languages: str, topic: str, number: int) -> bytes:
    """Return `Done`, pickled, or `Refused` where the versions here are not the `wanted` ones.

    `errand` is a pickled `Errand`. What is recognised page by page is told under `topic`, with the errand's
    `number`.
    """
    here = versions(languages)
    if fingerprint(here) != wanted:
        return pickle.dumps(Refused(here))
    worker = get_worker()
    host = _host()
    try:
        return host.read(errand, lambda done, total: worker.log_event(topic, (number, done, total)))
    except BaseException:
        del _own.host
        host.close()
        raise


def _host() -> Host:
    if not hasattr(_own, "host"):
        _own.host = Host()
    host: Host = _own.host
    return host
