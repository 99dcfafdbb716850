"""What a report says first, what it escapes, and how a run that was stopped goes on."""

import subprocess

import numpy as np
import pytest

from evaluation import extra
from evaluation.chunks import Chunk, part
from evaluation.datasets import read_retrieval_sets
from evaluation.errors import BadDataset, MissingLibrary
from evaluation.explain import question_of
from evaluation.golden import Question
from evaluation.measured import Estimate, Measured
from evaluation.plots import bars
from evaluation.provenance import commit, machine
from evaluation.rendering import behind, filled
from evaluation.vector_cache import RememberedQueries, passage_vectors, uncached


def row(system, value, *, name="s", slice_name="as asked"):
    values = {m: {"q1": value, "q2": value} for m in ("ndcg@10", "recall@10")}
    return Measured.of((name, slice_name, system), values, ["q1", "q2"]).to_json()


def test_a_slice_where_a_baseline_is_ahead_is_named_and_no_other():
    rows = [row("thutuc", 0.5), row("BM25", 0.6), row("langchain + FAISS", 0.5)]
    rows += [row("thutuc", 0.9, slice_name="typing errors"), row("BM25", 0.1, slice_name="typing errors")]
    (found,) = behind(rows)
    assert (found["row"]["system"], found["row"]["slice"]) == ("BM25", "as asked")
    assert (found["measure"], found["product"]["mean"]) == ("ndcg@10", 0.5)


def test_a_line_holds_only_its_questions():
    values = {"ndcg@10": {"q1": 1.0, "q2": 0.0, "q3": 1.0}}
    line = Measured.of(("s", "x", "thutuc"), values, ["q1", "q3"])
    assert (line.questions, line.estimates["ndcg@10"]) == (2, Estimate(1.0, 1.0, 1.0))


def test_bars_name_slices_and_systems_and_are_the_same_every_time():
    rows = [row("thutuc", 0.5), row("BM25", 0.6)]
    drawn = bars(rows, "ndcg@10")
    assert drawn.startswith("<svg")
    assert "as asked" in drawn
    assert "BM25" in drawn
    assert drawn == bars(rows, "ndcg@10")


def test_values_are_escaped_in_pages_only():
    report = {
        "date": "2031-01-01",
        "version": "0",
        "commit": None,
        "corpus": {"hash": "h", "documents": 1, "passages": 1},
        "generation": {"number": 1, "built": "x"},
        "model": "<b>m</b>",
        "sets": {},
        "machine": {"processor": "p", "processors": 1, "memory_gb": 1, "python": "3"},
        "settings": {},
        "left_out": [],
    }
    values = {"r": report, "sections": [], "behind": [], "answer_columns": (), "plots": {}}
    assert "&lt;b&gt;m" in filled("report.html.j2", values)
    assert "<b>m</b>" in filled("report.md.j2", values)


def test_a_commit_is_that_of_the_checkout_and_says_when_files_differ(tmp_path):
    assert commit(tmp_path) is None
    (tmp_path / "a").write_text("1", "utf-8")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example"]
    for words in (["init", "-q"], ["add", "a"], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *words], cwd=tmp_path, check=True)
    number = commit(tmp_path)
    assert len(number) == 12
    (tmp_path / "a").write_text("2", "utf-8")
    assert commit(tmp_path) == f"{number} + changes"


def test_the_machine_is_told_without_its_name():
    told = machine()
    assert told["memory_gb"] > 0
    assert told.keys() == {"processor", "processors", "memory_gb", "system", "python"}


def test_a_part_holds_what_is_needed_whole_and_a_draw_of_the_rest():
    sizes = {"a": 3, "b": 2, "c": 2, "d": 2, "e": 2}
    chunks = [Chunk({"id": name}, f"{name}{n}") for name, size in sizes.items() for n in range(size)]

    def names(most, among=chunks):
        taken = [c.text for c in part(among, lambda c: c.document["id"] in {"a", "c"}, most)]
        assert len(taken) == len(set(taken)) == sum(sizes[name] for name in {text[0] for text in taken})
        return sorted({text[0] for text in taken})

    assert names(1) == names(6) == ["a", "c"]
    assert len(names(7)) == 3
    assert names(7) == names(7, [*chunks[3:], *chunks[:3]])
    assert set(names(7)) < set(names(9)) < set(names(11)) == set(sizes)


class Counting:
    model_id, dimension = "counting", 1

    def __init__(self, fails_at=None):
        self.passages, self.queries, self.fails_at = [], [], fails_at

    def encode_passages(self, texts):
        if self.fails_at is not None and len(self.passages) >= self.fails_at:
            raise KeyboardInterrupt
        self.passages += texts
        return np.ones((len(texts), 1), np.float32)

    def encode_query(self, text):
        self.queries.append(text)
        return np.ones(1, np.float32)


def test_a_stopped_run_goes_on_where_it_was(tmp_path):
    texts = [f"{n:04}" for n in range(1300)]
    first, heard = Counting(fails_at=1024), []
    with pytest.raises(KeyboardInterrupt):
        passage_vectors(first, texts, tmp_path, lambda done, of: heard.append((done, of)))
    assert heard == [(0, 1300), (512, 1300), (1024, 1300)]
    assert uncached("counting", texts, tmp_path) == 1300 - 1024
    second = Counting()
    assert len(passage_vectors(second, texts, tmp_path)) == 1300
    assert len(second.passages) == 1300 - 1024
    assert uncached("counting", texts, tmp_path) == 0
    assert uncached("another", texts, tmp_path) == 1300


def test_a_question_is_embedded_once_for_all_systems():
    inner = Counting()
    embedder = RememberedQueries(inner)
    assert embedder.encode_query("a") is embedder.encode_query("a")
    assert inner.queries == ["a"]


def test_a_folder_of_sets_is_read_and_twice_the_same_name_refused(tmp_path):
    for place in ("one/s", "two/s"):
        folder = tmp_path / place
        folder.mkdir(parents=True)
        (folder / "corpus.jsonl").write_text('{"_id": "d", "text": "x"}', "utf-8")
        (folder / "queries.jsonl").write_text('{"_id": "q", "text": "y"}', "utf-8")
        (folder / "qrels.tsv").write_text("a\tb\tc\nq\td\t1\n", "utf-8")
    assert list(read_retrieval_sets([tmp_path / "one"])) == ["s"]
    with pytest.raises(BadDataset, match="already"):
        read_retrieval_sets([tmp_path / "one" / "s", tmp_path / "two"])


def test_the_question_that_is_asked_for_is_found():
    questions = [Question(id=i, question="?", answerable=False) for i in ("q1", "q2")]
    assert question_of("q2", questions).id == "q2"


def test_a_library_that_lacks_is_named_before_anything_is_measured(monkeypatch):
    extra.require()
    monkeypatch.setattr(extra, "find_spec", lambda name: None if name == "bm25s" else object())
    with pytest.raises(MissingLibrary, match=r"bm25s not installed: .*thutuc\[evaluation\]"):
        extra.require()
