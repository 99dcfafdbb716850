"""Signing in with a password, at the real service: who comes in, for how long, and where to."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from people import PAGE, PASSWORD, Browser, make, token_of
from small_office import small_office

from api.app import create_app
from api.audit import AuditLog
from api.identity.accounts import Accounts
from api.identity.keeping import Keeping
from api.identity.schema import FILE
from api.keys import Keys, Rights, Scope
from api.roles import Role
from index.access import AccessLabel
from index.settings import load_settings

DAYS = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"
Opens = Callable[..., Browser]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = small_office().copied(tmp_path_factory.mktemp("signing-in") / "home")
    make(home, "lan")
    make(home, "quan.tri", Role.ADMINISTRATOR, "secret")
    return home


@pytest.fixture(scope="module")
def app(home: Path) -> Any:
    return create_app(home, load_settings(home, sign_in="local"))


@pytest.fixture
def opens(app: Any) -> Iterator[Opens]:
    """Opens browsers at the service over HTTPS, or with other settings."""
    opened: list[TestClient] = []

    def opens(other: Any = None) -> Browser:
        client = TestClient(other or app, base_url="https://testserver", follow_redirects=False)
        opened.append(client)
        return Browser(client)

    yield opens
    for client in opened:
        client.close()


def set_in_session(home: Path, name: str, column: str, moment: datetime) -> None:
    with sqlite3.connect(home / FILE) as db:
        db.execute(f"UPDATE sessions SET {column} = ? WHERE name = ?", (moment.isoformat(), name))


def what(home: Path) -> list[tuple[str, str, str | None, str | None]]:
    return [(e["who"], e["what"], e.get("about"), e["outcome"]) for e in AuditLog(home).lines()]


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


def test_every_route_is_closed(app: Any, opens: Opens) -> None:
    open_paths = {
        "/login",
        "/healthz",
        "/readyz",
        "/docs",
        "/openapi.json",
        "/login/sso",
        "/login/sso/callback",
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


def test_the_cookie_is_as_safe_as_cookies_are(opens: Opens) -> None:
    browser = opens()
    came = browser.sign_in("lan")
    session = next(c for c in came.headers.get_list("set-cookie") if c.startswith("__Host-session="))
    attributes = {part.strip().lower() for part in session.split(";")[1:]}
    assert {"httponly", "secure", "path=/", "samesite=lax"} <= attributes
    assert not any(part.startswith(("domain", "max-age", "expires")) for part in attributes)
    assert len(session.split("=", 1)[1].split(";")[0]) == 43


def test_only_a_hash_of_the_token_is_kept(opens: Opens, home: Path) -> None:
    browser = opens()
    browser.sign_in("lan")
    token = browser.client.cookies["__Host-session"]
    kept = (home / FILE).read_bytes()
    assert token.encode() not in kept
    assert PASSWORD.encode() not in kept
    assert b"$argon2id$" in kept
    assert (home / FILE).stat().st_mode & 0o077 == 0


def test_each_sign_in_has_a_new_token_and_ends_the_one_before(opens: Opens) -> None:
    browser = opens()
    browser.sign_in("lan")
    first = browser.client.cookies["__Host-session"]
    browser.client.cookies.delete("__Host-session")
    browser.sign_in("lan")
    second = browser.client.cookies["__Host-session"]
    assert first != second
    planted = opens()
    planted.client.cookies.set("__Host-session", "A" * 43, domain="testserver.local")
    planted.sign_in("lan")
    assert planted.client.cookies["__Host-session"] != "A" * 43


@pytest.mark.parametrize(
    ("column", "ago"), [("used_at", timedelta(minutes=31)), ("begun_at", timedelta(hours=13))]
)
def test_a_session_ends_when_idle_and_after_its_time(
    opens: Opens, home: Path, column: str, ago: timedelta
) -> None:
    make(home, f"het.{column[:4]}")
    browser = opens()
    browser.sign_in(f"het.{column[:4]}")
    assert browser.get("/documents").status_code == 200
    set_in_session(home, f"het.{column[:4]}", column, datetime.now(UTC) - ago)
    assert browser.get("/documents").status_code == 303


def test_signing_out_ends_the_session_itself(opens: Opens) -> None:
    browser = opens()
    browser.sign_in("lan")
    token = browser.client.cookies["__Host-session"]
    out = browser.send("/logout", seen_on="/account")
    assert out.headers["clear-site-data"] == '"storage"'
    again = opens()
    again.client.cookies.set("__Host-session", token)
    assert again.get("/documents").status_code == 303


def test_the_other_sessions_are_shown_and_ended(opens: Opens, home: Path) -> None:
    make(home, "nhieu.may")
    here, there, third = opens(), opens(), opens()
    for browser in (here, there, third):
        browser.sign_in("nhieu.may")
    page = here.get("/account").text
    ids = re.findall(r'action="/account/sessions/([0-9a-f]{16})/end"', page)
    assert len(ids) == 2
    stranger = opens()
    stranger.sign_in("lan")
    stranger.send(f"/account/sessions/{ids[0]}/end", seen_on="/account")
    assert [b.get("/documents").status_code for b in (here, there, third)] == [200, 200, 200]
    here.send(f"/account/sessions/{ids[0]}/end", seen_on="/account")
    assert sorted(b.get("/documents").status_code for b in (there, third)) == [200, 303]
    here.send("/account/sessions/end", seen_on="/account")
    assert [b.get("/documents").status_code for b in (here, there, third)] == [200, 303, 303]


def test_the_first_password_has_to_be_changed_before_anything_else(opens: Opens, home: Path) -> None:
    _, given = Keeping(home, AuditLog(home), "operator:test").create(
        "moi", Role.OFFICIAL, AccessLabel.parse("internal")
    )
    browser = opens()
    assert browser.sign_in("moi", given).headers["location"].startswith("/account/password")
    assert browser.get("/documents").headers["location"] == "/account/password"
    assert browser.client.get("/v1/documents").json()["code"] == "password_to_choose"
    for new, why in (("ngắn", "quá ngắn"), ("matkhau12345", "dễ bị đoán"), ("moimoimoimoi1", "dễ bị đoán")):
        told = browser.send("/account/password", old=given, new=new, again=new)
        assert (told.status_code, why in told.text) == (422, True), (new, told.text)
    unequal = browser.send("/account/password", old=given, new=PASSWORD, again=PASSWORD + "x")
    assert "không giống nhau" in unequal.text
    wrong = browser.send("/account/password", old="x" * 16, new=PASSWORD, again=PASSWORD)
    assert "hiện tại không đúng" in wrong.text
    before = browser.client.cookies["__Host-session"]
    assert browser.send("/account/password", old=given, new=PASSWORD, again=PASSWORD).status_code == 303
    assert browser.client.cookies["__Host-session"] != before
    assert browser.get("/documents").status_code == 200
    assert opens().sign_in("moi", given).status_code == 401
    assert opens().sign_in("moi").status_code == 303


def test_a_given_password_runs_out(opens: Opens, home: Path) -> None:
    _, given = Keeping(home, AuditLog(home), "operator:test").create(
        "cham", Role.OFFICIAL, AccessLabel.parse("internal")
    )
    with sqlite3.connect(home / FILE) as db:
        ended = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
        db.execute("UPDATE accounts SET password_ends_at = ? WHERE name = 'cham'", (ended,))
    told = opens().sign_in("cham", given)
    assert told.status_code == 401
    assert "hết hạn" in told.text


def test_a_form_without_its_token_changes_nothing(opens: Opens, home: Path) -> None:
    browser = opens()
    browser.sign_in("lan")
    for token in ({}, {"csrf": "x"}, {"csrf": ""}):
        told = browser.client.post("/account/sessions/end", data=token, headers=PAGE)
        assert told.status_code == 403
        answer = browser.client.post("/v1/answers", json={"question": DAYS})
        assert (answer.status_code, answer.json()["code"]) == (403, "form_outdated")
    form = token_of(browser.get("/account").text)
    answer = browser.client.post("/v1/answers", json={"question": DAYS}, headers={"X-CSRF-Token": form})
    assert answer.status_code == 200
    other = opens()
    other.sign_in("quan.tri")
    stolen = token_of(other.get("/account").text)
    assert (
        browser.client.post("/account/sessions/end", data={"csrf": stolen}, headers=PAGE).status_code == 403
    )


def test_the_form_of_signing_in_has_a_token_too(opens: Opens) -> None:
    browser = opens()
    told = browser.client.post("/login", data={"name": "lan", "password": PASSWORD}, headers=PAGE)
    assert told.status_code == 403
    assert "__Host-session" not in browser.client.cookies
    page = opens().get("/login").text
    told = browser.client.post("/login", data={"name": "lan", "password": PASSWORD, "csrf": token_of(page)})
    assert told.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_what_another_site_sends_is_turned_away(opens: Opens, headers: dict[str, str]) -> None:
    browser = opens()
    browser.sign_in("lan")
    form = token_of(browser.get("/account").text)
    told = browser.client.post("/account/sessions/end", data={"csrf": form}, headers=headers)
    assert (told.status_code, told.json()["code"]) == (403, "request_forged")


def test_a_question_asked_too_late_comes_back_after_signing_in(opens: Opens, home: Path) -> None:
    browser = opens()
    browser.sign_in("lan")
    form = token_of(browser.get("/").text)
    set_in_session(home, "lan", "used_at", datetime.now(UTC) - timedelta(hours=1))
    late = browser.client.post("/ask", data={"question": DAYS, "as_of": "", "csrf": form}, headers=PAGE)
    assert late.status_code == 401
    assert DAYS not in late.text
    kept = re.search(r'name="kept" value="([^"]+)"', late.text)
    assert kept
    stranger = opens()
    assert stranger.sign_in("lan", kept=kept[1]).headers["location"] == "/"  # it is another browser's
    fields = {"name": "lan", "password": "wrong wrong wrong", "kept": kept[1], "csrf": token_of(late.text)}
    wrong = browser.client.post("/login", data=fields, headers=PAGE)
    fields = {"name": "lan", "password": PASSWORD, "kept": kept[1], "csrf": token_of(wrong.text)}
    back = browser.client.post("/login", data=fields, headers=PAGE)
    assert back.status_code == 200
    assert DAYS in back.text
    assert 'action="/ask"' in back.text
    asked = browser.client.post("/ask", data={"question": DAYS, "csrf": token_of(back.text)}, headers=PAGE)
    assert asked.headers["location"].startswith("/answers/")


def test_a_form_of_an_older_session_is_asked_about_again(opens: Opens) -> None:
    browser = opens()
    browser.sign_in("lan")
    old = {"question": DAYS, "csrf": token_of(browser.get("/").text)}
    browser.client.cookies.delete("__Host-session")
    browser.sign_in("lan")
    told = browser.client.post("/ask", data=old, headers={**PAGE, "origin": "https://testserver"})
    assert told.status_code == 403
    assert DAYS in told.text
    assert token_of(told.text) != old["csrf"]


def test_new_rights_count_at_once_and_the_token_is_renewed(opens: Opens, home: Path) -> None:
    make(home, "thay.doi", clearance="secret")
    browser = opens()
    browser.sign_in("thay.doi")
    listed = browser.client.get("/v1/documents").json()["documents"]
    hidden = next(one for one in listed if one["label"] == "secret")
    before = browser.client.cookies["__Host-session"]
    keeper = Keeping(home, AuditLog(home), "operator:test")
    keeper.set_rights("thay.doi", Role.OFFICIAL, AccessLabel.parse("internal"))
    assert browser.client.get(f"/v1/documents/{hidden['id']}").status_code == 404
    assert browser.client.cookies["__Host-session"] != before
    late = opens()
    late.client.cookies.set("__Host-session", before)
    assert late.get("/documents").status_code == 200  # sent before the browser had the new one
    with sqlite3.connect(home / FILE) as db:
        db.execute("UPDATE sessions SET before_ends_at = ?", (datetime.now(UTC).isoformat(),))
    assert late.get("/documents").status_code == 303
    keeper.disable("thay.doi")
    assert browser.get("/documents").status_code == 303


def test_conversations_are_the_account_s_wherever_it_signs_in(opens: Opens, home: Path) -> None:
    make(home, "hoa")
    office, home_office, stranger = opens(), opens(), opens()
    for browser, name in ((office, "hoa"), (home_office, "hoa"), (stranger, "lan")):
        browser.sign_in(name)
    asked = office.send("/ask", seen_on="/", question=DAYS).headers["location"]
    assert DAYS in home_office.get("/conversations").text
    assert home_office.get(asked).status_code == 200
    assert stranger.get(asked).status_code == 404
    gone = home_office.send("/account/conversations/delete", seen_on="/account")
    assert gone.status_code == 303
    assert office.get(asked).status_code == 404
    assert DAYS not in office.get("/conversations").text
    assert ("account:hoa", "conversations_deleted", "account:hoa", "1") in what(home)


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


def test_an_expert_reads_what_others_commented_and_keeps_nothing(home: Path, opens: Opens) -> None:
    make(home, "chuyen.vien", Role.EXPERT)
    asker, expert = opens(), opens()
    asker.sign_in("lan")
    answer = asker.send("/ask", "/", question="Thời hạn gia hạn giấy phép treo biển hiệu?").headers[
        "location"
    ]
    asker.send(f"{answer}/feedback", answer, statement=1, verdict="wrong", words="thiếu nơi nộp")
    expert.sign_in("chuyen.vien")
    listed = expert.get("/review").text
    assert "thiếu nơi nộp" in listed
    explained = answer.replace("/answers/", "/admin/answers/")
    assert explained in listed
    assert expert.get(explained).status_code == 200
    assert expert.get("/admin").status_code == 403
    assert asker.get(explained).status_code == 403
    assert asker.get("/review").status_code == 403
    keeper = opens()
    keeper.sign_in("quan.tri")
    assert keeper.get("/admin").status_code == 200
    assert keeper.get("/uploads").status_code == 200
    assert asker.get("/uploads").status_code == 403
