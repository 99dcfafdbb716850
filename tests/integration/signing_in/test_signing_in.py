"""Signing in with a password, at the real service: who comes in, and where to."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from people import PAGE, PASSWORD, make
from signed_in_office import DAYS, Opens, what

from api.app import create_app
from api.audit import AuditLog
from api.identity.accounts import Accounts
from api.identity.keeping import Keeping
from api.keys import Keys, Rights, Scope
from index.access import AccessLabel
from index.settings import load_settings

CLOSED = (
    *("/", "/conversations", "/documents", "/procedures", "/procedures/9.000417", "/review", "/cong-dan"),
    *("/account", "/account/password", "/admin/accounts", "/admin/keys", "/audit", "/acts?named=x"),
    *("/v1/documents", "/v1/search?q=x", "/v1/procedures", "/v1/changes", "/v1/models", "/v1/jobs/1"),
)


@pytest.mark.parametrize("path", CLOSED)
def test_nobody_reads_anything_without_signing_in(opens: Opens, path: str) -> None:
    told = opens().get(path)
    if path.startswith("/v1/"):
        assert (told.status_code, told.json()["code"]) == (401, "sign_in_needed")
    else:
        assert told.status_code == 303
        assert told.headers["location"].startswith("/login?next=%2F")


@pytest.mark.parametrize(("path", "told"), [("/healthz", {"status": "ok"}), ("/readyz", {"ready": True})])
def test_whether_the_service_lives_is_told_to_anybody(opens: Opens, path: str, told: dict[str, Any]) -> None:
    known = opens()
    known.sign_in("lan")
    for browser in (opens(), known):
        found = browser.get(path)
        assert (found.status_code, found.headers["content-type"]) == (200, "application/json")
        assert told.items() <= found.json().items()


def test_every_route_is_closed(app: Any, opens: Opens) -> None:
    open_paths = {
        "/login",
        "/login/code",
        "/healthz",
        "/readyz",
        "/docs",
        "/openapi.json",
        "/login/sso",
        "/login/sso/backchannel",
        "/login/sso/callback",
        "/login/sso/out",
    }
    browser, tried = opens(), 0
    routers = [router for one in app.routes if (router := getattr(one, "original_router", None))]
    for route in (route for router in routers for route in router.routes):
        for method in getattr(route, "methods", None) or ():
            if route.path in open_paths:
                continue
            tried += 1
            path = re.sub(r"\{[^}]*\}", "1", route.path)
            told = browser.client.request(method, path, headers=PAGE)
            assert told.status_code in {303, 401}, (method, path, told.status_code)
            if told.status_code == 303:
                assert told.headers["location"].startswith("/login")
    assert tried > 50


def test_who_has_an_account_comes_in_and_goes_on_where_they_wanted(opens: Opens, home: Path) -> None:
    browser = opens()
    to = browser.get("/documents?q=bien").headers["location"]
    came = browser.send("/login", seen_on=to, name=" LAN ", password=PASSWORD, next="/documents?q=bien")
    assert (came.status_code, came.headers["location"]) == (303, "/documents?q=bien")
    page = browser.get("/documents?q=bien")
    assert page.status_code == 200
    assert "lan" in page.text
    assert ("account:lan", "signed_in", None, "password") in what(home)


@pytest.mark.parametrize(
    "to", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/\n/x", "x"]
)
def test_nobody_is_led_away_from_here(opens: Opens, to: str) -> None:
    assert opens().sign_in("lan", next=to).headers["location"] == "/"


def test_a_wrong_password_an_unknown_name_and_a_disabled_account_look_alike(opens: Opens, home: Path) -> None:
    make(home, "nghi.viec")
    Accounts(home).disable("nghi.viec")
    told = [
        opens().sign_in(name, password)
        for name, password in (("lan", "x" * 12), ("khong.co", PASSWORD), ("nghi.viec", PASSWORD))
    ]
    assert [t.status_code for t in told] == [401, 401, 401]
    bodies = {re.sub(r'value="[^"]*"', "", t.text) for t in told}
    assert len(bodies) == 1
    assert "không đúng" in told[0].text
    assert all(PASSWORD not in t.text for t in told)
    noted = what(home)
    assert ("nobody", "sign_in_failed", None, "wrong") in noted
    assert "khong.co" not in {about for _, _, about, _ in noted}  # it may be a password in the wrong field
    opens().sign_in("lan")


def test_a_name_is_locked_after_five_wrong_tries_whether_it_is_there_or_not(opens: Opens, home: Path) -> None:
    make(home, "minh")
    for name in ("minh", "ai.do"):
        told = [opens().sign_in(name, "wrong wrong wrong").status_code for _ in range(6)]
        assert told == [401, 401, 401, 401, 429, 429]
        refused = opens().sign_in(name)
        assert refused.status_code == 429
        assert "1 phút" in refused.text
    assert ("nobody", "locked_out", "minh", None) in what(home)
    Keeping(home, AuditLog(home), "operator:test").reset("minh")
    Accounts(home).choose_password("minh", PASSWORD)
    assert opens().sign_in("minh").status_code == 303


def test_a_key_still_opens_the_programming_interface(opens: Opens, home: Path) -> None:
    rights = Rights(frozenset({Scope.READ, Scope.WRITE}), AccessLabel.parse("internal"))
    _, token = Keys(home).create("qlvb", rights, 1)
    headers = {"authorization": f"Bearer {token}"}
    browser = opens()
    assert browser.client.get("/v1/documents", headers=headers).status_code == 200
    assert browser.client.post("/v1/answers", json={"question": DAYS}, headers=headers).status_code == 200


def test_residents_come_in_only_where_that_is_set(opens: Opens, home: Path) -> None:
    browser = opens(create_app(home, load_settings(home, sign_in="local", guest_view=True)))
    assert browser.get("/cong-dan").status_code == 200
    assert browser.client.post("/cong-dan", data={"question": DAYS}, headers=PAGE).status_code == 303
    assert browser.get("/documents").status_code == 303
    assert browser.get("/").status_code == 303
    assert "/cong-dan" in browser.get("/login").text


def test_without_signing_in_everything_is_as_it_was(opens: Opens, home: Path) -> None:
    browser = opens(create_app(home, load_settings(home)))
    assert browser.get("/documents").status_code == 200
    assert browser.get("/login").status_code == 404
    assert browser.client.post("/ask", data={"question": DAYS}).status_code == 303
    assert "csrf" not in browser.get("/").text
