"""Two machines over one store on a server: each answers from indexes of its own, and one writes at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from dms_client import QUESTION, Dms, close_clients, code, notice
from serving import served
from small_office import small_office

from api.dms.writer import Writer
from index.errors import StoreBusy
from index.layout import current_number, generations_folder
from index.postgres_writer import PostgresWriter
from index.settings import load_settings
from index.store_move import to_server

SIGNS = "Thời hạn cấp giấy phép treo biển hiệu là bao lâu?"


def until(true: Callable[[], bool], seconds: float = 90) -> float:
    """Wait for something, and return how long it took."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() < begun + seconds
        time.sleep(0.1)
    return time.monotonic() - begun


def elected(url: str) -> PostgresWriter:
    """Become the one that writes, as soon as nobody else is."""
    end = time.monotonic() + 60
    while True:
        try:
            return PostgresWriter(url)
        except StoreBusy:
            assert time.monotonic() < end
            time.sleep(0.2)


def test_a_process_that_follows_is_started_again(tmp_path: Path) -> None:
    with closing(Writer(tmp_path, stays=True)) as writer:
        writer.wake()
        first = writer._process
        assert first is not None
        first.kill()
        until(lambda: writer._process is not first)


@pytest.fixture
def nodes(tmp_path: Path, postgres_url: str) -> Iterator[tuple[Dms, Dms]]:
    """A machine whose store was moved to a server, and one that came later with nothing but the settings."""
    first, second = small_office().copied(tmp_path / "one"), tmp_path / "two"
    settings = load_settings(first, store_url=postgres_url)
    to_server(settings, lambda *_: None)
    settings.database.rename(settings.database.with_suffix(".moved"))
    second.mkdir()
    with ExitStack() as stack:
        addresses = [
            stack.enter_context(served(home, store_url=postgres_url, publish_every_seconds="0.5"))
            for home in (first, second)
        ]
        yield Dms(addresses[0], first, "qlvb"), Dms(addresses[1], second, "qlvb")
        close_clients()


def test_machines_share_what_is_written_and_answer_from_indexes_of_their_own(
    nodes: tuple[Dms, Dms], tmp_path: Path, postgres_url: str
) -> None:
    one, two = nodes

    def answer(node: Dms, question: str) -> dict:
        return node.http.post("/v1/answers", json={"question": question}).json()

    until(lambda: two.http.get("/readyz").json()["ready"])
    assert answer(two, SIGNS)["answer"] == answer(one, SIGNS)["answer"]
    assert "07 ngày" in answer(two, SIGNS)["answer"]

    job = one.done(one.put(("thong-bao.md", notice(11, "12")), reference="TB/11", label="internal"))
    document = job["files"][0]["document_id"]
    assert "ngày 12 hằng tháng" in answer(one, QUESTION)["answer"]
    until(lambda: "ngày 12 hằng tháng" in answer(two, QUESTION)["answer"])
    assert document in {c["document_id"] for c in two.changes()["changes"]}

    assert one.http.delete(f"/v1/documents/{document}").status_code == 204
    assert code(two.http.get(f"/v1/documents/{document}")) == (404, "document_not_found")
    assert "ngày 12 hằng tháng" not in answer(two, QUESTION)["answer"]  # at once, by the log

    with closing(elected(postgres_url)):
        reply = two.put(("khac.md", notice(12, "15")), reference="TB/12")
        until(lambda: two.http.get(reply.headers["location"]).json()["state"] == "waiting")
        shown = two.http.get("/v1/documents").json()["documents"][0]["id"]
        assert code(two.http.delete(f"/v1/documents/{shown}")) == (503, "store_busy")
    two.done(reply)
    until(lambda: "ngày 15 hằng tháng" in answer(one, QUESTION)["answer"])

    numbers = [current_number(generations_folder(tmp_path / name)) for name in ("one", "two")]
    assert all(number > 1 for number in numbers)
    assert not list(tmp_path.glob("*/documents.sqlite"))
