"""After a start the service says that it is ready when an answer would be as quick as any later one."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from fastapi.testclient import TestClient
from serving import served
from small_office import small_office

from api.app import create_app
from api.audit import AuditLog
from api.operations.vector_check import VectorCheck
from index.access import Principal
from index.settings import load_settings
from index.sqlite_store import SqliteStore


def until_ready(client: httpx.Client, most_seconds: float = 120) -> None:
    end = time.monotonic() + most_seconds
    while client.get("/readyz").status_code != 200:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_it_is_not_ready_before_it_has_searched_once(tmp_path: Path) -> None:
    home, goes_on, searched = small_office().copied(tmp_path / "home"), threading.Event(), list[Any]()

    class Slow:
        def search(self, *given: Any) -> tuple[Any, ...]:
            assert goes_on.wait(60)
            searched.append(given)
            return ()

    app = create_app(home, load_settings(home), open_assistant=lambda _: Slow())  # type: ignore[arg-type, return-value]
    with TestClient(app) as client:
        app.state.rooms.warm()
        told = client.get("/readyz", headers={"accept": "application/json"})
        assert (told.status_code, told.json()["missing"]) == (503, ["warming"])
        assert client.get("/v1/documents").status_code == 200  # what needs no model is there at once
        goes_on.set()
        until_ready(client)
    assert len(searched) == 1
    assert list(AuditLog(home).lines()) == []  # nobody was shown anything


def test_vectors_are_looked_for_again_when_documents_have_changed(tmp_path: Path) -> None:
    home, check, looked = small_office().copied(tmp_path / "home"), VectorCheck(), list[str]()
    with SqliteStore.open(load_settings(home).database, write=True) as store:

        class Counted:
            def texts_to_embed(self, *given: Any) -> Any:
                looked.append(given[0])
                return store.texts_to_embed(*given)

            def __getattr__(self, name: str) -> Any:
                return getattr(store, name)

        texts = store.texts_to_embed("whole", 1000)
        store.put_vectors("whole", [digest for digest, _ in texts], np.ones((len(texts), 4), np.float32))
        ask = lambda name: check.missing(Counted(), name, Principal.operator())  # type: ignore[arg-type]  # noqa: E731
        assert (ask("another"), ask("another"), len(looked)) == (True, True, 2)
        assert (ask("whole"), ask("whole"), len(looked)) == (False, False, 3)
        assert (ask("another"), len(looked)) == (True, 4)
        assert (ask("whole"), len(looked)) == (False, 4)
        store.delete(store.heads(Principal.operator())[0].id)
        assert (ask("whole"), len(looked)) == (False, 5)


def test_a_home_that_has_nothing_to_search_is_not_warmed_for_ever(tmp_path: Path) -> None:
    app = create_app(tmp_path / "new")
    with TestClient(app) as client:
        app.state.rooms.warm()
        end = time.monotonic() + 60
        while app.state.rooms.warming:
            assert time.monotonic() < end
            time.sleep(0.01)
        assert client.get("/readyz").json()["missing"] == ["no_store"]


def test_a_started_service_becomes_ready_and_has_its_catalogue_by_then(tmp_path: Path) -> None:
    home = small_office().copied(tmp_path / "home")
    with served(home, answer_processes="1") as address, httpx.Client(base_url=address, timeout=60) as client:
        until_ready(client)
        assert client.get("/v1/search", params={"q": "bien hieu"}).json()["results"]
