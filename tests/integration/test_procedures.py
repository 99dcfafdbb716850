"""Procedures through the service and the terminal: browsing, cards, comparison, Word documents, access."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from card_office import NEW, RENEW, SECRET, card_office
from docx import Document
from docx.oxml.ns import qn
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.commands.procedures import app as commands
from index.access import Principal
from index.settings import load_settings
from index.sqlite_store import SqliteStore

A, B, HIDDEN = (record["ma_thu_tuc"] for record in (NEW, RENEW, SECRET))


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(card_office())) as client:
        yield client


@pytest.fixture(scope="module")
def cleared() -> Iterator[TestClient]:
    settings = load_settings(card_office()).model_copy(update={"serve_clearance": "secret"})
    with TestClient(create_app(card_office(), settings)) as client:
        yield client


def card(client: TestClient, code: str = A) -> dict[str, Any]:
    reply = client.get(f"/v1/procedures/{code}")
    assert reply.status_code == 200
    found: dict[str, Any] = reply.json()
    return found


def citations(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.get("citation"):
            yield value["citation"]
        for part in value.values():
            yield from citations(part)
    elif isinstance(value, list):
        for part in value:
            yield from citations(part)


def test_a_card_cites_every_line_with_the_very_characters_of_the_record(client: TestClient) -> None:
    found = card(client)
    text = client.get(f"/v1/documents/{found['document_id']}/text").text
    lines = [found["name"], found["level"], *found["steps"], *found["results"]]
    lines += [case["heading"] for case in found["cases"]]
    for line in lines:
        start, end = line["citation"]["span"]
        assert line["text"].split(" (Mã")[0] in text[start:end]
    for place in citations(found):
        assert text[slice(*place["span"])].strip()
    paper = found["cases"][0]["papers"][1]
    assert (paper["name"], paper["originals"], paper["copies"]) == ("Sơ đồ vị trí neo", 1, 2)


def test_unknown_is_null_with_or_without_a_citation_and_never_free(client: TestClient) -> None:
    found = card(client)
    assert found["authority"]["text"] is None and found["authority"]["citation"]
    assert found["address"] == {"citation": None, "doubts": [], "text": None}
    assert found["channels"][1]["fee"] is None


def test_a_contradiction_is_on_its_line_and_an_ended_basis_names_its_end(client: TestClient) -> None:
    found = card(client)
    assert any("khác cách tính ngày" in doubt for doubt in found["channels"][0]["doubts"])
    assert found["channels"][1]["doubts"] == []
    old, new = found["bases"]
    assert new["ended"] is None
    ended = {"number": "17/2019/NĐ-CP", "on": "2026-03-01", "by": "41/2026/NĐ-CP"}
    assert ended.items() <= old["ended"].items()
    earlier = client.get(f"/v1/procedures/{A}?as_of=2026-02-28").json()
    assert earlier["bases"][0]["ended"] is None and earlier["ended"] == []


def test_an_etag_saves_the_second_transfer_and_changes_with_the_day(client: TestClient) -> None:
    first = client.get(f"/v1/procedures/{A}")
    tag = first.headers["etag"]
    again = client.get(f"/v1/procedures/{A}", headers={"If-None-Match": f'"x", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = client.get(f"/v1/procedures/{A}?as_of=2026-02-28", headers={"If-None-Match": tag})
    assert other.status_code == 200 and other.headers["etag"] != tag


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", [A, B]),
        ("q=GIA HAN phep", [B]),
        ("q=neo bè", [A, B]),
        ("field=duong thuy", [A, B]),
        ("field=duong", []),
        ("level=cap tinh", [A]),
        ("level=cấp xã", [A, B]),
        ("body=quan ly ho", [A, B]),
        ("q=9.000732", [B]),
        ("q=Mũi Én", []),
    ],
)
def test_procedures_are_filtered(client: TestClient, query: str, codes: list[str]) -> None:
    found = client.get(f"/v1/procedures?{query}").json()
    assert [one["code"] for one in found["procedures"]] == codes
    assert found["total"] == len(codes)


def test_a_cursor_goes_through_all_once_and_a_made_up_one_is_refused(cleared: TestClient) -> None:
    codes: list[str] = []
    cursor = ""
    while True:
        found = cleared.get("/v1/procedures", params={"limit": 1, "cursor": cursor}).json()
        codes += [one["code"] for one in found["procedures"]]
        cursor = found["next"]
        if cursor is None:
            break
    assert codes == [A, B, HIDDEN]
    for wrong in ("é", "W10", "WzEsMl0", "bnVsbA"):
        assert cleared.get("/v1/procedures", params={"cursor": wrong}).status_code == 422


def test_what_may_not_be_read_is_like_what_is_not_there(client: TestClient, cleared: TestClient) -> None:
    assert cleared.get(f"/v1/procedures/{HIDDEN}").status_code == 200
    document_id = cleared.get(f"/v1/procedures/{HIDDEN}").json()["document_id"]
    for pattern in ("/v1/procedures/{}", "/v1/procedures/{}.docx", "/v1/procedures/compare?a={}&b=" + A):
        absent = client.get(pattern.format("9.999999"))
        for name in (HIDDEN, document_id):
            hidden = client.get(pattern.format(name))
            assert hidden.status_code == absent.status_code == 404
            kept = {k: v for k, v in hidden.json().items() if k != "request_id"}
            assert kept == {k: v for k, v in absent.json().items() if k != "request_id"}
    for path in ("/procedures", f"/procedures/{A}", "/procedures?q=neo", "/v1/procedures?q=neo"):
        page = client.get(path).text
        assert not any(words in page for words in ("Mũi Én", "hải đăng", "Cấp bộ", HIDDEN)), path
    assert "Mũi Én" in cleared.get(f"/procedures/{A}").text


def test_a_new_label_counts_for_the_list_at_once(tmp_path: Path) -> None:
    import shutil

    home = tmp_path / "home"
    shutil.copytree(card_office(), home, symlinks=True)
    with TestClient(create_app(home)) as client:
        assert client.get("/v1/procedures").json()["total"] == 2
        with SqliteStore.open(load_settings(home).database, write=True) as store:
            (head,) = store.heads(Principal.operator(), number=HIDDEN)
            store.relabel(head.id, store.heads(Principal.operator(), number=A)[0].label)
            (gone,) = store.heads(Principal.operator(), number=B)
            store.delete(gone.id)
        codes = [one["code"] for one in client.get("/v1/procedures").json()["procedures"]]
        assert codes == [A, HIDDEN]


def test_twins_are_compared_line_by_line(client: TestClient) -> None:
    found = client.get(f"/v1/procedures/compare?a={A}&b={B}").json()
    by = {(line["part"], line["kind"]) for line in found["lines"]}
    assert ("conditions", "same") in by and ("authority", "neither") in by and ("level", "differs") in by
    steps = [
        (line["kind"], (line["a"] or line["b"])["text"]) for line in found["lines"] if line["part"] == "steps"
    ]
    assert ("only_a", "Bước 2: Trạm đo vị trí neo.") in steps
    assert ("same", "Bước 1: Nộp hồ sơ tại trạm.") in steps
    assert found["differing"] == sum(line["kind"] not in ("same", "neither") for line in found["lines"])
    cells = {line["part"]: line for line in found["lines"] if line["of"] == "Trực tiếp"}
    assert (cells["time"]["a"]["text"], cells["time"]["b"]["text"]) == ("10 Ngày", "3 Ngày làm việc")
    assert cells["description"]["kind"] == "unknown"
    alone = [line for line in found["lines"] if line["part"] == "channels"]
    assert [line["kind"] for line in alone] == ["only_a"]
    own = client.get(f"/v1/procedures/compare?a={A}&b={A}").json()
    assert own["differing"] == 0


def words_of(data: bytes) -> str:
    body = Document(io.BytesIO(data)).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


def test_the_word_document_holds_every_line_and_every_place(client: TestClient) -> None:
    reply = client.get(f"/v1/procedures/{A}.docx")
    assert "thu-tuc-9.000731.docx" in reply.headers["content-disposition"]
    text, found = words_of(reply.content), card(client)
    for line in (found["name"], *found["steps"], *found["results"], found["conditions"], found["applicants"]):
        assert line["text"] in text
    for channel in found["channels"]:
        assert all(channel[name] is None or channel[name] in text for name in ("method", "time", "fee"))
        assert all(doubt in text for doubt in channel["doubts"])
    for case in found["cases"]:
        assert case["heading"]["text"] in text
        for paper in case["papers"]:
            assert f"☐ {paper['name']}" in text
    assert "Bản chính: 1, Bản sao: 2" in text and "Mẫu 02.docx" in text
    assert "Hết hiệu lực từ 01/03/2026 theo 41/2026/NĐ-CP" in text
    assert "không có nghĩa là không cần nộp hay được miễn" in text
    numbers = {place["provision_id"]: place["locator"] for place in citations(found)}
    listed = [line for line in text.splitlines() if line.startswith("[")]
    shown = [line.split("] ", 1)[1] for line in listed]
    assert set(shown) <= set(numbers.values())
    for number in range(1, len(listed) + 1):
        assert text.count(f"[{number}]") >= 2, "each place is cited and listed"


def test_the_word_document_is_set_like_a_letter(client: TestClient) -> None:
    document = Document(io.BytesIO(client.get(f"/v1/procedures/{A}.docx").content))
    section = document.sections[0]
    assert [round(x.mm) for x in (section.page_width, section.page_height)] == [210, 297]
    assert [round(x.mm) for x in (section.left_margin, section.right_margin)] == [30, 15]
    assert [round(x.mm) for x in (section.top_margin, section.bottom_margin)] == [20, 20]
    normal = document.styles["Normal"].font
    assert (normal.name, normal.size.pt) == ("Times New Roman", 13)
    boxes = [e for e in document.element.iter() if e.tag.endswith("}checkbox")]
    assert len(boxes) == 3


def test_the_terminal_shows_compares_and_writes(tmp_path: Path) -> None:
    runner, home = CliRunner(), ["--home", str(card_office())]
    shown = runner.invoke(commands, ["show", A, *home])
    assert shown.exit_code == 0
    for words in (
        "☐ Sơ đồ vị trí neo (Bản chính: 1, Bản sao: 2)",
        "Cơ quan có thẩm quyền: chưa có thông tin",
    ):
        assert words in shown.output
    file = tmp_path / "card.docx"
    assert runner.invoke(commands, ["show", A, *home, "--docx", str(file)]).exit_code == 0
    assert "Sơ đồ vị trí neo" in words_of(file.read_bytes())
    same = json.loads(runner.invoke(commands, ["show", A, *home, "--json"]).stdout)
    assert same["code"]["text"] == A
    compared = runner.invoke(commands, ["compare", A, B, *home])
    assert "Bước 2: Trạm đo vị trí neo." in compared.output and "Bè phải có phao" not in compared.output
    assert "Bè phải có phao" in runner.invoke(commands, ["compare", A, B, "--all", *home]).output
    absent = runner.invoke(commands, ["show", "9.999999", *home])
    assert absent.exit_code != 0 and "9.999999" in str(absent.exception)
