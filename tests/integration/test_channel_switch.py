"""An administrator switches channels while the service runs; it counts at once and nobody else does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from people import make
from signed_in_office import Opens, browsers, office, what

from api.app import create_app
from api.channel_switch import FILE, SWITCHED, Switches
from api.keys import Keys, Rights, Scope
from api.mcp import KeyRefused, reader
from api.roles import Role
from index.access import AccessLabel
from index.settings import load_settings

PATHS = {"guest": "/cong-dan", "api": "/v1/documents", "openai": "/v1/models", "webhooks": "/v1/webhooks"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return office(tmp_path_factory.mktemp("office") / "home")


@pytest.fixture(scope="module")
def app(home: Path) -> Any:
    return create_app(home, load_settings(home, sign_in="local", guest_view=True, webhook_hosts="127.0.0.1"))


@pytest.fixture
def opens(app: Any) -> Iterator[Opens]:
    with browsers(app) as opens:
        yield opens


@pytest.mark.parametrize("name", sorted(PATHS))
def test_a_channel_is_closed_with_the_next_request_and_opened_again(
    opens: Opens, home: Path, name: str
) -> None:
    _, token = Keys(home).create(f"qlvb-{name}", Rights(frozenset(Scope), AccessLabel.parse("internal")), 1)
    system = opens()
    system.client.headers["authorization"] = f"Bearer {token}"
    keeper = opens()
    keeper.sign_in("quan.tri")
    page = "/admin/channels"
    assert system.client.get(PATHS[name]).status_code == 200
    done = keeper.send(f"{page}/{name}", page, on="false")
    assert "Đã tắt." in keeper.get(done.headers["location"]).text
    told = system.client.get(PATHS[name])
    assert (told.status_code, told.json()["code"]) == (404, "channel_off")
    for other in PATHS.keys() - {name}:
        assert system.client.get(PATHS[other]).status_code == 200, other
    keeper.send(f"{page}/{name}", page, on="true")
    assert system.client.get(PATHS[name]).status_code == 200
    noted = [(who, event, about) for who, event, about, _ in what(home)]
    for event in ("channel_off", "channel_on"):
        assert ("account:quan.tri", event, name) in noted


def test_the_page_cannot_be_switched_off_nor_what_the_settings_leave_out_switched_on(home: Path) -> None:
    switches = Switches(load_settings(home, channels="web,api"))
    for name in ("web", "openai", "fax"):
        with pytest.raises(ValueError, match=name):
            switches.turn(name, on=True)
    assert switches.on() == {"web", "api"}


def test_only_an_administrator_who_has_signed_in_switches(opens: Opens, home: Path) -> None:
    make(home, "kiem.toan", Role.AUDITOR)
    for name in ("lan", "kiem.toan"):
        browser = opens()
        browser.sign_in(name)
        assert browser.get("/admin/channels").status_code == 403
        assert browser.send("/admin/channels/api", "/account", on="false").status_code == 403
    nobody = opens(create_app(home, load_settings(home, admin_page=True)))
    assert nobody.get("/admin/channels").status_code in {401, 403}
    assert "/admin/channels" not in nobody.get("/admin").text


def test_a_file_that_cannot_be_read_leaves_the_page_alone_on(tmp_path: Path) -> None:
    switches = Switches(load_settings(tmp_path))
    assert switches.on() >= set(SWITCHED)
    (tmp_path / FILE).write_text("no JSON", encoding="utf-8")
    assert switches.on() == {"web"}
    switches.turn("api", on=True)
    assert switches.on() == {"web", "api"}


def test_the_protocol_server_is_closed_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("THUTUC_API_KEY", raising=False)
    settings = load_settings(tmp_path)
    assert reader(settings).name == "web"
    Switches(settings).turn("mcp", on=False)
    with pytest.raises(KeyRefused, match="switched this channel off"):
        reader(settings)
