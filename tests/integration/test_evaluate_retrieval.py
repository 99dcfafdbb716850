"""`thutuc evaluate` from the command line to the line of JSON."""

import json
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from typer.testing import CliRunner

from evaluation.cli import app
from evaluation.datasets import Text
from evaluation.set_office import Bench
from evaluation.set_texts import put
from index.settings import load_settings
from index.store_opening import open_store

KEYS = [
    "queries",
    "documents",
    "ndcg@10",
    "recall@1",
    "recall@10",
    "recall@100",
    "mrr@10",
    "p50_ms",
    "p95_ms",
]

DOCUMENTS = [
    ("d1", "Giấy phép xây dựng", "Hồ sơ đề nghị cấp giấy phép xây dựng nhà ở gồm đơn và bản vẽ thiết kế."),
    ("d2", "Đăng ký kết hôn", "Hai bên nam, nữ nộp tờ khai đăng ký kết hôn tại uỷ ban nhân dân cấp xã."),
    ("d3", "An toàn bức xạ", "Cơ sở y tế phải xin giấy phép trước khi sử dụng máy chụp X-quang."),
    ("d4", "Đất đai", "Người sử dụng đất nộp hồ sơ tách thửa tại bộ phận một cửa."),
]
QUESTIONS = [
    ("q1", "Xin giấy phép xây dựng nhà ở cần những gì?", "d1"),
    ("q2", "Muốn đăng ký kết hôn thì nộp tờ khai ở đâu?", "d2"),
    ("q3", "What does a hospital need before it uses an X-ray machine?", "d3"),
    ("q4", "Tách thửa đất nộp hồ sơ ở chỗ nào?", "d4"),
]


@pytest.fixture
def labelled(tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    rows = {
        "corpus": [{"_id": i, "title": title, "text": text} for i, title, text in DOCUMENTS],
        "queries": [{"_id": i, "text": text} for i, text, _ in QUESTIONS],
    }
    for name, objects in rows.items():
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in objects), "utf-8")
    judged = "".join(f"{query}\t{document}\t1\n" for query, _, document in QUESTIONS)
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + judged, "utf-8")
    return folder


def evaluate(*arguments):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert len(lines) == 1
    return json.loads(lines[0])


def test_words_alone_find_what_shares_them(labelled):
    report = evaluate("retrieval", labelled, "--no-dense")
    assert list(report) == KEYS
    assert (report["queries"], report["documents"]) == (4, 4)
    assert report["recall@1"] >= 0.75
    assert report["p95_ms"] >= report["p50_ms"] > 0


def test_meaning_finds_across_languages_and_its_vectors_are_kept(labelled, tmp_path):
    home, cache = tmp_path / "home", tmp_path / "cache"
    report = evaluate("retrieval", labelled, "--home", home, "--cache", cache, "--intervals")
    assert report["recall@1"] == 1
    assert report["ndcg@10_interval"] == [1, 1]
    kept = list(cache.iterdir())
    assert len(kept) == 1
    written = kept[0].stat().st_mtime_ns
    again = evaluate("retrieval", labelled, "--home", home, "--cache", cache)
    assert again["recall@1"] == 1
    assert kept[0].stat().st_mtime_ns == written


def test_questions_without_diacritics_still_find(labelled):
    report = evaluate("retrieval", labelled, "--no-dense", "--variant", "folded", "--limit", "2")
    assert (report["queries"], report["recall@1"]) == (2, 1)


def test_a_folder_that_is_no_set_is_a_usage_error(tmp_path):
    result = CliRunner().invoke(app, ["retrieval", str(tmp_path), "--no-dense"])
    assert result.exit_code == 2
    assert "corpus.jsonl" in result.stderr


def test_ready_answers_are_scored_with_a_table_and_the_reasons(tmp_path):
    asked = {
        "answerable": True,
        "must_contain": [["3 ngày"]],
        "lang": "vi",
        "category": "facts",
        "style": "formal",
    }
    gold = [{"file": "a/b.md", "doc": "1/2031/QĐ", "locator": "Điều 1", "quote": "3 ngày"}]
    questions = [asked | {"id": i, "question": f"Hỏi {i}", "gold": gold} for i in ("q1", "q2")]
    cited = {
        "document": {"id": "x", "number": "1/2031/QĐ", "source": "a/b.md"},
        "locator": "Điều 1",
        "quote": "3 ngày",
    }
    answers = [
        {"question_id": "q1", "status": "answered", "answer": "Trong 3 ngày.", "citations": [cited]},
        {"question_id": "q2", "status": "answered", "answer": "Trong 5 ngày.", "citations": [cited]},
    ]
    for name, rows in (("golden", questions), ("answers", answers)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    arguments = ["answers", tmp_path / "golden.jsonl", "--answers", tmp_path / "answers.jsonl", "--failures"]
    arguments += ["--json-out", tmp_path / "summary.json", "--questions-out", tmp_path / "lines.jsonl"]
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["correct"] == 0.5
    assert "missing: 3 ngày" in result.stderr
    assert "Hỏi q1" not in result.stderr
    assert (
        json.loads((tmp_path / "summary.json").read_text("utf-8"))["slices"]["category"]["facts"]["questions"]
        == 2
    )
    lines = [json.loads(line) for line in (tmp_path / "lines.jsonl").read_text("utf-8").splitlines()]
    assert [line["correct"] for line in lines] == [True, False]
    assert lines[1]["reasons"] == ["missing: 3 ngày"]


@pytest.mark.shared
def test_words_alone_reach_the_measured_floor(shared):
    report = evaluate("retrieval", shared / "benchmarks" / "xquad-vi", "--no-dense")
    assert (report["queries"], report["documents"]) == (1190, 240)
    assert report["ndcg@10"] >= 0.95


def test_a_text_is_cut_as_ingestion_cuts_it_and_ranked_by_its_best_passage():
    clauses = "\n\n".join(f"{n}. {DOCUMENTS[n % 4][2] * 6}" for n in range(1, 5))
    documents = [
        Text("long", "Điều 7. Giấy tờ", f"{clauses}\n\n5. {DOCUMENTS[2][2] * 6}"),
        *(Text(*row) for row in DOCUMENTS),
    ]
    with TemporaryDirectory() as home, open_store(load_settings(Path(home)), write=True) as store:
        put(store, documents[0])
        texts = [text for _, text in store.texts_to_embed("any", 100)]
    assert len(texts) == 5
    assert all(text.startswith("Điều 7. Giấy tờ. ") for text in texts)
    bench = Bench(documents)
    with closing(bench):
        ranking = bench.rank("Chụp X-quang có phải xin giấy phép không?")
    assert ranking[:2] in (["d3", "long"], ["long", "d3"])
    assert len(ranking) == len(set(ranking))
