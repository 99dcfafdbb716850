"""Words spelled as they sound are put right by their neighbours, and nothing else is."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.slips import mended, sounding_alike
from assistant.tables import load
from index.vietnamese import normalise, terms

TEXTS = [
    *["gia hạn giấy nuôi ong trong năm ngày làm việc"] * 12,
    *["chuyển nhượng đàn ong, sử dụng bãi hoa"] * 8,
    *["xử lý tổ hỏng"] * 8,
    *["hạng mục tổ ong hạng hai", "nuôi ong ở miền núi", "năm nay đỗi"],
    *["hạn hán kéo dài"] * 4,
    *["ban hành bảng giá mật"] * 60,
    *["bản tin của hội nuôi ong"] * 2,
    *["mật mã lào của trại"] * 9,
    "bảng tin ở cổng trại",
]
HELD = Counter(term for text in TEXTS for term in set(terms(text)))


def mend(question: str) -> str:
    return mended(question, HELD.__getitem__, len(TEXTS))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Xin gia hạng thì sao?", "Xin gia hạn thì sao?"),
        ("mấy ngày làm việt, nộp ở đâu", "mấy ngày làm việc, nộp ở đâu"),
        ("chuyễn nhượng đàn ong", "chuyển nhượng đàn ong"),
        ("bãi hoa xữ dụng sao", "bãi hoa xữ dụng sao"),  # two slips in one word are too many
        ("bãi hoa sữ dụng sao", "bãi hoa sử dụng sao"),
        ("sử lý tổ hỏng", "xử lý tổ hỏng"),
    ],
)
def test_a_word_that_its_neighbours_know_otherwise_is_put_right(typed: str, meant: str) -> None:
    assert mend(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "hạng mục nào của tổ ong",  # stands with its neighbour
        "xin gia hang giay",  # without diacritics a word may be any
        "anh Việt làm Việt",  # a name is spelled as it is
        "gia. hạng",  # no neighbour: a sentence ends between them
        "phát hành bản tin",  # stands with its neighbour behind, however often tables are issued
        "nuôi ông lão",  # what sounds alike stands with nothing here
        "làm việc",
        "tra mã nào",  # what everybody writes is no slip, though the other stands there
        "",
    ],
)
def test_what_may_be_meant_as_it_stands_is_left(typed: str) -> None:
    assert mend(typed) == typed


def test_each_bound_keeps_a_word_as_it_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = load("policy")["slips"]
    for name, value in {"least": 99, "share": 0.9, "bound": 1.1, "ends": []}.items():
        with monkeypatch.context() as patch:
            patch.setitem(policy, name, value)
            sounding_alike.cache_clear()
            assert mend("gia hạng") == "gia hạng", name
    sounding_alike.cache_clear()
    few = HELD | Counter({"gia_hạng": 1})
    assert mended("gia hạng", few.__getitem__, len(TEXTS)) == "gia hạng"
    monkeypatch.setitem(policy, "loose", 0.5)
    assert mended("gia hạng", few.__getitem__, len(TEXTS)) == "gia hạn"


def test_sounds_are_those_that_are_not_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    sounding_alike.cache_clear()
    assert {"sử", "xữ"} == set(sounding_alike("xử"))
    assert "việc" in sounding_alike("việt")
    monkeypatch.setitem(load("policy")["slips"], "begins", [])
    sounding_alike.cache_clear()
    assert {"xữ"} == set(sounding_alike("xử"))
    sounding_alike.cache_clear()


@given(st.text(max_size=60))
def test_texts_that_nothing_is_known_of_stay(typed: str) -> None:
    assert mended(typed, lambda term: 0, 1000) == normalise(typed)
