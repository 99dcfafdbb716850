"""The samples' questions, asked of the real assistant over the real store: what is said is what is cited."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sample_office import sample_home

from assistant.answers import Answer, AnswerStatus
from assistant.assembly import Assistant, open_assistant
from assistant.errors import RecordNotFound
from assistant.verification import supported
from evaluation.golden import LONGEST, read_questions, score
from index.access import AccessLabel, Clearance, Principal
from index.settings import load_settings
from index.sqlite_store import SqliteStore
from ingest.cli import run

QUESTIONS = read_questions(Path(__file__).parents[2] / "samples/questions.jsonl")
DAY = date(2026, 11, 1)
OPERATOR = Principal.operator()
# By the lexical index alone, which is what the samples' home holds; a floor under a measured 0.8.
LEAST_CORRECT = 0.65
WHAT_WAS_ASKED = {"question", "understood_as", "id", "record_id", "conversation_id", "timings_ms"}
SUBJECT = "Thời hạn thẩm duyệt kho đạn pháo hoa số chín"


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    copy = tmp_path_factory.mktemp("answering") / "home"
    shutil.copytree(sample_home(), copy, symlinks=True)
    return copy


@pytest.fixture(scope="module")
def assistant(home) -> Iterator[Assistant]:
    opened = open_assistant(home)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def answers(assistant) -> dict[str, Answer]:
    return {q.id: assistant.answer(q.question, OPERATOR, q.as_of or DAY) for q in QUESTIONS}


def test_most_questions_are_answered_in_full(answers):
    correct = [score(q, answers[q.id].to_json()).correct for q in QUESTIONS]
    assert sum(correct) / len(correct) >= LEAST_CORRECT


def test_every_statement_says_only_what_it_cites(answers):
    for answer in answers.values():
        assert all(supported(s, answer.citations) for s in answer.statements)
        assert all(s.citations for s in answer.statements)


def test_every_quote_is_the_sources_own_words(answers, assistant):
    for answer in answers.values():
        for citation in answer.citations:
            text = assistant.store.get(citation.head.id, OPERATOR).text
            assert citation.quote in citation.provision.span.of(text)


def test_answers_are_read_and_not_searched(answers):
    assert all(len(a.text) <= LONGEST for a in answers.values())


def test_the_same_question_has_the_same_answer(assistant):
    def said() -> dict[str, object]:
        body = assistant.answer(QUESTIONS[0].question, OPERATOR, DAY).to_json()
        return {
            k: v for k, v in body.items() if k not in ("id", "record_id", "conversation_id", "timings_ms")
        }

    assert said() == said()


def test_an_answer_is_kept_for_the_one_who_asked(assistant):
    answer = assistant.answer(QUESTIONS[0].question, OPERATOR, DAY)
    assert assistant.record(answer.id, OPERATOR) == answer.to_json()
    with pytest.raises(RecordNotFound):
        assistant.record(answer.id, Principal.guest())


@pytest.mark.parametrize("question", ["", "   ", "x" * 5000])
def test_what_is_no_question_gets_a_clear_error(assistant, question):
    assert assistant.answer(question, OPERATOR).status is AnswerStatus.ERROR_BAD_QUESTION


def test_a_number_that_nobody_holds_is_not_answered(assistant):
    answer = assistant.answer(
        "Nghị định 4321/2087/NĐ-CP quy định thời hạn cấp phép là bao lâu?", OPERATOR, DAY
    )
    assert answer.status is AnswerStatus.UNANSWERABLE
    assert answer.message
    assert not answer.statements


def test_a_label_a_deletion_and_a_guest(home, tmp_path):
    """A guest is told nothing of what a guest may not read; a new label and a deletion count at once."""
    secret = tmp_path / "secret.txt"
    secret.write_text(
        f"Nội quy kho\n\nĐiều 1. {SUBJECT}\n\n1. {SUBJECT} là 77 ngày làm việc.\n", encoding="utf-8"
    )
    guest = Principal.guest()

    def told(who: Principal) -> str:
        opened = open_assistant(home)
        try:
            body = opened.answer(f"{SUBJECT} là bao nhiêu ngày?", who, DAY).to_json()
        finally:
            opened.close()
        return json.dumps({k: v for k, v in body.items() if k not in WHAT_WAS_ASKED}, ensure_ascii=False)

    label = AccessLabel(Clearance.CONFIDENTIAL)
    run(load_settings(home), [secret], label, workers=1, sync=False, vectors=False, quiet=True)
    assert "77 ngày làm việc" in told(OPERATOR)
    assert "77" not in told(guest)

    def document(store: SqliteStore) -> str:
        return store.heads(OPERATOR, source=str(secret))[0].id

    with SqliteStore.open(load_settings(home).database, write=True) as store:
        store.relabel(document(store), AccessLabel(Clearance.TOP_SECRET, frozenset({"kho"})))
    assert "77" not in told(Principal("officer", Clearance.CONFIDENTIAL))
    with SqliteStore.open(load_settings(home).database, write=True) as store:
        store.delete(document(store))
    assert "77" not in told(OPERATOR)


def test_half_a_list_is_said_to_be_half(assistant):
    """What is stated of a list of papers is its beginning without a gap, and the rest is pointed to."""
    answer = assistant.answer("Hồ sơ cấp mới giấy phép công trình gồm những giấy tờ gì?", OPERATOR, DAY)
    assert answer.status in (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL)
    said = {c.provision.id for c in answer.citations}
    for parent in {c.provision.parent_id for c in answer.citations if c.provision.lead}:
        document = next(c.head.id for c in answer.citations if c.provision.parent_id == parent)
        items = [p for p in assistant.store.provisions(document, OPERATOR) if p.parent_id == parent]
        stated = [item.id in said for item in items]
        assert stated == sorted(stated, reverse=True)
        assert all(stated) or answer.warnings
