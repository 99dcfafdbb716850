"""The measures against values computed by hand, the variants of questions, the data sets' faults."""

import json
import math
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.bootstrap import interval
from evaluation.datasets import read_retrieval_set
from evaluation.errors import BadDataset
from evaluation.metrics import by_question
from evaluation.variants import Variant, telex, typed, with_typos, without_diacritics
from evaluation.vector_cache import passage_vectors
from index.vietnamese import fold


def test_measures_equal_those_computed_by_hand():
    judgements = {"a": {"d1": 1, "d2": 1}, "b": {"d3": 1}, "c": {"d4": 1}, "d": {"d5": 1}}
    ranking = {"a": ["d9", "d1", "d2"], "b": ["d3"], "c": [f"x{i}" for i in range(10)] + ["d4"]}
    values = by_question(judgements, ranking)
    second, third = 1 / math.log2(3), 1 / math.log2(4)
    assert values["ndcg@10"] == pytest.approx({"a": (second + third) / (1 + second), "b": 1, "c": 0, "d": 0})
    assert values["recall@1"] == {"a": 0, "b": 1, "c": 0, "d": 0}
    assert values["recall@10"] == {"a": 1, "b": 1, "c": 0, "d": 0}
    assert values["recall@100"] == {"a": 1, "b": 1, "c": 1, "d": 0}
    assert values["mrr@10"] == {"a": 0.5, "b": 1, "c": 0, "d": 0}


def test_the_order_given_is_the_order_measured():
    assert by_question({"q": {"z": 1}}, {"q": ["z", "a"]})["recall@1"] == {"q": 1}
    assert by_question({"q": {"a": 1}}, {"q": ["z", "a"]})["recall@1"] == {"q": 0}


def test_the_interval_holds_the_mean_and_narrows_with_more_values():
    few, many = [0.0, 1.0] * 10, [0.0, 1.0] * 1000
    low, high = interval(few)
    assert low < 0.5 < high
    assert interval(many)[1] - interval(many)[0] < (high - low) / 5
    assert interval(few) == interval(few)
    assert interval([0.7] * 5) == pytest.approx((0.7, 0.7))
    # For a share of one half the normal interval is ±1.96 · sqrt(.25 / n).
    assert interval(many)[1] - 0.5 == pytest.approx(1.96 * math.sqrt(0.25 / 2000), rel=0.1)


def test_the_interval_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no values"):
        interval([])


def test_diacritics_go_and_case_stays():
    assert without_diacritics("Điều kiện CẤP giấy phép, đường số 3") == "Dieu kien CAP giay phep, duong so 3"


@given(
    st.text(st.characters(max_codepoint=0x24F) | st.characters(min_codepoint=0x1EA0, max_codepoint=0x1EF9))
)
def test_nothing_vietnamese_is_left_after_stripping(text):
    assert fold(without_diacritics(text)) == fold(text)


@pytest.mark.parametrize(
    ("word", "keys"),
    [
        ("giấy", "giaays"),
        ("đường", "dduwowngf"),
        ("Hồ", "Hoof"),
        ("nghĩa", "nghiax"),
        ("ok", "ok"),
        ("ặ", "awj"),
    ],
)
def test_telex_keys(word, keys):
    assert telex(word) == keys


QUESTION = "Hồ sơ đề nghị cấp giấy phép xây dựng nhà ở riêng lẻ gồm những giấy tờ gì?"


def test_typos_are_the_same_for_the_same_seed_and_few():
    spoiled = with_typos(QUESTION, seed=1)
    assert spoiled == with_typos(QUESTION, seed=1)
    assert spoiled != with_typos(QUESTION, seed=2)
    changed = sum(a != b for a, b in zip(QUESTION.split(), spoiled.split(), strict=True))
    assert 1 <= changed <= 4


@given(st.text(max_size=60), st.integers(0, 5))
def test_typos_touch_only_words(text, seed):
    spoiled = with_typos(text, seed=seed)
    skeleton = [c for c in unicodedata.normalize("NFC", text) if not c.isalpha()]
    assert [c for c in spoiled if not c.isalpha()] == skeleton


