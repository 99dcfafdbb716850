"""Acts whose number is shortened: joint circulars, and laws with their name between kind and number."""

import pytest

from assistant.references import acts_named, find_references


@pytest.mark.parametrize(
    "asked, named",
    [
        ("thông tư liên tịch 24/2018 nói gì", ("24", "2018", "ttlt")),
        ("TTLT số 24/2018 nói gì", ("24", "2018", "ttlt")),
        ("joint circular 24/2018", ("24", "2018", "ttlt")),
        ("theo Luật Nuôi hươu số 35/2031 thì sao", ("35", "2031", "qh")),
        ("theo luat nuoi huou 35/2031 thi sao", ("35", "2031", "qh")),
        ("Bộ luật Chăn thả số 9/2031", ("9", "2031", "qh")),
    ],
)
def test_a_shortened_number_is_read_with_its_kind(asked, named):
    assert find_references(asked).short == (named,)
    assert len(acts_named(asked)) == 1


@pytest.mark.parametrize(
    "asked",
    [
        "luật nuôi hươu có hiệu lực từ tháng 6/2031",
        "luật nuôi hươu bổ sung ngày 12/06/2031",
        "luật nuôi hươu quý 3/2031",
    ],
)
def test_a_month_is_no_number_of_a_law(asked):
    assert find_references(asked).short == ()


def test_the_number_of_another_act_behind_a_law_is_not_the_law_s():
    assert find_references("luật nuôi hươu và nghị định 5/2031").short == (("5", "2031", "nđ-cp"),)


def test_the_number_of_a_standard_is_that_of_no_act() -> None:
    assert not find_references("QCVN 19:2031/BBT về đèn bè có hiệu lực từ ngày nào?").numbers
    assert find_references("Thông tư 19/2031/TT-BBT về đèn bè").numbers == ("19/2031/tt-bbt",)
