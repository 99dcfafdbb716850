"""The second factor: set up with a telephone, asked for after the password, good once, taken away."""

from __future__ import annotations

import re
import sqlite3
import time
from pathlib import Path
from typing import Any

import pyotp
import pytest
from people import PASSWORD, Browser, make
from signed_in_office import Opens, browsers, what
from typer.testing import CliRunner

from api.app import create_app
from api.commands.accounts import app as accounts_command
from api.identity.accounts import Accounts
from api.identity.schema import FILE
from index.settings import load_settings

FACTOR = "/account/second-factor"
SESSION = "__Host-session"


def in_database(home: Path, statement: str, *given: object) -> list[Any]:
    with sqlite3.connect(home / FILE) as db:
        return db.execute(statement, given).fetchall()


class Telephone:
    """The app on somebody's telephone, whose clock can be set."""

    def __init__(self, home: Path, name: str, secret: str) -> None:
        self.home, self.name, self.secret = home, name, secret

    def code(self, steps: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(time.time() + 30 * steps)

    def fresh(self) -> str:
        """Return a code as if the last one had been shown long ago."""
        in_database(self.home, "UPDATE accounts SET factor_step = 1 WHERE name = ?", self.name)
        return self.code()


def set_up(home: Path, browser: Browser, name: str) -> tuple[Telephone, list[str]]:
    """Set a second factor up as its owner does, and return the telephone with the recovery codes."""
    page = browser.send(f"{FACTOR}/begin", seen_on=FACTOR)
    assert page.status_code == 200
    shown = re.search(r'id="secret">([A-Z2-7 ]+)<', page.text)
    assert shown
    telephone = Telephone(home, name, shown[1].replace(" ", ""))
    done = browser.send(FACTOR, password=PASSWORD, code=telephone.code())
    assert done.status_code == 200, done.text
    return telephone, re.findall(r"<li><code>([a-z2-7-]+)</code>", done.text)


def half_way(browser: Browser, name: str, **more: str) -> Any:
    """Show the password; return the page that asks for the code."""
    page = browser.sign_in(name, **more)
    assert page.status_code == 200, page.text
    assert SESSION not in browser.client.cookies
    return page


def show_code(browser: Browser, page: Any, code: str) -> Any:
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    return browser.client.post("/login/code", data=fields | {"code": code}, headers={"accept": "text/html"})


def with_factor(home: Path, opens: Opens, name: str) -> tuple[Telephone, list[str]]:
    make(home, name)
    browser = opens()
    browser.sign_in(name)
    return set_up(home, browser, name)


def test_a_code_is_asked_for_after_the_password(opens: Opens, home: Path) -> None:
    telephone, recovery = with_factor(home, opens, "hai.buoc")
    assert len(set(recovery)) == 10
    browser = opens()
    page = half_way(browser, "hai.buoc", next="/documents")
    assert browser.get("/documents").status_code == 303  # not in yet
    wrong = show_code(browser, page, "000000")
    assert (wrong.status_code, "Mã không đúng" in wrong.text) == (401, True)
    assert telephone.secret not in wrong.text
    came = show_code(browser, wrong, " ".join(telephone.code(+1)))
    assert (came.status_code, came.headers["location"]) == (303, "/documents")
    assert browser.get("/documents").status_code == 200
    noted = what(home)
    assert ("account:hai.buoc", "second_factor_set", None, None) in noted
    assert ("nobody", "sign_in_failed", "hai.buoc", "code_wrong") in noted
    assert noted[-1] == ("account:hai.buoc", "signed_in", None, "password+code")


def test_a_code_is_good_once_and_for_half_a_minute_around(opens: Opens, home: Path) -> None:
    telephone, _ = with_factor(home, opens, "mot.lan")
    set_with = telephone.code()
    browser = opens()
    page = half_way(browser, "mot.lan")
    assert show_code(browser, page, set_with).status_code == 401  # used when it was set up
    fresh = telephone.fresh()
    assert show_code(browser, page, fresh).status_code == 303
    other = opens()
    page = half_way(other, "mot.lan")
    assert show_code(other, page, fresh).status_code == 401
    assert show_code(other, page, telephone.code(-1)).status_code == 401  # older than one that was used
    telephone.fresh()
    assert show_code(other, page, telephone.code(-3)).status_code == 401
    assert show_code(other, page, telephone.code(+3)).status_code == 401


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_the_clock_of_the_telephone_may_be_half_a_minute_off(opens: Opens, home: Path, steps: int) -> None:
    name = f"lech.gio{steps + 1}"
    telephone, _ = with_factor(home, opens, name)
    telephone.fresh()
    browser = opens()
    page = half_way(browser, name)
    left = 30 - time.time() % 30
    if left < 3:  # the half minute must not end between making and checking
        time.sleep(left)
    assert show_code(browser, page, telephone.code(steps)).status_code == 303


def test_wrong_codes_lock_the_name_and_a_right_password_does_not_unlock_it(opens: Opens, home: Path) -> None:
    telephone, _ = with_factor(home, opens, "doan.ma")
    told = []
    for _ in range(5):  # each time from the beginning, as somebody does who knows the password
        browser = opens()
        told.append(show_code(browser, half_way(browser, "doan.ma"), "000000").status_code)
    assert told == [401, 401, 401, 401, 429]
    assert opens().sign_in("doan.ma").status_code == 429
    assert ("nobody", "locked_out", "doan.ma", None) in what(home)
    in_database(home, "UPDATE tries SET last_at = '2020-01-01T00:00:00+00:00'")
    browser = opens()
    page = half_way(browser, "doan.ma")
    assert show_code(browser, page, telephone.fresh()).status_code == 303
    assert in_database(home, "SELECT count(*) FROM tries WHERE wrong >= 5") == [(0,)]


def test_a_recovery_code_is_good_once_and_new_ones_end_the_old(opens: Opens, home: Path) -> None:
    telephone, recovery = with_factor(home, opens, "mat.may")
    browser = opens()
    page = half_way(browser, "mat.may")
    assert show_code(browser, page, recovery[0].upper().replace("-", " ")).status_code == 303
    assert what(home)[-1] == ("account:mat.may", "signed_in", None, "password+recovery_code")
    assert "9 mã dự phòng" in browser.get(FACTOR).text
    other = opens()
    page = half_way(other, "mat.may")
    assert show_code(other, page, recovery[0]).status_code == 401
    new = browser.send(f"{FACTOR}/recovery-codes", seen_on=FACTOR, password=PASSWORD)
    assert new.status_code == 200
    assert not set(recovery) & set(re.findall(r"<code>([a-z2-7-]+)</code>", new.text))
    assert show_code(other, page, recovery[1]).status_code == 401
    assert show_code(other, page, telephone.fresh()).status_code == 303


def test_a_ticket_is_good_for_its_browser_and_account_as_it_was(opens: Opens, home: Path) -> None:
    telephone, _ = with_factor(home, opens, "ve.cho")
    browser, thief = opens(), opens()
    page = half_way(browser, "ve.cho")
    own = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', thief.get("/login").text))
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert ticket
    stolen = {"csrf": own["csrf"], "ticket": ticket[1], "code": telephone.fresh()}
    assert "đăng nhập lại từ đầu" in thief.client.post("/login/code", data=stolen).text
    forged = {"csrf": own["csrf"], "ticket": "x" * 40, "code": telephone.code()}
    assert "đăng nhập lại từ đầu" in thief.client.post("/login/code", data=forged).text
    assert SESSION not in thief.client.cookies
    Accounts(home).choose_password("ve.cho", "mười hai con vịt qua cầu")  # since then another password
    assert "đăng nhập lại từ đầu" in show_code(browser, page, telephone.fresh()).text


def test_it_is_set_and_taken_away_with_the_password_alone_known(opens: Opens, home: Path) -> None:
    make(home, "doi.may")
    browser, elsewhere = opens(), opens()
    browser.sign_in("doi.may")
    elsewhere.sign_in("doi.may")
    assert browser.send(FACTOR, code="123456", password=PASSWORD).status_code == 422  # nothing was begun
    page = browser.send(f"{FACTOR}/begin", seen_on=FACTOR)
    assert "otpauth://totp/" in page.text
    assert "<svg" in page.text
    secret = re.search(r'id="secret">([A-Z2-7 ]+)<', page.text)
    assert secret
    telephone = Telephone(home, "doi.may", secret[1].replace(" ", ""))
    wrong = browser.send(FACTOR, code=telephone.code(), password="not the password")
    assert (wrong.status_code, secret[1] in wrong.text) == (422, True)  # the app has read this one
    assert browser.send(FACTOR, code="000000", password=PASSWORD).status_code == 422
    assert not Accounts(home).get("doi.may").second_factor
    assert browser.send(FACTOR, code=telephone.code(), password=PASSWORD).status_code == 200
    assert elsewhere.get("/account").status_code == 303  # its session has ended
    assert telephone.secret not in browser.get(FACTOR).text.replace(" ", "")
    again = browser.send(f"{FACTOR}/begin", seen_on="/account")
    assert (again.status_code, "đã bật từ trước" in again.text) == (422, True)
    refused = browser.send(f"{FACTOR}/remove", seen_on=FACTOR, password=PASSWORD, code="000000")
    assert refused.status_code == 422
    gone = browser.send(f"{FACTOR}/remove", seen_on=FACTOR, password=PASSWORD, code=telephone.fresh())
    assert gone.headers["location"] == "/account?done=factor_removed"
    assert opens().sign_in("doi.may").status_code == 303
    assert in_database(home, "SELECT count(*) FROM recovery_codes WHERE name = 'doi.may'") == [(0,)]


def test_no_secret_and_no_code_lies_open_anywhere(opens: Opens, home: Path, caplog: Any) -> None:
    telephone, recovery = with_factor(home, opens, "kin.dao")
    browser = opens()
    show_code(browser, half_way(browser, "kin.dao"), telephone.fresh())
    kept = b"".join(path.read_bytes() for path in home.iterdir() if path.is_file())
    for open_text in (telephone.secret, *recovery, *(code.replace("-", "") for code in recovery)):
        assert open_text.encode() not in kept
        assert open_text not in caplog.text
    assert (home / "accounts.key").stat().st_mode & 0o077 == 0
    listed = browser.get("/account").text + browser.get(FACTOR).text
    assert telephone.secret not in listed.replace(" ", "")


def test_an_administrator_takes_it_from_who_has_lost_everything(opens: Opens, home: Path) -> None:
    keeper = opens()
    keeper.sign_in("quan.tri")
    for name, act in (
        ("het.may", lambda: keeper.send("/admin/accounts/het.may/second-factor/remove", "/admin/accounts")),
        ("het.ca", lambda: removed_by_interface(keeper, "het.ca")),
        ("het.sach", lambda: removed_by_command(home, "het.sach")),
    ):
        make(home, name)
        browser = opens()
        browser.sign_in(name)
        set_up(home, browser, name)
        act()
        assert browser.get("/account").status_code == 303, name
        assert opens().sign_in(name).status_code == 303
        assert [e for e in what(home) if e[1] == "second_factor_removed"][-1][2] == name
    told = keeper.send("/admin/accounts/het.may/second-factor/remove", "/admin/accounts")
    assert (told.status_code, "chưa bật xác thực hai bước" in told.text) == (422, True)
    ran = CliRunner().invoke(accounts_command, ["remove-factor", "het.may", "--home", str(home)])
    assert ran.exit_code != 0


def removed_by_interface(keeper: Browser, name: str) -> None:
    listed = {one["name"]: one for one in keeper.client.get("/v1/accounts").json()["accounts"]}
    assert listed[name]["second_factor"] is True
    token = re.search(r'name="csrf" value="([^"]+)"', keeper.get("/account").text)
    assert token
    headers = {"x-csrf-token": token[1]}
    told = keeper.client.delete(f"/v1/accounts/{name}/second-factor", headers=headers)
    assert told.status_code == 204, told.text


def removed_by_command(home: Path, name: str) -> None:
    ran = CliRunner().invoke(accounts_command, ["remove-factor", name, "--home", str(home)])
    assert ran.exit_code == 0, ran.output


@pytest.mark.parametrize(
    ("setting", "official", "administrator"),
    [("off", False, False), ("optional", False, False), ("administrators", False, True), ("all", True, True)],
)
def test_the_setting_says_who_has_to_have_one(
    home: Path, setting: str, official: bool, administrator: bool
) -> None:
    app = create_app(home, load_settings(home, sign_in="local", second_factor=setting))
    with browsers(app) as opens:
        for name, led in (("lan", official), ("quan.tri", administrator)):
            browser = opens()
            browser.sign_in(name)
            told = browser.get("/documents")
            assert (told.status_code == 303) is led
            if led:
                assert told.headers["location"] == FACTOR
                assert browser.client.get("/v1/documents").json()["code"] == "second_factor_to_set"
                assert "phải bật xác thực hai bước" in browser.get(FACTOR).text
            assert browser.get(FACTOR).status_code == (404 if setting == "off" else 200)
            if not led:
                assert (FACTOR in browser.get("/account").text) is (setting != "off")


def test_where_it_is_off_no_code_is_asked_for(opens: Opens, home: Path) -> None:
    with_factor(home, opens, "tat.di")
    app = create_app(home, load_settings(home, sign_in="local", second_factor="off"))
    with browsers(app) as others:
        assert others().sign_in("tat.di").status_code == 303


def test_what_was_typed_waits_until_all_is_set_up(home: Path) -> None:
    app = create_app(home, load_settings(home, sign_in="local", second_factor="all"))
    make(home, "go.do")
    question = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"
    with browsers(app) as opens:
        browser = opens()
        late = browser.client.post("/ask", data={"question": question}, headers={"accept": "text/html"})
        kept = re.search(r'name="kept" value="([^"]+)"', late.text)
        assert kept
        came = browser.sign_in("go.do", kept=kept[1], next="/")
        assert came.headers["location"].startswith(f"{FACTOR}?kept=")
        carried = came.headers["location"].split("kept=")[1]
        assert carried
        page = browser.send(f"{FACTOR}/begin", seen_on=FACTOR, kept=carried)
        secret = re.search(r'id="secret">([A-Z2-7 ]+)<', page.text)
        assert secret
        code = Telephone(home, "go.do", secret[1].replace(" ", "")).code()
        done = browser.send(FACTOR, password=PASSWORD, code=code, kept=carried)
        on = re.search(r'href="(/account/typed[^"]+)"', done.text)
        assert on
        assert question in browser.get(on[1]).text
        assert browser.get(on[1]).headers["location"] == "/"  # it is shown once


def test_an_older_file_of_accounts_is_brought_forward(tmp_path: Path) -> None:
    from api.identity.schema import MIGRATIONS

    with sqlite3.connect(tmp_path / FILE) as db:
        db.executescript(MIGRATIONS[0])
        db.execute("PRAGMA user_version=1")
        db.execute(
            "INSERT INTO accounts (name, shown_name, role, label, created_at, changed_at)"
            " VALUES ('xua', 'Xưa', 'official', 'public', ?1, ?1)",
            ("2026-01-01T00:00:00+00:00",),
        )
    assert Accounts(tmp_path).get("xua").second_factor is False
