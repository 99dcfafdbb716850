"""Opens a reader over other machines, where the extra that speaks with them is installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from index.access import AccessLabel
from index.settings import Settings
from ingest.bulk import ProcessReader, reading_limits
from ingest.errors import ClusterMissing

if TYPE_CHECKING:
    from ingest.cluster.reader import ClusterReader


@contextmanager
def open_cluster(settings: Settings, address: str, workers: int = 0) -> Iterator[ClusterReader]:
    """Read on the workers of the Dask scheduler at an address; `workers` processes read what stays here.

    Raises:
        ClusterFailure: nobody can be asked there; `ClusterMissing` where the extra is not installed.
    """
    try:
        from ingest.cluster.client import connected  # noqa: PLC0415 - an extra
        from ingest.cluster.reader import ClusterReader  # noqa: PLC0415
    except ImportError as missing:
        raise ClusterMissing(f"--cluster needs Dask: pip install 'thutuc[cluster]' ({missing})") from missing
    here = ProcessReader.of(settings, workers)
    ceiling = AccessLabel.parse(settings.cluster_ceiling)
    most_bytes = settings.cluster_file_mb << 20
    with connected(address, settings) as cluster:
        yield ClusterReader(cluster, here, reading_limits(settings), ceiling, most_bytes)
