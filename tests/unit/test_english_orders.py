"""Orders in English translations, read by the rules for Vietnamese ones."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.amendments import Order
from index.documents import Identity, Kind
from ingest.edges import edges
from ingest.effect import effect, ended_acts
from ingest.english_orders import is_english, vietnamese_orders
from ingest.reading import Reading
from ingest.structure import parse

STARTS = date(2032, 7, 1)
IDENTITY = Identity("9/2032/NĐ-CP", Kind.DECREE, "Chính phủ", date(2032, 5, 5))
HEAD = "THE GOVERNMENT\nNo. 9/2032/ND-CP\nDECREE\nOn berths\n"


def read(body: str) -> list[tuple[Order, str, str, str]]:
    text = HEAD + body
    found = edges(text, parse(Reading(text)), IDENTITY, STARTS)
    return [(e.verb, e.act, e.place, e.locator) for e in found]


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        ("To amend and supplement Point dd, Clause 2 of Article 4 as follows:",
         "Sửa đổi, bổ sung điểm đ khoản 2 Điều 4 như sau:"),
        ("To annul Articles 4, 5 and 6, and Clause 3, Article 9 of Law No. 12/2030/QH16 on Berths.",
         "Bãi bỏ Điều 4, 5 và 6, và khoản 3 Điều 9 của Luật số 12/2030/QH16 on Berths."),
        ("Clause 2, Article 7 of the Port Minister's Circular No. 3/2030/TT-BBC of 2 May 2030 is annulled.",
         "Bãi bỏ khoản 2 Điều 7 của Thông tư số 3/2030/TT-BBC"),
        ("To replace the phrase “old berth” with the phrase “new berth” at Article 8",
         "Thay thế cụm từ “old berth” bằng cụm từ “new berth” tại Điều 8"),
        ("2. The provisions of Clause 3, Article 5 of this Decree take effect on September 1, 2032.",
         "2. quy định tại khoản 3 Điều 5 của Nghị định này có hiệu lực từ ngày 1/9/2032."),
    ],
)  # fmt: skip
def test_a_formula_has_its_vietnamese_form(english: str, vietnamese: str) -> None:
    assert vietnamese_orders(english).startswith(vietnamese)


def test_the_items_of_an_amending_article_are_read_with_their_act_and_words() -> None:
    assert read(
        "Article 1. To amend and supplement a number of articles of the Government's Decree No. 7/2030/ND-CP"
        " of January 2, 2030, on berths as follows:\n"
        "1. To amend Clause 1, Article 4 as follows:\n“1. A berth licence takes 9 working days.”\n"
        "2. To add the following Clause 2a below Clause 2, Article 4:\n“2a. A berth has a lamp.”\n"
        "3. Article 6 shall be annulled.\n"
        "Article 2. Effect\nThis Decree takes effect on July 1, 2032.\n"
    ) == [
        (Order.AMENDS, "7/2030/NĐ-CP", "", "Điều 1"),
        (Order.AMENDS, "7/2030/NĐ-CP", "Điều 4 khoản 1", "Điều 1 khoản 1"),
        (Order.ADDS, "7/2030/NĐ-CP", "Điều 4 khoản 2a", "Điều 1 khoản 2"),
        (Order.REPEALS, "7/2030/NĐ-CP", "Điều 6", "Điều 1 khoản 3"),
    ]


def test_an_act_that_ends_is_told_from_those_that_amended_it() -> None:
    text = HEAD + (
        "Article 5. Effect\n1. This Decree takes effect on July 1, 2032, and replaces the Minister of Ports'"
        " Circular No. 1/2029/TT-BBC of May 2, 2029.\n2. Decree No. 7/2030/ND-CP on berths, which was amended"
        " and supplemented under Decree No. 8/2031/ND-CP, ceases to be effective on the effective date of"
        " this Decree.\n"
    )
    drafts = parse(Reading(text))
    assert effect(text, drafts, IDENTITY, {}).starts == STARTS
    ended = ended_acts(text, drafts, IDENTITY, STARTS)
    assert [(e.number, e.on, e.locator) for e in ended] == [
        ("1/2029/TT-BBC", STARTS, "Điều 5 khoản 1"),
        ("7/2030/NĐ-CP", STARTS, "Điều 5 khoản 2"),
    ]


def test_vietnamese_words_stay_as_they_are() -> None:
    words = "Sửa đổi, bổ sung khoản 2 Điều 4 (Article 4) của Luật số 12/2030/QH16"
    assert not is_english(words)
    assert vietnamese_orders(words) is words


@given(st.text(st.sampled_from("aeot ToADR.,12/-“”'"), max_size=60))
def test_any_words_are_taken(noise: str) -> None:
    vietnamese_orders(f"To amend Article {noise} of Law No. {noise}")
