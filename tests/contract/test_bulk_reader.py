from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from contract.bulk_reader import BulkReaderContract
from dask_cluster import DaskCluster, running_cluster
from reading_here import ReadingHere

from ingest.bulk import BulkReader, ProcessReader
from ingest.cluster.opening import open_cluster
from ingest.jobs import Limits


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with running_cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


class TestReadingHere(BulkReaderContract):
    @pytest.fixture
    def reader(self) -> Iterator[BulkReader]:
        yield ReadingHere()


class TestProcessReader(BulkReaderContract):
    @pytest.fixture
    def reader(self) -> Iterator[BulkReader]:
        yield ProcessReader(2, Limits(60, 1536, 120))


class TestClusterReader(BulkReaderContract):
    @pytest.fixture
    def reader(self, cluster: DaskCluster, tmp_path: Path) -> Iterator[BulkReader]:
        with open_cluster(cluster.settings(tmp_path / "home"), cluster.address) as reader:
            yield reader
