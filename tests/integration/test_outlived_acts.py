"""An act that details a law which has gone gives way to one in force, and says what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from written_office import written_office

from assistant.answers import Answer
from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal

_HEAD = """CHÍNH PHỦ
Số: {number}
Hà Nội, ngày 02 tháng 3 năm {year}

NGHỊ ĐỊNH
{title}

Căn cứ Luật Bến bãi số {law};

"""
_DETAILING = "Quy định chi tiết thi hành một số điều của Luật Bến bãi về {matter}"
OLD = (
    _HEAD.format(
        number="8/2015/NĐ-CP", year=2015, title=_DETAILING.format(matter="ký quỹ bến"), law="11/2013/QH13"
    )
    + """Điều 1. Ký quỹ bến
1. Tiền ký quỹ của chủ bến cọc là 3 phần trăm giá thuê bến.
2. Sổ theo dõi phao tiêu do chủ bến cọc giữ trong 09 năm.
"""
)
NEW = (
    _HEAD.format(
        number="30/2025/NĐ-CP", year=2025, title=_DETAILING.format(matter="neo đậu"), law="61/2024/QH15"
    )
    + """Điều 4. Bảo đảm của chủ bến
Người khai thác nộp vào kho bạc tiền ký quỹ của chủ bến cọc bằng 7 phần trăm giá thuê bến theo hợp đồng.
"""
)
OTHER = (
    _HEAD.format(number="31/2025/NĐ-CP", year=2025, title="Về đèn hiệu trên sông", law="61/2024/QH15")
    + """Điều 1. Đèn hiệu
Đèn hiệu trên sông do trạm sông thắp.
"""
)
# It only amends others, and rests on the law that has gone.
AMENDING = (
    _HEAD.format(
        number="9/2016/NĐ-CP",
        year=2016,
        title="Sửa đổi một số nghị định hướng dẫn Luật Bến bãi",
        law="11/2013/QH13",
    )
    + """Điều 1. Biển tên bến
Biển tên bến cọc cao ít nhất 2 mét.
"""
)
ASKED = "Tiền ký quỹ của chủ bến cọc là bao nhiêu phần trăm?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    texts = {"cu.txt": OLD, "moi.txt": NEW, "den.txt": OTHER, "sua.txt": AMENDING}
    with written_office(tmp_path_factory.mktemp("outlived"), texts) as assistant:
        yield assistant


def ask(assistant: Assistant, question: str, day: date = date(2026, 8, 1)) -> Answer:
    return assistant.answer(question, Principal.operator(), day)


def leading(answer: Answer) -> str | None:
    return answer.citations[answer.statements[0].citations[0]].head.identity.number


def test_the_act_in_force_leads(assistant: Assistant) -> None:
    answer = ask(assistant, ASKED)
    assert leading(answer) == "30/2025/NĐ-CP"
    assert "7 phần trăm" in answer.statements[0].text


def test_before_the_later_law_the_act_has_its_own_say(assistant: Assistant) -> None:
    assert leading(ask(assistant, ASKED, date(2023, 8, 1))) == "8/2015/NĐ-CP"


def test_it_is_told_where_nothing_else_says_it_and_what_it_rests_on_is_doubted(assistant: Assistant) -> None:
    answer = ask(assistant, "Sổ theo dõi phao tiêu giữ trong mấy năm?")
    assert "09 năm" in answer.text
    (told,) = [w for w in answer.warnings if "61/2024/QH15" in w]
    assert "8/2015/NĐ-CP" in told
    assert "có thể đã được thay thế" in told


def test_an_act_that_is_named_leads_whatever_became_of_its_law(assistant: Assistant) -> None:
    question = "Nghị định 8/2015/NĐ-CP quy định tiền ký quỹ của chủ bến cọc là bao nhiêu phần trăm?"
    assert leading(ask(assistant, question)) == "8/2015/NĐ-CP"


def test_an_act_that_only_rests_on_the_law_is_not_doubted(assistant: Assistant) -> None:
    answer = ask(assistant, "Biển tên bến cọc cao ít nhất bao nhiêu mét?")
    assert "2 mét" in answer.text
    assert not [w for w in answer.warnings if "61/2024/QH15" in w]


def test_what_an_outlived_act_keeps_is_a_setting(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(load("policy")["standing"], "act", 1.0)
    monkeypatch.setitem(load("policy")["fusion"], "out_of_force", 1.0)
    monkeypatch.setitem(
        load("policy")["standing"], "age", {"young": 90, "yearly": 0, "least": 1, "undated": 1}
    )
    assert leading(ask(assistant, ASKED)) == "8/2015/NĐ-CP"
