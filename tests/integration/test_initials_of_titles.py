"""An abbreviation of the office's own is understood by what the titles say that one may read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from written_office import written_office

from assistant.assembly import Assistant
from index.access import AccessLabel, Principal
from index.settings import load_settings
from ingest.cli import run

ACT = """# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: {number}/2026/QĐ-UBND

Sơn Khê, ngày 05 tháng 3 năm 2026

# QUYẾT ĐỊNH

{title}

Điều 1. Thời hạn giải quyết

Ban quản lý bến thuyền trả {what} trong {days} ngày làm việc.

Điều 2. Hiệu lực thi hành

Quyết định này có hiệu lực thi hành kể từ ngày 20 tháng 3 năm 2026.
"""
PUBLIC = (
    (31, "Quy định về thẻ của tổ thu gom bèo", "thẻ của tổ thu gom bèo", "06"),
    (32, "Quy định về phù hiệu của tổ thu gom bèo", "phù hiệu của tổ thu gom bèo", "09"),
    (33, "Quy định về thẻ của người chở khách", "thẻ của người chở khách", "03"),
)
INTERNAL = (
    (41, "Quy định về giấy khen của đội đua thuyền rồng", "giấy khen của đội đua thuyền rồng", "12"),
    (42, "Quy định về áo của đội đua thuyền rồng", "áo của đội đua thuyền rồng", "15"),
)


def act(row: tuple[int, str, str, str]) -> str:
    number, title, what, days = row
    return ACT.format(number=number, title=title, what=what, days=days)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("initials")
    with written_office(folder, {str(row[0]): act(row) for row in PUBLIC}) as assistant:
        inner = folder / "inner"
        inner.mkdir()
        for row in INTERNAL:
            (inner / f"{row[0]}.md").write_text(act(row), encoding="utf-8")
        label = AccessLabel.parse("internal")
        run(load_settings(folder / "home"), [inner], label, workers=1, sync=False, vectors=False, quiet=True)
        yield assistant


def test_what_the_titles_abbreviate_is_what_is_asked_of(assistant: Assistant) -> None:
    answer = assistant.answer("Phù hiệu TTGB mấy ngày có?", Principal.guest())
    assert answer.understood_as == "Phù hiệu tổ thu gom bèo mấy ngày có?"
    assert "09 ngày" in answer.statements[0].text


def test_a_title_that_one_may_not_read_explains_nothing(assistant: Assistant) -> None:
    question = "Giấy khen ĐĐTR mấy ngày có?"
    assert assistant.answer(question, Principal.guest()).understood_as == question
    told = assistant.answer(question, Principal.operator())
    assert told.understood_as == "Giấy khen đội đua thuyền rồng mấy ngày có?"
