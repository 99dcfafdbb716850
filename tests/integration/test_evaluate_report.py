"""`thutuc evaluate report` and `explain` on the samples that ship: every number from a real run."""

import html.parser
import json
import re

import pytest
from sample_office import CORPUS, sample_home
from typer.testing import CliRunner

from evaluation.cli import app
from evaluation.rendering import filled

QUESTIONS = CORPUS.parent / "questions.jsonl"
ASKED = 5
TEXTS = {
    "d1": "Hồ sơ đề nghị cấp giấy phép treo biển hiệu gồm đơn và bản vẽ phối cảnh.",
    "d2": "Hai bên nam, nữ nộp tờ khai đăng ký kết hôn tại ủy ban nhân dân cấp xã.",
    "d3": "Cơ sở y tế phải xin giấy phép trước khi sử dụng máy chụp X-quang.",
}


def write_set(folder, texts, queries):
    folder.mkdir(parents=True)
    rows = {
        "corpus": [{"_id": i, "text": text} for i, text in texts.items()],
        "queries": [{"_id": f"q{i}", "text": text} for i, text in queries.items()],
    }
    for name, objects in rows.items():
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in objects), "utf-8")
    judged = "".join(f"q{i}\t{i}\t1\n" for i in queries)
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + judged, "utf-8")


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    root = tmp_path_factory.mktemp("evaluated")
    asked = {"d1": "Treo biển hiệu nộp giấy tờ gì?", "d2": "Ủy ban nhân dân xã nhận tờ khai gì?"}
    write_set(root / "sets" / "signs", TEXTS, asked)
    arguments = ["--home", sample_home(), "--golden", QUESTIONS, "--limit", ASKED]
    result = run("report", *arguments, "--sets", root / "sets", "--baselines", "--out", root / "out")
    assert result.exit_code == 0, result.stderr
    return root / "out", result


@pytest.fixture(scope="module")
def report(reported):
    return json.loads((reported[0] / "report.json").read_text("utf-8"))


def means(report, slice_name, measure):
    rows = [row for row in report["retrieval"] if row["slice"] == slice_name and measure in row["measures"]]
    return {(row["set"], row["system"]): row["measures"][measure]["mean"] for row in rows}


def test_a_report_names_what_it_was_measured_with(report):
    assert report["corpus"]["documents"] == len([p for p in CORPUS.rglob("*") if p.is_file()])
    assert len(report["corpus"]["hash"]) == 16
    assert report["generation"]["number"] >= 1
    assert report["settings"]["embedding_threads"] == 1
    assert report["machine"]["processors"] >= 1
    assert report["golden"]["questions"] == ASKED
    assert report["sets"]["signs"]["documents"] == 3
    assert str(sample_home()) not in json.dumps(report)


def test_product_and_baselines_stand_side_by_side(report):
    found = means(report, "as asked", "ndcg@10")
    systems = {"thutuc", "BM25", "langchain + FAISS"}
    assert set(found) == {(name, system) for name in ("questions", "signs") for system in systems}
    assert found["signs", "thutuc"] == 1
    assert means(report, "no diacritics", "recall@10")["signs", "thutuc"] == 1
    assert set(means(report, "abbreviations", "ndcg@10")) >= {("signs", "BM25")}
    assert means(report, "as asked", "proof@10")["questions", "thutuc"] >= 0.8


def test_answers_and_times_are_in_the_same_report(report):
    assert report["answers"]["all"]["questions"] == ASKED == len(report["questions"])
    assert report["answers"]["all"]["quote_exactness"] == 1
    assert report["answers"]["all"]["within_length"] == 1
    assert report["latency"]["questions"] == ASKED
    assert report["latency"]["p95_ms"] >= report["latency"]["p50_ms"] > 0
    parts = sum(part["mean_ms"] for part in report["latency"]["parts"].values())
    assert parts <= ASKED * report["latency"]["processor_p95_ms"]
    assert {"understand", "search by words", "store", "rest"} <= report["latency"]["parts"].keys()


