"""What tells near twins apart, read from names and from all that is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.distinctions import (
    acts_of,
    agreed,
    contradicted,
    distinctions,
    everyday_acts,
    is_secondary,
    named,
    scaled,
    secondary_asked,
    words_of_acts,
)
from assistant.tables import load

WORKS = ("dac biet", "i", "ii", "iii", "iv")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("cap giay phep bien hieu moi", {"new"}),
        ("cap lai the thu nghiem bi mat", {"reissue"}),
        ("gia han giay phep", {"renewal"}),
        ("cap lai, gia han chung chi", {"reissue", "renewal"}),
    ],
)
def test_the_act_of_a_procedure_is_read_from_its_name(text, values):
    assert named(text)["act"] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("don neo be hop le", {"valid"}),
        ("don neo be chua hop le", {"invalid"}),
        ("don neo be khong day du, hop le", {"invalid"}),
        ("don neo be chua day du hop le", {"invalid"}),
    ],
)
def test_a_dossier_is_in_order_or_is_not(text, values):
    assert named(text)["dossier"] == values


def test_a_name_without_any_act_tells_nothing():
    assert "act" not in named("cap giay phep bien hieu")
    assert not contradicted(distinctions("gia han giay phep"), named("cap giay phep bien hieu"))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("cong trinh cap dac biet, cap i va cap ii", {"dac biet", "i", "ii"}),
        ("cong trinh cap iii, iv", {"iii", "iv"}),
        ("tu cap ii tro len", {"dac biet", "i", "ii"}),
        ("cap iii tro xuong", {"iii", "iv"}),
    ],
)
def test_classes_are_read_singly_in_rows_and_by_a_bound(text, values):
    assert scaled(text)["works"] == values


def test_another_value_contradicts_and_a_shared_one_does_not():
    asked = distinctions("gia han giay phep cong trinh cap ii")
    assert contradicted(asked, distinctions("cap lai giay phep cong trinh cap i, cap ii")) == {"act"}
    assert contradicted(asked, distinctions("gia han cho cong trinh cap iii")) == {"works"}
    assert agreed(asked, distinctions("gia han, dieu chinh cho cong trinh cap iv")) == {"act"}


@given(st.sampled_from(WORKS), st.sampled_from(["tro len", "tro xuong"]))
def test_a_bound_and_its_complement_share_its_own_class_alone(value, way):
    other = "tro xuong" if way == "tro len" else "tro len"
    up, down = scaled(f"tu cap {value} {way}")["works"], scaled(f"cap {value} {other}")["works"]
    assert up & down == {value}
    assert up | down == set(WORKS)


@given(st.text(alphabet="abcdeghiklmnopqrstuvxy ,;", max_size=80))
def test_a_text_never_contradicts_itself(text):
    said = distinctions(text)
    assert not contradicted(said, said)
    assert set(said) <= {*load("distinctions")["groups"], *load("distinctions")["scales"]}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("du an nam ngoai khu cong nghiep", {"outside"}),
        ("cong trinh khong nam trong khu kinh te", {"outside"}),
        ("cong trinh xay tai cac khu che xuat", {"inside"}),
        ("du an nam trong kcn", {"inside"}),
        (
            "du an ngoai khu cong nghiep, du an trong khu cong nghiep chua co ban quan ly",
            {"outside", "inside"},
        ),
    ],
)
def test_a_place_is_inside_a_zone_or_outside(text, values):
    assert scaled(text)["zone"] == values


def test_who_manages_a_zone_is_no_place():
    assert "zone" not in scaled("ban quan ly khu cong nghiep lap ho so")


@pytest.mark.parametrize(
    ("name", "acts", "secondary"),
    [
        ("cap the neo be", {"new"}, False),
        ("thu tuc cap lai the neo be", {"reissue"}, True),
        ("cap, cap lai, gia han the neo be", {"new", "reissue", "renewal"}, False),
        ("sua doi, bo sung the neo be", {"adjustment"}, True),
        ("dang ky neo be", set(), False),
    ],
)
def test_a_name_says_what_the_procedure_does(name, acts, secondary):
    assert acts_of(name) == acts
    assert is_secondary(name) is secondary


@pytest.mark.parametrize(
    ("question", "acts"),
    [
        ("trại không nuôi ong nữa", {"termination", "revocation"}),
        ("tiệm tự đóng cửa hẳn", {"termination", "revocation"}),
        ("muốn trả lại thẻ neo bè", {"termination", "revocation"}),
        ("tạm đóng cửa vài tháng", {"suspension"}),
        ("bị rút giấy phép", {"revocation"}),
        ("thẻ rách nát muốn đổi lấy cái mới", {"exchange"}),
        ("làm mất thẻ, muốn đổi thẻ mới", {"exchange", "reissue"}),
        ("thẻ do xã bên cạnh cấp năm kia bị ướt", {"reissue"}),
        ("đổi chủ bè nuôi cá", {"adjustment"}),
        ("muốn trả kết quả tại nhà", set()),
        ("đem nộp hồ sơ thì mất mấy ngày", set()),
    ],
)
def test_everyday_words_say_what_is_done(question, acts):
    assert everyday_acts(question) == acts


def test_names_say_by_their_own_words_what_everyday_words_say_is_done():
    assert {"cham", "dut", "thu", "hoi"} <= words_of_acts("thôi không nuôi nữa")
    assert words_of_acts("nuôi ong ở đâu") == frozenset()


def test_papers_that_are_given_back_end_what_gave_them():
    assert is_secondary("tra lai the neo be")
    assert not is_secondary("tra lai tien dat coc")


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("cap, cap lai the neo be", False),
        ("phe duyet hoac dieu chinh phuong an neo be", False),
        ("dang ky neo be, thay doi noi dung dang ky neo be", False),
        ("tham dinh phuong an neo be; tham dinh dieu chinh phuong an neo be", False),
        ("cap the neo be, gia han the neo be", False),
        ("dieu chinh, cap the neo be", True),
        ("cap the neo be khi mat the, thay doi chu be", True),
        ("dang ky neo be doi voi be cu, be thay doi chu", True),
        ("thong bao cap nhat so be", True),
    ],
)
def test_a_name_that_gives_as_well_changes_nothing(name, changes):
    assert is_secondary(name) == changes


@pytest.mark.parametrize(
    "question",
    [
        "xin thẻ neo bè, bị yêu cầu chỉnh sửa phương án thì mấy ngày",
        "xin thẻ neo bè mà phải bổ sung hồ sơ thì mấy ngày",
        "được hướng dẫn sửa đổi, bổ sung thì bao lâu nộp lại",
        "thẻ neo bè cho bổ sung mấy lần",
        "xin the neo be ma phai bo sung ho so thi may ngay",
    ],
)
def test_what_is_put_right_in_a_dossier_is_no_change_of_the_paper(question):
    assert not everyday_acts(question)
    assert "changed" not in secondary_asked(question)


@pytest.mark.parametrize(
    "question", ["xin bổ sung bè vào thẻ mấy ngày", "yêu cầu sửa đổi thẻ neo bè mấy ngày"]
)
def test_what_is_changed_in_the_paper_still_is(question):
    assert "adjustment" in everyday_acts(question)
    assert "changed" in secondary_asked(question)
