"""Laws of masking, over numbers made at random in sentences made at random."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.privacy import mask

WORDS = st.sampled_from(["hồ sơ của tôi", "thủ tục này", "xin hỏi", "nộp ở đâu", "mất mấy ngày", "please"])
FIGURES = "0123456789"


def written(*patterns: str) -> st.SearchStrategy[str]:
    return st.one_of(*(st.from_regex(pattern, fullmatch=True) for pattern in patterns))


OWN = written(
    r"0[0-9]{2}([ .-]?)[0-9]{3}\1[0-9]{3}\1[0-9]{3}",
    r"09[0-9]{2}([ .-]?)[0-9]{3}\1[0-9]{3}",
    r"(\+84|\(\+84\)|84)[ .-]?9[0-9]{8}",
    r"(CMND|cccd số|căn cước công dân:) [0-9]{9}",
    r"(STK|số tài khoản|tài khoản ngân hàng) [0-9]{13}",
    r"(MST|mã số thuế của tôi là) [0-9]{10}",
    r"[a-z0-9]{1,9}@[a-z]{2,5}(\.vn|\.com\.vn)",
)
CODES = written(
    r"([0-9]{3}\.[0-9]{2}\.[0-9]{2}\.)?H[0-9]{2}(\.[0-9]{2})?-2[0-9](0[1-9]|1[0-2])[0-2][1-9]-[0-9]{4}",
    r"[1-9]\.[0-9]{6}(\.H[0-9]{2})?",
    r"[1-9][0-9]{0,4}/20[0-9]{2}/(NĐ-CP|TT-BXD|QH15|QĐ-UBND)",
    r"[1-9][0-9]{0,4}/(QĐ-UBND|VPCP-TTĐT)",
    r"ngày [0-2][1-9]/(0[1-9]|1[0-2])/20[0-9]{2}",
    r"20[0-9]{2}-(0[1-9]|1[0-2])-[0-2][1-9]",
    r"[1-9][0-9]{0,2}([.,][0-9]{3}){0,3} (đồng|VNĐ)",
)


@given(WORDS, OWN, WORDS)
def test_no_number_of_a_person_is_left(before: str, number: str, after: str) -> None:
    masked = mask(f"{before}, {number} {after}")
    assert not any(c in FIGURES for c in masked), masked
    assert masked.startswith(before)
    assert masked.endswith(after)


@given(WORDS, CODES, WORDS)
def test_no_number_of_the_administration_is_touched(before: str, number: str, after: str) -> None:
    text = f"{before} {number} {after}"
    assert mask(text) == text


@given(WORDS, OWN, CODES, WORDS)
def test_both_beside_each_other(before: str, number: str, code: str, after: str) -> None:
    assert code in mask(f"{before} {number}, {code}, {after}")


@given(st.text())
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask(text)
    assert mask(once) == once
