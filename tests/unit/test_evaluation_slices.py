"""Each slice holds the questions it says, and the same ones every time."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.datasets import RetrievalSet, Text
from evaluation.slices import across_languages, found, made, names_number, single
from evaluation.twins import near_twins
from evaluation.variants import Variant, abbreviated, half_without_diacritics, typed, without_diacritics

LONG = "Hồ sơ đề nghị cấp giấy phép xây dựng nhà ở riêng lẻ gồm những giấy tờ gì và nộp tại đâu?"
ONE = "Người nộp hồ sơ nhận giấy biên nhận trong ngày, ghi rõ ngày trả kết quả và người giải quyết."
TWIN = "Người nộp hồ sơ nhận giấy biên nhận trong ngày, ghi rõ ngày trả kết quả và số điện thoại."
OTHER = "Mức phạt đối với hành vi đổ rác thải ra sông là năm triệu đồng."


def dataset(queries, judgements, texts=(ONE, TWIN, OTHER)):
    documents = tuple(Text(f"d{n}", "", text) for n, text in enumerate(texts, 1))
    return RetrievalSet(documents, queries, judgements)


def test_half_of_the_marked_words_lose_their_diacritics():
    half = half_without_diacritics(LONG)
    assert half == half_without_diacritics(LONG)
    pairs = list(zip(LONG.split(), half.split(), strict=True))
    assert all(b in {a, without_diacritics(a)} for a, b in pairs)
    assert 4 <= sum(a != b for a, b in pairs) <= 15


@given(st.text(max_size=60), st.integers(0, 3))
def test_whatever_is_stripped_by_half_is_a_stripped_word(text, seed):
    half = half_without_diacritics(text, seed=seed)
    assert without_diacritics(half) == without_diacritics(unicodedata.normalize("NFC", text))


def test_phrases_are_shortened_as_officials_do_the_longest_first():
    asked = "Ủy ban nhân dân xã nhận thủ tục hành chính về giấy chứng nhận quyền sử dụng đất"
    assert abbreviated(asked) == "UBND xã nhận TTHC về GCNQSDĐ"
    assert abbreviated("thông tưởng") == "thông tưởng"
    assert typed("chủ đầu tư", Variant.ABBREVIATED) == "CĐT"


def test_a_made_slice_holds_only_what_it_changes():
    asked = single({"a": "Chủ đầu tư nộp phí", "b": "ok 2031"})
    slices = {s.name: s.asked for s in made(asked)}
    assert slices["no diacritics"] == {"a": ("Chu dau tu nop phi",)}
    assert slices["abbreviations"] == {"a": ("CĐT nộp phí",)}
    assert slices == {s.name: s.asked for s in made(asked)}
    assert made(single({"b": "12?"})) == ()


def test_all_turns_of_a_conversation_are_typed_alike():
    (folded,) = [s for s in made({"c": ("Phí bao nhiêu?", "Còn cấp lại?")}) if s.name == "no diacritics"]
    assert folded.asked == {"c": ("Phi bao nhieu?", "Con cap lai?")}


def test_twins_share_most_of_their_words_and_only_wanted_ones_are_told():
    documents = dataset({}, {}).documents
    assert near_twins(documents, {"d1", "d3"}) == {"d1"}
    assert near_twins(documents, {"d1", "d2", "d3"}) == {"d1", "d2"}


def test_questions_are_found_by_what_is_particular_about_them():
    queries = {"q1": "Điều 7 quy định gì?", "q2": "Giấy biên nhận ghi gì?", "q3": "Đổ rác phạt bao nhiêu?"}
    slices = found(dataset(queries, {"q1": {"d3": 1}, "q2": {"d1": 1, "d3": 1}, "q3": {"d3": 1}}))
    assert slices == {
        "number lookups": {"q1"},
        "near twins": {"q2"},
        "several provisions": {"q2"},
    }


@pytest.mark.parametrize(
    ("text", "named"),
    [("NĐ 217 nói gì", True), ("mã 1.013236", True), ("1489/QĐ-UBND", True), ("lệ phí bao nhiêu", False)],
)
def test_numbers_of_acts_records_and_articles_are_seen(text, named):
    assert names_number(text) is named


def test_only_translations_are_asked_across():
    vi = dataset({"q": "hỏi"}, {"q": {"d1": 1}}, ("một", "hai"))
    en = dataset({"q": "ask"}, {"q": {"d1": 1}}, ("one", "two"))
    other = dataset({"z": "ask"}, {"z": {"d1": 1}}, ("one", "two"))
    pairs = across_languages({"vi": vi, "en": en, "other": other})
    assert set(pairs) == {"vi → en", "en → vi"}
    assert (pairs["vi → en"].queries["q"], pairs["vi → en"].documents[0].text) == ("hỏi", "one")
