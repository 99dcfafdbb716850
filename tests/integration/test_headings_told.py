"""A heading that says what is asked is told: no clause below repeats it."""

from __future__ import annotations

from pathlib import Path

import pytest
from written_office import written_office

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