class Outside(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.tags = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [v for k, v in attrs if k in {"src", "href", "xlink:href"} and not v.startswith("#")]


def test_the_page_is_one_file_with_its_plots(reported):
    folder, _ = reported
    seen = Outside()
    seen.feed((folder / "report.html").read_text("utf-8"))
    assert seen.links == []
    assert "script" not in seen.tags
    assert seen.tags.count("svg") >= 4


def test_markdown_has_a_line_for_each_slice_and_system(reported, report):
    folder, result = reported
    lines = (folder / "report.md").read_text("utf-8").splitlines()
    for row in report["retrieval"]:
        assert any(
            line.startswith(f"| {row['slice']} | {row['system']} | {row['questions']} |") for line in lines
        )
    assert result.stdout.splitlines() == [str(folder / f"report.{kind}") for kind in ("json", "md", "html")]


def test_without_embedding_what_is_not_cached_is_left_out_and_named(tmp_path):
    arguments = ["--home", sample_home(), "--golden", QUESTIONS, "--limit", 1, "--baselines", "--no-embed"]
    result = run("report", *arguments, "--out", tmp_path)
    assert result.exit_code == 0, result.stderr
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert {row["system"] for row in report["retrieval"]} == {"thutuc", "BM25"}
    assert "langchain + FAISS over questions" in report["left_out"][0]
    assert report["left_out"][0] in (tmp_path / "report.md").read_text("utf-8")


def test_the_langchain_baseline_may_search_a_part_that_holds_the_gold_documents(tmp_path):
    arguments = ["--home", sample_home(), "--golden", QUESTIONS, "--limit", 2, "--baselines", "--chunks", 1]
    result = run("report", *arguments, "--out", tmp_path)
    assert result.exit_code == 0, result.stderr
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    found = means(report, "as asked", "found@10")
    (name,) = {system for _, system in found} - {"thutuc", "BM25"}
    searched, of = map(int, re.fullmatch(r"langchain \+ FAISS, (\d+) of (\d+) chunks", name).groups())
    assert 1 <= searched < of
    assert found["questions", name] == 1


def test_nothing_to_measure_is_a_usage_error(tmp_path):
    result = run("report", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "--golden" in result.stderr
    result = run("report", "--out", tmp_path / "out", "--sets", tmp_path)
    assert result.exit_code == 2
    assert "corpus.jsonl" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_question_is_explained_from_its_gold_to_its_answer():
    result = run("explain", "s001", QUESTIONS, "--home", sample_home(), "--json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    first = next(one for one in told["found"] if one["gold"])
    assert (told["gold"][0]["document_rank"], told["gold"][0]["document"]) == (
        first["rank"],
        first["document"],
    )
    assert first["proves"]
    assert told["found"][0]["score"] >= told["found"][-1]["score"]
    assert {"lexical", "dense", "reference"} <= told["found"][0].keys()
    assert told["chosen"]
    assert told["correct"] == (told["missing"] == [] and told["reasons"] == [])
    shown = filled("explain.txt.j2", told)
    assert told["answer"].splitlines()[0] in shown
    assert told["gold"][0]["quote"] in shown


def test_what_lacks_is_looked_for_among_facts_and_passages(tmp_path):
    asked = json.loads(QUESTIONS.read_text("utf-8").splitlines()[0])
    own_word = asked["gold"][0]["doc"]
    asked["must_contain"] = [["cầu vượt sông dài bảy nhịp"], [own_word]]
    (tmp_path / "g.jsonl").write_text(json.dumps(asked), "utf-8")
    told = json.loads(run("explain", "s001", tmp_path / "g.jsonl", "--home", sample_home(), "--json").stdout)
    assert not told["correct"]
    (lacking,) = told["missing"]
    assert (lacking["facts_in_all"], lacking["passage_ranks"]) == (0, [])


def test_an_unknown_question_is_a_usage_error():
    result = run("explain", "s999", QUESTIONS, "--home", sample_home())
    assert result.exit_code == 2
    assert "s999" in result.stderr
