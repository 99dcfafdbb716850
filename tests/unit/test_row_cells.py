"""Which cells of a row are shown: where it holds, and of a way to submit only what is asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from written_office import written_office

from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal

TABLE = """# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 51/2026/QĐ-UBND

Sơn Khê, ngày 06 tháng 3 năm 2026

# QUYẾT ĐỊNH

Công bố danh mục hỗ trợ nghề cá

# PHỤ LỤC

| STT | Tên hỗ trợ | Mã | Cơ quan | Ghi chú |
|---|---|---|---|---|
| 1 | Hỗ trợ mua phao cứu sinh | 9.000911 | Trạm quản lý hồ | Chỉ áp dụng ở vùng hồ Sơn Khê (cũ) |
| 2 | Hỗ trợ vá lưới vây | 9.000912 | Trạm quản lý hồ | Áp dụng toàn tỉnh |
"""
QUESTION = "Mã của hỗ trợ mua phao cứu sinh là gì?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("rows"), {"danh-muc": TABLE}) as assistant:
        yield assistant


def test_where_a_row_does_not_hold_is_told_unasked(assistant: Assistant) -> None:
    text = assistant.answer(QUESTION, Principal.guest()).brief
    assert "9.000911" in text
    assert "Chỉ áp dụng ở vùng hồ Sơn Khê (cũ)" in text


def test_what_limits_a_row_is_a_setting(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = load("policy")["rows"]
    monkeypatch.setitem(policy, "limits", "nothing limits")
    monkeypatch.setitem(policy, "next_overlap", 1.0)
    assert "Chỉ áp dụng" not in assistant.answer(QUESTION, Principal.guest()).brief
