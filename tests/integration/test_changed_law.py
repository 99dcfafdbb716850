"""A new decree comes in: what rests on the law it changes is told, by the command and by the service."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from small_office import RECORD, small_office
from typer.testing import CliRunner

from api.affected_schemas import AffectedOut
from api.app import create_app
from api.cli import app
from api.opening import operators_assistant
from index.access import Clearance, Principal
from index.settings import load_settings

AMENDING = """ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 30/2026/QĐ-UBND

Sơn Khê, ngày 01 tháng 9 năm 2026

QUYẾT ĐỊNH

Sửa đổi Quy định về treo biển hiệu ngoài trời

Điều 1. Sửa đổi Quyết định số 12/2026/QĐ-UBND

1. Sửa đổi khoản 1 Điều 2 của Quyết định số 12/2026/QĐ-UBND như sau:

“1. Thời hạn cấp giấy phép treo biển hiệu là 04 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ.”.

Điều 2. Hiệu lực thi hành

Quyết định này có hiệu lực thi hành kể từ ngày 15 tháng 9 năm 2026.
"""
QUESTION = "Thời hạn cấp giấy phép treo biển hiệu theo Quyết định 12/2026/QĐ-UBND là bao nhiêu ngày?"
WEB = Principal("web", Clearance.INTERNAL)


def changes(home: Path, *words: str) -> dict[str, object]:
    result = CliRunner().invoke(app, ["changes", "--json", "--home", str(home), *words])
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that has answered a question of 1 April, at the page too, before the decision came."""
    folder = tmp_path_factory.mktemp("changed")
    home = small_office().copied(folder / "home")
    assistant = operators_assistant(home)
    for who in (WEB, Principal.operator()):
        answer = assistant.answer(QUESTION, who, date(2026, 4, 1))
        assert "07 ngày" in answer.text
    assistant.close()
    papers = folder / "new"
    papers.mkdir()
    (papers / "quyet-dinh-30.md").write_text(AMENDING, encoding="utf-8")
    ingest = ["ingest", str(papers), "--no-vectors", "--label", "internal", "--home", str(home), "--quiet"]
    assert CliRunner().invoke(app, ingest).exit_code == 0
    return home


@pytest.mark.parametrize("since", ["last", "2026-09-14"])
def test_an_ingest_that_amends_a_clause_names_what_rests_on_it(home: Path, since: str) -> None:
    told = AffectedOut.model_validate(changes(home, "--since", since))
    assert told.counts.answers == 2
    (card,) = told.cards
    assert card.document.number == RECORD["ma_thu_tuc"]
    reason = card.because[0]
    assert (reason.change, reason.place, reason.by) == ("sửa đổi", "Điều 2 khoản 1", "30/2026/QĐ-UBND")
    assert reason.by_locator == "Điều 1 khoản 1"
    assert {a.question for a in told.answers} == {QUESTION}
    assert any(b.locator == "Điều 2 khoản 1" for a in told.answers for b in a.because)


def test_what_took_effect_before_the_day_is_not_told_as_due(home: Path) -> None:
    told = AffectedOut.model_validate(changes(home, "--since", "2098-01-01"))
    assert told.counts.model_dump() == {"changes": 0, "answers": 0, "cards": 0, "documents": 0}


def test_the_command_writes_a_line_for_each_and_refuses_what_is_no_day(home: Path) -> None:
    shown = CliRunner().invoke(app, ["changes", "--home", str(home)]).output
    assert "card " in shown and RECORD["ma_thu_tuc"] in shown
    assert "Điều 2 khoản 1 12/2026/QĐ-UBND: sửa đổi from 2026-09-15, by 30/2026/QĐ-UBND" in shown
    wrong = CliRunner().invoke(app, ["changes", "--since", "hôm qua", "--home", str(home)])
    assert (wrong.exit_code, "2026-07-01" in wrong.output) == (2, True)


def test_a_caller_is_told_of_their_own_answers_and_of_what_they_may_read(home: Path) -> None:
    for clearance, answers, cards in (("internal", 1, 1), ("public", 0, 0)):
        service = create_app(home, load_settings(home, serve_clearance=clearance))
        with TestClient(service) as client:
            told = AffectedOut.model_validate(client.get("/v1/changes/affected").raise_for_status().json())
            assert (len(told.answers), len(told.cards)) == (answers, cards)
            assert client.get("/v1/changes/affected", params={"since": "nay"}).status_code == 422
