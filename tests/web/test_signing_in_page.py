"""Signing in in the browser: by the keyboard, without scripts, and with a question asked too late."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from people import PASSWORD, make
from playwright.sync_api import expect
from serving import served
from small_office import small_office
from waiting import awaiting, follow

from api.audit import AuditLog
from api.identity.keeping import Keeping
from api.identity.schema import FILE
from api.roles import Role
from index.access import AccessLabel

DAYS = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = small_office().copied(tmp_path_factory.mktemp("signing-in") / "home")
    for name, role in (("lan", Role.OFFICIAL), ("quan.tri", Role.ADMINISTRATOR), ("kiem.tra", Role.AUDITOR)):
        make(home, name, role)
    return home


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """A server where people sign in; the cookies are as over HTTPS, for browsers trust 127.0.0.1."""
    with served(home, sign_in="local", guest_view="true") as address:
        yield address


def sign_in(page: Any, name: str, password: str = PASSWORD) -> None:
    """Sign in with the keys alone."""
    page.locator("input[name=name]:focus").wait_for()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    with awaiting(page):
        page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_clerk_signs_in_for_the_first_time_asks_and_signs_out(
    open_page: Any, home: Path, address: str, scripts: bool
) -> None:
    name = f"moi.{scripts}".lower()
    _, given = Keeping(home, AuditLog(home), "operator:test").create(
        name, Role.OFFICIAL, AccessLabel.parse("internal"), "Nguyễn Thị Mới"
    )
    page = open_page("/documents", java_script_enabled=scripts)
    assert page.url == f"{address}/login?next=%2Fdocuments"
    sign_in(page, name, given)
    assert page.url.startswith(f"{address}/account/password")
    page.locator("input:focus").wait_for()
    page.keyboard.type(given)
    for _ in range(2):
        page.keyboard.press("Tab")
        page.keyboard.type("mười hai con vịt qua cầu")
    with awaiting(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Nguyễn Thị Mới")).to_be_visible()
    page.locator("#question").fill(DAYS)
    follow(page, page.locator("form.composer button"))
    page.locator(f"#answer-title:text-is('{DAYS}')").wait_for()
    assert "07 ngày" in page.locator(".statements").inner_text()
    follow(page, page.get_by_role("button", name="Đăng xuất"))
    assert "Bạn đã đăng xuất" in page.get_by_role("status").first.inner_text()
    page.goto(f"{address}/conversations")
    assert page.url.startswith(f"{address}/login")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_question_asked_too_late_is_not_lost(open_page: Any, home: Path, scripts: bool) -> None:
    page = open_page("/", java_script_enabled=scripts)
    sign_in(page, "lan")
    page.locator("#question").fill(DAYS)
    with sqlite3.connect(home / FILE) as db:
        db.execute("DELETE FROM sessions")
    follow(page, page.locator("form.composer button"))
    page.locator(".told", has_text="vẫn được giữ").wait_for()
    sign_in(page, "lan")
    assert page.get_by_label("Câu hỏi").input_value() == DAYS
    follow(page, page.get_by_role("button", name="Gửi lại"))
    assert page.locator("#answer-title").inner_text() == DAYS


def test_an_administrator_makes_an_account_and_its_owner_comes_in(open_page: Any, address: str) -> None:
    page = open_page("/admin/accounts", java_script_enabled=False)
    sign_in(page, "quan.tri")
    page.locator("summary", has_text="Tài khoản mới").click()
    page.locator("#name").fill("hoa.so-xd")
    page.locator("#shown_name").fill("Trần Thị Hoa")
    page.locator("#departments").fill("so-xay-dung")
    follow(page, page.get_by_role("button", name="Tạo tài khoản"))
    given = page.locator("#given").inner_text()
    row = page.locator("li", has_text="Trần Thị Hoa")
    assert "so-xay-dung" in row.inner_text()
    row.locator("summary", has_text="Thay đổi").click()
    row.get_by_label("Vai trò").select_option("expert")
    follow(page, row.get_by_role("button", name="Lưu"))
    assert "Đã thay đổi hoa.so-xd" in page.get_by_role("status").first.inner_text()
    owner = open_page("/", java_script_enabled=False)
    sign_in(owner, "hoa.so-xd", given)
    assert owner.url.startswith(f"{address}/account/password")
    row = page.locator("li", has_text="quan.tri")
    row.locator("summary", has_text=re.compile("^Khóa$")).click()
    follow(page, row.get_by_role("button", name="Khóa"))
    assert "quản trị viên cuối cùng" in page.get_by_role("alert").inner_text()


def test_an_auditor_finds_who_was_shown_what_and_verifies_the_log(open_page: Any) -> None:
    page = open_page("/audit", java_script_enabled=False)
    sign_in(page, "kiem.tra")
    page.get_by_label("Việc gì").select_option("signed_in")
    page.get_by_label("Ai", exact=True).fill("account:kiem.tra")
    follow(page, page.get_by_role("button", name="Tìm"))
    assert "account:kiem.tra" in page.locator("tbody").inner_text()
    follow(page, page.get_by_role("button", name="Kiểm tra"))
    assert "đều nguyên vẹn" in page.get_by_role("status").first.inner_text()
    page.goto(page.url.split("/audit")[0] + "/admin/accounts")
    assert "Vai trò này không được dùng trang" in page.locator("h1").inner_text()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/login", None),
        ("/account", "lan"),
        ("/account/password", "lan"),
        ("/admin/accounts", "quan.tri"),
        ("/admin/keys", "quan.tri"),
        ("/admin/channels", "quan.tri"),
        ("/audit?verify=true", "kiem.tra"),
    ],
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong(
    open_page: Any, violations: Any, path: str, name: str | None, scheme: str
) -> None:
    page = open_page(
        path, color_scheme=scheme, reduced_motion="reduce", width=320 if scheme == "dark" else 1280
    )
    if name is not None:
        sign_in(page, name)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
