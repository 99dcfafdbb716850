"""Words that are no syllables as they are spelled are mended, and what is typed in a hurry is written out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.syllables import meant_by, respelled
from assistant.tables import load
from assistant.texting import written_out
from index.vietnamese import normalise


def known(word: str) -> int:
    """Count a word that is spelled as a syllable is often, and others never."""
    return 0 if meant_by(normalise(word)) else 50


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bè trên nứoc", "bè trên nước"),
        ("mấy ngaỳ có giâý", "mấy ngày có giấy"),
        ("thôg tin bến", "thông tin bến"),
        ("sở địng tắt đèn", "sở định tắt đèn"),
        ("lệ fí neo bè", "lệ phí neo bè"),
        ("ngề lái bè", "nghề lái bè"),
        ("cấp jấy fép", "cấp giấy phép"),
        ("nghành bè", "ngành bè"),
        ("đựoc neo ở đuờng sông", "được neo ở đường sông"),
    ],
)
def test_a_word_that_can_be_no_syllable_is_put_right(typed: str, meant: str) -> None:
    assert respelled(typed, known) == normalise(meant)


@pytest.mark.parametrize(
    "typed",
    [
        "quyền quý khuyến khích gìn giữ giếng, thủy hoả ngoằn ngoèo xoong oát",
        "thog tin fi",  # plain words are put right by the words that occur
        "Đăk Nứoc",  # a name is spelled as it is
        "số 5/qđ-ủb",
    ],
)
def test_what_is_spelled_as_it_should_be_stays(typed: str) -> None:
    assert respelled(typed, known) == normalise(typed)


def test_a_word_that_texts_have_stays() -> None:
    assert respelled("mấy ngaỳ", lambda word: 50) == normalise("mấy ngaỳ")
    assert respelled("mấy ngaỳ", lambda word: 0) == normalise("mấy ngaỳ")


def test_how_much_more_is_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(load("policy")["slips"], "misspelled", 60)
    assert respelled("mấy ngaỳ", known) == normalise("mấy ngaỳ")


@pytest.mark.parametrize("word", ["nghiêng", "quả", "gì", "giết", "huỳnh", "khuỷu", "uống", "yếu"])
def test_a_syllable_is_meant_as_it_is(word: str) -> None:
    assert not meant_by(normalise(word))


@given(st.text(max_size=60))
def test_texts_that_nothing_is_known_of_stay(typed: str) -> None:
    assert respelled(typed, lambda word: 0) == normalise(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("neo bè cần j", "neo bè cần gì"),
        ("neo bè làm ntn z", "neo bè làm như thế nào vậy"),
        ("neo bè hết bnhiu", "neo bè hết bao nhiêu"),
        ("neo bè dc k", "neo bè được không"),
        ("hs gồm j", "hồ sơ gồm gì"),
        ("mí bữa", "mấy bữa"),
        ("mí chị", "mí chị"),
        ("bè nhóm k", "bè nhóm k"),
        ("hs lớp 5", "hs lớp 5"),
        ("HS gồm J", "HS gồm J"),
        ("bổ xung dây neo", "bổ sung dây neo"),
        ("bo xung day neo", "bo sung day neo"),
        ("5/k-j", "5/k-j"),
    ],
)
def test_what_is_typed_in_a_hurry_is_written_out(typed: str, meant: str) -> None:
    assert written_out(typed) == normalise(meant)


def test_the_table_of_what_is_typed_in_a_hurry_has_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant import texting

    monkeypatch.setitem(load("texting"), "words", [["bee", "bè"]])
    texting._words.cache_clear()
    try:
        assert written_out("neo bee cần j") == "neo bè cần j"
    finally:
        texting._words.cache_clear()
