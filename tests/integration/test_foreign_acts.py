"""A Vietnamese question that names an act is answered from it where it is held in English only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from written_office import written_office

from assistant.answers import AnswerStatus
from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal
from index.cross_encoder import Excerpt

_ME = Principal.operator()
_PARKS = """# THE GOVERNMENT

No. 71/2019/ND-CP

Hanoi, March 5, 2019

# DECREE

On deer parks and their wardens

Article 1. Wardens

1. A deer park must have at least three wardens.

2. The number of deputy directors of a deer park must not exceed 2.

Article 2. Work of the agency

1. The provincial agency shall grant the license within 12 working days after receiving a valid dossier.

2. The agency shall extend the license within 4 working days after receiving a valid application.

Article 3. Prisoners who work in parks

Prisoners may work in a park for not more than 5 hours every day.

Article 4. Fines

The maximum fine for an administrative violation in a park that is managed by the province is VND 30,000,000.

Article 5. Reports

Directors of deer parks shall send annual reports to the provincial agency before March 15.

Article 6. Effect

This Decree takes effect on May 1, 2019.
"""
_LAW = """# THE NATIONAL ASSEMBLY

No. 64/2019/QH14

# LAW

ON STATE AUDIT

Article 1. Archives

1. Audit dossiers must be archived for at least 9 years.

2. Auditors shall keep professional secrets.
"""
_JOINT = """# THE MINISTRY OF JUSTICE - THE MINISTRY OF FINANCE

No. 15/2018/TTLT-BTP-BTC

Hanoi, May 5, 2018

# JOINT CIRCULAR

On witnesses

Article 1. Witnesses

A witness shall be paid within 6 days after giving the statement.
"""
_NEAR = """# BỘ CÔNG VIÊN

Số: 33/2026/TT-BCV

Hà Nội, ngày 05 tháng 3 năm 2026

# THÔNG TƯ

Quy định về vườn thú

Điều 1. Giấy phép vườn thú

Cơ quan cấp tỉnh cấp giấy phép vườn thú trong thời hạn 08 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    texts = {"parks": _PARKS, "law": _LAW, "joint": _JOINT, "near": _NEAR}
    with written_office(tmp_path_factory.mktemp("parks"), texts) as made:
        yield made


def told(assistant: Assistant, question: str) -> str:
    answer = assistant.answer((question,), _ME)
    assert answer.statements, answer.status
    return answer.statements[0].text


@pytest.mark.parametrize(
    "asked, said",
    [
        (
            "Nghị định 71/2019/NĐ-CP: cơ quan cấp tỉnh cấp giấy phép trong mấy ngày làm việc?",
            "12 working days",
        ),
        ("Nghị định 71/2019: cơ quan gia hạn cho người có đơn trong mấy ngày?", "4 working days"),
        ("nghi dinh 71/2019 pham nhan lao dong toi da bao lau", "5 hours"),
        ("Theo NĐ 71/2019, có tối đa mấy phó giám đốc?", "must not exceed 2"),
        ("Nghị định 71/2019/NĐ-CP phạt tối đa bao nhiêu tiền đối với vi phạm?", "30,000,000"),
        ("Luật Kiểm toán nhà nước năm 2019: hồ sơ lưu trữ tối thiểu mấy năm?", "9 years"),
        ("Luật Kiểm toán nhà nước số 64/2019: hồ sơ lưu trữ tối thiểu mấy năm?", "9 years"),
        ("Thông tư liên tịch 15/2018: nhân chứng khai xong được trả tiền trong mấy ngày?", "6 days"),
    ],
)
def test_the_clause_that_says_it_is_told(assistant: Assistant, asked: str, said: str) -> None:
    assert said in told(assistant, asked)


def test_what_such_an_act_does_not_say_is_not_told_as_answered(assistant: Assistant) -> None:
    for asked in (
        "Theo Nghị định 71/2019/NĐ-CP, lệ phí cấp giấy phép là bao nhiêu tiền?",
        "Nghị định 71/2019: thời hạn bảo hành máy kéo là bao nhiêu tháng?",
        "Nghị định 71/2019 quy định lương giám đốc là bao nhiêu tiền?",
    ):
        assert assistant.answer((asked,), _ME).status is not AnswerStatus.ANSWERED, asked


def test_a_fact_that_has_little_of_what_is_asked_is_doubted(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "Nghị định 71/2019: cơ quan nuôi dưỡng kiểm toán viên trong mấy ngày?"
    doubted = assistant.answer((asked,), _ME)
    assert doubted.status is AnswerStatus.PARTIAL
    assert doubted.text.startswith("Chưa chắc đây là điều được hỏi")
    monkeypatch.setitem(load("policy")["answerability"]["least_coverage"], "foreign", 0.0)
    assert not assistant.answer((asked,), _ME).text.startswith("Chưa chắc")


def test_whether_it_is_in_force_is_told_by_its_own_clause(assistant: Assistant) -> None:
    assert "takes effect on May 1, 2019" in told(assistant, "Nghị định 71/2019/NĐ-CP còn hiệu lực không?")


def test_nothing_of_it_is_read_by_what_has_learned_vietnamese_alone(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def score(_question: str, excerpts: Sequence[Excerpt]) -> NDArray[np.float32]:
        read.extend(excerpt.words for excerpt in excerpts)
        return np.zeros(len(excerpts), dtype=np.float32)

    monkeypatch.setattr(assistant, "score", score)
    told(assistant, "Nghị định 71/2019/NĐ-CP: cấp giấy phép trong mấy ngày?")
    assert not [text for text in read if "shall" in text]
