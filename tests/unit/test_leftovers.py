"""No word of a document is left out of its provisions."""

from __future__ import annotations

from pathlib import PurePath

from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.markdown import read_markdown
from ingest.reading import Reading
from ingest.structure import parse

LIST = """# QUYẾT ĐỊNH

Điều 1. Công bố danh mục kèm theo Quyết định này.

PHỤ LỤC
DANH MỤC THỦ TỤC

1. Thủ tục mới

| TT | Tên thủ tục | Cơ quan thực hiện |
|---|---|---|
| 1 | Cấp thẻ thử nghiệm | Đơn vị sự nghiệp[1] |

[1] Hiện có hai đơn vị thử nghiệm trực thuộc Sở Mẫu.
"""


def test_a_note_behind_a_table_is_a_provision_of_its_own() -> None:
    reading = read_markdown(LIST, PurePath("list.md"))
    notes = [d for d in parse(reading) if "chú thích [1]" in d.locator]
    assert [d.span.of(reading.text) for d in notes] == [
        "[1] Hiện có hai đơn vị thử nghiệm trực thuộc Sở Mẫu."
    ]
    assert notes[0].parent is not None


def test_an_act_goes_on_behind_headings_that_were_lost() -> None:
    kept = [*range(1, 6), *range(12, 20)]
    text = "\n".join(f"Điều {n}. Tên điều\n1. Nội dung của điều này." for n in kept)
    articles = [d.locator for d in parse(Reading(text)) if d.unit.value == "article"]
    assert articles == [f"Điều {n}" for n in kept]


def test_a_single_number_far_ahead_is_no_heading_of_the_act() -> None:
    text = "\n".join(
        [
            "Điều 1. Tên điều",
            "Nội dung của điều này nêu ở dòng dưới:",
            "Điều 40. Tên điều của văn bản khác",
            "Nội dung khác.",
        ]
    )
    articles = [d.locator for d in parse(Reading(text)) if d.unit.value == "article"]
    assert articles == ["Điều 1"]


_LINES = st.lists(
    st.sampled_from(
        [
            "1. Mục thứ nhất của danh mục thử nghiệm",
            "2. Mục thứ hai của danh mục thử nghiệm",
            "a) Điểm đầu của mục này trong danh mục",
            "Một đoạn văn bản thường đứng giữa các mục",
            "[2] Ghi chú ở cuối bảng của danh mục này",
            "| TT | Tên thủ tục | Thời hạn |\n|---|---|---|\n| 1 | Cấp thẻ thử nghiệm | 05 ngày |",
        ]
    ),
    min_size=1,
    max_size=12,
)


@given(_LINES)
def test_every_word_behind_the_title_stands_in_a_unit_that_is_searched(rows: list[str]) -> None:
    text = "Điều 1. Công bố danh mục\nNội dung công bố của quyết định.\nPHỤ LỤC\nDANH MỤC\n\n" + "\n\n".join(
        rows
    )
    reading = read_markdown(text, PurePath("list.md"))
    drafts = parse(reading)
    parents = {d.parent for d in drafts}
    held = set()
    for index, draft in enumerate(drafts):
        first = min((d.span.start for d in drafts if d.parent == index), default=draft.span.end)
        held.update(range(draft.span.start, first if index in parents else draft.span.end))
    for row in ("Một đoạn văn bản thường", "[2] Ghi chú"):
        at = reading.text.find(row)
        while at >= 0:
            assert at in held
            at = reading.text.find(row, at + 1)
