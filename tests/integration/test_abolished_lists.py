"""A row in a list of what was done away with says so, and why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from written_office import written_office

from assistant.abolished import is_abolished
from assistant.answers import Answer, AnswerStatus
from assistant.assembly import Assistant
from index.access import Principal

_WHY = (
    "Nghị quyết số 44/NQ-HĐND ngày 12/6/2031 của Hội đồng nhân dân tỉnh Sơn Khê về việc thôi giúp nghề bè, "
    "nghề lưới và nghề trên sông do các huyện cũ của tỉnh đặt ra trước khi nhập về một mối"
)
_MADE = "Quyết định số 88/QĐ-UBND ngày 03/4/2028 của Ủy ban nhân dân tỉnh Sơn Khê công bố thủ tục mới"
LIST = f"""# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 158/QĐ-UBND

Sơn Khê, ngày 09 tháng 9 năm 2031

# QUYẾT ĐỊNH

Chuẩn hóa danh mục thủ tục nghề sông

# PHỤ LỤC 1

DANH MỤC THỦ TỤC NGHỀ SÔNG ĐANG THỰC HIỆN

| STT | Tên thủ tục | Mã | Lĩnh vực | Quyết định công bố | Căn cứ |
|---|---|---|---|---|---|
| 1 | Trợ giúp tiền học nghề vá lưới | 9.000971 | Nghề sông | {_MADE} | Nghị quyết số 45/NQ-HĐND |

# PHỤ LỤC 2

DANH MỤC THỦ TỤC NGHỀ SÔNG BỊ BÃI BỎ

| STT | Tên thủ tục | Mã | Lĩnh vực | Quyết định công bố | Căn cứ hoặc lý do bãi bỏ |
|---|---|---|---|---|---|
| 1 | Trợ giúp tiền đóng bè tre | 9.000972 | Nghề sông | {_MADE} | {_WHY} |
| 2 | Trợ giúp tiền mua chèo gỗ | 9.000973 | Nghề sông | {_MADE} | Không còn cấp huyện |
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("abolished"), {"list": LIST}) as assistant:
        yield assistant


def ask(assistant: Assistant, question: str) -> Answer:
    return assistant.answer(question, Principal.guest())


@pytest.mark.parametrize(
    "question",
    [
        "Thủ tục trợ giúp tiền đóng bè tre giờ còn làm nữa không, sao thế?",
        "thu tuc tro giup tien dong be tre con khong, sao bo",
        "Trợ giúp tiền đóng bè tre thuộc lĩnh vực nào?",
    ],
)
def test_the_row_says_that_it_is_no_more_and_why(assistant: Assistant, question: str) -> None:
    told = ask(assistant, question).text
    assert "NGHỀ SÔNG BỊ BÃI BỎ" in told and "44/NQ-HĐND" in told


def test_what_goes_on_is_not_called_abolished(assistant: Assistant) -> None:
    assert "BÃI BỎ" not in ask(assistant, "Trợ giúp tiền học nghề vá lưới còn làm không?").text


def test_the_year_of_the_decision_that_a_row_names_is_no_other_year(assistant: Assistant) -> None:
    answer = ask(assistant, "Trợ giúp tiền mua chèo gỗ công bố năm 2028 còn thực hiện không, vì lý do gì?")
    assert answer.status is not AnswerStatus.UNANSWERABLE and "Không còn cấp huyện" in answer.text


@pytest.mark.parametrize(
    ("heading", "gone"),
    [
        ("Phụ lục 2. DANH MỤC THỦ TỤC BỊ BÃI BỎ – I Sở Nông nghiệp", True),
        ("DANH MỤC THỦ TỤC SỬA ĐỔI, BÃI BỎ – 2. Danh mục thủ tục bị bãi bỏ", True),
        ("DANH MỤC THỦ TỤC SỬA ĐỔI, BỔ SUNG, BÃI BỎ", False),
        ("Phụ lục 1. DANH MỤC THỦ TỤC", False),
    ],
)
def test_the_nearest_heading_tells(heading: str, *, gone: bool) -> None:
    assert is_abolished(heading) is gone
