"""What the phrases of a Vietnamese question are called in English, and how such words are compared."""

import pytest

from assistant.foreign_terms import base_terms, is_name_of, name_of_law, said_in
from assistant.inflection import bases, forms
from assistant.meanings import in_stead_abroad, weights_abroad
from assistant.query import foreign_clauses
from assistant.references import beside_acts
from assistant.tables import load, phrases


def called(question):
    return {expansion.phrase: expansion.added for expansion in said_in("en", question)}


def test_a_term_leads_back_to_the_english_one():
    assert "work permit" in called("giấy phép lao động cấp lại cho ai")["giay phep lao dong"]


def test_the_longest_phrase_wins_and_no_phrase_goes_over_a_comma():
    assert "bao hiem xa hoi" in called("nộp bảo hiểm xã hội ở đâu")
    assert "ngay cap" in called("ngày cấp")
    assert "ngay cap" not in called("trong mấy ngày, cấp nào nhận")


def test_a_phrase_of_several_syllables_is_known_without_diacritics_and_a_single_one_is_not():
    assert "pham nhan" in called("pham nhan duoc gap ai")
    assert "ngay" not in called("pham nhan duoc gap may ngay")
    assert "ngay" in called("phạm nhân được gặp mấy ngày")


def test_a_line_of_its_own_goes_before_what_terms_say_turned():
    own = phrases("said_in_en")
    assert called("cấp lại")["cap lai"] == tuple(own["cấp lại"])


def test_a_language_without_terms_that_are_turned_calls_nothing(monkeypatch):
    assert called("giấy phép lao động")
    monkeypatch.setitem(load("policy")["foreign_act"], "languages", [])
    assert not called("giấy phép lao động")


@pytest.mark.parametrize("setting, value", [("longest", 1), ("most", 1)])
def test_each_bound_has_effect(monkeypatch, setting, value):
    before = called("người nước ngoài ở trại giam")
    monkeypatch.setitem(load("policy")["foreign_act"], setting, value)
    assert called("người nước ngoài ở trại giam") != before


@pytest.mark.parametrize("word", ["licence", "fee", "carry", "organise", "labour", "give"])
def test_each_form_of_a_word_leads_back_to_it(word):
    assert all(word in bases(form) for form in forms(word) if form != "given")


def test_a_text_has_the_base_forms_of_its_words_and_no_small_words():
    found = base_terms("The directors granted licenses in the towns")
    assert {"director", "grant", "licence", "town"} <= found
    assert not {"the", "in"} & found


def test_clauses_hold_every_form_and_pairs():
    terms = {clause.term for clause in foreign_clauses(said_in("en", "giấy phép lao động"))}
    assert {"permit", "permits", "work_permit", "work_permits"} <= terms


def test_a_phrase_counts_as_a_whole_for_its_syllables_and_pairs():
    stead = in_stead_abroad(said_in("en", "trại giam"))
    assert stead["trai"] == stead["giam"] == stead["trai_giam"] == (frozenset({"prison"}),)


def test_what_has_no_name_abroad_and_what_names_acts_has_no_weight_there():
    stead = in_stead_abroad(said_in("en", "trại giam gối xyzbank"))
    weights = dict.fromkeys(("trai", "giam", "trai_giam", "goi", "giam_goi", "xyzbank", "88/2031"), 1 / 7)
    kept = weights_abroad(weights, "trại giam gối xyzbank", stead)
    assert set(kept) == {"trai", "giam", "trai_giam", "xyzbank"}
    assert sum(kept.values()) == pytest.approx(1.0)


def test_what_is_left_of_few_known_words_does_not_stand_for_all(monkeypatch):
    stead = in_stead_abroad(said_in("en", "phạt"))
    weights = {"phat": 0.1, "goi": 0.5, "nem": 0.4}
    asked = "phạt gối nem"
    assert sum(weights_abroad(weights, asked, stead).values()) == pytest.approx(0.25)
    monkeypatch.setitem(load("policy")["foreign_act"], "least_known", 0.1)
    assert sum(weights_abroad(weights, asked, stead).values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    "asked, rest",
    [
        ("Theo Nghị định 88/2031/NĐ-CP, nuôi hươu cần gì?", "Theo ; , nuôi hươu cần gì?"),
        ("thông tư liên tịch số 5/2031 nói gì", "; nói gì"),
        ("Luật Chăn hươu số 12/2031 nói gì", "; nói gì"),
    ],
)
def test_a_question_without_the_acts_that_it_names(asked, rest):
    assert " ".join(beside_acts(asked).split()) == rest


def test_a_law_is_called_in_vietnamese_by_its_english_name():
    assert name_of_law("LAW ON STATE AUDIT\nPursuant to the Constitution") == "STATE AUDIT"
    assert name_of_law("The Ministry") == ""
    assert is_name_of("en", "kiem toan nha nuoc", "State Audit")
    assert not is_name_of("en", "kiem toan nha nuoc", "Audit")
    assert not is_name_of("en", "kiem toan", "State Audit")
    assert not is_name_of("en", "kiem toan dong vat", "Audit")
