"""What the texts do not say is declined, class by class, and what they do say is not: a small real store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from written_office import written_office
from written_record import written_record

from assistant.answers import Answer, AnswerStatus
from assistant.assembly import Assistant
from assistant.tables import load
from assistant.verification import supported
from index.access import Principal

DAY = date(2026, 11, 1)
MARKETS = """ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 31/2026/QĐ-UBND

Sơn Khê, ngày 12 tháng 01 năm 2026

QUYẾT ĐỊNH

Công bố danh mục điểm họp chợ phiên trên địa bàn tỉnh Sơn Khê năm 2026

Điều 1. Danh mục điểm họp chợ phiên năm 2026

1. Điểm họp chợ phiên tại xã Bản Mây: sân vận động Bản Mây.

2. Điểm họp chợ phiên tại xã Nậm Tro: bãi đất trống cạnh cầu Nậm Tro.

Điều 2. Hỗ trợ tiểu thương

1. Tiểu thương bán hàng tại điểm họp chợ phiên được hỗ trợ vận chuyển theo nghị quyết của tỉnh.

2. Ban quản lý chợ phiên có 05 thành viên.

3. Việc sắp chỗ bán hàng thực hiện theo Nghị định số 88/2024/NĐ-CP về sắp chỗ bán hàng.

4. Việc thu rác chợ phiên theo ủy quyền tại Quyết định số 55/QĐ-UBND ngày 13/11/2025 của tỉnh Sơn Khê.

Điều 3. Hiệu lực thi hành

Quyết định này có hiệu lực thi hành kể từ ngày 20 tháng 01 năm 2026.
"""
NOTICE = """শোন খে প্রদেশের বাজার বিজ্ঞপ্তি

প্রাদেশিক কমিটি সাপ্তাহিক বাজারের জন্য ১৭টি লাইসেন্স জারি করেছে।

বাজার পরিচালনা দল নতুন নিয়ম ঘোষণা করেছে।
"""
DECREE = """CHÍNH PHỦ

Số: 63/2026/NĐ-CP

Hà Nội, ngày 03 tháng 02 năm 2026

NGHỊ ĐỊNH

Quy định về vận hành bến đò ngang

Điều 1. Trách nhiệm của người lái đò

1. Người lái đò phải mặc áo phao và kiểm tra máy trước mỗi chuyến.

2. Ủy ban nhân dân cấp tỉnh kiểm tra bến đò 02 lần mỗi năm.

