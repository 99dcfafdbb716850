import unicodedata

import pytest

from index.vietnamese import bigrams, fold, folded_terms, is_bengali, is_folded, normalise, terms, tokens


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("hoà giải", "hòa giải"),
        ("Uỷ ban", "Ủy ban"),
        ("thuỷ lợi", "thủy lợi"),
        ("quý hoá", "quý hóa"),
        ("khoản", "khoản"),
        ("toàn quốc", "toàn quốc"),
        ("Ðiều", "Điều"),
        ("đi\u00adều\u200b", "điều"),
        ("xã\u00a0Tân", "xã Tân"),
        ("Nghị định 7/2026/NĐ-СР", "Nghị định 7/2026/NĐ-CP"),
    ],
)
def test_normal_form(written, normal):
    assert normalise(written) == normal
    assert normalise(unicodedata.normalize("NFD", written)) == normal


def test_real_cyrillic_words_are_left_alone():
    assert normalise("Москва") == "Москва"


def test_numbers_stay_whole_and_are_found_by_their_parts():
    assert tokens("Nghị định số 217/2026/NĐ-CP")[3:] == ["217/2026/nđ-cp", "217", "2026", "nđ", "cp"]
    assert tokens("1.013236.H05") == ["1.013236.h05", "1.013236"]


@pytest.mark.parametrize(("one", "other"), [("07 ngày", "7 ngày"), ("300.000 đồng", "300,000 đồng")])
def test_figures_have_one_form(one, other):
    assert tokens(one) == tokens(other)


def test_decimal_days_stay_decimal():
    assert "0,25" in tokens("0,25 ngày")


def test_terms_are_syllables_and_their_pairs():
    assert terms("Giấy phép xây dựng") == ["giấy", "phép", "xây", "dựng", "giấy_phép", "phép_xây", "xây_dựng"]
    assert folded_terms("xây dựng") == ["xay", "dung", "xay_dung"]
    assert bigrams(["a"]) == []


def test_folding_and_its_detection():
    assert fold("Đường Uỷ ban") == "duong uy ban"
    assert is_folded("gia han giay phep")
    assert not is_folded("gia hạn")


def test_bengali_words_stay_whole():
    assert tokens("পুরানো প্রযুক্তি ২০২৫") == ["পুরানো", "প্রযুক্তি", "২০২৫"]
    assert is_bengali("পুরানো প্রযুক্তি")
    assert not is_bengali("công nghệ")
