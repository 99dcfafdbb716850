"""Abbreviations that no table has are the first letters of words that stand together in titles."""

from __future__ import annotations

import pytest

from assistant.initials import Run, by_initials, runs_of
from assistant.tables import load

TITLES = (
    "Cấp thẻ cho hội nuôi ong rừng tràm (9.000401)",
    "Thủ tục đổi tên hội nuôi ong rừng tràm",
    "Gia hạn thẻ bè đò neo đậu",
    "Thu hồi thẻ bè đò neo đậu",
    "Thu hồi thẻ bến du ngoạn đêm",
    "Mở hàng nhỏ nằm ở trạm",
    "Dời hàng nhỏ nằm ở trạm",
)


def full(text: str, titles: tuple[str, ...] = TITLES) -> str:
    return by_initials(text, lambda short: short == "HTXN", lambda: map(runs_of, titles))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("HNORT đổi tên mấy ngày", "hội nuôi ong rừng tràm đổi tên mấy ngày"),
        ("thẻ BĐNĐ hết hạn", "thẻ bè đò neo đậu hết hạn"),
        ("thẻ của NORT", "thẻ của nuôi ong rừng tràm"),
    ],
)
def test_an_abbreviation_is_written_out_by_titles(typed: str, meant: str) -> None:
    assert full(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "HTXN đổi tên",  # a table knows it
        "thẻ NOR",  # too short
        "hnort đổi tên",  # no capitals
        "Quyết định 31/QĐ-HNORT",  # part of a number
        "HNORT 7568 còn dùng không",  # the name of a standard
        "HNORT ĐỔI TÊN",  # all in capitals
        "BDND hết hạn",  # two things of these letters
        "HNNO ở đâu",  # nothing that ends in a stop word
        "HCNO họp",  # nothing that goes on behind a comma
    ],
)
def test_what_may_mean_something_else_stays(typed: str) -> None:
    assert full(typed, (*TITLES, "Họp chợ, nuôi ong", "Mở họp chợ, nuôi ong")) == typed


def test_one_title_is_not_enough() -> None:
    assert full("HNORT đổi tên", TITLES[1:]) == "HNORT đổi tên"
    assert full("HNORT đổi tên", (TITLES[1], TITLES[1])) == "hội nuôi ong rừng tràm đổi tên"


def test_the_policy_says_how_many_letters_and_titles_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = load("policy")["initials"]
    for name, typed, titles, meant in (
        ("letters", "thẻ NOR", TITLES, "thẻ nuôi ong rừng"),
        ("titles", "HNORT đổi tên", TITLES[1:], "hội nuôi ong rừng tràm đổi tên"),
        ("ahead", "thẻ BDND hết hạn", TITLES, "thẻ bè đò neo đậu hết hạn"),
    ):
        assert full(typed, titles) == typed
        with monkeypatch.context() as patch:
            patch.setitem(policy, name, {"letters": 3, "titles": 1, "ahead": 2}[name])
            assert full(typed, titles) == meant


def test_a_title_is_cut_where_something_stands_between_its_words() -> None:
    assert runs_of("Đổi thẻ, cấp thẻ (9.000401)") == (Run(("đổi", "thẻ"), "dt"), Run(("cấp", "thẻ"), "ct"))
