"""The benchmark suite in its short form: every case runs and tells a ratio; nothing is asserted of time."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from small_office import small_office
from typer.testing import CliRunner

from evaluation.bench.copies import TOPIC_LABEL, multiply
from evaluation.cli import app
from index.access import Principal
from index.embedding import open_embedder
from index.settings import load_settings
from index.sqlite_store import SqliteStore

SAMPLE = Path(__file__).parents[2] / "samples/corpus/office/TT-933-2026-TT-BKT.pdf"
_ALL = os.environ.get("THUTUC_BENCH") == "all"
"""Whether the cases that start several servers and load langchain run too: a minute more."""
pytest.importorskip("matplotlib", reason="the extra `evaluation` is not installed")


def test_each_case_tells_how_many_times_better(tmp_path: Path) -> None:
    home, files = small_office().copied(tmp_path / "home"), tmp_path / "files"
    files.mkdir()
    for number in range(3):
        lines = [f"Điều {n}. Hồ sơ số {number}\nNộp tại bộ phận một cửa trong {n} ngày." for n in range(1, 5)]
        (files / f"{number}.txt").write_text("\n".join(lines), "utf-8")
    asked = ("Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?", "Ai cấp giấy phép treo biển hiệu?")
    shutil.copy(SAMPLE, files)
    rows = [{"id": str(n), "question": text, "answerable": True} for n, text in enumerate(asked)]
    questions = tmp_path / "questions.jsonl"
    questions.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    words = ["bench", str(questions), "--documents", str(files), "--out", str(tmp_path / "out")]
    words += ["--sizes", "60", "--vectors", "500", "--words", "300", "--scale", "0.01", "--home", str(home)]
    words += ["--users", "2"] if _ALL else ["--users", "", "--only", "reading,vectors,words,homes"]
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == 0, ran.output
    report = json.loads((tmp_path / "out" / "bench.json").read_text("utf-8"))
    assert all(row["ours"] > 0 and row["other"] > 0 and row["ratio"] >= 0 for row in report["figures"])
    named = " ".join(row["name"] for row in report["figures"])
    apart = ("embedding", "ingest end to end", "start to ready", "answers a second", "--help")
    for case in ("search of 500", "beside pypdf", *(apart if _ALL else ())):
        assert case in named
    assert min(report.get("least_cosine", {"": 1}).values()) >= 0.999
    assert all(row["recall"] == 1 for row in report["vectors"][0]["filters"])
    assert report["reading"]["pages"] == 1
    assert {"text layer, lines, tables", "structure", "cut"} <= set(report["reading"]["spent"])
    (row,) = report["words"]
    assert row["same"] == row["compared"] == len(asked)
    assert row["peak_mb"] > row["disk_mb"] >= 0
    (row,) = report["homes"]
    assert all(users["thutuc"]["errors"] == 0 for users in row["users"])
    assert row["search_ms"]["p50"] <= row["search_ms"]["p99"]
    told = (tmp_path / "out" / "bench.md").read_text("utf-8")
    assert "bench-ratios.svg" in told
    if _ALL:
        assert [run["workers"] for run in report["cluster"]] == [0, 1, 2]
        assert all(run["caller_processor"] > 0 for run in report["cluster"])
        assert "| documents a second | caller | scheduler | workers |" in told
    assert str(tmp_path) not in told
    assert (tmp_path / "out" / "bench-ratios.svg").read_text("utf-8").startswith("<svg")


def test_copies_hold_as_many_provisions_with_spans_that_say_the_same_length(tmp_path: Path) -> None:
    source = small_office().copied(tmp_path / "source")
    made = multiply(source, tmp_path / "made", 200, 3, open_embedder(load_settings(source)))
    assert made.provisions >= 200
    who = Principal.operator()
    with SqliteStore.open(load_settings(tmp_path / "made").database) as store:
        heads = store.heads(who)
        assert len(heads) == made.documents == len({head.id for head in heads})
        texts = [store.get(head.id, who).text for head in heads]
        assert len(set(texts)) == len(texts)
        assert {str(head.label) for head in heads} - {TOPIC_LABEL}
        assert store.counts(open_embedder(load_settings(source)).model_id).embedded == made.vectors
