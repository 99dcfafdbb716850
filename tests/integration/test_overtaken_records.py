"""A procedure record behind the law: what the newer act says of the same procedure leads, and only that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from written_office import written_office
from written_record import written_record

from assistant.answers import Answer
from assistant.assembly import Assistant
from index.access import Principal

NEW = """NGHỊ ĐỊNH
Số: 9/2032/NĐ-CP
Hà Nội, ngày 05 tháng 5 năm 2032
Điều 1. Phạm vi
Nghị định này quy định về giấy phép nuôi trai lồng.
Điều 2. Thẩm quyền cấp giấy phép nuôi trai lồng
Ủy ban nhân dân cấp xã cấp giấy phép nuôi trai lồng.
Điều 3. Hồ sơ đề nghị cấp giấy phép nuôi trai lồng
Hồ sơ gồm:
1. Đơn đề nghị cấp giấy phép nuôi trai lồng theo Mẫu số 04 Phụ lục I;
2. Sơ đồ đặt lồng.
Điều 4. Trình tự
1. Trong thời hạn 02 ngày làm việc kể từ ngày nhận hồ sơ, Ủy ban nhân dân cấp xã kiểm tra và thông báo \
một lần để bổ sung hồ sơ cấp giấy phép nuôi trai lồng.
2. Trong thời hạn 06 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ, Ủy ban nhân dân cấp xã cấp giấy phép \
nuôi trai lồng.
Điều 5. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2032.
2. Nghị định này thay thế Nghị định số 7/2030/NĐ-CP.
"""
OLD = {
    "cap_thuc_hien": "Cấp tỉnh",
    "co_quan_thuc_hien": "Chi cục Thủy sản",
    "trinh_tu_thuc_hien": "Bước 1: Nộp hồ sơ.\nBước 2: Chi cục đo vị trí đặt lồng.\nBước 3: Nhận giấy phép.",
    "thanh_phan_ho_so": "--Tên giấy tờMẫu đơn, tờ khaiSố lượng"
    "Đơn theo Nghị định 7/2030/NĐ-CPMẫu 02.docx1 bản chínhẢnh chụp lồng nuôi1 bản chính,2 bản sao",
    "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnQuy định về nuôi trai7/2030/NĐ-CP",
}
WAY = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp"
RECORDS = {
    "9.000811.json": written_record(
        "9.000811",
        "Cấp giấy phép nuôi trai lồng",
        cach_thuc_thuc_hien=f"{WAY}15 Ngày làm việc120,000 VNĐNộp tại Chi cục",
        ket_qua_xu_ly="Giấy phép nuôi trai lồngMã: KQ.G17.000019",
        **OLD,
    ),
    "9.000812.json": written_record(
        "9.000812",
        "Gia hạn giấy phép nuôi trai lồng",
        cach_thuc_thuc_hien=f"{WAY}9 Ngày làm việc60,000 VNĐNộp tại Chi cục",
        ket_qua_xu_ly="Giấy phép nuôi trai lồng được gia hạnMã: KQ.G17.000020",
        **OLD,
    ),
}
AFTER, BEFORE = date(2032, 9, 1), date(2032, 6, 1)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("overtaken"), {"nghi-dinh.txt": NEW} | RECORDS) as assistant:
        yield assistant


def said(answer: Answer) -> list[str]:
    return [statement.text for statement in answer.statements]


def test_the_newer_time_leads_and_the_records_is_told_as_the_old_one(assistant: Assistant) -> None:
    answer = assistant.answer("Cấp giấy phép nuôi trai lồng mất bao nhiêu ngày?", Principal.operator(), AFTER)
    lead, *rest = said(answer)
    assert lead.startswith("Theo khoản 2 Điều 4 Nghị định 9/2032/NĐ-CP:")
    assert "06 ngày làm việc" in lead
    record = next(text for text in rest if "15 ngày làm việc" in text)
    assert "Thủ tục 9.000811 còn ghi theo quy định cũ:" in record
    assert answer.warnings[0] == (
        "Thủ tục 9.000811 còn theo Nghị định 7/2030/NĐ-CP (đã hết hiệu lực từ 01/07/2032 theo khoản 2 Điều 5 "
        "Nghị định 9/2032/NĐ-CP); áp dụng khoản 2 Điều 4 Nghị định 9/2032/NĐ-CP."
    )


def test_papers_and_body_follow_the_newer_act(assistant: Assistant) -> None:
    papers = assistant.answer("Cấp giấy phép nuôi trai lồng cần giấy tờ gì?", Principal.operator(), AFTER)
    assert "Sơ đồ đặt lồng" in said(papers)[0]
    assert any("còn ghi theo quy định cũ" in text and "7/2030/NĐ-CP" in text for text in said(papers)[1:])
    body = assistant.answer("Cơ quan nào cấp giấy phép nuôi trai lồng?", Principal.operator(), AFTER)
    assert "Ủy ban nhân dân cấp xã" in said(body)[0]


def test_before_the_newer_act_the_record_stands(assistant: Assistant) -> None:
    answer = assistant.answer(
        "Cấp giấy phép nuôi trai lồng mất bao nhiêu ngày?", Principal.operator(), BEFORE
    )
    assert "15 ngày làm việc" in said(answer)[0]
    assert not any("quy định cũ" in text for text in said(answer))


def test_what_the_newer_act_does_not_speak_of_is_left_to_the_record(assistant: Assistant) -> None:
    answer = assistant.answer("Gia hạn giấy phép nuôi trai lồng mất mấy ngày?", Principal.operator(), AFTER)
    assert "9 ngày làm việc" in said(answer)[0]
    assert any("còn viện dẫn Nghị định 7/2030/NĐ-CP" in warning for warning in answer.warnings)
    assert not any("áp dụng" in warning for warning in answer.warnings)


def test_a_step_on_the_way_is_not_taken_for_the_time_limit(assistant: Assistant) -> None:
    answer = assistant.answer(
        "Hồ sơ cấp giấy phép nuôi trai lồng thiếu thì mấy ngày phải thông báo bổ sung?",
        Principal.operator(),
        AFTER,
    )
    assert not any("áp dụng" in warning for warning in answer.warnings)
