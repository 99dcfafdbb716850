"""Conversations shared inside the office: who reads them, what of them, and for how long."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from people import make
from signed_in_office import DAYS, Opens, office, what

from api.app import create_app
from api.roles import Role
from index.access import AccessLabel, Principal
from index.settings import load_settings
from index.sqlite_store import SqliteStore

PATROL = "Đội tuần tra hải đăng Mũi Én xuất phát lúc mấy giờ?"
BOTH = "Thủ tục 9.000417 và Quyết định 12/2026/QĐ-UBND quy định thời hạn bao nhiêu ngày?"
TRACES = ("Mũi Én", "hải đăng", "tuần tra", "04 giờ", "bến số 9", "lich.md")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = office(tmp_path_factory.mktemp("office") / "home")
    make(home, "hoa", clearance="internal:so-xay-dung")
    make(home, "khach", clearance="public")
    make(home, "truong", clearance="secret")
    return home


class Owner:
    """Somebody who asks and shares, by the pages alone."""

    def __init__(self, opens: Opens, name: str) -> None:
        self.browser = opens()
        self.browser.sign_in(name)
        self.conversation = ""

    def ask(self, question: str) -> str:
        given = {"question": question} | ({"conversation": self.conversation} if self.conversation else {})
        record = self.browser.send("/ask", "/", **given).headers["location"].removeprefix("/answers/")
        self.conversation = self.conversation or record
        return record

    @property
    def shares(self) -> str:
        return f"/conversations/{self.conversation}/shares"

    def share(self, **fields: str) -> Any:
        return self.browser.send(self.shares, **fields)

    def end(self, reader: str) -> Any:
        return self.browser.send(f"{self.shares}/end", self.shares, reader=reader)


def reads(opens: Opens, name: str, conversation: str) -> tuple[int, str]:
    """Return what a reader is shown of a conversation, on pages and over the interface."""
    browser = opens()
    browser.sign_in(name)
    page = browser.get(f"/shared/{conversation}")
    told = browser.client.get(f"/v1/shared/{conversation}")
    assert page.status_code == told.status_code
    lists = browser.get("/shared").text + browser.client.get("/v1/shared").text
    assert (f"/shared/{conversation}" in lists) == (page.status_code == 200)
    return page.status_code, page.text + told.text + lists


def relabel(home: Path, number: str, label: str) -> None:
    with SqliteStore.open(load_settings(home).database, write=True) as store:
        head = store.heads(Principal.operator(), number=number)[0]
        store.relabel(head.id, AccessLabel.parse(label))


def test_a_colleague_reads_what_is_shared_until_it_is_ended(opens: Opens, home: Path) -> None:
    owner = Owner(opens, "lan")
    owner.ask(DAYS)
    assert reads(opens, "hoa", owner.conversation)[0] == 404
    assert owner.share(account=" HOA ").status_code == 303
    assert "hoa" in owner.browser.get(owner.shares).text
    status, seen = reads(opens, "hoa", owner.conversation)
    assert status == 200
    assert DAYS in seen
    assert "07 ngày làm việc" in seen
    assert "lan chia sẻ" in seen
    assert reads(opens, "truong", owner.conversation)[0] == 404
    reader = opens()
    reader.sign_in("hoa")
    for path in (f"/answers/{owner.conversation}", owner.shares, f"/v1/conversations/{owner.conversation}"):
        assert reader.get(path).status_code == 404  # to be read as shared, and not otherwise
    assert "Hỏi tiếp" not in reader.get(f"/shared/{owner.conversation}").text
    assert owner.end("account:hoa").status_code == 303
    assert reads(opens, "hoa", owner.conversation)[0] == 404
    assert owner.end("account:hoa").status_code == 404
    noted = [(who, event, about) for who, event, about, _ in what(home)]
    for event in ("conversation_shared", "share_revoked"):
        assert ("account:lan", event, "account:hoa") in noted
    assert ("account:hoa", "shared_shown", None) in noted


def test_a_department_reads_what_is_shared_with_it(opens: Opens) -> None:
    owner = Owner(opens, "lan")
    owner.ask(DAYS)
    assert owner.share(unit="so-xay-dung").status_code == 303
    assert reads(opens, "hoa", owner.conversation)[0] == 200
    assert reads(opens, "khach", owner.conversation)[0] == 404


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"account": "khong.co"}, "Không có tài khoản này"),
        ({"account": "lan"}, "của chính bạn"),
        ({"unit": "so-khong-co"}, "Chưa có ai thuộc đơn vị này"),
        ({"unit": "*"}, "Chưa có ai thuộc đơn vị này"),
    ],
)
def test_what_cannot_be_shared_says_why_and_keeps_what_was_typed(
    opens: Opens, fields: dict[str, str], why: str
) -> None:
    owner = Owner(opens, "lan")
    owner.ask(DAYS)
    told = owner.share(**fields)
    assert told.status_code == 422
    assert why in told.text
    assert f'value="{next(iter(fields.values()))}"' in told.text


def test_what_a_reader_may_not_read_leaves_no_trace_in_what_is_shared(opens: Opens) -> None:
    owner = Owner(opens, "truong")
    owner.ask(PATROL)
    owner.ask(DAYS)
    owner.browser.send(
        f"/conversations/{owner.conversation}/name", "/conversations", title="Ca hải đăng Mũi Én"
    )
    owner.share(account="lan")
    owner.share(account="khach")
    status, seen = reads(opens, "lan", owner.conversation)
    assert status == 200
    assert DAYS in seen
    assert "07 ngày làm việc" in seen
    assert "Lượt này không hiện" in seen
    assert not [trace for trace in TRACES if trace in seen]
    status, seen = reads(opens, "khach", owner.conversation)
    assert status == 200
    assert not [trace for trace in (*TRACES, DAYS, "07 ngày", "12/2026", "9.000417") if trace in seen]
    boss = Owner(opens, "quan.tri")
    assert boss.browser.get(f"/shared/{owner.conversation}").status_code == 404


def test_a_changed_label_takes_effect_at_once_statement_by_statement(opens: Opens, home: Path) -> None:
    owner = Owner(opens, "truong")
    owner.ask(BOTH)
    owner.share(account="lan")
    whole = reads(opens, "lan", owner.conversation)[1]
    numbers = set(re.findall(r'"number":"([^"]+)"', whole))
    assert numbers >= {"12/2026/QĐ-UBND", "9.000417"}
    relabel(home, "9.000417", "secret")
    status, seen = reads(opens, "lan", owner.conversation)
    assert status == 200
    assert "Một phần của lượt này không hiện" in seen
    assert "12/2026/QĐ-UBND" in seen
    assert not [trace for trace in ("9.000417", BOTH, "Thủ tục 9.000417") if trace in seen]
    relabel(home, "12/2026/QĐ-UBND", "secret")
    assert "12/2026" not in reads(opens, "lan", owner.conversation)[1]
    for number in ("9.000417", "12/2026/QĐ-UBND"):
        relabel(home, number, "internal")
    assert BOTH in reads(opens, "lan", owner.conversation)[1]


def test_what_the_owner_deletes_is_shared_no_more(opens: Opens) -> None:
    owner = Owner(opens, "lan")
    owner.ask(DAYS)
    owner.share(account="hoa")
    owner.browser.send(f"/conversations/{owner.conversation}/delete", "/conversations")
    assert reads(opens, "hoa", owner.conversation)[0] == 404
    owner.browser.send(f"/conversations/{owner.conversation}/restore", "/conversations")
    assert reads(opens, "hoa", owner.conversation)[0] == 200
    owner.browser.send("/account/conversations/delete", "/account")
    assert reads(opens, "hoa", owner.conversation)[0] == 404


def test_only_who_has_signed_in_shares(opens: Opens, home: Path) -> None:
    nobody = opens(create_app(home, load_settings(home)))
    assert nobody.get("/shared").status_code == 401
    record = nobody.client.post("/ask", data={"question": DAYS}).headers["location"]
    assert "/shares" not in nobody.get(record).text
    assert nobody.get(f"/conversations/{record.removeprefix('/answers/')}/shares").status_code == 401


def test_the_programming_interface_shares_what_it_asked(opens: Opens) -> None:
    browser = opens()
    browser.sign_in("lan")
    token = re.search(r'name="csrf" value="([^"]+)"', browser.get("/account").text)
    assert token
    browser.client.headers["x-csrf-token"] = token[1]
    conversation = browser.client.post("/v1/answers", json={"question": DAYS}).json()["conversation_id"]
    at = f"/v1/conversations/{conversation}/shares"
    made = browser.client.post(at, json={"reader": "hoa"})
    assert (made.status_code, made.json()["shares"][0]["reader"]) == (201, "account:hoa")
    refused = browser.client.post(at, json={"reader": "department:khong-co"})
    assert (refused.status_code, refused.json()["code"]) == (422, "share_refused")
    assert browser.client.post("/v1/conversations/none/shares", json={"reader": "hoa"}).status_code == 404
    assert reads(opens, "hoa", conversation)[0] == 200
    assert browser.client.delete(at, params={"reader": "account:hoa"}).status_code == 204
    assert reads(opens, "hoa", conversation)[0] == 404


def test_an_administrator_or_auditor_is_a_reader_like_any_other(opens: Opens, home: Path) -> None:
    make(home, "kiem.toan", Role.AUDITOR, "secret")
    owner = Owner(opens, "lan")
    owner.ask(DAYS)
    for name in ("quan.tri", "kiem.toan"):
        assert reads(opens, name, owner.conversation)[0] == 404
