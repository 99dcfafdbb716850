"""Transitional clauses are told with the acts that they move from."""

from __future__ import annotations

from datetime import date

from index.amendments import Order
from index.documents import Identity, Kind
from ingest.reading import Reading
from ingest.structure import parse
from ingest.transitions import ENDED, NAMED, transitions

STARTS = date(2032, 7, 1)
IDENTITY = Identity("9/2032/NĐ-CP", Kind.DECREE, "Chính phủ", date(2032, 5, 5))
ENDS = ("7/2030/NĐ-CP",)
TEXT = """NGHỊ ĐỊNH
Điều 1. Phạm vi
1. Nghị định này quy định về bến neo.
2. Bến dựng sau ngày Nghị định này có hiệu lực phải có đèn.
Điều 4. Giấy phép bến
Giấy phép bến cấp trước ngày Nghị định này có hiệu lực thi hành thì tiếp tục có giá trị.
Điều 8. Quy định chuyển tiếp
1. Hồ sơ đã nộp trước ngày Nghị định này có hiệu lực thì giải quyết theo Nghị định số 3/2029/NĐ-CP đã được \
sửa đổi, bổ sung theo Nghị định số 4/2029/NĐ-CP.
2. Đối với bến đang xây dựng:
a) Bến đã nghiệm thu thì không phải nghiệm thu lại;
b) Bến chưa nghiệm thu thì thực hiện theo Nghị định này.
"""


def test_a_clause_is_told_with_the_acts_it_names_else_with_those_that_end() -> None:
    found = transitions(TEXT, parse(Reading(TEXT)), IDENTITY, STARTS, ENDS)
    assert {e.verb for e in found} == {Order.CONTINUES}
    assert [(e.locator, e.act, e.confidence) for e in found] == [
        ("Điều 4", "7/2030/NĐ-CP", ENDED),
        ("Điều 8 khoản 1", "3/2029/NĐ-CP", NAMED),
        ("Điều 8 khoản 2", "7/2030/NĐ-CP", ENDED),
        ("Điều 8 khoản 2 điểm a", "7/2030/NĐ-CP", ENDED),
        ("Điều 8 khoản 2 điểm b", "7/2030/NĐ-CP", ENDED),
    ]


def test_an_article_of_one_paragraph_is_read_whole() -> None:
    text = "THÔNG TƯ\nĐiều 3. Điều khoản chuyển tiếp\nNhiệm vụ đã duyệt theo Thông tư 1/2029/TT-BBC làm.\n"
    (found,) = transitions(text, parse(Reading(text)), IDENTITY, STARTS, ())
    assert (found.locator, found.act, found.on) == ("Điều 3", "1/2029/TT-BBC", STARTS)
