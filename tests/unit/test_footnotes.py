"""Consolidated texts: footnotes are no words of a clause, and tell which act gave it its words, and when."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from sample_consolidated import CONSOLIDATED

from index.amendments import Order
from index.documents import Identity, Kind
from index.provisions import Box, Span
from ingest.footnotes import lift
from ingest.note_orders import consolidated_act, note_orders
from ingest.reading import Page, Reading, Word
from ingest.structure import parse

IDENTITY = Identity("07/VBHN-VPBC", Kind.CONSOLIDATED, None, date(2033, 4, 12))
DAY = date(2031, 7, 1)


def test_no_mark_and_no_note_is_left_in_the_words_of_a_clause() -> None:
    reading = lift(Reading(CONSOLIDATED))
    drafts = parse(reading)
    words = {d.locator: d.span.of(reading.text) for d in drafts}
    assert words["Điều 4 khoản 1"] == "1. Thời hạn cấp phép bến là 9 ngày làm việc."
    assert words["Điều 4 khoản 2"] == "2. Thời hạn gia hạn bến mới là 7 ngày."
    assert words["Điều 4"].startswith("Điều 4. Thời hạn cấp phép\n")
    assert not any("[" in text for place, text in words.items() if place.startswith("Điều"))
    assert words["Chú thích 7"].endswith("có hiệu lực thi hành từ ngày 01 tháng 7 năm 2031.”")
    headings = {d.locator: d.heading for d in drafts}
    assert headings["Chú thích 2"] == "Chú thích của Điều 4"
    assert headings["Chú thích 6"] == "Chú thích của Điều 4 khoản 4 điểm b"


def test_the_notes_become_orders_of_the_act_they_name() -> None:
    reading = lift(Reading(CONSOLIDATED))
    assert consolidated_act(reading.text, IDENTITY) == "7/2030/NĐ-CP"
    orders = note_orders(reading.text, parse(reading), IDENTITY)
    assert {(e.act, e.by_act, e.on) for e in orders} == {("7/2030/NĐ-CP", "9/2031/NĐ-CP", DAY)}
    assert [(e.verb, e.place, e.by_place, e.confidence >= 0.9) for e in orders] == [
        (Order.AMENDS, "Điều 4 một phần", "Điều 1 khoản 5", False),
        (Order.AMENDS, "Điều 4 khoản 1", "Điều 1 khoản 1", True),
        (Order.REPHRASES, "Điều 4 khoản 2", "Điều 1 khoản 2", True),
        (Order.REPEALS, "Điều 4 khoản 3", "Điều 1 khoản 3", True),
        (Order.ADDS, "Điều 4 khoản 4 điểm b", "Điều 1 khoản 4 điểm a", True),  # its day is the head's
    ]
    assert (orders[2].phrase, orders[2].wording) == ("bến cũ", "bến mới")
    assert orders[1].cited == "Điều 1 khoản 1 9/2031/NĐ-CP"


def test_a_note_of_two_amendments_gives_both() -> None:
    text = (
        "Nghị định số 7/2030/NĐ-CP được sửa đổi, bổ sung bởi:\nĐiều 1. Bến[1]\nBến neo.\n"
        "[1] Điều này được sửa đổi, bổ sung lần thứ nhất theo quy định tại khoản 1 Điều 1 Nghị định số"
        " 9/2031/NĐ-CP, có hiệu lực kể từ ngày 01/7/2031; lần thứ hai theo quy định tại Điều 2 Nghị định số"
        " 3/2032/NĐ-CP, có hiệu lực kể từ ngày 01/01/2033."
    )
    reading = lift(Reading(text))
    orders = note_orders(reading.text, parse(reading), IDENTITY)
    assert [(e.by_act, e.by_place, e.on) for e in orders] == [
        ("9/2031/NĐ-CP", "Điều 1 khoản 1", DAY),
        ("3/2032/NĐ-CP", "Điều 2", date(2033, 1, 1)),
    ]


def test_a_text_without_such_notes_stays_as_it_is() -> None:
    plain = Reading("Điều 1. Bến[1]\n1. Bến theo tài liệu [2] là nơi neo.\n[1] Xem bản đồ.\n[2] Xem sách.")
    assert lift(plain) is plain
    dangling = Reading(CONSOLIDATED.split("\n[1]", 1)[0])
    assert lift(dangling) is dangling


def test_a_note_at_the_foot_of_a_page_leaves_the_clause_whole() -> None:
    first = (
        "Nghị định số 7/2030/NĐ-CP được sửa đổi, bổ sung bởi:\nĐiều 1. Bến\n1.[1] Bến là nơi\n"
        "[1] Khoản này được sửa đổi theo quy định tại Điều 2 Nghị định số 9/2031/NĐ-CP.\n"
    )
    text = first + "neo đậu của tàu.\n2. Bến có đèn.\n"
    pages = (Page(1, Span(0, len(first))), Page(2, Span(len(first), len(text))))
    words = tuple(
        Word(Span(at, at + len(word)), Box(1, 0, 0, 1, 1))
        for word in ("đậu", "[1]")
        if (at := text.index(word))
    )
    reading = lift(Reading(text, pages=pages, words=words))
    clause = next(d for d in parse(reading) if d.locator == "Điều 1 khoản 1")
    assert " ".join(clause.span.of(reading.text).split()) == "1. Bến là nơi neo đậu của tàu."
    assert [w.span.of(reading.text) for w in reading.words] == ["đậu"]
    assert reading.pages[1].span.of(reading.text).startswith("neo đậu")
    assert "Khoản này" not in reading.pages[1].span.of(reading.text)


@given(st.text(st.sampled_from("[]^0123456789 aĐ.\n“”"), max_size=80))
def test_lifting_loses_no_word(noise: str) -> None:
    text = CONSOLIDATED + noise
    reading = lift(Reading(text))
    kept = "".join(c for c in reading.text if c.isalpha())
    assert sorted(kept) == sorted(c for c in text if c.isalpha())
