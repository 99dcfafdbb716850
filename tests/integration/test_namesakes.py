"""A law that a later one of its name may have replaced: presumed, told with its source, and never a fact."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app
from assistant.act_doubts import act_doubts
from assistant.shelf import Shelf
from assistant.stale_bases import bases_of, stale_documents
from index.access import Principal
from index.namesakes import Namesake, namesakes
from index.settings import load_settings
from index.sqlite_store import SqliteStore

DAY = date(2026, 8, 1)
OPERATOR = Principal.operator()
LAW = """QUỐC HỘI
Luật số: 11/2019/QH14
Hà Nội, ngày 20 tháng 11 năm 2019
LUẬT
BẾN BÃI
Điều 1. Giấy phép bến
Bến bãi phải có giấy phép của cơ quan quản lý bến.
Điều 2. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2020.
"""


def resting(number: str, year: int, *bases: str) -> str:
    kind = "QUYẾT ĐỊNH" if "QĐ" in number else "NGHỊ ĐỊNH"
    lines = "\n".join(f"Căn cứ {basis};" for basis in bases)
    return (
        f"CHÍNH PHỦ\nSố: {number}\nHà Nội, ngày 02 tháng 3 năm {year}\n\n{kind}\nVề bến neo\n\n{lines}\n\n"
        f"Điều 1. Phạm vi\nQuy định về bến neo đậu số {number.split('/', maxsplit=1)[0]}.\n"
    )


OLDER, LATER = "Luật Bến bãi số 11/2019/QH14", "Luật Bến bãi số 61/2025/QH15"
AMENDING = "Luật Bến bãi số 44/2025/QH15"
FILES = {
    "luat.txt": LAW,
    "cu.txt": resting("5/2020/QĐ-UBND", 2020, OLDER),
    "moi-1.txt": resting("21/2026/NĐ-CP", 2026, LATER),
    "moi-2.txt": resting("22/2026/NĐ-CP", 2026, LATER),
}


def home_of(tmp_path: Path, files: dict[str, str], label: str = "public") -> Path:
    folder = tmp_path / f"van-ban-{label}"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    run(tmp_path / "home", "ingest", str(folder), "--no-vectors", "--label", label)
    return tmp_path / "home"


def run(home: Path, *words: str) -> str:
    result = CliRunner().invoke(app, [*words, "--home", str(home)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@contextmanager
def held(home: Path) -> Iterator[SqliteStore]:
    with SqliteStore.open(load_settings(home).database) as store:
        yield store


def found(home: Path, number: str, on: date = DAY, principal: Principal = OPERATOR) -> tuple[Namesake, ...]:
    with held(home) as store:
        return namesakes([number], store, on, principal)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return home_of(tmp_path_factory.mktemp("trung-ten"), FILES)


def test_it_is_told_with_its_source_and_ends_nothing(home: Path) -> None:
    facts = json.loads(run(home, "validity", "show", "11/2019/QH14", "--on", "2026-08-01", "--json"))
    assert facts["force"] == "in_force"
    (one,) = facts["perhaps_replaced"]
    assert (one["by"], one["name"], one["called_so_by"]) == ("61/2025/QH15", "Luật Bến bãi", 2)
    assert one["confidence"] < 0.9
    assert one["source"]["by"] == "21/2026/NĐ-CP"
    with held(home) as store:
        text = store.get(one["source"]["document_id"], OPERATOR).text
    assert text[slice(*one["source"]["span"])].strip() == f"Căn cứ {LATER};"
    told = run(home, "validity", "show", "11/2019/QH14", "--on", "2026-08-01")
    assert "perhaps replaced by 61/2025/QH15" in told
    assert facts["orders"] == []


def test_before_its_year_nothing_is_presumed(home: Path) -> None:
    assert found(home, "11/2019/QH14", date(2024, 12, 31)) == ()
    assert found(home, "61/2025/QH15") == ()


def test_what_rests_on_the_older_law_is_listed_and_doubted(home: Path) -> None:
    (row,) = json.loads(run(home, "validity", "stale", "--on", "2026-08-01", "--json"))
    assert (row["number"], row["rests_on"]) == ("5/2020/QĐ-UBND", [])
    assert row["perhaps_replaced"][0]["number"] == "11/2019/QH14"
    assert "11/2019/QH14 (perhaps replaced by 61/2025/QH15" in run(home, "validity", "stale")
    with held(home) as store:
        head = next(h for h in store.heads(OPERATOR) if h.source.endswith("cu.txt"))
        bases = bases_of(store.get(head.id, OPERATOR))
        for language in ("vi", "en", "bn"):
            (doubt,) = act_doubts(head, bases, Shelf(store, OPERATOR), DAY, language)
            assert "61/2025/QH15" in doubt
            assert "{" not in doubt


def test_it_is_a_warning_beside_an_answer_and_a_doubt_on_the_page(home: Path) -> None:
    with TestClient(create_app(home)) as client:
        answer = client.post("/v1/answers", json={"question": "Bến bãi có phải có giấy phép không?"}).json()
        assert any("suy đoán" in warning and "61/2025/QH15" in warning for warning in answer["warnings"])
        (law,) = client.get("/v1/documents", params={"q": "11/2019/QH14"}).json()["documents"]
        assert any("61/2025/QH15" in one for one in client.get(f"/v1/documents/{law['id']}").json()["doubts"])
        page = html.unescape(client.get(f"/documents/{law['id']}").text)
        assert "có thể đã được thay thế bởi Luật 61/2025/QH15" in page


@pytest.mark.parametrize(
    "others",
    [
        {},  # one document alone may give the number of an amending law
        {
            "moi-2.txt": resting(
                "22/2026/NĐ-CP", 2026, f"{OLDER} được sửa đổi, bổ sung bởi Luật số 61/2025/QH15"
            )
        },
        {
            "moi-2.txt": FILES["moi-2.txt"],
            "thay.txt": LAW.replace("11/2019/QH14", "71/2024/QH15").replace(
                "Luật này có", "Luật số 11/2019/QH14 hết hiệu lực từ ngày Luật này có hiệu lực. Luật này có"
            ),
        },
    ],
)
def test_it_is_not_presumed(tmp_path: Path, others: dict[str, str]) -> None:
    files = {name: FILES[name] for name in ("luat.txt", "cu.txt", "moi-1.txt")}
    assert found(home_of(tmp_path, files | others), "11/2019/QH14") == ()


def test_nobody_learns_of_it_from_what_may_not_be_read(tmp_path: Path) -> None:
    secret = {"moi-2.txt": FILES["moi-2.txt"]}
    public = {name: text for name, text in FILES.items() if name not in secret}
    home_of(tmp_path, public)
    home = home_of(tmp_path, secret, "secret")
    assert len(found(home, "11/2019/QH14")) == 1
    assert found(home, "11/2019/QH14", principal=Principal.guest()) == ()
    with held(home) as store:
        assert list(stale_documents(store, DAY, Principal.guest())) == []
