"""Which recognised words are doubted: numbers, dates, số hiệu, and what stands in their place."""

from __future__ import annotations

import pytest

from index.provisions import Box, Span
from index.quality import PageGrade, PageQuality, PageSource, ReadingGrade
from ingest.doubts import doubt
from ingest.page_numbers import page_list
from ingest.quality import quality_doubts, quality_of
from ingest.reading import Reading, Word
from ingest.unsure import unsure_words

BOX = Box(3, 0.1, 0.1, 0.2, 0.2)


def reading(text: str, confidence: float, *qualities: PageQuality) -> Reading:
    words, at = [], 0
    for word in text.split(" "):
        words.append(Word(Span(at, at + len(word)), BOX, confidence))
        at += len(word) + 1
    return Reading(text, words=tuple(words), qualities=qualities)


@pytest.mark.parametrize(
    ("text", "confidence", "expected"),
    [
        ("trong 15 ngày làm việc", 0.97, []),
        ("trong 15 ngày làm việc", 0.90, ["15"]),
        ("trong lO ngày làm việc", 0.80, ["lO", "làm"]),
        ("ngày 22 tháng ố năm 2015;", 0.97, ["ố"]),
        ("ngày I5 tháng l1 năm 2024", 0.97, ["I5", "l1"]),
        ("Nghị định số 96/2016/NĐ-CP, Thông tư 3/TT-BXD và 68/2020/QH14", 0.97, []),
        ("Thông tư số 2B1Š/TT-BXD", 0.97, ["2B1Š/TT-BXD"]),
        ("theo Phụ lục II và Phụ lục III", 0.80, ["II", "III"]),
        ("Điều 3. khoản 2, điểm d1 (m2) 12,5% 250.000 31/12/2030", 0.97, []),
        ("hồ sơ hợp lệ", 0.30, []),
    ],
)
def test_numbers_and_what_stands_in_their_place(text: str, confidence: float, expected: list[str]) -> None:
    found = unsure_words(reading(text, confidence))
    assert [one.span.of(text) for one in found] == expected
    assert {one.page for one in found} <= {3}


def test_words_of_a_text_layer_are_never_doubted() -> None:
    words = tuple(Word(word.span, word.box) for word in reading("I5 ngày", 0.1).words)
    assert unsure_words(Reading("I5 ngày", words=words)) == ()


@pytest.mark.parametrize(
    ("pages", "confidence", "grade", "reasons"),
    [
        ([(PageGrade.GOOD, PageSource.TEXT, None)], 0.97, ReadingGrade.GOOD, ()),
        ([(PageGrade.NO_TEXT, PageSource.OCR, 0.95)], 0.97, ReadingGrade.GOOD, ("pages_recognised",)),
        (
            [(PageGrade.GARBLED, PageSource.OCR, 0.95)],
            0.5,
            ReadingGrade.FAIR,
            ("text_layer_garbled", "pages_recognised", "numbers_unsure"),
        ),
        (
            [(PageGrade.NO_TEXT, PageSource.OCR, 0.8)],
            0.97,
            ReadingGrade.FAIR,
            ("pages_recognised", "confidence_low"),
        ),
        (
            [(PageGrade.STAMP_ONLY, PageSource.OCR, 0.6)],
            0.97,
            ReadingGrade.POOR,
            ("pages_recognised", "confidence_low"),
        ),
        (
            [(PageGrade.GOOD, PageSource.TEXT, None), (PageGrade.NO_TEXT, PageSource.UNREAD, None)],
            0.97,
            ReadingGrade.POOR,
            ("pages_unread",),
        ),
    ],
)
def test_the_grade_of_a_document(
    pages: list[tuple[PageGrade, PageSource, float | None]],
    confidence: float,
    grade: ReadingGrade,
    reasons: tuple[str, ...],
) -> None:
    made = [PageQuality(n, g, source, 9, c) for n, (g, source, c) in enumerate(pages, 1)]
    quality = quality_of(reading("trong 15 ngày", confidence, *made))
    assert quality is not None
    assert (quality.grade, quality.reasons) == (grade, reasons)


def test_formats_without_pages_have_no_report() -> None:
    assert quality_of(reading("trong 15 ngày", 0.1)) is None
    assert quality_doubts(None, "", "1/2030/NĐ-CP") == ()


def test_a_documents_own_number_is_doubted_by_name() -> None:
    made = reading("Số: 34/2031/QĐ-UBND", 0.6, PageQuality(1, PageGrade.NO_TEXT, PageSource.OCR, 2, 0.6))
    told = quality_doubts(quality_of(made), made.text, "34/2031/QĐ-UBND")
    assert told == (
        doubt("number_unsure", number="34/2031/QĐ-UBND"),
        doubt("numbers_unsure", count="1", pages="3"),
    )


def test_pages_are_listed_as_runs() -> None:
    assert page_list([1, 2, 3, 7, 9, 10]) == "1–3, 7, 9–10"
    assert page_list([]) == ""
