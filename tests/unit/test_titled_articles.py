"""A question that is the heading of an article is answered by that article, told whole and in its order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from written_office import written_office

from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal

ACT = """# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 72/2026/QĐ-UBND

Sơn Khê, ngày 06 tháng 3 năm 2026

# QUYẾT ĐỊNH

Ban hành Quy định về bến đò ngang

Điều 1. Quyền và nghĩa vụ của người được giao bến đò ngang

1. Được thu tiền vé.

2. Treo bảng giá ở nơi dễ thấy.

3. Trang bị áo phao cho khách.

Điều 2. Quyền và nghĩa vụ của người phải giao bến đò ngang

1. Quyền, nghĩa vụ của người phải giao bến đò ngang gồm có việc trả lại mặt bằng sạch.

2. Được nhận lại tiền ký quỹ.

Điều 3. Kiểm tra

1. Người được giao bến đò ngang có quyền và nghĩa vụ sau đây khi bến đò ngang được kiểm tra: xuất trình sổ; \
ký biên bản kiểm tra bến đò ngang.

2. Hồ sơ của người được giao bến đò ngang gồm quyền, nghĩa vụ của người được giao bến đò ngang và giấy tờ.

Điều 4. Thời hạn giao bến đò ngang

1. Bến đò ngang được giao theo nhu cầu đi lại.

2. Mỗi lần giao không quá 05 năm.

Điều 5. Gia hạn

Người được giao bến đò ngang nộp đơn gia hạn thời hạn giao bến đò ngang trước 30 ngày.

Điều 6. Hoạt động của tổ chức phi chính phủ tại bến

1. Tổ chức phi chính phủ báo cho xã trước khi phát áo phao tại bến.

Điều 7. Hiệu lực thi hành

Quyết định này có hiệu lực thi hành kể từ ngày 20 tháng 3 năm 2026.
"""
RIGHTS = "Quyền và nghĩa vụ của người được giao bến đò ngang gồm những gì?"
TODAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("titles"), {"ben-do": ACT}) as assistant:
        yield assistant


def brief(assistant: Assistant, question: str) -> str:
    return assistant.answer(question, Principal.guest(), TODAY).brief


def test_the_article_of_that_name_is_told_whole_though_others_say_more_of_its_words(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [
        brief(assistant, RIGHTS).index(words) for words in ("1. Được thu", "2. Treo bảng", "3. Trang bị")
    ]
    assert places == sorted(places)
    monkeypatch.setitem(load("policy")["titled"], "question", 2)
    assert "2. Treo bảng" not in brief(assistant, RIGHTS)


@pytest.mark.parametrize(
    "question",
    [
        "quyen va nghia vu cua nguoi duoc giao ben do ngang gom nhung gi",
        "Cho em hỏi quyền và nghĩa vụ của người được giao bến đò ngang là gì ạ?",
        "Quyền và nghĩa vụ của người được giao bến đò ngang được quy định thế nào?",
    ],
)
def test_it_does_not_matter_how_it_is_asked(assistant: Assistant, question: str) -> None:
    assert "3. Trang bị áo phao" in brief(assistant, question)


def test_of_headings_alike_the_one_speaks_that_is_called_so(assistant: Assistant) -> None:
    text = brief(assistant, "Quyền và nghĩa vụ của người phải giao bến đò ngang gồm những gì?")
    assert "trả lại mặt bằng" in text
    assert "bảng giá" not in text
    assert "trả lại mặt bằng" not in brief(assistant, RIGHTS)


def test_a_value_is_taken_from_the_article_of_that_name(assistant: Assistant) -> None:
    text = brief(assistant, "Thời hạn giao bến đò ngang là bao lâu?")
    assert text.index("05 năm") < (text + "30 ngày").index("30 ngày")


def test_what_asks_for_one_detail_is_not_answered_by_the_whole_article(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    detail = "Người được giao bến đò ngang có quyền và nghĩa vụ treo bảng giá không?"
    assert "Trang bị áo phao" not in brief(assistant, detail)


def test_a_word_of_the_heading_is_not_taken_for_what_is_asked(assistant: Assistant) -> None:
    text = brief(assistant, "Hoạt động của tổ chức phi chính phủ tại bến được quy định thế nào?")
    assert "báo cho xã" in text
