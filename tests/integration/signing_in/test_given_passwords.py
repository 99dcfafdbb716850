"""The password that an account is given, and the one its owner chooses."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from people import PASSWORD
from signed_in_office import Opens

from api.audit import AuditLog
from api.identity.keeping import Keeping
from api.identity.schema import FILE
from api.roles import Role
from index.access import AccessLabel


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
