"""A doubt about a record is shown once, on the page of the record and beside an answer."""

from __future__ import annotations

import html
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sample_office import sample_home

from api.app import create_app

CODE = "9.910003"
TIME = "Thủ tục 9.910003 được giải quyết trong bao nhiêu ngày?"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(sample_home())) as client:
        yield client


@pytest.fixture(scope="module")
def doubts(client: TestClient) -> list[str]:
    (record,) = client.get("/v1/documents", params={"q": CODE}).json()["documents"]
    assert record["doubts"]
    return list(record["doubts"])


def test_on_the_page_of_the_record(client: TestClient, doubts: list[str]) -> None:
    (record,) = client.get("/v1/documents", params={"q": CODE}).json()["documents"]
    page = html.unescape(client.get(f"/documents/{record['id']}").text)
    assert [page.count(doubt) for doubt in doubts] == [1] * len(doubts)


def test_beside_an_answer_with_the_card(client: TestClient, doubts: list[str]) -> None:
    page = html.unescape(client.post("/ask", data={"question": TIME}).text)
    assert 'id="card-title"' in page
    assert [page.count(doubt) for doubt in doubts] == [1] * len(doubts)
