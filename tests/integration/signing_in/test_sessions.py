"""The session of who has signed in: its cookie, how it ends, and what it has a right to."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from people import PASSWORD, make
from signed_in_office import DAYS, Opens, set_in_session, what

from api.audit import AuditLog
from api.identity.keeping import Keeping
from api.identity.schema import FILE
from api.roles import Role
from index.access import AccessLabel


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
