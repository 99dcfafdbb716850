"""What a person puts right stays: through another ingest, another parser, another path; and can be undone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner

from api.audit import AuditLog
from api.commands.documents import app
from api.reading_quality import corrections_json
from index.access import AccessLabel, Principal
from index.document_store import DocumentHead
from index.reading_corrections import Field
from index.settings import Settings
from index.sqlite_store import SqliteStore
from ingest import ingestion
from ingest.correcting import CorrectionWish, TextChange, enter, reread, undo, wanted_corrections
from ingest.ingestion import Ingestion, Wish
from ingest.progress import Silence
from ingest.report import Report

OPERATOR = Principal.operator()
LABEL = AccessLabel.parse("internal:Sở Xây dựng")
ACT = """ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ
Số: 84/2031/QĐ-UBND
Sơn Khê, ngày 12 tháng 5 năm 2031
QUYẾT ĐỊNH
Ban hành Quy định về bến thuyền du lịch
Điều 1. Thời hạn giải quyết
1. Thời hạn cấp giấy phép mở bến thuyền là l5 ngày làm việc.
2. Lệ phí cấp giấy phép mở bến thuyền là 250.000 đồng.
Điều 2. Hiệu lực thi hành
Quyết định này có hiệu lực từ ngày 01 tháng 6 năm 2031.
"""


class Unpublished:
    """Leaves the indexes alone."""

    def publish(self) -> None:
        """Publish nothing."""


def ingest(settings: Settings, *paths: Path, sync: bool = False) -> Report:
    with SqliteStore.open(settings.database, write=True) as store:
        return Ingestion(store, settings, Unpublished(), Silence()).run(Wish(paths, LABEL, sync))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", workers=1)


@pytest.fixture
def act(settings: Settings, tmp_path: Path) -> Path:
    path = tmp_path / "quyet-dinh.txt"
    path.write_text(ACT, "utf-8")
    assert ingest(settings, path).quarantined == []
    return path


def held(settings: Settings, source: str = "") -> DocumentHead:
    with SqliteStore.open(settings.database) as store:
        (head,) = store.heads(OPERATOR, source=source or None)
    return head


def text_of(settings: Settings) -> str:
    with SqliteStore.open(settings.database) as store:
        return store.get(held(settings).id, OPERATOR).text


def correct(settings: Settings, *texts: TextChange, source: str = "", **fields: str) -> None:
    wish = CorrectionWish("x", {Field(name): value for name, value in fields.items()}, texts)
    head = held(settings, source)
    with SqliteStore.open(settings.database, write=True) as store:
        enter(store, head, wanted_corrections(store.get(head.id, OPERATOR), wish, "operator:lan"))
        reread(store, settings, Unpublished(), Silence())


def corrections(settings: Settings) -> list[dict[str, Any]]:
    with SqliteStore.open(settings.database) as store:
        return corrections_json(store, store.get(held(settings).id, OPERATOR), OPERATOR)


def command(settings: Settings, *words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, [*words, "--home", str(settings.home)])
    assert result.exit_code == code, result.output
    return result.output


def test_a_number_is_put_right_and_what_follows_from_it(settings: Settings, act: Path) -> None:
    before = held(settings)
    told = command(
        settings, "correct", before.id, "--number", "34/2031/QĐ-UBND", "--note", "Dấu che số", "--json"
    )
    after = held(settings)
    assert json.loads(told) == {"document_id": after.id, "waiting": False}
    assert after.id != before.id
    assert (after.identity.number, after.identity.kind.value) == ("34/2031/QĐ-UBND", "Quyết định")
    assert after.identity.issuer == "Ủy ban nhân dân tỉnh Sơn Khê"
    assert after.title.startswith("Quyết định 34/2031/QĐ-UBND")
    assert after.label == LABEL
    (one,) = corrections(settings)
    assert (one["read"], one["value"], one["note"], one["state"]) == (
        before.identity.number or "",
        "34/2031/QĐ-UBND",
        "Dấu che số",
        "counts",
    )
    assert str(one["who"]).startswith("operator:")
    event = list(AuditLog(settings.home).lines())[-1]
    assert (event["what"], event["documents"]) == ("document_corrected", [before.id, after.id])
    assert "Số: 84/2031/QĐ-UBND" in text_of(settings)  # the text keeps what was read
    listed = command(settings, "corrections", after.id)
    assert "«84/2031/QĐ-UBND» → «34/2031/QĐ-UBND»  [counts]  Dấu che số" in listed
    refused = command(settings, "correct", after.id, "--undo", "99", "--note", "x", code=2)
    assert "no such correction" in refused


def test_words_are_put_right_through_ingests_and_parsers(
    settings: Settings, act: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    correct(settings, TextChange("l5 ngày", "15 ngày"))
    with SqliteStore.open(settings.database) as store:
        document = store.get(held(settings).id, OPERATOR)
        (provision,) = [p for p in store.provisions(document.id, OPERATOR) if p.locator == "Điều 1 khoản 1"]
    assert provision.span.of(document.text).endswith("là 15 ngày làm việc.")
    assert document.quality
    (made,) = document.quality.corrected
    assert (made.read, made.span and made.span.of(document.text)) == ("l5 ngày", "15 ngày")
    ingest(settings, act)
    assert "là 15 ngày" in text_of(settings)
    monkeypatch.setattr(ingestion, "PARSER_VERSION", 10_000)
    assert ingest(settings, act).unchanged == 1
    assert "là 15 ngày" in text_of(settings)
    moved = act.rename(act.with_name("khac.txt"))
    ingest(settings, act.parent, sync=True)
    assert held(settings).source == str(moved)
    assert "là 15 ngày" in text_of(settings)


def test_other_bytes_are_not_corrected(settings: Settings, act: Path) -> None:
    correct(settings, title="Tên khác")
    assert held(settings).title == "Tên khác"
    act.write_text(ACT.replace("250.000", "260.000"), "utf-8")
    ingest(settings, act)
    assert held(settings).title != "Tên khác"


def test_a_correction_is_taken_back(settings: Settings, act: Path) -> None:
    before = held(settings)
    for day in ("2031-05-13", "2031-05-14"):
        correct(settings, issued_on=day)
    assert str(held(settings).identity.issued_on) == "2031-05-14"
    assert [one["state"] for one in corrections(settings)] == ["replaced", "counts"]
    first, second = (one["entry"] for one in corrections(settings))
    for entry, day in ((second, "2031-05-13"), (first, "2031-05-12")):
        with SqliteStore.open(settings.database, write=True) as store:
            undo(store, held(settings), entry, "operator:minh")
            reread(store, settings, Unpublished(), Silence())
        assert str(held(settings).identity.issued_on) == day
    assert held(settings).id == before.id
    assert [(one["state"], one["undone_by"]) for one in corrections(settings)] == [
        ("undone", "operator:minh")
    ] * 2


def test_a_file_in_an_archive_is_read_again_out_of_it(settings: Settings, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "goi.zip", "w") as archive:
        archive.writestr("quyet-dinh.txt", ACT)
        archive.writestr("khac.txt", ACT.replace("84/2031", "77/2031"))
    ingest(settings, tmp_path / "goi.zip")
    correct(settings, TextChange("l5", "15"), source="quyet-dinh.txt")
    with SqliteStore.open(settings.database) as store:
        texts = [store.get(head.id, OPERATOR).text for head in store.heads(OPERATOR)]
    assert sorted("là 15 ngày" in text for text in texts) == [False, True]


def test_the_same_bytes_twice_are_one_document_still(settings: Settings, act: Path) -> None:
    act.with_name("a-ban-sao.txt").write_text(ACT, "utf-8")
    ingest(settings, act.parent)
    correct(settings, number="34/2031/QĐ-UBND")
    assert held(settings).identity.number == "34/2031/QĐ-UBND"
    with SqliteStore.open(settings.database) as store:
        assert {file.document_id for file in store.files()} == {held(settings).id}


def test_a_file_that_is_gone_is_corrected_when_it_comes_back(settings: Settings, act: Path) -> None:
    away = act.rename(act.with_name("cho.tmp"))
    correct(settings, number="34/2031/QĐ-UBND")
    assert [one["state"] for one in corrections(settings)] == ["waiting"]
    away.rename(act)
    ingest(settings, act)
    assert held(settings).identity.number == "34/2031/QĐ-UBND"
    assert [one["state"] for one in corrections(settings)] == ["counts"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--number", "không"], "no number"),
        (["--kind", "Thư tình"], "no kind"),
        (["--title", "  "], "no title"),
        (["--read", "không có ở đây", "--value", "x"], "does not have these words"),
        (["--read", "bến thuyền", "--value", "x"], "3 times"),
        (["--read", "l5"], "go together"),
        ([], "nothing is to be changed"),
        (["--page", "9", "--text-file", __file__], "no page 9"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(
    settings: Settings, act: Path, words: list[str], told: str
) -> None:
    said = command(settings, "correct", held(settings).id, *words, "--note", "x", code=2)
    assert told in " ".join(said.replace("│", " ").split())
    assert corrections(settings) == []


def test_one_of_several_places_is_named(settings: Settings, act: Path) -> None:
    correct(settings, TextChange("bến thuyền", "bến phà", nth=2))
    text = text_of(settings)
    assert (text.count("bến thuyền"), "mở bến phà là" in text) == (2, True)
