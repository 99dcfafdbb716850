"""A false premise is named, and nothing that only looks like one."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answers import Citation
from assistant.premises import premise_warnings
from assistant.question import understand
from index.access import AccessLabel
from index.document_store import DocumentHead
from index.documents import Identity, Kind
from index.provisions import Provision, Span, Unit
from index.validity import UNKNOWN, Validity

QUOTE = "Thời hạn giải quyết là 07 ngày làm việc; lệ phí 150.000 đồng."


def told(
    question: str, quote: str = QUOTE, validity: Validity = UNKNOWN, number: str | None = "17/2032/QĐ-UBND"
) -> tuple[str, ...]:
    head = DocumentHead(
        id="d", identity=Identity(number, Kind.DECISION, "UBND", date(2032, 1, 5)), title="QĐ 17",
        source="a.md", sha256="", label=AccessLabel.parse("public"), language="vi", validity=validity,
        portal_status=None, legal_bases=(), doubts=(), provisions=1,
    )  # fmt: skip
    place = Provision("p", "d", 1, Unit.CLAUSE, "Điều 4 khoản 1", "Điều 4. Cấp phép", Span(0, 9))
    cited = Citation(head, place, quote, UNKNOWN)
    return premise_warnings(understand((question,), date(2032, 6, 1)), [cited])


@pytest.mark.parametrize(
    ("question", "claimed", "held"),
    [
        ("Thời hạn giải quyết là 30 ngày đúng không?", "30 ngày", "07 ngày làm việc"),
        ("Vì sao thời hạn cấp phép dựng lều là 07 ngày?", "07 ngày", "07 ngày làm việc"),
        ("thoi han giai quyet la 30 ngay phai khong", "30 ngay", "07 ngày làm việc"),
        ("Lệ phí là 500.000 đồng thì nộp ở đâu?", "500.000 đồng", "150.000 đồng"),
        ("Lệ phí 500.000 đồng nộp khi nào?", "500.000 đồng", "150.000 đồng"),
        ("17/2032/QĐ-UBND ban hành ngày 06/01/2032 quy định gì?", "06/01/2032", "05/01/2032"),
    ],
)
def test_what_the_sources_contradict_is_said(question, claimed, held):
    (line,) = told(question)
    assert claimed in line
    assert held in line


@pytest.mark.parametrize(
    "question",
    [
        "Thời hạn giải quyết là 7 ngày làm việc phải không?",
        "Lệ phí là 150,000 đồng đúng không?",
        "Tôi đã nộp hồ sơ 15 ngày mà chưa có kết quả thì làm gì?",
        "Thời hạn giải quyết là bao nhiêu ngày?",
        "Hồ sơ quá hạn 30 ngày xử lý thế nào?",
        "17/2032/QĐ-UBND ban hành ngày 05/01/2032 quy định gì?",
        "Văn bản ban hành ngày 06/01/2032 quy định gì?",
        "Dự án vốn 500.000 đồng cần gì?",
    ],
)
def test_what_agrees_or_is_no_claim_is_not_said(question):
    assert told(question) == ()


@pytest.mark.parametrize(
    ("question", "quote", "claimed", "held"),
    [
        ("Vì sao mức phạt là 12% giá trị?", "Mức phạt là 8% giá trị hợp đồng.", "12%", "8%"),
        ("Tỷ lệ bảo hành là 5 phần trăm?", "Tỷ lệ bảo hành là 3%.", "5 phần trăm", "3%"),
        (
            "Giấy phép do UBND cấp huyện cấp phải không?",
            "Ủy ban nhân dân cấp xã cấp giấy phép.",
            "UBND cấp huyện",
            "Ủy ban nhân dân cấp xã",
        ),
    ],
)
def test_a_rate_or_a_level_that_the_sources_contradict_is_said(question, quote, claimed, held):
    (line,) = told(question, quote)
    assert claimed in line
    assert held in line


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("Tỷ lệ là 8 phần trăm đúng không?", "Mức phạt là 8% giá trị hợp đồng."),
        ("Giấy phép do Chủ tịch UBND xã cấp?", "Ủy ban nhân dân cấp xã cấp giấy phép."),
        ("Hồ sơ nộp tại UBND tỉnh thì ai xử lý?", "Ủy ban nhân dân cấp xã cấp giấy phép."),
    ],
)
def test_a_rate_or_a_level_that_agrees_is_not_said(question, quote):
    assert told(question, quote) == ()


IN_FORCE = Validity(date(2032, 2, 1), None, "Điều 9", None)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("17/2032/QĐ-UBND có hiệu lực từ ngày 01/03/2032 áp dụng thế nào?", "01/02/2032"),
        ("Quyết định 17/2032 đã hết hiệu lực thì áp dụng gì?", "còn hiệu lực"),
        ("quyet dinh 17/2032/QD-UBND da bi bai bo thi lam the nao", "còn hiệu lực"),
    ],
)
def test_what_is_said_of_the_force_of_a_named_act_is_compared_with_it(question, said):
    (line,) = told(question, validity=IN_FORCE)
    assert said in line


@pytest.mark.parametrize(
    "question",
    [
        "17/2032/QĐ-UBND có hiệu lực từ ngày 01/02/2032 áp dụng thế nào?",
        "Quyết định 17/2032/QĐ-UBND đã hết hiệu lực chưa?",
        "Quyết định 17/2032 thay cho Quyết định 5/2020 đã hết hiệu lực phải không?",
        "Quyết định 117/2032 đã hết hiệu lực thì áp dụng gì?",
        "Văn bản cũ đã hết hiệu lực thì áp dụng gì?",
    ],
)
def test_the_force_of_another_act_or_a_question_is_no_claim(question):
    assert told(question, validity=IN_FORCE) == ()


def test_of_a_text_without_a_number_only_its_figures_are_compared():
    assert len(told("Thời hạn giải quyết là 30 ngày đúng không?", validity=IN_FORCE, number=None)) == 1


def test_a_day_on_which_a_part_begins_is_not_contradicted():
    question = "17/2032/QĐ-UBND có hiệu lực từ ngày 01/03/2032 phải không?"
    assert told(question, "Điều 5 có hiệu lực từ ngày 01 tháng 3 năm 2032.", IN_FORCE) == ()


def test_sources_without_such_a_figure_contradict_nothing():
    assert told("Thời hạn giải quyết là 30 ngày đúng không?", "Chủ tịch ký quyết định.") == ()
