"""Which clause of an act answers a part of a question: none of its own force, and not only what was found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from written_office import written_office
from written_record import written_record

from assistant import pipeline
from assistant.answers import Answer, AnswerStatus
from assistant.assembly import Assistant
from assistant.facts import Fact
from assistant.gathering import gather
from assistant.tables import load
from index.access import Principal

MARKS = """# BỘ BẾN THUYỀN

Số: 51/2026/TT-BBT

Sơn Khê, ngày 09 tháng 3 năm 2026

# THÔNG TƯ

Ban hành quy chuẩn về thuyền nan

## Điều 1. Ban hành kèm theo Thông tư này
1. QCBT 71:2026 - Quy chuẩn về thuyền nan.

## Điều 2. Hiệu lực thi hành
1. Thông tư này có hiệu lực thi hành kể từ ngày 20 tháng 4 năm 2026.
2. Quy chuẩn QCBT 12:2019 về thuyền nan mới của Bộ Bến thuyền hết hiệu lực từ ngày 20 tháng 4 năm 2026.

## Điều 3. Điều khoản chuyển tiếp
1. Thuyền nan mới theo quy chuẩn QCBT 12:2019 của Bộ Bến thuyền được dùng đến khi hỏng.
"""
FUND = """# BỘ BẾN THUYỀN

Số: 52/2026/TT-BBT

Sơn Khê, ngày 09 tháng 3 năm 2026

# THÔNG TƯ

Quy định về quỹ thuyền thúng

## Điều 3. Khoản vay
1. Thợ chằm thuyền thúng được vay đến 29 triệu đồng mà không phải có người bảo lãnh.
2. Thợ chằm thuyền thúng vay quá mức đó phải có người bảo lãnh.

## Điều 9. Lãi
1. Lãi suất là 4,1%/năm.
"""
COSTS = """# BỘ BẾN THUYỀN

Số: 53/2026/TT-BBT

Sơn Khê, ngày 09 tháng 3 năm 2026

# THÔNG TƯ

Quy định về người đo phao

## Điều 2. Giá
1. Giá đo phao do Bộ Bến thuyền đặt ra.
2. Trạm được thu các chi phí cơm nước, đò ngang theo thực tế.
3. Người đo phao đã đến nơi mà khách hủy việc đo thì khách trả các chi phí quy định tại khoản 2 Điều này.
"""
PAPERS = """# BỘ BẾN THUYỀN

Số: 54/2026/TT-BBT

Sơn Khê, ngày 09 tháng 3 năm 2026

# THÔNG TƯ

Quy định về mái chèo giả

## Điều 4. Hồ sơ đề nghị giữ mái chèo
1. Đơn xin giữ mái chèo giả: 01 bản chính.
2. Giấy ghi tên người bán mái chèo giả: 01 bản chính.

## Điều 6. Xử lý mái chèo giả
1. Trạm nghi lô mái chèo là giả thì giữ lô đó.
2. Trạm nghi lô mái chèo là giả thì yêu cầu người chở cung cấp tài liệu về lô đó:
a) Chứng từ mua gỗ: 01 bản chụp;
b) Tài liệu về cách đẽo: 01 bản chụp.
"""
JAIL = """# THE MINISTRY OF BOATS

No. 55/2009/TT-BBT

Son Khe, March 9, 2009

# CIRCULAR

On the rafts of the province

Article 4. A raftsman's berth is at least 3 m2, with a plank.

Article 6. Rafts shall be moored at night.
"""
MOORING = """# BỘ BẾN THUYỀN

Số: 56/2026/TT-BBT

Sơn Khê, ngày 09 tháng 3 năm 2026

# THÔNG TƯ

Quy định về neo đậu

