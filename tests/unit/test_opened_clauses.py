"""A question that has how a clause opens is answered by that clause, told whole and in its order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from written_office import written_office

from assistant import openings
from assistant.assembly import Assistant
from assistant.context import Context
from assistant.pipeline import run
from assistant.tables import load, stop_words_of
from index.access import Principal

ACT = """# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 81/2026/QĐ-UBND

Sơn Khê, ngày 06 tháng 3 năm 2026

# QUYẾT ĐỊNH

Ban hành Quy định về lò gốm

Điều 1. Giải thích từ ngữ

Trong Quy định này, các từ ngữ dưới đây được hiểu như sau:

1. Lò gốm bầu (lò cổ) là lò xây bằng gạch mộc, đốt bằng củi.

2. Phường gốm lò gốm bầu là nhóm hộ cùng đốt một lò.

3. Phí men gốm là khoản chủ lò góp để mua men chung.

Điều 2. Quyền và nghĩa vụ

1. Chủ lò gốm có các quyền sau đây:

a) Chọn ngày đốt lò;

b) Được miễn nghĩa vụ trực đêm khi ốm.

2. Chủ lò gốm có các nghĩa vụ, trách nhiệm sau đây:

a) Dọn xỉ sau mỗi mẻ;

b) Trực lò ban đêm;

c) Ghi sổ củi.

Điều 3. Thẻ lò

1. Thẻ lò gốm bị thu giữ trong các trường hợp sau đây:

a) Đốt rác trong lò;

b) Bán thẻ cho người khác.

2. Người giữ thẻ lò gốm bị thu giữ đến nhận lại trong 07 ngày kể từ ngày thu giữ thẻ lò gốm.

3. Trong mùa mưa, trường hợp nước vào lò thì chủ lò phải đề nghị đổi thẻ lò:

a) Khi lò nứt vòm;

b) Khi lò sụt nền.

4. Hồ sơ đề nghị đổi thẻ lò gồm:

a) Đơn đề nghị đổi thẻ lò;

b) Thẻ lò cũ.

Điều 4. Giấy củi

1. Giấy củi gồm có hai liên, do trạm kiểm lâm giữ một liên.

2. Trước khi chở củi vào làng, chủ lò phải có giấy củi, trừ các trường hợp sau đây:

a) Củi vườn nhà;

b) Củi mục nhặt ngoài bãi.

Điều 5. Thời hạn và thẩm quyền

1. Thời hạn dùng thẻ lò gốm là 05 năm.

2. Người dùng thẻ lò gốm báo trước 10 ngày khi thời hạn dùng thẻ lò gốm sắp hết.

3. Ngày hội lò do già làng quyết định, sau khi hỏi các chủ lò.

4. Ngày hội lò có rước nước; cơ quan văn hóa và Ủy ban nhân dân xã dự ngày hội lò.

5. Trưởng phường trình bảng giá men; cơ quan nào dùng bảng giá men thì báo lại.

6. Chủ tịch Ủy ban nhân dân xã ban hành bảng giá men.

7. Chủ lò trả 30% mức ký gửi tiền củi và lãi trên mức ký gửi tiền củi khi bỏ mẻ.

8. Mức tiền củi ký gửi được tính theo số mẻ như sau:

a) Từ 01 đến 05 mẻ là 4% giá củi;

b) Từ 06 mẻ trở lên là 2% giá củi.

Điều 6. Hiệu lực thi hành

