"""One score over all that is known of a passage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from passages import passage

from assistant.expansion import built_in
from assistant.question import understand
from assistant.ranking import Found, best_of, coverage, rank
from assistant.tables import load

DAY = date(2026, 11, 1)
NOTHING = Found((), (), (), frozenset(), frozenset(), frozenset(), frozenset())


def ranked(text: str, titles: dict[int, str], **known) -> list[int]:
    passages = {key: passage(key, "thẻ thử nghiệm", title=t, document=f"d{key}") for key, t in titles.items()}
    found = replace(NOTHING, lexical=tuple((key, 1.0) for key in titles), **known)
    return [row.key for row in rank(understand((text,), DAY), passages, found, built_in())]


def test_a_title_with_what_is_not_meant_comes_behind():
    titles = {1: "Gia hạn thẻ thử nghiệm", 2: "Cấp thẻ thử nghiệm"}
    assert ranked("thẻ thử nghiệm mấy ngày", titles) == [1, 2]
    assert ranked("thẻ thử nghiệm (không phải gia hạn) mấy ngày", titles) == [2, 1]


def test_what_is_not_meant_counts_by_the_pairs_that_a_title_has():
    titles = {1: "Cấp thẻ cho thuyền chở khách đường sông", 2: "Cấp thẻ cho thuyền"}
    assert ranked("làm thẻ cho thuyền mấy ngày", titles) == [1, 2]
    assert ranked("làm thẻ cho thuyền (không phải dùng để chở khách) mấy ngày", titles) == [2, 1]
    assert ranked("làm thẻ cho thuyền (không thuộc loại chở hàng) mấy ngày", titles) == [1, 2]


def test_a_pair_that_the_rest_has_too_tells_nothing():
    titles = {1: "Cấp thẻ cho thuyền chở khách", 2: "Cấp thẻ cho thuyền"}
    text = "thẻ cho thuyền chở khách đường sông (không phải chở khách đường hồ) mấy ngày"
    assert ranked(text, titles) == [1, 2]


def test_a_title_that_says_the_same_of_itself_is_meant():
    titles = {1: "Cấp thẻ cho thuyền không chở khách", 2: "Cấp thẻ cho thuyền (trừ thuyền chở khách)"}
    text = "làm thẻ cho thuyền (không phải dùng để chở khách) mấy ngày"
    assert ranked(text, titles) == [1, 2]
    assert ranked(text, {**titles, 1: "Cấp thẻ cho thuyền chưa cũ, chở khách"}) == [2, 1]


def test_a_title_whose_condition_excludes_the_amount_comes_behind():
    titles = {1: "Cấp thẻ cho người từ đủ 14 tuổi trở lên", 2: "Cấp thẻ cho người dưới 14 tuổi"}
    assert ranked("làm thẻ cho cháu 8 tuổi", titles) == [2, 1]
    assert ranked("làm thẻ cho cháu 15 tuổi", titles) == [1, 2]


def test_words_that_are_out_of_force_come_behind_unless_their_act_is_named():
    titles = {1: "Thẻ cũ", 2: "Thẻ mới"}
    assert ranked("thẻ", titles, out_of_force=frozenset({"d1"})) == [2, 1]
    assert ranked("thẻ", titles, out_of_force=frozenset({"d1"}), named=frozenset({"d1"})) == [1, 2]
    assert ranked("thẻ", titles, expired=frozenset({1})) == [2, 1]


def test_a_translation_comes_behind_the_law_itself_unless_it_is_named():
    titles = {1: "Card decree", 2: "Thẻ mới"}
    assert ranked("thẻ", titles) == [1, 2]
    assert ranked("thẻ", titles, translations=frozenset({"d1"})) == [2, 1]
    assert ranked("thẻ", titles, translations=frozenset({"d1"}), named=frozenset({"d1"})) == [1, 2]


def test_the_article_that_is_named_comes_first_and_no_other_that_begins_alike():
    titles = {
        1: "Luật Thẻ – Điều 16. Phạm vi",
        2: "Luật Thẻ – Điều 6. Phạm vi",
        3: "Luật Thẻ – Điều 6a. Phạm vi",
    }
    assert ranked("Luật Thẻ nói gì về vé", titles) == [1, 2, 3]
    assert ranked("Điều 6 Luật Thẻ nói gì về vé", titles) == [2, 1, 3]
    assert ranked("dieu 6a luat the noi gi ve ve", titles) == [3, 1, 2]
    assert ranked("Điều 6 Luật Thẻ nói gì về vé", titles, named=frozenset({"d1", "d2", "d3"})) == [1, 2, 3]


def test_words_alone_carry_less_where_no_text_is_in_the_language_of_the_question():
    passages = {
        1: passage(1, "the card of 1975", title="Hub"),
        2: passage(2, "a permit to build", title="Near"),
    }
    found = replace(NOTHING, lexical=((1, 1.0),), dense=((2, 0.9), (1, 0.8)))
    question = understand(("Thế nào là xây dựng ở đó năm 1990 theo luật nước ngoài?",), DAY)
    home, abroad = (
        rank(question, passages, replace(found, abroad=away), built_in())[0].score for away in (False, True)
    )
    assert abroad > home


def test_a_term_of_another_language_counts_by_its_best_meaning():
    here = passage(1, "Thời hạn cấp giấy phép xây dựng là mười ngày")
    assert coverage("construction permit", here, built_in()) == 1.0
    assert coverage("temporary residence card", here, built_in()) < 0.5


def test_no_named_document_is_crowded_out():
    titles = dict.fromkeys(range(1, 9), "Thẻ")
    passages = {k: passage(k, "thẻ", title=t, document="a" if k < 8 else "b") for k, t in titles.items()}
    found = replace(NOTHING, lexical=tuple((k, 1.0 / k) for k in titles), named=frozenset({"a", "b"}))
    rows = rank(understand(("thẻ",), DAY), passages, found, built_in())
    assert {passages[row.key].document_id for row in best_of(rows, passages, found, 2)} == {"a", "b"}


def test_passages_of_an_act_in_another_language_count_by_their_own_two_parts(monkeypatch):
    titles = {1: "Decree", 2: "Decree"}
    parts = {1: (1.0, 0.0), 2: (0.4, 1.0)}
    asked = "thẻ thử nghiệm được cấp trong mấy ngày"
    assert ranked(asked, titles, foreign=parts) == [1, 2]
    monkeypatch.setitem(load("policy")["foreign_act"], "meaning", 0.6)
    assert ranked(asked, titles, foreign=parts) == [2, 1]
    assert ranked("the thu nghiem duoc cap trong may ngay", titles, foreign=parts) == [1, 2]


def test_more_passages_of_an_act_in_another_language_are_evidence(monkeypatch):
    passages = {k: passage(k, "card", title="Decree", document="a") for k in range(1, 31)}
    parts = {k: (1.0 / k, 0.0) for k in passages}
    found = replace(NOTHING, named=frozenset({"a"}), foreign=parts)
    rows = rank(understand(("thẻ",), DAY), passages, found, built_in())
    most = load("policy")["foreign_act"]["passages"]
    assert len(best_of(rows, passages, found, 2)) == 2 + most
    monkeypatch.setitem(load("policy")["foreign_act"], "passages", most - 3)
    assert len(best_of(rows, passages, found, 2)) == most - 1


def test_a_list_comes_behind_where_what_is_asked_for_stands_elsewhere():
    steps, papers = passage(2, "cấp thẻ thử nghiệm"), replace(passage(1, "đơn xin thẻ thử nghiệm"), dense="")
    found = replace(NOTHING, lexical=((1, 1.0), (2, 0.9)))

    def first(text: str) -> int:
        return rank(understand((text,), DAY), {1: papers, 2: steps}, found, built_in())[0].key

    assert first("cấp thẻ thử nghiệm mấy ngày") == 2
    assert first("cấp thẻ thử nghiệm cần giấy tờ gì") == 1
    assert first("cấp thẻ thử nghiệm cần giấy tờ gì, mấy ngày") == 1
    assert first("thẻ thử nghiệm") == 1
