"""A question that contrasts cases of several procedures has of each what its own record says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from written_office import written_office
from written_record import written_record

from assistant.answers import Answer
from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal


def record(code: str, title: str, days: int, then: str = "") -> str:
    return written_record(
        code,
        title,
        cap_thuc_hien="Cấp tỉnh",
        co_quan_thuc_hien="Trạm Lò sấy",
        trinh_tu_thuc_hien=f"Bước 1: Chủ lò gửi đơn đến Trạm Lò sấy xin {title.lower()}.{then}",
        cach_thuc_thuc_hien="Hình thức nộpThời gianPhí, lệ phíMô tả"
        f"Trực tiếp{days} Ngày làm việcMiễn phíNộp tại Trạm Lò sấy",
    )


MEASURED = "\nBước 2: Trong thời hạn 05 ngày làm việc, Trạm Lò sấy đo khói của lò."
RECORDS = {
    "stoves.json": record("9.000861", "Cấp thẻ lò sấy trên bè nổi", 19, MEASURED),
    "longer.json": record("9.000862", "Gia hạn thẻ lò sấy trên bè nổi", 7),
    "province.json": record(
        "9.000863", "Thả lưới đêm ở đầm phá thuộc thẩm quyền cấp phép của UBND cấp tỉnh", 13
    ),
    "commune.json": record("9.000864", "Thả lưới đêm ở đầm phá do UBND cấp tỉnh phân cấp cho UBND cấp xã", 6),
    "kites.json": record("9.000865", "Xác nhận cột diều cao trên gò hoang", 23),
}
RULES = """# Luật Bè nổi 31/2025/QH15

## Điều 5. Lò sấy trên bè nổi
1. Lò sấy trên bè nổi được đốt tối đa 04 tháng mỗi năm.
2. Trạm Lò sấy quản lý lò sấy trên bè nổi, cột khói và than củi của chủ lò.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("contrasts"), {**RECORDS, "rules.md": RULES}) as assistant:
        yield assistant


def ask(assistant: Assistant, question: str) -> Answer:
    return assistant.answer(question, Principal.guest())


def cited(answer: Answer) -> set[str | None]:
    return {citation.head.identity.number for citation in answer.citations}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Thẻ lò sấy trên bè nổi: cấp lần đầu mấy ngày, còn gia hạn mấy ngày?", ("19", "7")),
        ("Thẻ lò sấy trên bè nổi: gia hạn mấy ngày, còn cấp mới mấy ngày?", ("7", "19")),
        ("Cấp thẻ lò sấy trên bè nổi mất mấy ngày, khi gia hạn thẻ đó thì mấy ngày?", ("19", "7")),
        (
            "Thả lưới đêm ở đầm phá: thuộc cấp tỉnh thì mấy ngày, nếu đã phân cấp cho xã thì mấy ngày?",
            ("13", "6"),
        ),
        (
            "Cấp thẻ lò sấy trên bè nổi mấy ngày, sau đó xác nhận cột diều cao trên gò hoang mấy ngày?",
            ("19", "23"),
        ),
    ],
)
def test_each_case_is_answered_from_its_own_record(assistant, question, told):
    brief = ask(assistant, question).brief
    places = [brief.find(f"{days} ngày làm việc") for days in told]
    assert -1 not in places and places == sorted(places), brief


def test_a_case_beside_a_law_that_is_named_is_answered_from_the_record(assistant):
    question = (
        "Gia hạn thẻ lò sấy trên bè nổi: Trạm giải quyết trong mấy ngày, "
        "và theo Luật Bè nổi 2025 lò được đốt tối đa mấy tháng?"
    )
    brief = ask(assistant, question).brief
    assert "7 ngày làm việc" in brief and "04 tháng" in brief


@pytest.mark.parametrize(
    "question",
    [
        "Gia hạn thẻ lò sấy trên bè nổi mất mấy ngày, có phí không?",
        "Cấp thẻ lò sấy trên bè nổi: Trạm đo khói mấy ngày, tổng cộng mấy ngày?",
    ],
)
def test_what_one_record_tells_is_not_told_from_another(assistant, question):
    code = "9.000862" if question.startswith("Gia hạn") else "9.000861"
    assert cited(ask(assistant, question)) == {code}


def test_names_that_differ_by_nothing_the_cases_say_are_no_contrast(assistant, monkeypatch):
    monkeypatch.setattr(assistant, "score", None)  # reading may tell both all the same
    monkeypatch.setitem(load("policy")["contrasts"], "crossed", -1.0)
    question = "Thẻ lò sấy trên bè nổi: cấp lần đầu mấy ngày, còn gia hạn mấy ngày?"
    brief = ask(assistant, question).brief
    assert not ("19 ngày làm việc" in brief and "7 ngày làm việc" in brief.replace("19 ngày", ""))
