"""A heading that says what is asked is told: no clause below repeats it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from written_office import written_office
from written_record import written_record

from assistant.gathering import gather
from assistant.question import understand
from assistant.shelf import Shelf
from assistant.tables import load
from index.access import Principal

ACT = """# BỘ XÂY DỰNG

Số: 61/2026/TT-BXD

Hà Nội, ngày 06 tháng 3 năm 2026

# THÔNG TƯ

Quy định phân cấp quản lý bè ven hồ

Điều 1. Phân cấp việc đo bè và đóng dấu bè cho Cục Đường thủy nội địa

1. Lập đoàn đo bè trước khi bè chở khách.

2. Đóng dấu bè đã đo.

Điều 2. Hiệu lực thi hành

Thông tư này có hiệu lực kể từ ngày 01 tháng 5 năm 2026.
"""
ASKED = "Cục nào lập đoàn đo bè trước khi bè chở khách?"


def test_the_heading_that_names_the_body_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with written_office(tmp_path, {"phan-cap": ACT}) as assistant:
        assert "Cục Đường thủy nội địa" in assistant.answer(ASKED, Principal.guest()).brief
        monkeypatch.setitem(load("policy")["selection"], "said_by_heading", [])
        assert "Cục Đường thủy nội địa" not in assistant.answer(ASKED, Principal.guest()).text


# So long that its clauses are found one by one.
LONG = ACT.replace(
    "2. Đóng dấu bè đã đo.",
    "2. Đóng dấu bè đã đo.\n\n"
    + "\n\n".join(
        f"{number}. Giữ sổ {name} của trạm ven hồ, ghi ngày mở và ngày khóa sổ, cho chủ bè xem khi đến trạm, "
        f"không cho ai mang sổ {name} ra khỏi trạm, báo ngay cho trưởng trạm khi sổ ướt hoặc rách trang."
        for number, name in enumerate(
            ("thuyền", "phao", "neo", "lưới", "đèn", "còi", "cờ", "dây", "mái chèo"), 3
        )
    ),
)


def test_the_heading_above_a_clause_is_a_fact_where_its_article_is_not_read_whole(tmp_path: Path) -> None:
    question = understand(("Đơn vị nào đóng dấu bè đã đo?",), date(2026, 9, 1))
    with written_office(tmp_path, {"phan-cap": LONG}) as assistant:
        guest = Principal.guest()
        found = assistant.tools().retriever.find(question, guest, 20).evidence
        at = {item.provisions[0].locator: item for item in found}
        read = [replace(at["Điều 2"], score=2.0), replace(at["Điều 1 khoản 11"], score=1.5)]
        facts = list(gather(read, frozenset(), Shelf(assistant.store, guest), aspects=question.aspects))
    headings = {fact.text: fact.strength for fact in facts if fact.text.startswith("Điều 1.")}
    assert headings == {"Điều 1. Phân cấp việc đo bè và đóng dấu bè cho Cục Đường thủy nội địa": 1.5}


ROOM = written_record(
    "9.000731",
    "Cấp thẻ lái bè tại công an tỉnh",
    co_quan_co_tham_quyen="Cục Bè mảng",
    co_quan_thuc_hien="Công an tỉnh",
    trinh_tu_thuc_hien="- Người lái bè nộp đơn ở Phòng Sông nước, Công an tỉnh.\n"
    "- Nơi tiếp nhận làm việc từ thứ 2 đến thứ 6 và sáng thứ 7 hàng tuần.",
)


def test_a_body_of_the_kind_that_is_asked_for_is_told_from_any_field(tmp_path: Path) -> None:
    with written_office(tmp_path, {"the.json": ROOM}) as assistant:
        guest = Principal.guest()
        told = assistant.answer("Xin thẻ lái bè ở công an tỉnh thì đến phòng nào?", guest).brief
        assert "Phòng Sông nước" in told
        assert "sáng thứ 7" in assistant.answer("Cấp thẻ lái bè: thứ bảy có tiếp nhận không?", guest).text
