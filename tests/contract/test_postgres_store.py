"""The store on PostgreSQL keeps the contract, and what only a server can do to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from contract.document_store import DocumentStoreContract
from postgres_server import PostgresServer

pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'thutuc[postgres]'")

from index.postgres_store import PostgresStore


class TestPostgresStore(DocumentStoreContract):
    @pytest.fixture
    def store(self, postgres_server: PostgresServer) -> Iterator[PostgresStore]:
        with PostgresStore.open(postgres_server.emptied(), write=True) as store:
            yield store
