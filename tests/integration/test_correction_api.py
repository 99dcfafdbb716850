"""What was misread, put right over the service: by whoever may write, of what they may read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dms_client import QUESTION, Dms, close_clients, code, notice
from serving import served
from small_office import small_office

from api.audit import AuditLog
from api.dms.schemas import CorrectionsOut
from api.keys import Keys, Rights, Scope
from index.access import AccessLabel


@pytest.fixture(scope="module", autouse=True)
def _clients_are_closed() -> Iterator[None]:
    yield
    close_clients()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_office().copied(tmp_path_factory.mktemp("corrections") / "home")


@pytest.fixture(scope="module")
def dms(home: Path) -> Iterator[Dms]:
    with served(home) as address:
        yield Dms(address, home, "qlvb")


@pytest.fixture
def document(dms: Dms, request: pytest.FixtureRequest) -> str:
    number = 40 + sum(map(ord, request.node.name)) % 50
    job = dms.done(dms.put((f"{number}.md", notice(number, "l2")), label="internal"))
    found: str = job["files"][0]["document_id"]
    return found


def correct(dms: Dms, document: str, **given: Any) -> dict[str, Any]:
    reply = dms.http.post(f"/v1/documents/{document}/corrections", json={"note": "Đối chiếu ảnh", **given})
    assert reply.status_code == 200, reply.text
    told: dict[str, Any] = reply.json()
    CorrectionsOut.model_validate(told)
    return told


def test_words_are_put_right_and_answers_have_them(dms: Dms, home: Path, document: str) -> None:
    told = correct(dms, document, texts=[{"read": "l2", "value": "12"}])
    assert told["document_id"] == document
    (one,) = told["corrections"]
    assert (one["read"], one["value"], one["state"], one["who"]) == ("l2", "12", "counts", "key:qlvb")
    text = dms.http.get(f"/v1/documents/{document}/text").text
    assert "vào ngày 12 hằng tháng" in text
    assert text[slice(*one["span"])] == "12"
    event = next(e for e in reversed(list(AuditLog(home).lines())) if e["what"] == "document_corrected")
    assert (event["who"], event["documents"]) == ("key:qlvb", [document])
    answer = dms.http.post("/v1/answers", json={"question": QUESTION}).json()
    assert "ngày 12 hằng tháng" in answer["answer"]


def test_what_was_handed_in_keeps_its_id_under_another_number(dms: Dms, document: str) -> None:
    told = correct(dms, document, number="99/TB-UBND", issued_on="2026-04-05")
    now = told["document_id"]
    assert now == document
    head = dms.http.get(f"/v1/documents/{now}").json()
    assert (head["number"], head["issued_on"]) == ("99/TB-UBND", "2026-04-05")
    for one in told["corrections"]:
        reply = dms.http.post(f"/v1/documents/{now}/corrections/{one['entry']}/undo")
    assert dms.http.get(f"/v1/documents/{now}").json()["number"] != "99/TB-UBND"
    assert {c["state"] for c in reply.json()["corrections"]} == {"undone"}
    again = dms.http.post(f"/v1/documents/{now}/corrections/{one['entry']}/undo")
    assert code(again) == (404, "correction_not_found")


def test_what_cannot_be_corrected_says_why_in_the_language_of_the_caller(dms: Dms, document: str) -> None:
    where = f"/v1/documents/{document}/corrections"
    given = {"note": "x", "texts": [{"read": "không có", "value": "y"}]}
    reply = dms.http.post(where, json=given)
    assert code(reply) == (422, "correction_refused")
    assert "Không thấy «không có»" in reply.json()["detail"]
    english = dms.http.post(where, json=given, headers={"accept-language": "en"})
    assert "does not have «không có»" in english.json()["detail"]
    assert dms.http.post(where, json={"number": "1/TB"}).status_code == 422


def test_nobody_corrects_what_they_may_not_write_or_read(dms: Dms, home: Path, document: str) -> None:
    where = f"/v1/documents/{document}/corrections"
    reader = Dms(str(dms.http.base_url), home, "khach", "public")
    assert code(reader.http.post(where, json={"note": "x", "title": "y"})) == (404, "document_not_found")
    assert code(reader.http.get(where)) == (404, "document_not_found")
    assert code(reader.http.post(f"{where}/1/undo")) == (404, "document_not_found")
    rights = Rights(frozenset({Scope.READ}), AccessLabel.parse("internal"))
    token = Keys(home).create("chi-doc", rights, 1)[1]
    reply = dms.http.post(
        where, json={"note": "x", "title": "y"}, headers={"authorization": f"Bearer {token}"}
    )
    assert code(reply) == (403, "scope_missing")
