"""A law that is called by its name and year: what ended it, since when, what becomes of matters under it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from written_office import written_office

from assistant.answers import Answer
from assistant.assembly import Assistant
from index.access import Principal

SECRETS = """QUỐC HỘI
LUẬT
Số: 21/2031/QH17
Hà Nội, ngày 10 tháng 12 năm 2030
GIỮ ĐÈN SÔNG
Điều 1. Đèn sông
Đèn sông do trạm sông giữ.
Điều 2. Hiệu lực thi hành
1. Luật này có hiệu lực thi hành từ ngày 01 tháng 3 năm 2031.
2. Luật Giữ gìn đèn sông số 5/2020/QH15 đã được sửa đổi theo Luật số 8/2025/QH15 hết hiệu lực kể từ ngày \
Luật này có hiệu lực thi hành.
Điều 3. Điều khoản chuyển tiếp
Sổ trực đèn lập theo Luật Giữ gìn đèn sông số 5/2020/QH15 được ghi tiếp đến hết trang cuối.
"""
LOCKS = """QUỐC HỘI
LUẬT
Số: 22/2031/QH17
Hà Nội, ngày 10 tháng 12 năm 2030
ÂU THUYỀN
Điều 1. Âu thuyền
Âu thuyền do trạm âu giữ và thợ âu mở cửa khi thuyền qua, ghi sổ trực âu mỗi lượt.
Điều 2. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 05 tháng 4 năm 2031.
Điều 3. Điều khoản chuyển tiếp
Sổ trực âu lập theo luật cũ trước ngày Luật này có hiệu lực được dùng tiếp trong năm.
"""
FEES = """CHÍNH PHỦ
NGHỊ ĐỊNH
Số: 30/2031/NĐ-CP
Hà Nội, ngày 02 tháng 5 năm 2031
Điều 1. Kiểm tra âu thuyền
Trưởng trạm âu kiểm tra cửa âu, dây kéo cửa âu và bánh răng cửa âu trong thời hạn 07 ngày làm việc.
Điều 2. Điều khoản chuyển tiếp
Hồ sơ mở luồng đã trình trước ngày Nghị định này có hiệu lực thì theo Nghị định số 12/2024/NĐ-CP.
Điều 3. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 6 năm 2031.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    texts = {"den.txt": SECRETS, "au.txt": LOCKS, "phi.txt": FEES}
    with written_office(tmp_path_factory.mktemp("laws"), texts) as assistant:
        yield assistant


def ask(assistant: Assistant, question: str) -> Answer:
    return assistant.answer(question, Principal.operator(), date(2032, 9, 1))


@pytest.mark.parametrize(
    "question",
    [
        "Luật Đèn sông 2020 hết hiệu lực từ ngày nào, luật nào thay, sổ trực theo luật cũ còn dùng không?",
        "luat den song 2020 het hieu luc tu ngay nao, luat nao thay, so truc den theo luat cu con dung khong",
    ],
)
def test_what_ended_it_when_and_what_goes_on(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert "01 tháng 3 năm 2031" in answer.text and "ghi tiếp đến hết trang cuối" in answer.text
    assert {c.head.identity.number for c in answer.citations} == {"21/2031/QH17"}


def test_a_law_that_is_named_beside_a_matter_of_before_tells_its_day(assistant: Assistant) -> None:
    told = ask(
        assistant,
        "Luật Âu thuyền mới có hiệu lực từ ngày nào, sổ trực âu lập theo luật cũ có dùng tiếp không?",
    ).text
    assert "05 tháng 4 năm 2031" in told and "dùng tiếp trong năm" in told


def test_the_part_of_a_matter_of_before_has_its_clause(assistant: Assistant) -> None:
    told = ask(
        assistant,
        "Trưởng trạm âu kiểm tra cửa âu, dây kéo và bánh răng mấy ngày làm việc, còn hồ sơ đã trình trước "
        "ngày Nghị định 30/2031 có hiệu lực thì theo nghị định nào?",
    ).text
    assert "07 ngày làm việc" in told and "12/2024/NĐ-CP" in told
