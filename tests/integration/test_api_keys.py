"""Keys at the door of a running server: who is let in, as whom, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import httpx
import pytest
from serving import served
from small_office import SECRET, small_office

from api.keys import Keys, Rights, Scope
from api.schemas import ProblemOut
from index.access import AccessLabel

DAYS = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"
get, post = partial(httpx.get, timeout=60), partial(httpx.post, timeout=60)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_office().copied(tmp_path_factory.mktemp("keys") / "home")


@pytest.fixture(scope="module")
def open_server(home: Path) -> Iterator[str]:
    with served(home) as address:
        yield address


@pytest.fixture(scope="module")
def closed_server(home: Path) -> Iterator[str]:
    with served(home, key_required="true", most_requests="2") as address:
        yield address


def key(home: Path, name: str, label: str, *scopes: Scope, per_minute: int | None = None) -> dict[str, str]:
    rights = Rights(frozenset(scopes or {Scope.READ}), AccessLabel.parse(label), per_minute)
    return {"authorization": f"Bearer {Keys(home).create(name, rights, 1)[1]}"}


def code(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, ProblemOut.model_validate(reply.json()).code


def test_each_key_reads_at_its_own_clearance(home: Path, open_server: str) -> None:
    readers = {label: key(home, f"r-{label}", label) for label in ("public", "internal", "secret")}
    listed = {
        label: get(f"{open_server}/v1/documents", headers=shown).json()["documents"]
        for label, shown in readers.items()
    }
    nobody = get(f"{open_server}/v1/documents").json()["documents"]
    assert listed["public"] == []
    assert listed["internal"] == nobody
    assert {d["label"] for d in listed["secret"]} == {"internal", "secret"}
    hidden = next(d["id"] for d in listed["secret"] if d["label"] == "secret")
    address = f"{open_server}/v1/documents/{hidden}/text"
    assert SECRET.splitlines()[2] in get(address, headers=readers["secret"]).text
    assert code(get(address, headers=readers["internal"])) == (404, "document_not_found")


def test_an_answer_is_its_key_s_alone(home: Path, open_server: str) -> None:
    one, other = key(home, "own", "internal"), key(home, "other", "internal")
    told = post(f"{open_server}/v1/answers", json={"question": DAYS}, headers=one).json()
    address = f"{open_server}/v1/answers/{told['record_id']}"
    assert get(address, headers=one).json() == told
    assert code(get(address, headers=other)) == (404, "answer_not_found")
    assert code(get(address)) == (404, "answer_not_found")


@pytest.mark.parametrize("shown", ["Bearer nonsense", "Basic YTpi", "Bearer", ""])
def test_a_bad_key_is_never_taken_for_none(open_server: str, shown: str) -> None:
    reply = get(f"{open_server}/v1/documents", headers={"authorization": shown})
    assert code(reply) == (401, "key_invalid")
    assert reply.headers["www-authenticate"].startswith("Bearer")
    assert code(get(f"{open_server}/v1/documents", headers={"x-api-key": "x"})) == (401, "key_invalid")


def test_a_key_counts_from_the_moment_it_is_made_to_the_one_it_is_revoked(
    home: Path, open_server: str
) -> None:
    shown = key(home, "short", "internal")
    assert get(f"{open_server}/v1/documents", headers=shown).status_code == 200
    keys = Keys(home)
    keys.revoke(next(k.id for k in keys.all() if k.name == "short"))
    assert code(get(f"{open_server}/v1/documents", headers=shown)) == (401, "key_invalid")


def test_a_key_may_not_do_more_than_its_scopes(home: Path, open_server: str) -> None:
    shown = key(home, "writes-only", "internal", Scope.WRITE)
    assert code(get(f"{open_server}/v1/documents", headers=shown)) == (403, "scope_missing")


def test_over_its_rate_a_key_is_told_when_to_come_again(home: Path, open_server: str) -> None:
    shown = key(home, "eager", "internal", per_minute=3)
    replies = [get(f"{open_server}/v1/documents?limit=1", headers=shown) for _ in range(5)]
    assert [r.status_code for r in replies] == [200, 200, 200, 429, 429]
    assert code(replies[-1]) == (429, "too_many_requests")
    assert 1 <= int(replies[-1].headers["retry-after"]) <= 20
    assert get(f"{open_server}/v1/documents?limit=1").status_code == 200


def test_where_a_key_is_required_nothing_of_a_document_is_shown_without_one(
    home: Path, closed_server: str
) -> None:
    for address in ("/", "/documents", "/procedures", "/v1/documents", "/v1/search?q=x", "/none"):
        assert get(closed_server + address).status_code == 401
    asked = post(f"{closed_server}/v1/answers", json={"question": DAYS})
    assert code(asked) == (401, "key_missing")
    for address in ("/healthz", "/openapi.json", "/static/page.css"):
        assert get(closed_server + address).status_code == 200
    assert get(f"{closed_server}/v1/documents", headers=key(home, "in", "internal")).status_code == 200


def test_too_many_at_once_are_turned_away_and_the_rest_is_answered(home: Path, closed_server: str) -> None:
    shown = key(home, "many", "internal")
    body = {"question": DAYS}
    post(f"{closed_server}/v1/answers", json=body, headers=shown)
    with ThreadPoolExecutor(12) as pool:
        ask = lambda _: post(f"{closed_server}/v1/answers", json=body, headers=shown)  # noqa: E731
        replies = list(pool.map(ask, range(24)))
    assert {r.status_code for r in replies} == {200, 429}
    turned = next(r for r in replies if r.status_code == 429)
    assert code(turned) == (429, "busy")
    assert turned.headers["retry-after"] == "1"
