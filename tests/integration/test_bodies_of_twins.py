"""Of procedures that are one at several levels, each is told with its own body where no level is named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from written_office import written_office
from written_record import written_record

from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal

BODIES = {"tỉnh": "Ban cờ hiệu hồ lớn", "xã": "Trạm quản lý hồ"}
ASKED = "trình báo mất cờ hiệu thuyền thúng do cơ quan nào thực hiện?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    records = {
        f"9.00087{number}.json": written_record(
            f"9.00087{number}",
            f"Trình báo mất cờ hiệu thuyền thúng (thực hiện tại cấp {level})",
            cap_thuc_hien=f"Cấp {level}",
            co_quan_thuc_hien=body,
            trinh_tu_thuc_hien="Bước 1: Chủ bè nộp đơn.\nBước 2: Cơ quan tiếp nhận trình báo vào sổ.",
        )
        for number, (level, body) in enumerate(BODIES.items())
    }
    with written_office(tmp_path_factory.mktemp("levels"), records) as assistant:
        yield assistant


def test_each_level_is_told_with_its_body(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    told = assistant.answer(ASKED, Principal.guest())
    assert all(f"cấp {level}): {body}" in told.text for level, body in BODIES.items()), told.text
    assert "tùy thuộc" in told.message
    monkeypatch.setitem(load("cases"), "aspects", ["time_limit", "fee"])
    assert "tùy thuộc" not in (assistant.answer(ASKED, Principal.guest()).message or "")


def test_the_level_that_is_named_is_told_alone(assistant: Assistant) -> None:
    told = assistant.answer(ASKED.replace("do", "ở xã do"), Principal.guest())
    assert BODIES["xã"] in told.statements[0].text
    assert "tùy thuộc" not in (told.message or "")
