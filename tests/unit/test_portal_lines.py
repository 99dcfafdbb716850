"""What a site adds below an act is none of its provisions."""

from __future__ import annotations

import pytest

from ingest.reading import Reading
from ingest.structure import parse

ACT = "Điều 1. Mở bến\nBến mở từ ngày ký.\nĐiều 2. Thi hành\nXã Mẫu thi hành Quyết định này."
TITLE = "Quyết định 9/QĐ-UBND năm 2031 về mở bến tại xã Mẫu"
ADDED = "Văn bản này chưa cập nhật nội dung Tiếng Anh"


@pytest.mark.parametrize(
    "added", [f"{TITLE}\n{ADDED}\n{TITLE}", ADDED, f"{TITLE}\n{TITLE}", f"{ADDED}\n{TITLE}"]
)
def test_lines_of_a_site_give_no_provision(added: str) -> None:
    text = f"{ACT}\n{added}\n"
    assert [d.span for d in parse(Reading(text))] == [d.span for d in parse(Reading(ACT))]


@pytest.mark.parametrize(
    "last",
    [
        "Quyết định 9/QĐ-UBND năm 2031 hết hiệu lực từ ngày này.",
        TITLE,
        "Văn bản này thay thế văn bản trước.",
    ],
)
def test_a_last_line_of_the_act_stays(last: str) -> None:
    text = f"{ACT}\n{last}\n"
    assert any(last in draft.span.of(text) for draft in parse(Reading(text)))


def test_a_text_of_nothing_else_stays() -> None:
    assert parse(Reading(f"{ADDED}\n"))
