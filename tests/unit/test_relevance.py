"""What reading the best facts together with the question does to their scores."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.expansion import built_in
from assistant.question import Question, understand
from assistant.relevance import excerpt, read_with
from assistant.tables import load
from assistant.weighing import Weighed
from index.cross_encoder import Excerpt

_DAY = date(2026, 6, 1)
_SCORES = st.lists(st.floats(0, 2), min_size=1, max_size=40)


def _asked(words: str = "Cấp giấy phép nuôi ong mất mấy ngày?") -> Question:
    return understand((words,), _DAY)


def _facts(scores: Sequence[float]) -> list[Weighed]:
    head = SimpleNamespace(title="Thủ tục cấp giấy phép nuôi ong (1.234567)", language="vi")
    provision = SimpleNamespace(heading="Trình tự thực hiện")
    facts: list[Any] = [
        SimpleNamespace(head=head, provision=provision, lead="Bước 1:", text=f"Việc {n}")
        for n, _ in enumerate(scores)
    ]
    return [Weighed(fact, {}, frozenset(), score) for fact, score in zip(facts, scores, strict=True)]


def _by_length(question: str, excerpts: Sequence[Excerpt]) -> NDArray[np.float32]:
    return np.array([len(e.words) / 4 - 2 for e in excerpts], np.float32)


@given(_SCORES)
def test_the_best_are_read_and_the_rest_count_as_the_least_of_them(scores: list[float]) -> None:
    facts, policy = _facts(scores), load("policy")
    told = read_with(_asked(), facts, _by_length, _asked().text)
    read = [w for w in told if w.relevance is not None]
    assert [w.fact for w in told] == [w.fact for w in facts]
    assert len(read) == min(len(facts), policy["relevance"]["facts"])
    unread = [before.score for before, w in zip(facts, told, strict=True) if w.relevance is None]
    assert not unread or max(unread) <= min(
        before.score for before, w in zip(facts, told, strict=True) if w.relevance is not None
    )
    least = min(w.relevance for w in read if w.relevance is not None)
    for before, w in zip(facts, told, strict=True):
        odds = least if w.relevance is None else w.relevance
        assert w.score == pytest.approx(before.score + policy["weighing"]["relevance"] * odds)


@pytest.mark.parametrize(
    ("words", "score"),
    [
        ("Cấp giấy phép nuôi ong mất mấy ngày?", None),  # a model of the operator's own, or words alone
        ("How many days does a beekeeping permit take?", _by_length),  # it has not learned English
        ("Điều 2 Nghị định 915/2024/NĐ-CP quy định mức hỗ trợ thế nào?", _by_length),  # all of it answers
    ],
)
def test_what_is_not_read_keeps_its_score(words: str, score: Any) -> None:
    facts = _facts([0.4, 1.2, 0.9])
    assert read_with(_asked(words), facts, score, words) == tuple(facts)


def test_settings_say_how_many_are_read_and_what_it_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = _facts([0.5, 0.6, 0.7, 0.8])
    monkeypatch.setitem(load("policy")["relevance"], "facts", 2)
    monkeypatch.setitem(load("policy")["weighing"], "relevance", 0.0)
    told = read_with(_asked(), facts, _by_length, _asked().text)
    assert [w.relevance is not None for w in told] == [False, False, True, True]
    assert [w.score for w in told] == [w.score for w in facts]
    monkeypatch.setitem(load("policy")["relevance"], "languages", [])
    assert all(w.relevance is None for w in read_with(_asked(), facts, _by_length, _asked().text))


def test_the_question_is_read_with_its_abbreviations_written_out() -> None:
    heard: list[str] = []

    def listening(question: str, excerpts: Sequence[Excerpt]) -> NDArray[np.float32]:
        heard.append(question)
        return np.zeros(len(excerpts), np.float32)

    asked = _asked("GXN nuôi ong do CT UBND xã ký?")
    read_with(asked, _facts([0.5]), listening, built_in().spelled_out(asked.text))
    assert heard == ["giấy xác nhận nuôi ong do chủ tịch ủy ban nhân dân xã ký?"]


def test_the_code_behind_a_name_is_not_read() -> None:
    read = excerpt(_facts([1.0])[0].fact)
    assert read == Excerpt("Thủ tục cấp giấy phép nuôi ong", "Trình tự thực hiện", "Bước 1:", "Việc 0")


def test_what_is_in_a_language_that_was_not_learned_is_not_read_and_counts_as_the_usual() -> None:
    facts = _facts([1.0, 0.9, 0.8, 0.7])
    abroad: Any = SimpleNamespace(head=SimpleNamespace(title="Decree", language="en"), text="Works")
    read = read_with(
        _asked("Cấp trong mấy ngày?"),
        [*facts, Weighed(abroad, {}, frozenset(), 0.6)],
        lambda _, excerpts: np.array([4.0, 1.0, 0.0, -2.0][: len(excerpts)]),
        "Cấp trong mấy ngày?",
    )
    assert read[-1].relevance is None
    assert read[-1].score == pytest.approx(0.6 + load("policy")["weighing"]["relevance"] * 0.5)


def test_nothing_is_read_where_all_is_in_such_a_language() -> None:
    abroad: Any = SimpleNamespace(head=SimpleNamespace(title="Decree", language="en"), text="Works")
    facts = [Weighed(abroad, {}, frozenset(), 0.6)]
    assert read_with(_asked("Mấy ngày?"), facts, _never, "Mấy ngày?") == tuple(facts)


def _never(_question: str, _excerpts: Sequence[Excerpt]) -> NDArray[np.float32]:
    raise AssertionError("nothing is read")