def test_typos_leave_a_question_without_words_alone():
    assert typed("1.013236?", Variant.TYPO) == "1.013236?"
    assert typed(QUESTION, Variant.PLAIN) == QUESTION


def write_set(folder, corpus=None, queries=None, qrels=None):
    documents = corpus or [{"_id": "d1", "title": "Một", "text": "văn bản"}, {"_id": "d2", "text": "khác"}]
    asked = queries or [{"_id": "q1", "text": "hỏi"}, {"_id": "q2", "text": "không ai chấm"}]
    for name, rows in (("corpus", documents), ("queries", asked)):
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    (folder / "qrels.tsv").write_text(qrels or "query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\n", "utf-8")
    return folder


def test_only_judged_questions_are_asked(tmp_path):
    dataset = read_retrieval_set(write_set(tmp_path))
    assert [document.id for document in dataset.documents] == ["d1", "d2"]
    assert dataset.queries == {"q1": "hỏi"}
    assert dataset.judgements == {"q1": {"d1": 1}}


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"corpus": [{"_id": "d1", "text": "a"}, {"_id": "d1", "text": "b"}]}, r"corpus.jsonl:2: .*twice"),
        ({"corpus": [{"_id": "d1"}]}, r"corpus.jsonl:1: 'text' is missing"),
        ({"qrels": "h\nq1\td1\n"}, r"qrels.tsv:2: not query-id"),
        ({"qrels": "h\nq1\td7\t1\n"}, r"qrels.tsv:2: there is no document 'd7'"),
        ({"qrels": "h\nq9\td1\t1\n"}, r"no question 'q9'"),
        ({"qrels": "h\nq1\td1\t0\n"}, "no question has a relevant document"),
    ],
)
def test_faults_of_a_set_are_named_with_their_line(tmp_path, fault, message):
    with pytest.raises(BadDataset, match=message):
        read_retrieval_set(write_set(tmp_path, **fault))


def test_a_missing_file_and_a_broken_line_are_named(tmp_path):
    with pytest.raises(BadDataset, match=r"corpus.jsonl: cannot be read"):
        read_retrieval_set(tmp_path)
    write_set(tmp_path)
    (tmp_path / "queries.jsonl").write_text('{"_id": "q1", "text": "a"}\n{', "utf-8")
    with pytest.raises(BadDataset, match=r"queries.jsonl:2: not JSON"):
        read_retrieval_set(tmp_path)
    (tmp_path / "queries.jsonl").write_text("[]", "utf-8")
    with pytest.raises(BadDataset, match=r"queries.jsonl:1: not an object"):
        read_retrieval_set(tmp_path)


class CountingEmbedder:
    """Counts the letters of a text, and how many texts it was given."""

    dimension = 2

    def __init__(self, model_id="letters"):
        self.model_id = model_id
        self.seen = []

    def encode_passages(self, texts):
        self.seen += texts
        return np.array([[len(text), 1] for text in texts], np.float32)

    def encode_query(self, text):
        return self.encode_passages([text])[0]


def test_vectors_are_kept_for_each_model_and_text(tmp_path):
    first = CountingEmbedder()
    texts = ["a", "bbb", "cc", "a"]
    wanted = [[1, 1], [3, 1], [2, 1], [1, 1]]
    assert passage_vectors(first, texts, tmp_path / "cache").tolist() == wanted
    assert passage_vectors(first, [*texts, "dddd"], tmp_path / "cache").tolist() == [*wanted, [4, 1]]
    assert sorted(first.seen) == ["a", "bbb", "cc", "dddd"]
    other = CountingEmbedder("another model")
    passage_vectors(other, texts, tmp_path / "cache")
    assert sorted(other.seen) == ["a", "bbb", "cc"]


def test_nothing_is_kept_unless_a_folder_is_given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert passage_vectors(CountingEmbedder(), ["a"], None).tolist() == [[1, 1]]
    assert list(tmp_path.iterdir()) == []
