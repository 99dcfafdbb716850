"""A scan from the file to an answer: read, cited with boxes, marked where a number may be misread."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from scans import LETTER, file_of, needs_tesseract, page, scan
from typer.testing import CliRunner

from api.app import create_app
from api.commands.documents import app as documents_app
from index.access import AccessLabel
from index.settings import Settings, load_settings
from index.sqlite_store import SqliteStore
from ingest.cli import run
from ingest.report import Report

QUESTION = "Lệ phí cấp giấy phép mở bến thuyền theo Quyết định 34/2031/QĐ-UBND là bao nhiêu?"
PUBLIC = AccessLabel.parse("public")

pytestmark = needs_tesseract


def ingest(settings: Settings, *paths: Path) -> Report:
    return run(settings, list(paths), PUBLIC, workers=1, sync=False, vectors=False, quiet=True)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("scans")
    (root / "quyet-dinh.pdf").write_bytes(scan(page()))
    # A stroke of the toner is missing across the fee.
    creased = page()
    creased.paste(250, (870, 750, 1030, 756))
    (root / "mo.png").write_bytes(file_of(creased))
    report = ingest(load_settings(root / "home"), root / "quyet-dinh.pdf")
    assert report.as_json()["quarantined"] == []
    return root / "home"


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[TestClient]:
    with TestClient(create_app(home)) as made:
        yield made


def test_an_answer_cites_the_scan_with_its_boxes(client: TestClient) -> None:
    answer = client.post("/v1/answers", json={"question": QUESTION}).json()
    cited = next(c for c in answer["citations"] if "250.000" in c["quote"])
    assert cited["page"] == 1
    (box,) = cited["boxes"]
    assert 0.3 < box["top"] < box["bottom"] < 0.36
    assert any("được đọc bằng nhận dạng chữ từ ảnh" in warning for warning in answer["warnings"])
    picture = client.get(f"/v1/documents/{cited['document']['id']}/pages/1.png")
    assert picture.headers["content-type"] == "image/png"


def test_the_report_is_shown(client: TestClient, home: Path) -> None:
    (listed,) = client.get("/v1/documents").json()["documents"]
    quality = client.get(f"/v1/documents/{listed['id']}").json()["quality"]
    assert (quality["grade"], quality["pages"][0]["source"]) == ("good", "ocr")
    assert quality["confidence"] > 0.8
    shown = CliRunner().invoke(documents_app, ["show", listed["id"], "--home", str(home)]).output
    assert "quality: good (pages_recognised)" in shown
    assert "pages: 1 no_text; 100% read by OCR, mean confidence 0." in shown
    told = json.loads(
        CliRunner().invoke(documents_app, ["show", listed["id"], "--home", str(home), "--json"]).output
    )
    assert told["quality"] == quality


def test_a_number_that_may_be_misread_is_marked(home: Path, tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "home")
    report = ingest(settings, home.parent / "mo.png")
    assert report.as_json()["quarantined"] == []
    with SqliteStore.open(settings.database) as store:
        from index.access import Principal

        (head,) = store.heads(Principal.operator())
        document = store.get(head.id, Principal.operator())
    assert document.quality is not None
    unsure = [one.span.of(document.text) for one in document.quality.unsure]
    assert any("250" in word for word in unsure)
    assert any("nhận dạng không chắc chắn (trang 1)" in doubt for doubt in head.doubts)
    with TestClient(create_app(tmp_path / "home")) as client:
        answer = client.post("/v1/answers", json={"question": QUESTION}).json()
        marked = [w for w in answer["warnings"] if "độ tin cậy thấp: hãy đối chiếu ảnh trang" in w]
        cited = " ".join(c["quote"] for c in answer["citations"])
        assert bool(marked) == any(word in cited for word in unsure)
        assert answer["warnings"][: len(marked)] == marked
        picture = client.get(f"/v1/documents/{head.id}/pages/1.png")
        assert picture.status_code == 200
        assert client.get(f"/v1/documents/{head.id}/pages/2.png").status_code == 404


def test_what_was_refused_is_read_once_tesseract_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings(tmp_path / "home")
    (tmp_path / "a.pdf").write_bytes(scan(page()))
    (tmp_path / "b.txt").write_text("\n".join(LETTER).replace("34/2031", "35/2031"), encoding="utf-8")
    off = load_settings(tmp_path / "home", ocr_languages="")
    report = ingest(off, tmp_path / "a.pdf", tmp_path / "b.txt")
    assert [q.code for q in report.quarantined] == ["no_text_layer"]
    assert [q.code for q in ingest(off, tmp_path / "a.pdf").quarantined] == ["no_text_layer"]
    report = ingest(settings, tmp_path / "a.pdf", tmp_path / "b.txt")
    assert (report.created, report.unchanged, report.quarantined) == (1, 1, [])
    (kept,) = (tmp_path / "home" / "ocr").iterdir()
    with SqliteStore.open(settings.database) as store:
        from index.access import Principal

        (head,) = store.heads(Principal.operator(), source="a.pdf")
    assert kept.name == head.sha256
    CliRunner().invoke(documents_app, ["delete", head.id, "--home", str(tmp_path / "home")])
    assert not kept.exists()
