"""The rules by which an answer counts, one by one."""

import json
import unicodedata

import pytest

from evaluation.errors import BadDataset
from evaluation.golden import (
    Gold,
    Question,
    is_same_document,
    is_same_place,
    read_answers,
    read_questions,
    score,
)
from evaluation.summary import by_slice, summarise

GOLD = {
    "file": "decrees/ND-900-2031.md",
    "doc": "900/2031/NĐ-CP",
    "locator": "Điều 7 khoản 2; khoản 3",
    "quote": "trong thời hạn 12 ngày làm việc",
}


def question(**changes):
    row = {
        "id": "q1",
        "question": "Bao nhiêu ngày?",
        "answerable": True,
        "category": "facts",
        "gold": [GOLD],
        "must_contain": [["12 ngày", "mười hai ngày"], ["Sở Nội vụ"]],
        "must_not_contain": ["20 ngày"],
    }
    return Question.model_validate(row | changes)


def answer(text="Sở Nội vụ trả kết quả trong 12 ngày làm việc.", *, status="answered", **citation):
    cited = {
        "document": {"id": "d1", "number": "900/2031/NĐ-CP", "source": "/data/decrees/ND-900-2031.md"},
        "locator": "Điều 7 khoản 2 điểm a",
        "quote": "trả kết quả trong thời hạn 12 ngày làm việc",
    }
    return {"status": status, "answer": text, "citations": [cited | citation], "timings_ms": {"total": 5.0}}


def test_a_full_answer_counts():
    outcome = score(question(), answer(), {"d1": "Sở trả kết quả trong thời hạn 12 ngày làm việc."}.get)
    assert outcome.correct
    assert outcome.correct_any_case
    assert outcome.reasons == ()
    assert (outcome.gold_document, outcome.gold_article, outcome.gold_quote) == (True, True, True)
    assert (outcome.exact_quotes, outcome.quotes) == (1, 1)
    assert outcome.milliseconds == 5


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Sở Nội vụ trả kết quả.", "missing: 12 ngày | mười hai ngày"),
        ("Trong 12 ngày.", "missing: Sở Nội vụ"),
        ("Sở Nội vụ: 12 ngày, không phải 20 ngày.", "must not be said: 20 ngày"),
        ("Sở Nội vụ: 12 ngày. " + "a" * 1200, "1220 characters, over 1200"),
    ],
)
def test_what_is_missing_or_too_much_is_told(text, reason):
    outcome = score(question(), answer(text))
    assert not outcome.correct
    assert outcome.reasons == (reason,)


def test_exactly_the_longest_answer_counts():
    text = "Sở Nội vụ: 12 ngày. "
    assert score(question(), answer(text + "a" * (1200 - len(text)))).correct


def test_one_alternative_is_enough_and_forms_and_blanks_do_not_matter():
    text = unicodedata.normalize("NFD", "Sở  Nội\nvụ, mười\u00a0hai ngày")
    assert score(question(), answer(text)).correct


def test_case_decides_one_of_two_figures():
    outcome = score(question(), answer("sở nội vụ, 12 NGÀY"))
    assert not outcome.correct
    assert outcome.correct_any_case
    outcome = score(question(must_not_contain=["Cấm"]), answer("Sở Nội vụ, 12 ngày, cấm"))
    assert outcome.correct
    assert not outcome.correct_any_case


def test_another_documents_citation_does_not_count():
    other = {"id": "d2", "number": "901/2031/NĐ-CP", "source": "decrees/XND-900-2031.md"}
    outcome = score(question(), answer(document=other))
    assert not outcome.correct
    assert outcome.reasons == ("no gold document cited: 900/2031/NĐ-CP",)
    assert not outcome.gold_article


def test_a_quote_that_is_not_in_the_text_is_not_exact():
    outcome = score(question(), answer(), {"d1": "Trả kết quả trong thời hạn 12 ngày làm việc"}.get)
    assert (outcome.exact_quotes, outcome.quotes) == (0, 1)
    assert score(question(), answer(), lambda _: None).exact_quotes == 0
    assert score(question(), answer()).quotes == 0


def test_a_question_without_an_answer_is_wrong():
    outcome = score(question(), None)
    assert (outcome.correct, outcome.status) == (False, "none")
    assert "status none" in outcome.reasons
    assert not score(question(answerable=False), None).correct


