"""From drafts to provisions: ids, pages, boxes, and the card's lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.procedures import Channel, Line, ProcedureCard
from index.provisions import Box, Span, Unit
from ingest.citable import provisions_of, tie_card
from ingest.reading import Draft, Page, Reading, Word

TEXT = "Điều 1. Hồ sơ\n1. Đơn đề nghị.\n1. Đơn đề nghị.\n"
ARTICLE = Draft(Unit.ARTICLE, "Điều 1", "Hồ sơ", Span(0, len(TEXT)))


def _clause(start: int, end: int, parent: int | None = 0) -> Draft:
    return Draft(Unit.CLAUSE, "Điều 1 khoản 1", "Hồ sơ", Span(start, end), parent)


def test_equal_twins_have_ids_of_their_own_and_parents_are_resolved() -> None:
    drafts = [ARTICLE, _clause(14, 29), _clause(30, 45)]
    article, first, second = provisions_of("d", Reading(TEXT), drafts)
    assert first.span.of(TEXT) == second.span.of(TEXT)
    assert len({article.id, first.id, second.id}) == 3
    assert first.parent_id == second.parent_id == article.id
    assert [p.ordinal for p in (article, first, second)] == [0, 1, 2]


def test_an_id_depends_on_content_and_path_only() -> None:
    (before,) = provisions_of("d", Reading(TEXT), [_clause(14, 29, None)])
    moved = "Lời đầu.\n" + TEXT
    (after,) = provisions_of("d", Reading(moved), [_clause(23, 38, None)])
    (other,) = provisions_of("e", Reading(TEXT), [_clause(14, 29, None)])
    assert before.id == after.id != other.id


@pytest.mark.parametrize("draft", [_clause(14, 1000, None), _clause(29, 14, None), _clause(14, 29, 0)])
def test_a_draft_that_cannot_be_is_refused(draft: Draft) -> None:
    with pytest.raises(ValueError, match="Điều 1 khoản 1"):
        provisions_of("d", Reading(TEXT), [draft])


def test_pages_and_one_box_for_each_line() -> None:
    text = "một hai ba bốn năm"
    boxes = [
        Box(1, 0.1, 0.10, 0.2, 0.12),
        Box(1, 0.25, 0.101, 0.4, 0.121),
        Box(1, 0.1, 0.13, 0.2, 0.15),
        Box(2, 0.1, 0.13, 0.2, 0.15),
        Box(2, 0.3, 0.13, 0.4, 0.15),
    ]
    words, at = [], 0
    for piece, box in zip(text.split(), boxes, strict=True):
        words.append(Word(Span(at, at + len(piece)), box))
        at += len(piece) + 1
    pages = (Page(1, Span(0, 11)), Page(2, Span(11, len(text))))
    reading = Reading(text, pages=pages, words=tuple(words))
    whole, last = provisions_of(
        "d",
        reading,
        [Draft(Unit.PARAGRAPH, "Đoạn 1", "", Span(0, 14)), Draft(Unit.PARAGRAPH, "Đoạn 2", "", Span(15, 18))],
    )
    assert (whole.page, last.page) == (1, 2)
    assert whole.boxes == (Box(1, 0.1, 0.10, 0.4, 0.121), boxes[2], boxes[3])
    assert last.boxes == (boxes[4],)


@given(st.lists(st.integers(1, 8), min_size=1, max_size=30), st.data())
def test_the_boxes_of_a_span_are_those_of_its_words(lengths: list[int], data: st.DataObject) -> None:
    words, at = [], 0
    for number, length in enumerate(lengths):
        top = number / 100
        words.append(Word(Span(at, at + length), Box(1, 0.1, top, 0.2, top + 0.005)))
        at += length + 1
    start = data.draw(st.integers(0, at))
    end = data.draw(st.integers(start, at))
    reading = Reading("x" * at, words=tuple(words))
    (made,) = provisions_of("d", reading, [Draft(Unit.PARAGRAPH, "Đoạn 1", "", Span(start, end))])
    touched = [w.box for w in words if w.span.start < end and w.span.end > start]
    assert list(made.boxes) == touched


def test_a_card_is_tied_to_its_provisions() -> None:
    drafts = [
        Draft(Unit.FIELD, "Kết quả thực hiện", "", Span(0, 4)),
        Draft(Unit.CHANNEL, "Cách thức thực hiện dòng 1", "", Span(5, 9)),
    ]
    made = provisions_of("d", Reading("Giấy Trực"), drafts)
    card = ProcedureCard(
        "1.000001",
        "Thủ tục mẫu",
        result=Line("Giấy", "Kết quả thực hiện"),
        channels=(Channel("Trực tiếp", "Cách thức thực hiện dòng 1"),),
    )
    tied = tie_card(card, made)
    assert tied.result == Line("Giấy", made[0].id)
    assert tied.channels[0].provision_id == made[1].id
    assert tied.name == card.name
    with pytest.raises(KeyError):
        tie_card(ProcedureCard("1", "x", result=Line("y", "nowhere")), made)
