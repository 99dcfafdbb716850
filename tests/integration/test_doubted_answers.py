"""What is nearest is told as doubted where little speaks for it being what was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from written_office import written_office

from assistant.answers import Answer
from assistant.assembly import Assistant
from assistant.confidence import Signs
from assistant.tables import load
from evaluation.errors import BadDataset
from evaluation.golden import Question
from evaluation.office import open_office
from evaluation.withheld import ask_both, doubts, fitted
from index.access import Principal

_HEAD = """BỘ CÔNG TRÌNH

Số: {number}/2026/TT-BCT

Hà Nội, ngày 10 tháng 02 năm 2026

THÔNG TƯ

{title}

"""
_TEXTS = {
    "thuyen": _HEAD.format(number=31, title="Quy định về đăng ký thuyền đánh cá")
    + """Điều 1. Nơi nhận hồ sơ

1. Chủ thuyền nộp hồ sơ đăng ký thuyền đánh cá tại trạm thủy sản của huyện.

2. Trạm thủy sản trả giấy đăng ký thuyền trong 04 ngày làm việc kể từ ngày nhận đủ hồ sơ.

Điều 2. Thu hồi

1. Giấy đăng ký thuyền bị thu hồi khi thuyền bị chìm, mất tích hoặc được bán ra nước ngoài.
""",
    "bien": _HEAD.format(number=32, title="Quy định về treo biển hiệu")
    + """Điều 1. Chiều cao

1. Biển hiệu treo trên vỉa hè cao ít nhất 3,2 mét tính từ mặt đường.

2. Người treo biển hiệu gửi bản vẽ đến phòng hạ tầng trước khi treo 06 ngày làm việc.
""",
    "cho": _HEAD.format(number=33, title="Quy định về sắp xếp chợ phiên")
    + """Điều 1. Chỗ ngồi bán hàng

1. Người bán hàng ở chợ phiên bốc thăm chỗ ngồi vào ngày mùng 5 hằng tháng.

2. Ban quản lý chợ thông báo kết quả bốc thăm sau 02 ngày làm việc.
""",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("doubted")


@pytest.fixture(scope="module")
def assistant(folder: Path) -> Iterator[Assistant]:
    with written_office(folder, _TEXTS, vectors=True) as assistant:
        yield assistant


def asked(assistant: Assistant, question: str) -> Answer:
    return assistant.answer(question, Principal.operator())


def bound(monkeypatch: pytest.MonkeyPatch, least: float) -> None:
    """Doubt what is less likely than this, whatever signs there are."""
    for learned in load("policy")["confidence"]["learned"]:
        monkeypatch.setitem(learned, "least", least)


@pytest.mark.parametrize(
    "question",
    [
        "Trạm thủy sản trả giấy đăng ký thuyền trong mấy ngày làm việc?",
        "Biển hiệu trên vỉa hè cao bao nhiêu mét?",
    ],
)
def test_what_the_texts_say_is_not_doubted(assistant: Assistant, question: str) -> None:
    answer = asked(assistant, question)
    assert (answer.status, answer.message) == ("answered", "")


def test_what_only_resembles_is_told_as_doubted(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "Chủ tàu du lịch gửi hồ sơ xin cấp phép bến thủy trong mấy ngày làm việc?"
    bound(monkeypatch, 0.0)
    told = asked(assistant, question)
    assert told.status == "answered"
    bound(monkeypatch, 0.999)  # among three texts the nearest stands alone
    answer = asked(assistant, question)
    assert answer.status == "partial"
    assert answer.message.startswith("Chưa chắc")
    assert answer.statements == told.statements  # the nearest is shown all the same


def test_a_document_that_is_named_is_not_doubted(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound(monkeypatch, 1.0)
    answer = asked(assistant, "Theo Thông tư 31/2026/TT-BCT trả giấy đăng ký thuyền trong mấy ngày?")
    assert (answer.status, answer.message) == ("answered", "")


def test_a_withheld_document_does_not_answer(assistant: Assistant, folder: Path) -> None:
    gold = {"file": "thuyen.md", "doc": "31/2026/TT-BCT", "locator": "Điều 1", "quote": "04 ngày làm việc"}
    question = Question.model_validate(
        {
            "id": "one",
            "question": "Trạm thủy sản trả giấy đăng ký thuyền trong mấy ngày làm việc?",
            "answerable": True,
            "gold": [gold],
            "must_contain": [["04 ngày"]],
        }
    )
    office = open_office(folder / "home", threads=1)
    try:
        both = list(ask_both(office, [question]))
    finally:
        office.close()
    assert [(one.withheld, one.right) for one in both] == [(False, True), (True, False)]
    assert doubts(both)["right"] == {"asked": 1, "answered": 1}
    beside = replace(both[1], signs=Signs(0.2, 0.1, 0.1, 0.01, near=0.86, relevance=-4.0))
    (policy,) = fitted([*both, beside], 0.0)
    assert policy["weights"].keys() == beside.signs.known.keys()
    assert min(policy["weights"].values()) >= 0
    assert (policy["right"], policy["beside"], policy["beside_doubted"]) == (1, policy["beside"], 1.0)
    nothing = question.model_copy(update={"id": "none", "answerable": False, "gold": ()})
    office = open_office(folder / "home", threads=1)
    try:
        (once,) = ask_both(office, [nothing])
    finally:
        office.close()
    assert (once.withheld, once.right) == (True, False)
    with pytest.raises(BadDataset, match="beside the question"):
        fitted(both[:1], 0.0)
