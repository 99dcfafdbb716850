"""What reading finds to answer best is told, whatever was heard to be asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from odds import odds_for
from written_office import written_office

from assistant.answers import AnswerStatus
from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal

_TEXT = """BỘ CÔNG TRÌNH

Số: 41/2026/TT-BCT

Hà Nội, ngày 10 tháng 02 năm 2026

THÔNG TƯ

Quy định về mượn xe cẩu của trạm

Điều 1. Mượn xe cẩu

1. Trạm cho mượn xe cẩu trong thời hạn 09 ngày làm việc kể từ ngày ký giấy mượn.

2. Người lái phải có bằng lái xe cẩu hạng C3.

3. Xe cẩu trả lại phải được rửa sạch bùn đất và đổ đầy dầu.

4. Trạm giữ sổ giao nhận, ghi tên người mượn.
"""
_ASKED = "Trạm cho mượn xe cẩu mấy ngày?"
_WASHED = "rửa sạch"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("read"), {"xe": _TEXT}) as assistant:
        yield assistant


def _told(assistant: Assistant, *, short: bool = False) -> str:
    statements = assistant.answer(_ASKED, Principal.operator()).statements
    return " ".join(s.text for s in statements if not (short and s.further))


def test_the_best_read_is_told_as_far_as_the_policy_says(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistant, "score", odds_for(_WASHED, 2.0))
    policy = load("policy")["relevance"]
    assert _WASHED in _told(assistant, short=True)
    assert "09 ngày làm việc" in _told(assistant, short=True)
    monkeypatch.setitem(policy, "ahead", 9.0)  # it is not so far ahead of what tells the days
    assert _WASHED not in _told(assistant, short=True)
    assert _WASHED in _told(assistant)
    monkeypatch.setitem(policy, "least", 2.5)
    assert _WASHED not in _told(assistant)
    monkeypatch.setitem(policy, "least", -1.0)
    monkeypatch.setitem(policy, "told", 0)
    assert _WASHED not in _told(assistant)


_FINED = "Người mượn xe cẩu làm bẩn sân trạm bị phạt bao nhiêu tiền?"


@pytest.mark.parametrize("bound", [1.0, 9.0])
def test_what_reading_is_sure_of_is_shown_though_a_counted_thing_is_missing(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, bound: float
) -> None:
    monkeypatch.setattr(assistant, "score", odds_for(_WASHED, 2.0))
    monkeypatch.setitem(load("policy")["answerability"], "read_surely", bound)
    answer = assistant.answer(_FINED, Principal.operator())
    shown = AnswerStatus.PARTIAL if bound < 2.0 else AnswerStatus.UNANSWERABLE
    assert answer.status is shown, answer.text
    assert "mức phạt" in answer.message


def test_too_few_words_in_common_are_no_answer_without_reading(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    least = load("policy")["answerability"]["least_coverage"]
    monkeypatch.setitem(
        load("policy")["answerability"], "least_coverage", {**least, "short": 5.0, "long": 5.0}
    )
    monkeypatch.setattr(assistant, "score", None)
    assert assistant.answer(_ASKED, Principal.operator()).status is AnswerStatus.UNANSWERABLE
