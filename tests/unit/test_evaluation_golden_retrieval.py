"""Documents and proving passages are counted at their ranks, for every searcher by the same rule."""

import pytest

from evaluation.baselines import ByDocument, PlainBm25
from evaluation.chunks import SIZE, Source, cut
from evaluation.golden import Question
from evaluation.golden_retrieval import (
    Found,
    PlainPipeline,
    golden_slices,
    measure_golden,
    particulars,
    proof_ranks,
)

GOLD = {"file": "a/one.md", "doc": "7/2031/QĐ", "locator": "Điều 2", "quote": "nộp trong 9 ngày"}
OTHER = {"file": "a/two.md", "doc": "8/2031/QĐ", "locator": "Điều 3", "quote": "phí là 2 đồng"}


def question(number="q1", gold=(GOLD,), **changes):
    row = {
        "id": number,
        "question": "Nộp trong mấy ngày?",
        "answerable": True,
        "lang": "vi",
        "gold": list(gold),
    }
    return Question.model_validate(row | changes)


def found(source, text):
    return Found({"id": source, "source": source, "number": None}, (text,))


class Fixed:
    name = "fixed"

    def __init__(self, *items):
        self.items = items
        self.asked = []

    def find(self, turns, as_of):
        self.asked.append(tuple(turns))
        return self.items


def line(rows, name):
    (row,) = [r for r in rows if r.slice == name]
    return {measure: estimate.mean for measure, estimate in row.estimates.items()}


def test_ranks_are_those_of_distinct_documents_and_of_passages():
    searcher = Fixed(
        found("x/other.md", "…"),
        found("x/other.md", "…"),
        found("x/a/one.md", "nói chuyện khác"),
        found("x/a/one.md", "Hồ sơ NỘP, trong 9  ngày"),
    )
    got = line(measure_golden("g", [question()], [searcher]), "as asked")
    assert (got["found@1"], got["found@5"], got["mrr@10"], got["all_needed@10"]) == (0, 1, 0.5, 1)
    assert (got["proof@3"], got["proof@4"], got["all_proofs@10"]) == (0, 1, 1)


def test_all_needed_documents_are_needed():
    both = question(gold=(GOLD, OTHER))
    searcher = Fixed(found("a/one.md", "nộp trong 9 ngày"))
    got = line(measure_golden("g", [both], [searcher]), "as asked")
    assert (got["found@1"], got["all_needed@10"], got["recall@10"]) == (1, 0, 0.5)
    assert (got["proof@1"], got["all_proofs@10"]) == (1, 0)
    assert proof_ranks(both, searcher.items) == [1, None]


def test_the_words_of_another_document_prove_nothing():
    assert proof_ranks(question(), [found("a/two.md", "nộp trong 9 ngày")]) == [None]


def test_unanswerable_questions_are_not_searched_for():
    searcher = Fixed()
    rows = list(measure_golden("g", [question(), question("q2", (), answerable=False)], [searcher]))
    assert {row.questions for row in rows} == {1}


def test_slices_are_found_by_what_questions_say_of_themselves():
    rows = particulars(
        [
            question("q1", category="near_twin", style="abbrev"),
            question("q2", (GOLD, OTHER), question=["NĐ 7 nói gì?", "Còn phí?"]),
            question("q3", lang="en", question="How many days?"),
        ]
    )
    assert rows["several documents"] == rows["several provisions"] == rows["conversation"] == ("q2",)
    assert rows["number lookups"] == ("q2",)
    assert rows["across languages"] == ("q3",)
    assert rows["category: near_twin"] == rows["style: abbrev"] == ("q1",)


def test_bare_numbers_of_gold_documents_are_asked_for():
    slices = {s.name: s.asked for s in golden_slices({"q1": question()})}
    assert slices["bare numbers"] == {"q1": ("7/2031/QĐ",)}
    assert slices["no diacritics"] == {"q1": ("Nop trong may ngay?",)}


SOURCES = [
    Source({"id": "d1", "source": "a/one.md", "number": None}, "Hồ sơ nộp trong 9 ngày. " * 60),
    Source({"id": "d2", "source": "a/two.md", "number": None}, "Mức phí là 2 đồng mỗi lần."),
]


def test_texts_are_cut_as_langchain_cuts_them():
    chunks = list(cut(SOURCES))
    assert max(len(chunk.text) for chunk in chunks) <= SIZE
    assert [chunk.document["id"] for chunk in chunks] == ["d1", "d1", "d2"]
    assert chunks[1].text[:100] in chunks[0].text


def test_plain_bm25_finds_shared_syllables_and_nothing_else():
    baseline = PlainBm25(list(cut(SOURCES)))
    assert ByDocument(baseline, 10, lambda chunk: chunk.document["id"]).rank("PHÍ bao nhiêu") == ["d2"]
    assert baseline.search("xyz", 5) == []
    got = line(measure_golden("g", [question()], [PlainPipeline(baseline)]), "as asked")
    assert got["proof@1"] == pytest.approx(1)
