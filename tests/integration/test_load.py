"""The load test in its short form: many users at once, none of whom sees an error."""

from __future__ import annotations

import json
from pathlib import Path

from small_office import small_office
from typer.testing import CliRunner

from evaluation.cli import app


def test_many_at_once_are_all_answered(tmp_path: Path) -> None:
    home = small_office().copied(tmp_path / "home")
    questions = tmp_path / "questions.jsonl"
    asked = ("Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?", "Ai cấp giấy phép treo biển hiệu?")
    rows = [{"id": str(n), "question": text, "answerable": True} for n, text in enumerate(asked)]
    questions.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    words = ["load", str(questions), "--home", str(home), "--users", "16", "--minutes", "0.05"]
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == 0, ran.output
    ours, plain = map(json.loads, ran.stdout.splitlines())
    assert (ours["server"], plain["server"]) == ("thutuc", "langchain + FAISS")
    for found in (ours, plain):
        assert found["errors"] == 0
        assert found["answers"] >= 16
        assert found["p50_ms"] <= found["p95_ms"] <= found["p99_ms"]
