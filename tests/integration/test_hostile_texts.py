"""Texts, titles, names of files and questions that mean harm are words on every page, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from people import make
from signed_in_office import Opens, browsers
from small_office import RECORD, small_office

from api.app import create_app
from api.roles import Role
from index.access import AccessLabel, Principal
from index.settings import load_settings
from index.sqlite_store import SqliteStore
from ingest.cli import run

SCRIPT = '"><script>window.harmed=1</script><img src=x onerror="window.harmed=2">'
LONG = "dài" * 200
TITLE = f"Quy định về bè nổi {SCRIPT} [bấm](javascript:alert(1)) {LONG}"
ACT = f"""ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 77/2026/QĐ-UBND

Sơn Khê, ngày 10 tháng 02 năm 2026

QUYẾT ĐỊNH

{TITLE}

Điều 1. Neo bè nổi {SCRIPT}

1. Bè nổi neo ở bến không quá 09 ngày. {SCRIPT} <style>body {{ display: none }}</style>

Điều 2. Hiệu lực thi hành

Quyết định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2026.
"""
QUESTION = f"Bè nổi neo ở bến không quá bao nhiêu ngày? {SCRIPT}"
CODE = "9.000999"


class Elements(HTMLParser):
    """Collects what a page would run, load or lead to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        own = given.get("src", "").startswith(("/static/", "/v1/documents/"))
        led = [v for n, v in given.items() if n in {"href", "action", "src"} and "script:" in v.casefold()]
        loads = tag in {"script", "img", "iframe", "object", "embed"} and not own
        if loads or tag in {"style", "base"} or led or any(name.startswith("on") for name in given):
            self.wrong.append(self.get_starttag_text() or tag)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    papers = folder / "papers"
    papers.mkdir()
    (papers / "be-noi.txt").write_text(ACT, encoding="utf-8")
    (papers / "<img src=x onerror=alert(1)>.pdf").write_bytes(b"no pdf")
    named = {
        "ma_thu_tuc": CODE,
        "ten_thu_tuc": f"Đăng ký bè nổi {SCRIPT} {LONG}",
        "linh_vuc": f"Bè {SCRIPT}",
        "co_quan_thuc_hien": f"Ủy ban nhân dân xã {SCRIPT}",
        "ket_qua_xu_ly": f"Giấy {SCRIPT}",
    }
    (papers / f"{CODE}.json").write_text(json.dumps(RECORD | named, ensure_ascii=False), encoding="utf-8")
    home = small_office().copied(folder / "home")
    label = AccessLabel.parse("internal")
    run(load_settings(home), [papers], label, workers=1, sync=False, vectors=False, quiet=True)
    for role in (Role.OFFICIAL, Role.EXPERT, Role.ADMINISTRATOR, Role.AUDITOR):
        make(home, role.value, role, "top_secret:*")
    make(home, "hoa")
    return home


@pytest.fixture(scope="module")
def opens(home: Path) -> Iterator[Opens]:
    with browsers(create_app(home, load_settings(home, sign_in="local", guest_view=True))) as opens:
        yield opens


def signed_in(opens: Opens, name: str) -> Any:
    browser = opens()
    browser.sign_in(name)
    return browser


def test_no_page_runs_loads_or_leads_to_what_a_text_says(opens: Opens, home: Path) -> None:
    with SqliteStore.open(home / "documents.sqlite") as store:
        (act,) = store.heads(Principal.operator(), number="77/2026/QĐ-UBND")
        (record,) = store.heads(Principal.operator(), number=CODE)
    clerk = signed_in(opens, Role.OFFICIAL.value)
    conversation = clerk.send("/ask", "/", question=QUESTION).headers["location"].removeprefix("/answers/")
    clerk.send(f"/conversations/{conversation}/shares", account="hoa")
    clerk.send(f"/answers/{conversation}/feedback", "/", statement="1", verdict="wrong", words=SCRIPT)
    refused = clerk.send(f"/conversations/{conversation}/shares", account=SCRIPT)
    expert = signed_in(opens, Role.EXPERT.value)
    work = f"/review/answers/{conversation}"
    again = expert.send(f"{work}/approval", work, text1=f"{SCRIPT} 99", source1=SCRIPT)
    approval = expert.send(f"{work}/approval", work).headers["location"]
    document = f"/documents/{act.id}"
    here = f"/conversations/{conversation}/shares"
    pages: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (clerk, ("/", "/conversations", "/documents", "/documents?q=be+noi", document, here)),
        (clerk, (f"{document}/history", f"{document}/articles?place=Điều 1", f"/documents/{record.id}")),
        (clerk, (f"{document}/articles/compare?place=Điều 1&b=2026-05-01", f"/answers/{conversation}")),
        (clerk, ("/procedures", "/procedures?q=be+noi", f"/procedures/{CODE}", f"/acts?named={SCRIPT}")),
        (clerk, (f"/procedures/compare?a={CODE}&b=9.000417", f"/documents?q={SCRIPT}")),
        (clerk, (f"/conversations?q={SCRIPT}",)),
        (signed_in(opens, "hoa"), ("/shared", f"/shared/{conversation}")),
        (expert, ("/review", "/review/answers", work, "/review/approved", approval)),
        (expert, (f"/admin/answers/{conversation}",)),
        (signed_in(opens, Role.ADMINISTRATOR.value), ("/admin", "/admin/documents", "/admin/answers")),
        (signed_in(opens, Role.AUDITOR.value), (f"/audit?who={SCRIPT}&document={SCRIPT}",)),
        (opens(), ("/cong-dan", f"/login?next={SCRIPT}")),
    )
    shown = {path: browser.get(path) for browser, paths in pages for path in paths}
    shown |= {"refused share": refused, "refused correction": again}
    for path, page in shown.items():
        assert page.status_code in {200, 404, 422}, path
        assert Elements(page.text).wrong == [], path
    for path in (
        document,
        f"/procedures/{CODE}",
        f"/shared/{conversation}",
        work,
        approval,
        "/review/answers",
    ):
        assert "&lt;script&gt;window.harmed" in shown[path].text, path  # it stands there, as words