## Điều 5. Xem xét
1. Trưởng trạm chấp thuận vị trí cọc mốc không quá 12 ngày.
"""
RECORD = written_record(
    "9.000977",
    "Cấp giấy neo bè tre trên sông Nhe",
    co_quan_thuc_hien="Trạm Vịnh",
    trinh_tu_thuc_hien="Bước 1: Chủ bè gửi đơn đến Trạm Vịnh.\n"
    "Bước 2: Trưởng trạm chấp thuận vị trí cọc mốc.",
    cach_thuc_thuc_hien="Hình thức nộpThời gianPhí, lệ phíMô tả"
    "Trực tiếp17 Ngày làm việcMiễn phíNộp tại Trạm Vịnh",
)
OF_RATE = (
    "Thợ chằm thuyền thúng vay thì lãi bao nhiêu một năm, vay đến mức nào thì không phải có người bảo lãnh?"
)
OF_MARK = "Thuyền nan mới theo quy chuẩn nào của Bộ Bến thuyền, có hiệu lực từ ngày nào?"
OF_PILES = "Cấp giấy neo bè tre trên sông Nhe: phí bao nhiêu, chấp thuận vị trí cọc mốc không quá mấy ngày?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    texts = {"marks": MARKS, "fund": FUND, "costs": COSTS, "papers": PAPERS, "jail": JAIL, "mooring": MOORING}
    texts["9.000977.json"] = RECORD
    with written_office(tmp_path_factory.mktemp("asked-for"), texts) as assistant:
        yield assistant


def ask(assistant: Assistant, question: str) -> Answer:
    return assistant.answer(question, Principal.guest())


def test_what_tells_of_an_acts_force_or_of_older_matters_answers_nothing_else(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ask(assistant, OF_MARK).brief
    assert "QCBT 71:2026" in told and "20 tháng 4 năm 2026" in told
    every = ["other", "condition", "basis", *load("policy")["selection"]["of_force"]]
    monkeypatch.setitem(load("policy")["selection"], "of_force", every)
    assert "QCBT 71:2026" not in ask(assistant, OF_MARK).brief


def test_a_rate_that_no_search_found_is_looked_for_in_the_act_that_answers(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_rate(*given: Any) -> Iterator[Fact]:
        return (fact for fact in gather(*given) if "Lãi suất" not in fact.text)

    monkeypatch.setattr(pipeline, "gather", without_rate)
    told = ask(assistant, OF_RATE).brief
    assert "4,1%" in told and "29 triệu" in told


def test_the_costs_that_a_rule_leaves_to_another_clause_are_told(assistant: Assistant) -> None:
    asked = "Người đo phao đã đến nơi mà khách hủy việc đo thì khách phải trả những {} gì?"
    assert "cơm nước" in ask(assistant, asked.format("khoản")).brief


def test_a_list_that_has_more_of_the_question_goes_before_an_article_headed_as_one(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "Trạm nghi lô mái chèo là giả thì yêu cầu người chở lô mái chèo nộp những giấy tờ gì?"
    told = ask(assistant, asked).brief
    assert "Chứng từ mua gỗ" in told and "Tài liệu về cách đẽo" in told
    monkeypatch.setitem(load("policy")["listing"], "score", 0.3)
    assert "Chứng từ mua gỗ" not in ask(assistant, asked).brief


def test_an_act_that_is_held_in_english_is_not_measured_by_vietnamese_words(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "Thông tư 55/2009/TT-BBT: chỗ nằm tối thiểu của mỗi thợ bè là mấy mét vuông?"
    answer = ask(assistant, asked)
    assert answer.status is not AnswerStatus.UNANSWERABLE and "3 m2" in answer.brief
    monkeypatch.setitem(load("policy")["answerability"]["least_coverage"], "foreign", 1.1)
    doubted = ask(assistant, asked)  # too few words meet: shown, and not told as the answer
    assert doubted.status is AnswerStatus.PARTIAL
    assert doubted.text.startswith("Chưa chắc đây là điều được hỏi")


def test_a_clause_that_says_a_part_goes_before_the_column_of_a_record(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(load("policy")["selection"], "other_document", 2.0)
    told = ask(assistant, OF_PILES).brief
    assert "12 ngày" in told and "Miễn phí" in told
    monkeypatch.setitem(load("policy")["selection"], "nearer_clause", 2.0)
    assert "12 ngày" not in ask(assistant, OF_PILES).brief