Quyết định này có hiệu lực thi hành kể từ ngày 20 tháng 3 năm 2026.
"""
TODAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("openings"), {"lo-gom": ACT}) as assistant:
        yield assistant


def led_by(assistant: Assistant, question: str) -> tuple[str, str]:
    """Return the first statement of an answer, and where the first of its citations stands."""
    answer = assistant.answer(question, Principal.operator(), TODAY)
    first = answer.statements[0]
    return first.text, answer.citations[first.citations[0]].provision.locator


@pytest.mark.parametrize(
    ("question", "place", "told"),
    [
        ("Chủ lò gốm có nghĩa vụ gì?", "Điều 2 khoản 2", ("Dọn xỉ", "Trực lò", "Ghi sổ")),
        ("Chủ lò gốm có những quyền nào?", "Điều 2 khoản 1", ("Chọn ngày", "Được miễn")),
        ("chu lo gom co nghia vu gi", "Điều 2 khoản 2", ("Dọn xỉ", "Trực lò", "Ghi sổ")),
        ("Khi nào thẻ lò gốm bị thu giữ?", "Điều 3 khoản 1", ("Đốt rác", "Bán thẻ")),
        ("Khi nào phải đổi thẻ lò?", "Điều 3 khoản 3", ("nứt vòm", "sụt nền")),
        ("Trường hợp nào không phải có giấy củi?", "Điều 4 khoản 2", ("vườn nhà", "ngoài bãi")),
        ("Thế nào là lò gốm bầu?", "Điều 1 khoản 1", ("gạch mộc",)),
        ("Thời hạn dùng thẻ lò gốm là bao lâu?", "Điều 5 khoản 1", ("05 năm",)),
        ("Ngày hội lò do ai quyết định?", "Điều 5 khoản 3", ("già làng",)),
        ("Mức tiền củi ký gửi?", "Điều 5 khoản 8", ("4%", "2%")),
        ("Cơ quan nào ban hành bảng giá men?", "Điều 5 khoản 6", ("Chủ tịch",)),
    ],
)
def test_the_clause_that_opens_so_leads_and_is_told_whole(
    assistant: Assistant, question: str, place: str, told: tuple[str, ...]
) -> None:
    text, where = led_by(assistant, question)
    assert where.startswith(place), text
    assert all(words in text for words in told), text


def test_a_word_that_only_holds_the_one_asked_of_is_not_told_for_it(assistant: Assistant) -> None:
    text, _ = led_by(assistant, "Lò gốm bầu là gì?")
    assert "nhóm hộ" not in text


def test_what_does_not_ask_for_an_exception_is_not_told_as_one(assistant: Assistant) -> None:
    text, where = led_by(assistant, "Giấy củi gồm những gì?")
    assert where.startswith("Điều 4 khoản 1"), text


@pytest.mark.parametrize(
    ("form", "question", "place"),
    [
        (5, "Khi nào phải đổi thẻ lò?", "Điều 3 khoản 3"),
        (10, "Mức tiền củi ký gửi?", "Điều 5 khoản 8"),
    ],
)
def test_a_form_that_is_taken_out_is_missed(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, form: int, question: str, place: str
) -> None:
    table: dict[str, Any] = load("openings")
    kept = [row for index, row in enumerate(table["forms"]) if index != form]
    opened = led_by(assistant, question)
    monkeypatch.setitem(table, "forms", kept)
    openings.forms.cache_clear()
    try:
        assert opened[1].startswith(place)
        assert led_by(assistant, question) != opened
    finally:
        openings.forms.cache_clear()


def test_a_lead_that_only_points_to_its_list_says_nothing_by_that(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    table: dict[str, Any] = load("openings")
    with_pointer = names_in(assistant, "Khi nào thẻ lò gốm bị thu giữ?")
    monkeypatch.setitem(table, "unsaid", r"\bbị thu giữ\b")
    openings.name_of.cache_clear()
    try:
        assert "Thẻ lò gốm bị thu giữ" in with_pointer
        assert "Thẻ lò gốm bị thu giữ" not in names_in(assistant, "Khi nào thẻ lò gốm bị thu giữ?")
    finally:
        openings.name_of.cache_clear()


def test_how_much_of_a_clause_has_to_be_asked_for_is_a_setting(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    table: dict[str, Any] = load("openings")
    monkeypatch.setitem(table, "forms", [{**row, "least": []} for row in table["forms"]])
    openings.forms.cache_clear()
    try:
        assert not led_by(assistant, "Khi nào phải đổi thẻ lò?")[1].startswith("Điều 3 khoản 3")
    finally:
        openings.forms.cache_clear()


def names_in(assistant: Assistant, question: str) -> set[str]:
    """Return what the clauses are called that a question asks for by how they open."""
    context = Context((question,), Principal.operator(), TODAY, assistant.tools())
    run(context)
    return {w.opening.name.strip() for w in context.candidates if w.opening}


def test_a_word_spelled_unlike_a_stop_word_is_none() -> None:
    assert {"chu", "tu"} & stop_words_of(["chủ", "đầu", "tư", "có", "quyền", "gì"]) == set()
    assert {"chu", "tu", "co"} <= stop_words_of(["chu", "dau", "tu", "co", "quyen", "gi"])
    assert "co" in stop_words_of(["chủ", "có", "gì"])
