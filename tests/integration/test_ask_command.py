"""`thutuc ask`, `search` and `serve` as an operator runs them."""

from __future__ import annotations

import json
import socket
import urllib.request
from pathlib import Path

import pytest
from serving import served
from small_office import Office, small_office
from typer.testing import CliRunner

from api.batch import answers_to
from api.commands import ask, search, serve
from api.opening import operators_assistant
from api.schemas import AnswerOut
from assistant.assembly import Assistant
from index.access import Principal
from index.errors import NoGeneration

DAYS = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"


@pytest.fixture(scope="module")
def office() -> Office:
    return small_office()


@pytest.fixture
def run(office: Office, monkeypatch: pytest.MonkeyPatch, assistant: Assistant) -> CliRunner:
    monkeypatch.setenv("THUTUC_HOME", str(office.home))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("api.opening.open_assistant", lambda _: assistant)
    return CliRunner()


@pytest.fixture(scope="module")
def assistant(office: Office) -> Assistant:
    return operators_assistant(office.home)


class TestOneQuestion:
    def test_a_person_reads_the_answer_and_its_citation(self, run: CliRunner) -> None:
        done = run.invoke(ask.app, [DAYS])
        assert done.exit_code == 0, done.output
        assert "07 ngày làm việc" in done.stdout
        assert "[1] khoản 1 Điều 2 Quyết định 12/2026/QĐ-UBND  Còn hiệu lực từ 01/03/2026" in done.stdout

    def test_a_program_reads_the_contract(self, run: CliRunner) -> None:
        done = run.invoke(ask.app, [DAYS, "--json", "--as-of", "2026-02-15"])
        answer = json.loads(done.stdout)
        AnswerOut.model_validate(answer)
        assert answer["as_of"] == "2026-02-15"

    def test_the_operator_reads_what_the_page_may_not(self, run: CliRunner) -> None:
        done = run.invoke(search.app, ["lịch tuần tra hải đăng", "--json", "--k", "3"])
        found = json.loads(done.stdout)["results"]
        assert len(found) <= 3
        assert "bến số 9" in found[0]["text"]

    def test_a_search_for_a_person_shows_scores(self, run: CliRunner) -> None:
        done = run.invoke(search.app, ["treo biển hiệu", "-k", "1"])
        assert done.exit_code == 0
        assert "lexical" in done.stdout

    @pytest.mark.parametrize(
        "arguments",
        [[], [" "], [DAYS, "--as-of", "mai"], ["--batch", "none.jsonl", "--out", "x"], [DAYS, "--out", "x"]],
    )
    def test_a_wrong_call_is_refused(self, run: CliRunner, arguments: list[str]) -> None:
        assert run.invoke(ask.app, arguments).exit_code == 2

    def test_a_home_without_a_store_names_the_command_that_makes_one(self, tmp_path: Path) -> None:
        with pytest.raises(NoGeneration, match="thutuc ingest"):
            operators_assistant(tmp_path)


class TestBatch:
    def test_each_line_gets_its_answer_and_a_bad_one_stops_nothing(
        self, run: CliRunner, tmp_path: Path
    ) -> None:
        lines = (
            json.dumps({"id": "a", "question": DAYS}).encode(),
            b"{broken",
            json.dumps(
                {"id": "c", "question": [DAYS, "Còn gia hạn thì sao?"], "as_of": "2026-04-01"}
            ).encode(),
            b"",
            json.dumps({"id": "d", "question": " "}).encode(),
            json.dumps({"id": "e", "question": DAYS, "as_of": "31/12/2026"}).encode(),
            json.dumps({"id": "f", "question": {"text": DAYS}}).encode(),
            b'{"id": "g", "question": "\\ud800"}',
            b"\xff\xfe",
            b"[1]",
            json.dumps({"id": 9, "question": "Thuế nhập khẩu tàu ngầm là bao nhiêu?"}).encode(),
        )
        questions, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
        questions.write_bytes(b"\n".join(lines))
        done = run.invoke(ask.app, ["--batch", str(questions), "--out", str(out)])
        assert done.exit_code == 0, done.output
        assert done.stdout == ""
        assert "10 answers" in done.stderr
        answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        assert [a["question_id"] for a in answers] == ["a", None, "c", "d", "e", "f", None, None, None, 9]
        bad = [a["status"] == "error_bad_question" for a in answers]
        assert bad == [False, True, False, True, True, True, True, True, True, False]
        assert answers[0]["status"] == "answered"
        assert answers[2]["as_of"] == "2026-04-01"
        assert answers[9]["status"] == "unanswerable"
        for answer in answers:
            AnswerOut.model_validate(answer)
            assert answer["status"] != "error_bad_question" or answer["warnings"][0].startswith("line ")

    def test_a_fault_in_one_question_spares_the_others(self, assistant: Assistant, tmp_path: Path) -> None:
        class Faulty:
            def answer(self, question: object, *rest: object) -> object:
                if question == "break":
                    raise ZeroDivisionError
                return assistant.answer(question, *rest)  # type: ignore[arg-type]

        file = tmp_path / "q.jsonl"
        file.write_text('{"id": 1, "question": "break"}\n' + json.dumps({"id": 2, "question": DAYS}))
        first, second = answers_to(file, Faulty(), Principal.operator())  # type: ignore[arg-type]
        assert (first["status"], first["question_id"]) == ("error_internal", 1)
        assert (second["status"], second["question_id"]) == ("answered", 2)

    def test_each_answer_is_there_before_the_next_question_is_read(
        self, assistant: Assistant, tmp_path: Path
    ) -> None:
        file = tmp_path / "q.jsonl"
        file.write_text("".join(json.dumps({"id": n, "question": DAYS}) + "\n" for n in range(3)))
        answers = answers_to(file, assistant, Principal.operator())
        assert next(answers)["question_id"] == 0

    def test_the_questions_are_never_written_over(self, run: CliRunner, tmp_path: Path) -> None:
        file = tmp_path / "q.jsonl"
        file.write_text(json.dumps({"id": 1, "question": DAYS}))
        assert run.invoke(ask.app, ["--batch", str(file), "--out", str(file)]).exit_code == 2
        assert json.loads(file.read_text())["id"] == 1


class TestServe:
    def test_it_tells_its_address_and_ends_when_asked(self, tmp_path: Path) -> None:
        with served(tmp_path) as address, urllib.request.urlopen(f"{address}/healthz", timeout=60) as reply:
            assert json.load(reply) == {"status": "ok"}

    def test_a_port_in_use_is_told_at_once(self, tmp_path: Path) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            done = CliRunner().invoke(serve.app, ["--home", str(tmp_path), "--port", str(port)])
        assert done.exit_code == 1
        assert f"port {port} is in use" in done.stderr
        assert "--port" in done.stderr

    def test_a_foreign_address_is_told(self, tmp_path: Path) -> None:
        done = CliRunner().invoke(serve.app, ["--home", str(tmp_path), "--host", "192.0.2.1"])
        assert done.exit_code == 1
        assert "192.0.2.1" in done.stderr