Điều 2. Hiệu lực thi hành

Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2026.
"""


def _record(code: str, name: str, level: str, days: int, fee: str) -> tuple[str, str]:
    return f"{code}.json", written_record(
        code,
        name,
        cap_thuc_hien=level,
        trinh_tu_thuc_hien="Bước 1: Nộp hồ sơ tại trạm.\nBước 2: Nhận giấy phép.",
        cach_thuc_thuc_hien="Hình thức nộpThời gianPhí, lệ phíMô tả"
        f"Trực tiếp{days} Ngày làm việc{fee}Nộp tại trạm",
        can_cu_phap_ly="Tên văn bản pháp lýMã văn bảnQuy định về vận hành bến đò ngang63/2026/NĐ-CP",
    )


RECORDS = [
    _record("9.001201", "Gia hạn giấy phép đặt bến đò ngang (cấp Bộ)", "Cấp bộ", 26, "400,000 VNĐ"),
    _record("9.001202", "Gia hạn giấy phép đặt bến đò ngang (cấp Tỉnh)", "Cấp tỉnh", 12, "150,000 VNĐ"),
    _record("9.001203", "Đăng ký neo thuyền câu", "Cấp xã", 3, "Không có thông tin"),
]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory) -> Iterator[Assistant]:
    papers = {"markets": MARKETS, "decree": DECREE, "notice.bn.txt": NOTICE, **dict(RECORDS)}
    with written_office(tmp_path_factory.mktemp("abstaining"), papers) as opened:
        yield opened


def asked(assistant: Assistant, question: str) -> Answer:
    answer = assistant.answer(question, Principal.operator(), DAY)
    assert all(supported(s, answer.citations) for s in answer.statements)
    return answer


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Danh mục điểm họp chợ phiên năm 2029 gồm những nơi nào?", "năm 2029"),
        ("danh muc diem hop cho phien nam 2028 co nhung noi nao", "năm 2028"),
        ("Danh mục điểm họp chợ phiên ban hành năm 2022 có những nơi nào?", "năm 2022"),
        ("Danh mục điểm họp chợ phiên của tỉnh Nghệ An có những nơi nào?", "Nghệ An"),
        ("Which weekly market places (điểm họp chợ phiên) does Nghe An province list?", "Nghe An"),
        ("Kinh phí tổ chức chợ phiên ở Bản Mây là bao nhiêu?", "số tiền"),
        ("Số điện thoại ban quản lý chợ phiên là gì?", "số điện thoại"),
        ("Ban quản lý chợ phiên làm việc mấy giờ?", "giờ làm việc"),
        ("Bán hàng ngoài điểm họp chợ phiên bị phạt bao nhiêu tiền?", "mức phạt"),
        ("Thủ tục mã 9.009999 cần giấy tờ gì?", "9.009999"),
        ("Nghị định 77/2026/NĐ-CP quy định gì về bến đò ngang?", "77/2026"),
        ("Nghị định 88/2024/NĐ-CP về sắp chỗ bán hàng công bố bao nhiêu thủ tục?", "88/2024"),
        ("Nghị định 88/2024/NĐ-CP còn hiệu lực không?", "88/2024"),
        ("Quyết định 55/QĐ-UBND ủy quyền thu rác chợ phiên đến hết ngày nào?", "55/QĐ-UBND"),
        ("Điều 15 Nghị định 88/2024/NĐ-CP quy định gì về sắp chỗ bán hàng?", "88/2024"),
        ("বাজারে কতজন ঝাড়ুদার কাজ করে?", "লোকের সংখ্যা"),
        ("সাপ্তাহিক বাজারের বাজেট কত?", "টাকার পরিমাণ"),
    ],
)
def test_what_no_text_states_is_declined_and_named(assistant, question, named):
    answer = asked(assistant, question)
    assert answer.status is AnswerStatus.UNANSWERABLE
    assert named.casefold() in answer.message.casefold()
    assert answer.statements == ()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Danh mục điểm họp chợ phiên năm 2026 ở xã Bản Mây là nơi nào?", "sân vận động Bản Mây"),
        ("Điểm họp chợ phiên ở Sơn Khê tại xã Nậm Tro là nơi nào?", "bãi đất trống"),
        ("Ban quản lý chợ phiên có bao nhiêu người?", "05 thành viên"),
        ("Người lái đò ở Nghệ An và Sơn Khê phải mặc gì?", "áo phao"),
        ("Thủ tục 9.001202 lệ phí bao nhiêu?", "150,000"),
        ("সাপ্তাহিক বাজারের জন্য কয়টি লাইসেন্স জারি করা হয়েছে?", "১৭টি"),
    ],
)
def test_what_a_text_states_is_answered(assistant, question, said):
    answer = asked(assistant, question)
    assert answer.status in {AnswerStatus.ANSWERED, AnswerStatus.PARTIAL}
    assert said in answer.text


def test_a_rule_of_the_country_is_told_of_another_province_and_the_province_is_named(assistant):
    answer = asked(assistant, "Người lái đò ở Nghệ An phải mặc gì?")
    assert answer.status is AnswerStatus.PARTIAL
    assert "Nghệ An" in answer.message
    assert "áo phao" in answer.text


def test_where_the_place_is_known_and_the_fee_is_not_a_part_is_answered(assistant):
    answer = asked(assistant, "Đăng ký neo thuyền câu nộp ở đâu, lệ phí bao nhiêu?")
    assert answer.status is AnswerStatus.PARTIAL
    assert "lệ phí" in answer.message
    assert "tại trạm" in answer.text


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("Gia hạn giấy phép đặt bến đò ngang mất mấy ngày?", ("26", "12")),
        ("Gia hạn giấy phép đặt bến đò ngang lệ phí bao nhiêu?", ("400,000", "150,000")),
    ],
)
def test_near_twins_are_told_case_by_case_each_with_its_name_and_citation(assistant, question, values):
    answer = asked(assistant, question)
    assert answer.status is AnswerStatus.ANSWERED
    assert "cấp có thẩm quyền" in answer.message
    for level, value in zip(("(cấp Bộ)", "(cấp Tỉnh)"), values, strict=True):
        (own,) = [s for s in answer.statements if level in s.text]
        assert value in own.text
        quotes = [answer.citations[i].quote for i in own.citations]
        assert any(level in quote for quote in quotes)


def test_a_question_that_tells_the_twins_apart_has_one_answer(assistant):
    answer = asked(assistant, "Gia hạn giấy phép đặt bến đò ngang cấp tỉnh mất mấy ngày?")
    assert "cấp có thẩm quyền" not in answer.message
    assert "12 ngày làm việc" in answer.text
    assert "26" not in answer.text


@pytest.mark.parametrize("setting", [{"cited_with_day": "không có"}, {"day": "."}])
def test_which_day_tells_until_when_is_a_setting(assistant, monkeypatch, setting):
    for name, value in setting.items():
        monkeypatch.setitem(load("policy")["answerability"], name, value)
    answer = asked(assistant, "Quyết định 55/QĐ-UBND ủy quyền thu rác chợ phiên đến hết ngày nào?")
    assert answer.status is not AnswerStatus.UNANSWERABLE
