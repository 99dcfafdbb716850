"""Single sign-on at a real OpenID provider: its word lets people in, and nothing else does."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from people import PAGE, Browser, token_of
from small_office import small_office

from api.app import create_app
from api.audit import AuditLog
from api.identity.accounts import Accounts
from api.roles import Role
from evaluation.processes import free_port
from index.errors import SettingsInvalid
from index.settings import load_settings

FOLDER = Path(__file__).parents[1] / "open_id"
SECRET = "a secret of the tests alone"
HERE = "https://testserver"
DAYS = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"
PEOPLE = {
    "u-1": {
        "preferred_username": "Lan",
        "name": "Nguyễn Thị Lan",
        "groups": ["can-bo"],
        "unit": ["XD", "??"],
    },
    "u-2": {"preferred_username": "tri", "name": "Trị", "groups": ["can-bo", "quan-tri"]},
    "u-3": {"preferred_username": "khach", "name": "Khách", "groups": ["ngoai"]},
    "u-4": {"preferred_username": "lan", "name": "Lan khác", "groups": ["can-bo"]},
    "u-5": {"name": "Không tên", "groups": ["can-bo"]},
}
GRANTS = [
    {"claim": "groups", "value": "quan-tri", "role": "administrator", "clearance": "secret"},
    {"claim": "groups", "value": "can-bo", "role": "official", "clearance": "internal"},
]


@dataclass
class Line:
    """The line from the provider to the service: what it posts is handed on to `to`, and kept."""

    address: str = ""
    to: Browser | None = None
    said: list[bytes] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    kept = Line()

    class Post(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            assert kept.to
            told = kept.to.client.post(
                self.path, content=body, headers={"content-type": self.headers["content-type"]}
            )
            kept.said.append(body)
            kept.answered.append(told.status_code)
            self.send_response(told.status_code)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Post)
    kept.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def issuer(line: Line) -> Iterator[str]:
    if shutil.which("node") is None or not (FOLDER / "node_modules").is_dir():
        pytest.skip("no node, or no provider in tests/open_id (npm ci --prefix tests/open_id)")
    port = free_port()
    given = {
        "PORT": str(port),
        "SECRET": SECRET,
        "CALLBACK": f"{HERE}/login/sso/callback",
        "LEFT": f"{HERE}/login",
        "ENDED": f"{line.address}/login/sso/backchannel",
        "PEOPLE": json.dumps(PEOPLE),
    }
    provider = subprocess.Popen(
        ["node", str(FOLDER / "provider.mjs")],
        env=os.environ | given,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert provider.stdout is not None
    try:
        assert provider.stdout.readline().startswith("ready")
        yield f"http://127.0.0.1:{port}"
    finally:
        provider.terminate()
        provider.wait(timeout=30)
        provider.stdout.close()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_office().copied(tmp_path_factory.mktemp("sign-on") / "home")


def office(home: Path, issuer: str, /, **other: Any) -> Browser:
    """Return a browser at a service that asks the provider."""
    sign_on = {
        "issuer": issuer,
        "client_id": "thutuc",
        "client_secret": SECRET,
        "address": HERE,
        "department_claim": "unit",
        "departments": {"XD": "so-xay-dung"},
        "grants": GRANTS,
    }
    settings = load_settings(home, sign_in="oidc", single_sign_on=sign_on | other)
    return Browser(TestClient(create_app(home, settings), base_url=HERE, follow_redirects=False))


def at_provider(address: str, person: str, there: httpx.Client | None = None) -> str:
    """Sign in at the provider as a browser does; return the address that it sends the browser back to."""
    with nullcontext(there) if there else httpx.Client(follow_redirects=False, timeout=60) as browser:
        for _ in range(12):
            if address.startswith(HERE):
                return address
            reply = browser.get(address)
            if reply.is_redirect:
                address = str(httpx.URL(address).join(reply.headers["location"]))
                continue
            prompt = re.search(r'name="prompt" value="(\w+)"', reply.text)
            to = re.search(r'action="([^"]+)"', reply.text)
            assert prompt, reply.text
            assert to, reply.text
            fields = {"prompt": prompt[1], "login": person, "password": "any"}
            reply = browser.post(str(httpx.URL(address).join(to[1])), data=fields)
            address = str(httpx.URL(address).join(reply.headers["location"]))
    raise AssertionError(address)


def leave_provider(there: httpx.Client, issuer: str) -> None:
    """End the session at the provider, by its own page."""
    page = there.get(f"{issuer}/session/end")
    form = re.search(r'name="xsrf" value="([^"]+)"', page.text)
    action = re.search(r'action="([^"]+)"', page.text)
    assert form
    assert action
    there.post(action[1], data={"xsrf": form[1], "logout": "yes"})


def sent(browser: Browser, path: str = "/login/sso") -> str:
    """Return where the service sends a browser that wants to sign in."""
    return str(browser.get(path).headers["location"])


def sign_on(browser: Browser, person: str) -> Any:
    back = at_provider(sent(browser), person)
    return browser.get(back.removeprefix(HERE))


def test_who_signs_out_here_can_sign_out_at_the_provider_too(home: Path, issuer: str) -> None:
    browser = office(home, issuer)
    sign_on(browser, "u-1")
    out = browser.send("/logout", seen_on="/account")
    assert 'href="/login/sso/out"' in browser.get(out.headers["location"]).text
    to = browser.get("/login/sso/out").headers["location"]
    assert dict(parse_qsl(urlsplit(to).query))["client_id"] == "thutuc"
    with httpx.Client(follow_redirects=True, timeout=60) as there:
        page = there.get(to)
        assert page.status_code == 200
        form = re.search(r'name="xsrf" value="([^"]+)"', page.text)
        action = re.search(r'action="([^"]+)"', page.text)
        assert form
        assert action
        left = there.post(action[1], data={"xsrf": form[1], "logout": "yes"}, follow_redirects=False)
    assert left.headers["location"].startswith(f"{HERE}/login")


def test_a_session_that_ends_at_the_provider_ends_here(home: Path, issuer: str, line: Line) -> None:
    line.to = office(home, issuer)
    with httpx.Client(timeout=20) as there, httpx.Client(timeout=20) as elsewhere:
        browser, other, colleague = (office(home, issuer) for _ in range(3))
        sign_on(colleague, "u-2")
        for who, at in ((browser, there), (other, elsewhere)):
            came = who.get(at_provider(sent(who), "u-1", at).removeprefix(HERE))
            assert came.status_code == 303
            assert who.get("/documents").status_code == 200
        leave_provider(there, issuer)
        assert line.answered[-1] == 200
        assert browser.get("/documents").status_code == 303  # this session has ended
        assert other.get("/documents").status_code == 200  # the same person in another browser has not
        assert colleague.get("/documents").status_code == 200
        last = list(AuditLog(home).lines())[-1]
        assert (last["who"], last["what"], last["outcome"]) == ("account:lan", "signed_out_elsewhere", "1")
        again = line.to.client.post(
            "/login/sso/backchannel",
            content=line.said[-1],
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        assert (again.status_code, again.json()["error"]) == (400, "invalid_request")
        assert again.headers["cache-control"] == "no-store"


def test_what_is_no_logout_token_ends_nothing(home: Path, issuer: str) -> None:
    browser, somebody = office(home, issuer), office(home, issuer)
    sign_on(browser, "u-1")
    for said in ({}, {"logout_token": "x"}, {"logout_token": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1LTEifQ."}):
        assert somebody.client.post("/login/sso/backchannel", data=said).status_code == 400
    assert browser.get("/documents").status_code == 200


def test_the_provider_s_word_lets_somebody_in_with_what_is_granted(home: Path, issuer: str) -> None:
    browser = office(home, issuer)
    page = browser.get("/login?next=/documents").text
    assert "/login/sso?next=%2Fdocuments" in page
    assert 'type="password"' not in page
    asked = dict(parse_qsl(urlsplit(sent(browser)).query))
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert len(asked["state"]) >= 22
    assert len(asked["nonce"]) >= 22
    back = at_provider(sent(browser, "/login/sso?next=/documents"), "u-1")
    came = browser.get(back.removeprefix(HERE))
    assert (came.status_code, came.headers["location"]) == (303, "/documents")
    assert "Nguyễn Thị Lan" in browser.get("/documents").text
    account = Accounts(home).get("lan")
    assert (account.role, str(account.label)) == (Role.OFFICIAL, "internal:so-xay-dung")
    assert browser.get("/account/password").status_code == 404
    first = [e for e in AuditLog(home).lines() if e["what"] == "signed_in"][-1]
    assert (first["who"], first["outcome"]) == ("account:lan", "single_sign_on")
    administrator = office(home, issuer)
    sign_on(administrator, "u-2")
    assert administrator.get("/admin/accounts").status_code == 200


@pytest.mark.parametrize("person", ["u-3", "u-5"])
def test_who_is_granted_nothing_or_has_no_name_is_not_let_in(home: Path, issuer: str, person: str) -> None:
    browser = office(home, issuer)
    told = sign_on(browser, person)
    assert told.status_code == 401
    assert "__Host-session" not in browser.client.cookies
    assert browser.get("/documents").status_code == 303


def test_nobody_takes_over_a_name(home: Path, issuer: str) -> None:
    sign_on(office(home, issuer), "u-1")
    told = sign_on(office(home, issuer), "u-4")
    assert told.status_code == 401
    assert "tài khoản khác" in told.text


def test_a_disabled_account_stays_out(home: Path, issuer: str) -> None:
    browser = office(home, issuer)
    sign_on(browser, "u-1")
    Accounts(home).disable("lan")
    assert browser.get("/documents").status_code == 303
    assert sign_on(office(home, issuer), "u-1").status_code == 401
    Accounts(home).enable("lan")


def test_a_code_is_good_for_its_own_browser_once(home: Path, issuer: str) -> None:
    browser, stranger = office(home, issuer), office(home, issuer)
    back = at_provider(sent(browser), "u-1").removeprefix(HERE)
    sent(stranger)
    assert stranger.get(back).status_code == 401  # the state is not that browser's
    assert browser.get(back).status_code == 303
    again = browser.client
    again.cookies.delete("__Host-session")
    assert browser.get(back).status_code == 401


def test_another_s_code_does_not_fit_the_verifier(home: Path, issuer: str) -> None:
    browser, thief = office(home, issuer), office(home, issuer)
    stolen = dict(parse_qsl(urlsplit(at_provider(sent(browser), "u-2")).query))
    state = dict(parse_qsl(urlsplit(sent(thief)).query))["state"]
    told = thief.get(f"/login/sso/callback?code={stolen['code']}&state={state}&iss={stolen['iss']}")
    assert told.status_code == 401
    assert "__Host-session" not in thief.client.cookies


@pytest.mark.parametrize(
    "other",
    [
        {"client_secret": "another secret of the tests"},
        {"client_id": "somebody-else"},
        {"issuer": "http://127.0.0.1:9"},
    ],
)
def test_what_is_not_as_it_should_be_lets_nobody_in(home: Path, issuer: str, other: dict[str, str]) -> None:
    browser = office(home, issuer, **other)
    asked = browser.get("/login/sso")
    if asked.status_code == 303 and "client_id" not in other:
        back = at_provider(asked.headers["location"], "u-1")
        told = browser.get(back.removeprefix(HERE))
        assert told.status_code == 401
        assert "không thành công" in told.text
    elif "issuer" in other:
        assert asked.status_code == 401
    assert "__Host-session" not in browser.client.cookies


def test_a_token_signed_for_another_request_is_refused(home: Path, issuer: str) -> None:
    from api.identity.errors import SignOnFailed
    from api.identity.open_id import Provider

    browser = office(home, issuer)
    provider = browser.client.app.state.provider
    assert isinstance(provider, Provider)
    begun = provider.begin("state")
    back = dict(parse_qsl(urlsplit(at_provider(begun.address, "u-1")).query))
    with pytest.raises(SignOnFailed):
        provider.finish(back, "another nonce", begun.verifier)


def test_a_question_asked_too_late_comes_back_from_the_provider(home: Path, issuer: str) -> None:
    browser = office(home, issuer)
    late = browser.client.post("/ask", data={"question": DAYS}, headers=PAGE)
    assert late.status_code == 401
    kept = re.search(r'href="(/login/sso[^"]+)"', late.text)
    assert kept
    back = at_provider(sent(browser, kept[1].replace("&amp;", "&")), "u-1")
    came = browser.get(back.removeprefix(HERE))
    assert came.status_code == 200
    assert DAYS in came.text
    asked = browser.client.post("/ask", data={"question": DAYS, "csrf": token_of(came.text)}, headers=PAGE)
    assert asked.headers["location"].startswith("/answers/")


def test_no_password_is_taken_where_the_provider_speaks(home: Path, issuer: str) -> None:
    browser = office(home, issuer)
    told = browser.client.post("/login", data={"name": "lan", "password": "x"}, headers=PAGE)
    assert told.status_code == 404


def test_a_provider_has_to_be_named_and_granted_by(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid):
        load_settings(tmp_path, sign_in="oidc")
    with pytest.raises(SettingsInvalid):
        load_settings(
            tmp_path,
            sign_in="oidc",
            single_sign_on={"issuer": "https://x", "client_id": "x", "address": HERE, "grants": []},
        )
