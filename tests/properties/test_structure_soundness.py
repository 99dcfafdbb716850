"""Whatever the text is: spans inside it, parents around children, each locator once, and in linear time."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.reading import Reading
from ingest.structure import parse

PIECES = (
    "Điều 1. Sửa đổi, bổ sung Điều 7 như sau:",
    "“Điều 7. Tên",
    "Điều 2",
    "Điều 3. Tên”.",
    "Chương I",
    "Mục 1. TÊN",
    "Phần thứ nhất",
    "1. Một",
    "2. Hai",
    "l. Một",
    "9, Chín",
    "a) Điểm",
    "đ) Điểm",
    "®) Điểm",
    "- Gạch",
    "PHỤ LỤC II",
    "Mẫu số 01",
    "Nơi nhận:",
    "Căn cứ Luật số 1/2030/QH16;",
    "QUY CHẾ",
    "kèm theo",
    "1.1. Mục",
    "I.",
    "”",
    '"',
    "|",
    "A | B",
)
LINES = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=30)), max_size=40)


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_any_text_gives_sound_drafts(lines: list[str]) -> None:
    text = "\n".join(lines)
    drafts = parse(Reading(text))
    locators = [draft.locator for draft in drafts]
    assert len(set(locators)) == len(locators)
    for index, draft in enumerate(drafts):
        assert 0 <= draft.span.start < draft.span.end <= len(text)
        assert draft.span.of(text).strip() == draft.span.of(text)
        if draft.parent is not None:
            outer = drafts[draft.parent].span
            assert draft.parent < index
            assert outer.start <= draft.span.start
            assert draft.span.end <= outer.end


@pytest.mark.parametrize(
    "text", ["(" * 1_000_000, "1" * 1_000_000, "1." * 500_000, " " * 1_000_000, "số " * 300_000]
)
def test_a_megabyte_of_one_line_is_done_at_once(text: str) -> None:
    started = process_time()
    parse(Reading(text))
    assert process_time() - started < 2


NUMBERED = "\n".join(f"{n}. Việc" for n in range(1, 1000))


@pytest.mark.parametrize(
    "unit",
    [
        "a) Một\n",
        "1. Một\n",
        "Điều 1.\n",
        "“1. Một\n",
        "Điều 1. Sửa đổi Điều 2 như sau:\n“",
        "PHỤ LỤC\n",
        "Nơi nhận:\nQUY CHẾ\n",
        f"{NUMBERED}\n",
    ],
)
def test_the_time_grows_no_faster_than_the_text(unit: str) -> None:
    """Eight times the text in at most twenty times the processor's time; a square would take 64."""

    def seconds(size: int) -> float:
        text = "Điều 1. Tên\n1. Một:\n" + unit * (size // len(unit))
        started = process_time()
        parse(Reading(text))
        return process_time() - started

    small = min(seconds(12_000) for _ in range(3))
    assert min(seconds(96_000) for _ in range(3)) < 20 * max(small, 0.005)