@pytest.mark.parametrize(
    ("status", "text", "correct"),
    [
        ("unanswerable", "Kho tài liệu không nêu.", True),
        ("partial", "Chỉ biết nơi nộp.", True),
        ("clarification", "Loại nào?", True),
        ("answered", "Không biết.", False),
        ("error_internal", "", False),
        ("unanswerable", "Có lẽ 20 ngày.", False),
    ],
)
def test_unanswerable_questions_count_when_declined_without_a_guess(status, text, correct):
    asked = question(answerable=False, gold=[], must_contain=[])
    assert score(asked, {"status": status, "answer": text, "citations": []}).correct is correct


@pytest.mark.parametrize(
    ("document", "same"),
    [
        ({"source": "decrees/ND-900-2031.md"}, True),
        ({"source": "C:\\data\\decrees\\ND-900-2031.md"}, True),
        ({"source": "other/ND-900-2031.md"}, False),
        ({"number": "900/2031/nđ-cp", "source": "x"}, True),
        ({"number": "", "source": ""}, False),
        ({}, False),
    ],
)
def test_a_document_is_known_by_the_end_of_its_path_or_its_number(document, same):
    assert is_same_document(Gold.model_validate(GOLD), document) is same


@pytest.mark.parametrize(
    ("gold", "cited", "same"),
    [
        ("Điều 7 khoản 2", "Điều 7 khoản 2 điểm a", True),
        ("Điều 7 khoản 2", "Điều 7", True),
        ("Điều 7 khoản 2", "Điều 70 khoản 2", False),
        ("Điều 7a", "Điều 7", False),
        ("trinh_tu_thuc_hien", "Trình tự thực hiện, bước 2", True),
        ("cach_thuc_thuc_hien; thanh_phan_ho_so", "Thành phần hồ sơ, dòng 1", True),
        ("trinh_tu_thuc_hien", "Cách thức thực hiện, dòng 1", False),
        ("Phụ lục", "Phụ lục II mục 3", True),
        ("", "Điều 1", False),
    ],
)
def test_a_place_is_the_same_article_or_the_same_named_part(gold, cited, same):
    assert is_same_place(gold, cited) is same


def test_shares_are_taken_over_the_questions_they_belong_to():
    declined = {"status": "unanswerable", "answer": "Không rõ.", "citations": []}
    unanswerable = question(id="q3", answerable=False, gold=[], must_contain=[], category="none")
    outcomes = [
        score(question(), answer(), {"d1": answer()["citations"][0]["quote"]}.get),
        score(question(id="q2"), declined),
        score(unanswerable, declined),
    ]
    whole = summarise(outcomes)
    assert (whole["questions"], whole["answerable"]) == (3, 2)
    assert whole["correct"] == pytest.approx(2 / 3, abs=1e-4)
    assert (whole["answerable_correct"], whole["unanswerable_correct"]) == (0.5, 1.0)
    assert (whole["gold_document"], whole["wrongly_declined"], whole["quote_exactness"]) == (0.5, 0.5, 1.0)
    slices = by_slice(outcomes)["category"]
    assert (slices["facts"]["questions"], slices["none"]["gold_document"]) == (2, None)


def test_questions_and_answers_are_read(tmp_path):
    path = tmp_path / "golden.jsonl"
    rows = [json.loads(question().model_dump_json()), json.loads(question(id="q2").model_dump_json())]
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    assert [q.id for q in read_questions(path)] == ["q1", "q2"]
    path.write_text(json.dumps(answer() | {"question_id": "q2"}), "utf-8")
    assert read_answers(path)["q2"]["status"] == "answered"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no questions"),
        ('{"id": "q1", "question": "a"}', r"golden.jsonl:1: answerable"),
        ('{"id": "q", "question": "a", "answerable": true}\n' * 2, "twice"),
    ],
)
def test_faults_of_golden_questions_are_named(tmp_path, content, message):
    path = tmp_path / "golden.jsonl"
    path.write_text(content, "utf-8")
    with pytest.raises(BadDataset, match=message):
        read_questions(path)


def test_an_answer_without_its_question_is_refused(tmp_path):
    path = tmp_path / "answers.jsonl"
    path.write_text("{}", "utf-8")
    with pytest.raises(BadDataset, match="question_id"):
        read_answers(path)
