"""One turn of a conversation by itself: its own words, as typed with and without diacritics."""

from __future__ import annotations

import pytest

from assistant.turns import case_put, new_subject, own_words, stands_alone, without_small_talk


@pytest.mark.parametrize(
    ("turn", "own"),
    [
        ("lệ phí bao nhiêu", ()),
        ("le phi bao nhieu", ()),
        ("máy cày của họ", ("may", "cay")),
        ("họ trả lời", ()),
        ("hồ sen", ("ho", "sen")),
        ("vốn của chủ đầu tư", ("von", "chu", "dau", "tu")),
        ("how long do they take to reply", ()),
    ],
)
def test_marks_tell_general_words_from_those_of_a_subject(turn, own):
    assert own_words(turn) == own


@pytest.mark.parametrize(
    ("turn", "case"),
    [
        ("còn gia hạn?", "gia hạn"),
        ("thế bị rách thì sao", "bị rách"),
        ("mất thì sao?", "mất"),
        ("what about widows?", "widows"),
        ("còn lệ phí?", None),
        ("còn lệ phí thì sao", None),
        ("nuôi cá ở đâu", None),
    ],
)
def test_a_case_is_put_where_nothing_else_is_asked(turn, case):
    assert case_put(turn) == case


def test_a_turn_of_thanks_alone_stays():
    assert without_small_talk("cảm ơn nhé") == "cảm ơn nhé"
    assert without_small_talk("ok. lệ phí?") == "lệ phí?"


def test_another_procedure_as_a_case_is_no_change_of_subject():
    assert new_subject("còn thủ tục khác thì sao") is None
    assert new_subject("giờ chuyển sang việc khác: trâu bò") == "trâu bò"


def test_a_turn_that_shares_a_pair_of_words_is_about_the_same():
    turn = "trại cá cảnh ven sông ai thanh tra"
    assert stands_alone(turn, "đăng ký tàu thuyền")
    assert not stands_alone(turn, "nuôi cá cảnh cần gì")


def test_a_turn_that_begins_with_the_thing_spoken_of_leans_on_it():
    assert not stands_alone("xe đó chở thêm cát sỏi ven sông có được không", "gắn phao vào xe kéo bè")
    assert stands_alone("xe chở thêm cát sỏi ven sông có được không", "gắn phao vào bè")


def test_a_question_that_is_asked_once_more_stands_alone():
    asked = "thời hạn cấp giấy phép treo phao neo là bao nhiêu ngày"
    assert stands_alone(asked, asked)
