"""Which acts detail a law: by their titles, and by the numbers that their legal bases give it."""

from __future__ import annotations

import pytest

from assistant.outlived import laws_detailed, may_detail
from index.access import AccessLabel, Clearance
from index.documents import Document, Identity, Kind


def act(title: str, text: str, *bases: str, kind: Kind = Kind.DECREE) -> Document:
    return Document(
        id="one", identity=Identity(number="8/2015/NĐ-CP", kind=kind), title=title, text=text, source="a.md",
        sha256="", label=AccessLabel(Clearance.PUBLIC), legal_bases=bases,
    )  # fmt: skip


@pytest.mark.parametrize(
    "title",
    [
        "Nghị định 8/2015/NĐ-CP: Quy định chi tiết một số điều của Luật Bến bãi",
        "Thông tư 9/2015/TT-BTS: Hướng dẫn thi hành Pháp lệnh Đèn sông về đèn hiệu",
    ],
)
def test_a_title_that_details_a_law(title: str) -> None:
    assert may_detail(title)


@pytest.mark.parametrize(
    "title",
    [
        "Nghị định 8/2015/NĐ-CP: Về ký quỹ bến",
        "Nghị định 8/2015/NĐ-CP: Sửa đổi Nghị định 7/2014/NĐ-CP hướng dẫn Luật Bến bãi",
        "Nghị định 8/2015/NĐ-CP: Quy định chi tiết Nghị quyết 4/2014/QH13 về thi hành Luật Bến bãi",
    ],
)
def test_one_that_details_none(title: str) -> None:
    assert not may_detail(title)


def test_the_law_is_that_of_the_name_in_the_title() -> None:
    text = (
        "Căn cứ Luật Tổ chức Chính phủ số 1/2013/QH13;\nCăn cứ Luật Bến bãi số 11/2013/QH13 ngày 3 tháng 4;"
    )
    title = "Quy định chi tiết thi hành một số điều của Luật Bến bãi về ký quỹ"
    assert laws_detailed(act(title, text, "1/2013/QH13", "11/2013/QH13")) == ("11/2013/QH13",)


def test_a_law_whose_name_only_begins_alike_is_another() -> None:
    text = "Căn cứ Luật Bến bãi số 11/2013/QH13;"
    title = "Quy định chi tiết Luật Bến bãiện"
    assert laws_detailed(act(title, text, "11/2013/QH13")) == ()


def test_a_decision_details_no_law() -> None:
    text = "Căn cứ Luật Bến bãi số 11/2013/QH13;"
    document = act("Quy định chi tiết Luật Bến bãi", text, "11/2013/QH13", kind=Kind.DECISION)
    assert laws_detailed(document) == ()
