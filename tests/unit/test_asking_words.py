"""Words that ask, and words that only look like them without their diacritics."""

from __future__ import annotations

import pytest

from assistant.aspects import asked
from assistant.quantities import counted
from assistant.tables import load


def names(question: str) -> set[str]:
    return {aspect.name for aspect in asked(question)}


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("dịch vụ ghép phao có trong danh mục của tỉnh không", "amount"),
        ("muốn chuyển mục đích dùng bè thì làm thế nào", "amount"),
        ("nha may o ven ho thi nop don cho ai", "amount"),
        ("tới đầu năm 2026 giấy neo bè còn dùng được không", "where"),
        ("từ đầu năm giấy neo bè còn dùng được không", "where"),
        ("don lap theo phu luc nao", "date"),
        ("không đồng ý với kết quả đo bè thì gửi đơn trong bao lâu", "result"),
        ("trong quy trình cấp thẻ thì ai ký", "steps"),
        ("cấp thẻ neo bè theo văn bản nào", "body"),  # "bản nào" is no "ban nào"
        ("ai được neo bè ở hồ", "body"),
        ("đối tượng nào được neo bè", "body"),
        ("neo bè xong thì được nhận giấy gì", "papers"),  # what is given is not handed in
        ("neo bè thì kết quả là giấy tờ gì", "papers"),
    ],
)
def test_what_only_looks_like_asking_asks_nothing(question: str, aspect: str) -> None:
    assert aspect not in names(question)


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("mức hỗ trợ mua phao là bao nhiêu", "amount"),
        ("đơn lập theo mẩu nào", "form"),  # the tone that is taken for another
        ("nộp ở đâu", "where"),
        ("nop o dau", "where"),
        ("thời gian giải quyết bn lâu", "time_limit"),
        ("kết quả của thủ tục là giấy tờ gì", "result"),
        ("quyết định số mấy của tỉnh", "basis"),
        ("ai được neo bè ở hồ", "applicant"),
        ("doi tuong nao duoc neo be", "applicant"),
        ("who may moor a raft", "applicant"),
        ("ai được giao cấp thẻ neo bè", "body"),
        ("ai có thẩm quyền cấp thẻ neo bè", "body"),
        ("neo bè xong thì được nhận gì", "result"),
        ("neo be thi duoc cap giay gi", "result"),
        ("nộp giấy tờ gì", "papers"),
        ("what must be paid per day on an overdue fee", "fee"),
        ("what is payable for a late raft", "amount"),
    ],
)
def test_what_asks_is_heard(question: str, aspect: str) -> None:
    assert aspect in names(question)


def test_the_table_of_spellings_has_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(load("homographs"), "muc", ["mức", "mục"])
    monkeypatch.setitem(load("homographs"), "phat", ["phạt", "phát"])
    assert "penalty" in names("mức phát là bao nhiêu tiền phát")
    monkeypatch.setitem(load("homographs"), "phat", ["phạt"])
    assert "penalty" not in names("mức phát là bao nhiêu tiền phát")


@pytest.mark.parametrize(
    "question", ["Năm nay trạm cấp lại bao nhiêu giấy phép?", "How many raft permits were issued?"]
)
def test_permits_that_were_given_are_counted(question: str) -> None:
    assert [kind.name for kind in counted(question)] == ["cases"]


def test_a_doctor_is_no_money() -> None:
    assert not counted("can it nhat may tien si")
    assert [kind.name for kind in counted("het may tien")] == ["money"]
