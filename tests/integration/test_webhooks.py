"""Webhooks: signed messages to a real web server that fails, hangs and comes back; none tells too much."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from dms_client import Dms, close_clients, code, notice
from fastapi.testclient import TestClient
from receiver import Receiver, receiving
from serving import served
from small_office import small_office

from api.app import create_app
from api.audit import AuditLog
from api.keys import Keys, Rights, Scope
from api.routes.webhooks import DeadLetterList, WebhookMade, WebhookOut
from api.webhooks.hosts import AllowedHosts, HostRefused
from api.webhooks.queue import FILE, MOST_HOOKS
from index.access import AccessLabel
from index.settings import load_settings

LOOPBACK = {"webhook_hosts": "127.0.0.0/8", "webhook_retry_seconds": "0.2", "webhook_tries": "3"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_office().copied(tmp_path_factory.mktemp("webhooks") / "home")


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with served(home, **LOOPBACK, webhook_seconds="2") as address:
        yield address
    close_clients()


@pytest.fixture(scope="module")
def cleared(address: str, home: Path) -> Dms:
    return Dms(address, home, "cleared", "secret")


@pytest.fixture
def subscriber(address: str, home: Path, request: pytest.FixtureRequest) -> Iterator[Dms]:
    dms = Dms(address, home, request.node.name, "internal", Scope.WEBHOOKS)
    yield dms
    for hook in dms.http.get("/v1/webhooks").json()["webhooks"]:
        assert dms.http.delete(f"/v1/webhooks/{hook['id']}").status_code == 204


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def registered(dms: Dms, url: str) -> WebhookMade:
    made = dms.http.post("/v1/webhooks", json={"url": url})
    assert made.status_code == 201, made.text
    return WebhookMade.model_validate(made.json())


def shown(dms: Dms, hook: WebhookMade) -> WebhookOut:
    return WebhookOut.model_validate(dms.http.get(f"/v1/webhooks/{hook.id}").json())


def put(dms: Dms, number: int, label: str) -> str:
    job = dms.done(dms.put((f"{number}.md", notice(number, "9")), reference=f"W/{number}", label=label))
    return job["files"][0]["document_id"]


def dead(dms: Dms, hook: WebhookMade, count: int) -> DeadLetterList:
    until = time.monotonic() + 60
    while True:
        found = DeadLetterList.model_validate(
            dms.http.get(f"/v1/webhooks/{hook.id}/dead-letters", params={"limit": 1}).json()
        )
        if len(found.dead_letters) >= count:
            return found
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_change_arrives_signed_and_nothing_of_what_is_hidden(
    subscriber: Dms, cleared: Dms, receiver: Receiver, home: Path
) -> None:
    hook = registered(subscriber, receiver.url)
    hidden, seen = put(cleared, 101, "secret"), put(cleared, 102, "internal")
    receiver.wait(1)
    headers, body = receiver.got[0]
    assert abs(time.time() - int(headers["webhook-timestamp"])) < 60
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"
    told = json.loads(body)
    assert told["type"] == "documents.changed"
    assert [c["document_id"] for c in told["data"]["changes"]] == [seen]
    assert told["data"]["changes"][0]["document"]["label"] == "internal"
    cleared.http.patch(f"/v1/documents/{hidden}", json={"label": "confidential"})
    cleared.http.delete(f"/v1/documents/{hidden}")
    cleared.http.patch(f"/v1/documents/{seen}", json={"label": "secret"})
    receiver.wait(2)
    assert receiver.changes()[1:] == [("gone", seen)]
    assert hidden not in str(receiver.bodies())
    assert hook.secret not in subscriber.http.get("/v1/webhooks").text
    assert (home / FILE).stat().st_mode & 0o077 == 0
    written = [e for e in AuditLog(home).lines() if e["what"] == "webhook" and e["documents"] == [seen]]
    assert [e["outcome"].split()[0] for e in written] == [hook.id]


def test_who_fails_is_tried_again_and_then_given_up_until_asked_for(
    subscriber: Dms, cleared: Dms, receiver: Receiver
) -> None:
    hook = registered(subscriber, receiver.url)
    receiver.mood = 503
    document = put(cleared, 111, "internal")
    letters = dead(subscriber, hook, 1).dead_letters
    assert (letters[0].failure, letters[0].tries, letters[0].changes) == ("HTTP 503", 3, 1)
    assert len(receiver.got) == 3
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert shown(subscriber, hook).failure == "HTTP 503"
    receiver.mood = 200
    cleared.http.patch(f"/v1/documents/{document}", json={"label": "secret"})
    receiver.wait(4)
    path = f"/v1/webhooks/{hook.id}/dead-letters/{letters[0].id}"
    assert subscriber.http.post(f"{path}/redeliver").status_code == 202
    receiver.wait(5)
    assert receiver.changes()[-1] == ("gone", document), "what was hidden meanwhile is not told"
    assert shown(subscriber, hook).failure is None
    assert code(subscriber.http.post(f"{path}/redeliver")) == (404, "message_not_found")


@pytest.mark.parametrize("mood", ["hang", "drip"])
def test_who_hangs_holds_nobody_else_up(subscriber: Dms, cleared: Dms, receiver: Receiver, mood: str) -> None:
    slow, (number, again) = registered(subscriber, receiver.url), (121, 122) if mood == "hang" else (123, 124)
    receiver.mood = mood
    with receiving() as quick:
        registered(subscriber, quick.url)
        first = put(cleared, number, "internal")
        quick.wait(1)
        letters = dead(subscriber, slow, 1).dead_letters
        assert letters[0].failure == "no answer in time"
        second = put(cleared, again, "internal")
        quick.wait(2)
        assert quick.changes() == [("changed", first), ("changed", second)]
        buried = subscriber.http.delete(f"/v1/webhooks/{slow.id}/dead-letters/{letters[0].id}")
        assert buried.status_code == 204


def test_who_was_away_is_told_when_back_also_after_a_restart(tmp_path: Path) -> None:
    home = small_office().copied(tmp_path / "home")
    with receiving() as first:
        port = first.port
    settings = {**LOOPBACK, "webhook_tries": "20", "webhook_retry_seconds": "0.1"}
    with served(home, **settings) as address:
        dms = Dms(address, home, "away", "internal", Scope.WEBHOOKS)
        registered(dms, f"http://127.0.0.1:{port}/")
        document = put(dms, 131, "internal")
        time.sleep(1.5)
    with receiving(port) as back, served(home, **settings):
        back.wait(1)
        assert back.changes() == [("changed", document)]


def test_a_revoked_key_is_told_nothing_more(
    address: str, home: Path, cleared: Dms, receiver: Receiver
) -> None:
    dms = Dms(address, home, "revoked", "internal", Scope.WEBHOOKS)
    hook = registered(dms, receiver.url)
    assert dms.http.post(f"/v1/webhooks/{hook.id}/ping").status_code == 202
    receiver.wait(1)
    assert receiver.bodies()[0]["type"] == "ping"
    keys = Keys(home)
    keys.revoke(next(key.id for key in keys.all() if key.name == "revoked"))
    put(cleared, 141, "internal")
    time.sleep(2.5)
    assert len(receiver.got) == 1


def test_only_who_may_and_only_where_the_setting_says(
    subscriber: Dms, address: str, home: Path, receiver: Receiver
) -> None:
    for url in (
        "http://example.org/",
        "http://10.0.0.1/",
        "file:///etc/passwd",
        "http://u:p@127.0.0.1/",
        "http://[::1]/",
        "http://127.0.0.1:99999/",
        f"{receiver.url}#x",
        "http://169.254.169.254/latest/meta-data",
    ):
        assert code(subscriber.http.post("/v1/webhooks", json={"url": url})) == (422, "host_not_allowed"), url
    other = Dms(address, home, "other", "internal", Scope.WEBHOOKS)
    hook = registered(subscriber, receiver.url)
    assert code(other.http.get(f"/v1/webhooks/{hook.id}")) == (404, "webhook_not_found")
    assert code(other.http.delete(f"/v1/webhooks/{hook.id}")) == (404, "webhook_not_found")
    reader = Keys(home).create("no-hooks", Rights(frozenset({Scope.READ}), AccessLabel.parse("internal")), 1)[
        1
    ]
    refused = httpx.get(f"{address}/v1/webhooks", headers={"x-api-key": reader}, timeout=60)
    assert code(refused) == (403, "scope_missing")
    for _ in range(MOST_HOOKS - 1):
        registered(subscriber, receiver.url)
    assert code(subscriber.http.post("/v1/webhooks", json={"url": receiver.url})) == (
        409,
        "too_many_webhooks",
    )


def test_a_message_from_a_cursor_on_tells_what_came_before(
    subscriber: Dms, cleared: Dms, receiver: Receiver
) -> None:
    since = subscriber.changes()["next"]
    document = put(cleared, 151, "internal")
    made = subscriber.http.post("/v1/webhooks", json={"url": receiver.url, "since": since})
    assert made.status_code == 201
    receiver.wait(1)
    assert receiver.changes() == [("changed", document)]


def test_without_named_hosts_there_are_no_webhooks(home: Path) -> None:
    rights = Rights(frozenset({Scope.WEBHOOKS}), AccessLabel.parse("internal"))
    headers = {"x-api-key": Keys(home).create("off", rights, 1)[1]}
    with TestClient(create_app(home, load_settings(home))) as client:
        assert code(client.get("/v1/webhooks", headers=headers)) == (404, "channel_off")


@pytest.mark.parametrize(
    ("allowed", "name", "address", "refused"),
    [
        ("dms.example", "dms.example", "93.184.216.34", ""),
        ("dms.example", "dms.example", "10.1.2.3", "not public"),
        ("dms.example", "dms.example", "169.254.169.254", "not public"),
        ("dms.example", "dms.example", "127.0.0.1", "not public"),
        ("dms.example", "dms.example", "::ffff:10.1.2.3", "not public"),
        ("dms.example", "dms.example", "fd00::1", "not public"),
        ("dms.example, 10.1.0.0/16", "dms.example", "10.1.2.3", ""),
        ("dms.example, 10.1.0.0/16", "dms.example", "10.2.2.3", "not public"),
        ("dms.example:8443", "dms.example", "93.184.216.34", "not among"),
        ("10.1.0.0/16", "dms.example", "10.1.2.3", "not among"),
        ("other.example", "dms.example", "93.184.216.34", "not among"),
    ],
)
def test_a_name_leads_nowhere_but_to_where_it_may(
    monkeypatch: pytest.MonkeyPatch, allowed: str, name: str, address: str, refused: str
) -> None:
    # No name service here knows such names, so its answer is written down.
    def told(*_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, 80))]

    monkeypatch.setattr(socket, "getaddrinfo", told)
    hosts = AllowedHosts(allowed)
    if refused:
        with pytest.raises(HostRefused, match=refused):
            asyncio.run(hosts.resolve(f"http://{name}/x"))
    else:
        target = asyncio.run(hosts.resolve(f"http://{name}/x?y=1"))
        assert (target.address, target.host_header) == (address, name)
        assert target.connect_to == f"http://{address}:80/x?y=1"
