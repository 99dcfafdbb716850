"""What people corrected of a text: every place moves along, boxes stay, words are found again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.provisions import Box, Span
from index.quality import PageGrade, PageQuality, PageSource
from index.reading_corrections import Field, ReadingCorrection
from ingest.corrections import changes, correct_text, of_text
from ingest.page_grades import page_doubts
from ingest.readers.page_text import compose
from ingest.readers.pdf_lines import PdfLine, PdfWord
from ingest.reading import Draft, Note, Reading, Table, TableRow


def line(page: int, row: int, text: str) -> PdfLine:
    words = enumerate(text.split())
    return PdfLine(
        tuple(
            PdfWord(word, Box(page, at / 20, row / 20, at / 20 + 0.04, row / 20 + 0.02), 0.5)
            for at, word in words
        )
    )


def scan() -> Reading:
    pages = (
        [line(1, 1, "Số: 3A/QĐ-UBND"), line(1, 2, "Thời hạn là l5 ngày làm việc.")],
        [],
        [line(3, 1, "Lệ phí là 250.000 đồng.")],
    )
    qualities = tuple(
        PageQuality(n, PageGrade.NO_TEXT, PageSource.OCR if lines else PageSource.UNREAD, 4)
        for n, lines in enumerate(pages, 1)
    )
    return replace(compose(pages), qualities=qualities, doubts=page_doubts(qualities))


def put_right(text: str, words: str, value: str, entry: int = 1) -> ReadingCorrection:
    start = text.index(words)
    (made,) = of_text(text, [(Span(start, start + len(words)), value, None)], "lan", "ảnh")
    return replace(made, entry=entry)


def test_a_word_is_put_right_and_keeps_its_box() -> None:
    reading = scan()
    box = next(w.box for w in reading.words if w.span.of(reading.text) == "l5")
    made = correct_text(reading, [put_right(reading.text, "l5", "15")])
    assert "Thời hạn là 15 ngày làm việc." in made.reading.text
    word = next(w for w in made.reading.words if w.box == box)
    assert (word.span.of(made.reading.text), word.confidence) == ("15", None)
    (one,) = made.corrected
    assert (one.read, one.span and one.span.of(made.reading.text)) == ("l5", "15")
    assert made.lost == ()


def test_all_places_behind_move_along() -> None:
    reading = scan()
    fee = reading.text.index("250.000")
    last = Span(fee, fee + 7)
    table = Table((TableRow(last, (last,)),))
    reading = replace(reading, tables=(table,), notes=(Note("1", fee, last),))
    made = correct_text(reading, [put_right(reading.text, "3A/QĐ-UBND", "1234/QĐ-UBND")]).reading
    moved = Span(fee + 2, fee + 9)
    assert moved.of(made.text) == "250.000"
    assert made.tables == (Table((TableRow(moved, (moved,)),)),)
    assert made.notes == (Note("1", fee + 2, moved),)
    assert made.pages[2].span.of(made.text) == "Lệ phí là 250.000 đồng."
    assert [w.span.of(made.text) for w in made.words] == made.text.split()


def test_more_words_and_fewer_share_the_boxes() -> None:
    reading = scan()
    made = correct_text(reading, [put_right(reading.text, "l5 ngày làm", "mười lăm ngày")]).reading
    words = {w.span.of(made.text): w.box for w in made.words}
    old = {w.span.of(reading.text): w.box for w in reading.words}
    assert words["ngày"] == old["ngày"]
    assert words["mười"] == words["lăm"] == old["l5"]
    gone = correct_text(reading, [put_right(reading.text, "l5 ngày", "")]).reading
    assert "Thời hạn là  làm việc." in gone.text
    assert [w.span.of(gone.text) for w in gone.words] == gone.text.split()


def test_part_of_a_word_is_put_right_in_its_box() -> None:
    reading = scan()
    made = correct_text(reading, [put_right(reading.text, "3A", "34")]).reading
    word = next(w for w in made.words if w.span.of(made.text) == "34/QĐ-UBND")
    assert word.box == next(w.box for w in reading.words if "3A" in w.span.of(reading.text))


def test_words_are_found_again_in_another_reading() -> None:
    seen = scan().text
    wish = put_right(seen, "l5", "15")
    other = Reading("Mã l5 của bên khác.\n" + seen.replace("\n", "\n\n").replace("Số:", "SỐ"))
    made = correct_text(other, [wish])
    assert "Thời hạn là 15 ngày" in made.reading.text
    assert "Mã l5 của" in made.reading.text


@pytest.mark.parametrize("text", ["Không có gì giống.", "Kho l5 tấn thóc."])
def test_words_that_are_not_found_are_told(text: str) -> None:
    wish = put_right(scan().text, "l5", "15")
    made = correct_text(Reading(text), [wish])
    assert (made.reading.text, made.corrected, made.lost) == (text, (), (wish,))


def test_a_page_that_could_not_be_read_is_typed_in() -> None:
    reading = scan()
    assert any("Chưa đọc được trang 2" in told for told in reading.doubts)
    typed = ReadingCorrection(Field.TEXT, "Điều 2. Hồ sơ\nĐơn.", "lan", "ảnh", page=2, entry=4)
    made = correct_text(reading, [typed]).reading
    assert [page.span.of(made.text) for page in made.pages] == [
        reading.pages[0].span.of(reading.text),
        "Điều 2. Hồ sơ\nĐơn.",
        "Lệ phí là 250.000 đồng.",
    ]
    assert made.text.splitlines()[-3:] == ["Điều 2. Hồ sơ", "Đơn.", "Lệ phí là 250.000 đồng."]
    assert made.qualities[1].source is PageSource.PERSON
    assert not any("Chưa đọc được" in told for told in made.doubts)
    assert {w.span.of(made.text) for w in made.words} == set(reading.text.split())


def test_a_later_correction_of_the_same_words_takes_their_place() -> None:
    reading = scan()
    first = put_right(reading.text, "l5", "16", entry=1)
    second = put_right(reading.text.replace("l5", "16"), "16 ngày", "15 ngày", entry=2)
    made = correct_text(reading, [first, second])
    assert "là 15 ngày" in made.reading.text
    assert [(one.entry, one.span is None) for one in made.corrected] == [(1, True), (2, False)]


def test_what_carries_its_own_structure_is_left_alone() -> None:
    reading = scan()
    wish = put_right(reading.text, "l5", "15")
    whole = replace(reading, drafts=(Draft("field", "Thời hạn", "", Span(0, 3)),))  # type: ignore[arg-type]
    assert correct_text(whole, [wish]).lost == (wish,)


TEXTS = st.lists(st.sampled_from(["Điều", "1.", "15", "l5", "ngày", "\n", "phí"]), max_size=14).map(" ".join)


@given(TEXTS, TEXTS)
def test_the_changes_of_a_page_make_the_new_text(old: str, new: str) -> None:
    found = list(changes(old, new))
    for span, value in reversed(found):
        assert span.of(old).strip() or not old.strip()
        old = old[: span.start] + value + old[span.end :]
    if new.strip():
        assert old.replace(" ", "").strip("\n") == new.replace(" ", "").strip("\n")


@given(TEXTS, TEXTS)
def test_the_changes_of_a_page_are_made_again(old: str, new: str) -> None:
    """What a person wrote is what the next reading of the same bytes has."""
    if not old.strip() or not new.strip():
        return
    reading = Reading(old)
    places = [(span, value, 1) for span, value in changes(old, new)]
    wishes = list(of_text(old, places, "lan", "ảnh"))
    made = correct_text(reading, wishes)
    assert made.lost == ()
    assert made.reading.text.replace(" ", "").strip("\n") == new.replace(" ", "").strip("\n")
