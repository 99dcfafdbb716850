"""Replaying answers over a real store: the same today, or different and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_office import DECISION, small_office
from typer.testing import CliRunner

from api.commands.answers import EXIT_DIFFERS, app
from assistant import replay
from assistant.assembly import Assistant, open_assistant
from assistant.provenance import Setup
from assistant.records import AnswerRecords
from index.access import AccessLabel, Clearance, Principal
from index.settings import load_settings
from index.sqlite_store import SqliteStore
from ingest.cli import run

DAYS = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"
OPERATOR = Principal.operator()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return small_office().copied(tmp_path / "home")


def asked(home: Path, question: str = DAYS, who: Principal = OPERATOR) -> str:
    assistant = open_assistant(home)
    first = assistant.answer(question, who)
    follow = assistant.answer("còn gia hạn?", who, conversation_id=first.id)
    assistant.close()
    assert follow.conversation_id == first.id
    return first.id


def again(home: Path, record_id: str) -> tuple[int, dict]:
    reply = CliRunner().invoke(app, ["replay", record_id, "--home", str(home), "--json"])
    assert reply.exit_code in {0, EXIT_DIFFERS}, reply.output
    return reply.exit_code, json.loads(reply.stdout)


@pytest.fixture
def assistant(home: Path) -> Iterator[Assistant]:
    opened = open_assistant(home)
    yield opened
    opened.close()


def test_the_same_home_gives_the_same_answer_and_records_nothing(home: Path) -> None:
    asked(home)
    records = AnswerRecords(home / "answers.sqlite")
    before = records.latest(9)
    assert len(before) == 2
    for record in before:
        code, told = again(home, record.id)
        assert (code, told["same"], told["causes"]) == (0, True, []), told
    assert records.latest(9) == before
    records.close()


def test_a_changed_text_is_named_with_its_provision(home: Path, tmp_path: Path) -> None:
    record = asked(home)
    shorter = tmp_path / "papers" / "quyet-dinh-12.md"
    shorter.parent.mkdir()
    shorter.write_text(DECISION.replace("là 07 ngày làm việc", "là 05 ngày làm việc"), encoding="utf-8")
    label = AccessLabel.parse("internal")
    with SqliteStore.open(load_settings(home).database, write=True) as store:
        store.delete(next(h.id for h in store.heads(OPERATOR) if h.identity.number == "12/2026/QĐ-UBND"))
    run(load_settings(home), [shorter], label, workers=1, sync=False, vectors=False, quiet=True)
    code, told = again(home, record)
    assert code == EXIT_DIFFERS
    assert {"answer", "statements", "citations"} <= set(told["differs_in"])
    assert "generation" in {c["what"] for c in told["causes"]}
    states = {(c["number"], c["locator"]): c["state"] for c in told["cited"]}
    assert states["12/2026/QĐ-UBND", "Điều 2 khoản 1"] in {"changed", "deleted"}
    assert "05 ngày" in told["after"]["answer"]
    spoken = CliRunner().invoke(app, ["replay", record, "--home", str(home)])
    assert "Điều 2 khoản 1 12/2026/QĐ-UBND" in spoken.stdout


@pytest.mark.parametrize(("change", "state"), [("delete", "deleted"), ("relabel", "relabelled")])
def test_a_document_that_is_gone_for_its_reader(home: Path, change: str, state: str) -> None:
    who = Principal("lan", Clearance.INTERNAL)
    record = asked(home, "Thủ tục 9.000417 mất mấy ngày?", who)
    assistant = open_assistant(home)
    document = assistant.record(record, who)["citations"][0]["document"]["id"]
    assistant.close()
    with SqliteStore.open(load_settings(home).database, write=True) as store:
        if change == "delete":
            store.delete(document)
        else:
            store.relabel(document, AccessLabel(Clearance.SECRET))
    code, told = again(home, record)
    assert code == EXIT_DIFFERS
    assert state in {c["state"] for c in told["cited"] if c["document"] == document}
    assert document not in json.dumps(told["after"])


def test_another_setup_is_named(home: Path, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    record = assistant.answer(DAYS, OPERATOR).id
    assert not assistant.replay(record).causes
    now = assistant.setup.to_json()
    for part in now:
        changed = Setup(**now | {part: "another"})
        with monkeypatch.context() as other:
            other.setattr("assistant.assembly.Setup.now", lambda *_, c=changed: c)
            told = assistant.replay(record)
        assert (told.same, list(told.causes)) == (True, [part])
    (home / "abbreviations.yaml").write_text("GPTB: [giấy phép treo biển hiệu]\n", encoding="utf-8")
    assert list(assistant.replay(record).causes) == ["policy"]


def test_an_old_record_is_replayed_from_its_answer_alone(assistant: Assistant) -> None:
    body = assistant.answer(DAYS, OPERATOR).to_json() | {"id": "old"}
    assistant.records.add(body, OPERATOR, "2026-01-01T00:00:00+00:00")
    assert replay.reader_of(assistant.records.any_of("old")) == OPERATOR
    assert assistant.replay("old").same


class TestCommands:
    def test_list_show_and_forget(self, home: Path) -> None:
        record = asked(home, who=Principal("lan", Clearance.INTERNAL))
        runner, at = CliRunner(), ["--home", str(home)]
        listed = json.loads(runner.invoke(app, ["list", "--person", "lan", "--json", *at]).stdout)
        assert [row["question"] for row in listed] == ["còn gia hạn?", DAYS]
        assert record in runner.invoke(app, ["list", *at]).stdout
        whole = json.loads(runner.invoke(app, ["show", record, "--json", *at]).stdout)
        assert whole["answer"]["question"] == DAYS
        assert whole["made_from"]["evidence"]
        assert "07 ngày làm việc" in runner.invoke(app, ["show", record, *at]).stdout
        assert "2 answers of lan" in runner.invoke(app, ["forget", "--person", "lan", *at]).stdout
        assert json.loads(runner.invoke(app, ["list", "--json", *at]).stdout) == []

    def test_what_is_not_there_is_said(self, home: Path, tmp_path: Path) -> None:
        asked(home)
        unknown = CliRunner().invoke(app, ["show", "none", "--home", str(home)])
        assert "thutuc answers list" in str(unknown.exception)
        empty = CliRunner().invoke(app, ["list", "--home", str(tmp_path / "empty")])
        assert empty.exit_code == 2
        assert not (tmp_path / "empty").exists()
