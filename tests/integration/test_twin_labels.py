"""The same bytes under two labels: both are held, and who hands them in learns nothing of the other copy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from dms_client import QUESTION, Dms, close_clients, code, notice
from serving import served
from small_office import small_office

from index.documents import given_id

LEVELS = ("internal", "secret")


@pytest.fixture(scope="module", autouse=True)
def _clients_are_closed() -> Iterator[None]:
    yield
    close_clients()


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Dms, Dms]]:
    """One system that reads what is internal, and one that reads what is secret."""
    home = small_office().copied(tmp_path_factory.mktemp("twins") / "home")
    with served(home) as address:
        yield Dms(address, home, "qlvb"), Dms(address, home, "mat", "secret")


def told_of(job: dict[str, Any]) -> dict[str, Any]:
    """Return what a job tells but for ids, times, names and bytes of the files."""
    left = {name: value for name, value in job.items() if not name.endswith("_at") and name != "id"}
    files = [{**f, "document_id": "", "sha256": "", "reference": "", "name": ""} for f in job["files"]]
    return left | {"files": files, "counts": job["counts"] | {"seconds": 0}}


def test_who_hands_in_what_is_held_learns_nothing_and_both_hold_it(systems: tuple[Dms, Dms]) -> None:
    official, cleared = systems
    secret = cleared.done(cleared.put(("a.md", notice(71, "12")), reference="M/71", label="secret"))
    fresh = official.done(official.put(("b.md", notice(72, "14")), reference="TB/72", label="internal"))
    held = official.done(official.put(("a.md", notice(71, "12")), reference="TB/71", label="internal"))
    assert told_of(held) == told_of(fresh)
    theirs, own = (job["files"][0]["document_id"] for job in (secret, held))
    assert own == given_id("key:qlvb\0TB/71")  # as it is where nothing else is held
    assert theirs != own
    document = official.http.get(f"/v1/documents/{own}").json()
    other = official.http.get(f"/v1/documents/{fresh['files'][0]['document_id']}").json()
    assert document["label"] == "internal"
    assert document["doubts"] == other["doubts"]
    assert code(official.http.get(f"/v1/documents/{theirs}")) == (404, "document_not_found")
    assert [cleared.http.get(f"/v1/documents/{one}").status_code for one in (theirs, own)] == [200, 200]
    assert official.http.get(f"/v1/documents/{own}/original").content == notice(71, "12")
    for who in systems:
        told = who.http.post("/v1/answers", json={"question": f"{QUESTION} Theo Thông báo 71/TB-UBND"}).json()
        assert told["answer"].count("ngày 12 hằng tháng") == 1

    assert cleared.http.delete(f"/v1/documents/{theirs}").status_code == 204
    assert "ngày 12" in official.http.get(f"/v1/documents/{own}/text").text


def test_what_is_corrected_of_one_copy_is_not_seen_on_the_other(systems: tuple[Dms, Dms]) -> None:
    official, cleared = systems
    jobs = [
        who.done(who.put(("c.md", notice(73, "l2")), reference="TB/73", label=label))
        for who, label in zip(systems, LEVELS, strict=True)
    ]
    own, theirs = (job["files"][0]["document_id"] for job in jobs)
    wish = {"note": "Đối chiếu bản giấy", "texts": [{"read": "l2", "value": "12"}]}
    assert cleared.http.post(f"/v1/documents/{theirs}/corrections", json=wish).status_code == 200
    assert "ngày 12" in cleared.http.get(f"/v1/documents/{theirs}/text").text
    assert official.http.get(f"/v1/documents/{own}/corrections").json()["corrections"] == []
    assert "ngày l2" in official.http.get(f"/v1/documents/{own}/text").text


def test_each_system_has_its_own_under_the_same_label_too(systems: tuple[Dms, Dms]) -> None:
    official, cleared = systems
    own, theirs = (
        who.done(who.put(("e.md", notice(74, "12")), reference="TB/74", label="internal"))["files"][0]
        for who in systems
    )
    assert own["document_id"] != theirs["document_id"]
    moved = cleared.done(cleared.put(("e.md", notice(74, "12")), reference="TB/74", label="secret"))
    assert moved["files"][0]["document_id"] == theirs["document_id"]
    assert cleared.http.get(f"/v1/documents/{theirs['document_id']}").json()["label"] == "secret"
    assert official.http.get(f"/v1/documents/{own['document_id']}").json()["label"] == "internal"
    newer = cleared.done(cleared.put(("e.md", notice(74, "20")), reference="TB/74", label="secret"))
    assert newer["files"][0]["document_id"] == theirs["document_id"]
    assert "ngày 12" in official.http.get(f"/v1/documents/{own['document_id']}/text").text
