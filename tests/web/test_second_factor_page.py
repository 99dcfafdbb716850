"""The second factor in the browser: set up and shown, without scripts too, on pages that all can use."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
from people import PASSWORD, make
from serving import served
from small_office import small_office
from waiting import awaiting

from api.roles import Role


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_office().copied(tmp_path_factory.mktemp("second-factor") / "home")


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with served(home, sign_in="local", second_factor="administrators") as address:
        yield address


def sign_in(page: Any, name: str) -> None:
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    with awaiting(page):
        page.get_by_role("button", name="Đăng nhập").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_administrator_sets_it_up_before_anything_else_and_comes_in_with_it(
    open_page: Any, home: Path, address: str, scripts: bool
) -> None:
    from playwright.sync_api import expect

    name = f"sep.{scripts}".lower()
    make(home, name, Role.ADMINISTRATOR)
    page = open_page("/admin/accounts", java_script_enabled=scripts)
    sign_in(page, name)
    page.goto(f"{address}/documents")
    assert page.url.startswith(f"{address}/account/second-factor")
    with awaiting(page):
        page.get_by_role("button", name="Bật xác thực hai bước").click()
    expect(page.get_by_role("img", name="Mã QR")).to_be_visible()
    secret = pyotp.TOTP(page.locator("#secret").inner_text().replace(" ", ""))
    page.get_by_label("Mã 6 chữ số trong ứng dụng").fill(secret.now())
    page.get_by_label("Mật khẩu hiện tại").fill(PASSWORD)
    with awaiting(page):
        page.get_by_role("button", name="Xác nhận").click()
    expect(page.locator(".codes li")).to_have_count(10)
    recovery = page.locator(".codes code").first.inner_text()
    with awaiting(page):
        page.get_by_role("link", name="Tôi đã cất các mã này").click()
    with awaiting(page):
        page.get_by_role("button", name="Đăng xuất").click()
    page.goto(f"{address}/admin/accounts")
    sign_in(page, name)
    page.locator("#code:focus").wait_for()
    page.keyboard.type(secret.at(time.time() + 30))
    with awaiting(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tài khoản", exact=True)).to_be_visible()
    with awaiting(page):
        page.get_by_role("button", name="Đăng xuất").click()
    page.goto(f"{address}/login")
    sign_in(page, name)
    page.get_by_text("Không có điện thoại bên mình?").click()
    page.get_by_label("Một mã dự phòng").fill(recovery)
    with awaiting(page):
        page.locator("form:has(#recovery) button").click()
    expect(page.get_by_role("link", name=name)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_on_the_way(
    open_page: Any, violations: Any, address: str, home: Path, scheme: str
) -> None:
    name = f"xem.{scheme}"
    make(home, name, Role.ADMINISTRATOR)
    page = open_page(
        "/login", color_scheme=scheme, reduced_motion="reduce", width=320 if scheme == "dark" else 1280
    )

    def look_over() -> None:
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]

    sign_in(page, name)
    look_over()
    with awaiting(page):
        page.get_by_role("button", name="Bật xác thực hai bước").click()
    look_over()
    secret = page.locator("#secret").inner_text().replace(" ", "")
    page.locator("#code").fill(pyotp.TOTP(secret).now())
    page.locator("#password").fill(PASSWORD)
    with awaiting(page):
        page.get_by_role("button", name="Xác nhận").click()
    look_over()
    page.goto(f"{address}/account/second-factor")
    look_over()
    page.goto(f"{address}/admin/accounts")
    look_over()
    page.context.clear_cookies()
    page.goto(f"{address}/login")
    sign_in(page, name)
    look_over()
