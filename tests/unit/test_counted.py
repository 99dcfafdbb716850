"""What a question counts, and texts that give a number of it."""

from __future__ import annotations

import pytest

from assistant.counted import asks_of_each, is_counted, nouns_counted


@pytest.mark.parametrize(
    ("question", "nouns"),
    [
        ("mat may hom", {"ngay"}),
        ("bao nhieu bo ho so", {"bo"}),
        ("thiet ke may buoc", {"buoc"}),
        ("how many working days", {"ngay"}),
        ("nop may anh", {"anh"}),
        ("nop bao nhieu tam anh", {"anh"}),
        ("nop may ban", {"ban"}),
        ("may bay nao", set()),
        ("trong bao lau", set()),
    ],
)
def test_what_a_question_counts(question, nouns):
    assert nouns_counted(question) == nouns


@pytest.mark.parametrize(
    ("text", "noun", "counted"),
    [
        ("trong thoi han 02 (hai) ngay lam viec", "ngay", True),
        ("thiet ke mot buoc", "buoc", True),
        ("02 anh mau co 4x6", "anh", True),
        ("02 (hai) tam anh", "anh", True),
        ("03 anh huong", "anh", False),
        ("gui 01 ho so cho tram", "bo", True),
        ("duoi 06 thang", "ngay", False),
        ("tu ngay nop ho so", "ngay", False),
    ],
)
def test_a_text_gives_a_number_of_a_noun(text, noun, counted):
    assert is_counted(text, noun) is counted


@pytest.mark.parametrize(
    ("piece", "each"),
    [
        ("phao den moi loai may ngay", True),
        ("be khach lan luot bao nhieu ngay", True),
        ("each take how long", True),
        ("the moi mat may ngay", False),
    ],
)
def test_a_piece_may_ask_of_each_of_several_things(piece, each):
    assert asks_of_each(piece) is each
