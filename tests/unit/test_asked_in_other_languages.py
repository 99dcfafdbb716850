"""What English and Bengali questions ask for, part by part."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.quantities import counted
from assistant.question import understand
from assistant.references import find_references

DAY = date(2026, 11, 1)
BESIDE = frozenset({"yes_no"})


def heard(question: str) -> list[set[str]]:
    return [{a.name for a in part.aspects} - BESIDE for part in understand((question,), DAY).parts]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What is the fee for a raft card?", [{"fee"}]),
        ("What is a raft card?", [{"definition"}]),
        ("What does mooring mean?", [{"definition"}]),
        ("What is the largest raft in the bay, and what is the fee?", [{"other"}, {"fee"}]),
        ("Into which language must the raft plan be put, and what is the fee?", [{"other"}, {"fee"}]),
        ("How many days does it take, and which river police department signs?", [{"time_limit"}, {"body"}]),
        ("Whose consent is needed, and how much is the charge?", [{"body"}, {"fee"}]),
        ("What does the bay say of a diver who has a raft card?", [{"other"}]),
        ("Who must own the raft?", [{"applicant"}]),
        ("Who must sign the raft card?", [{"body"}]),
        ("How long before it expires must a raft card be renewed?", [{"time_limit"}]),
        ("How long is the raft card valid?", [{"term"}]),
        ("What is the longest validity a raft card can have?", [{"term"}]),
        ("How long may the mooring report be reused?", [{"term"}]),
        ("How long does the mooring trial last?", [{"time_limit"}]),
        ("How many years of experience does a raft master need?", [{"amount"}]),
        ("What does it cost to amend a raft card?", [{"fee"}]),
        ("Which circular amended Decree 12/2031/NĐ-CP?", [{"validity"}]),
        ("Since when do the raft rules apply?", [{"validity", "date"}]),
        ("Within how many days of the contract taking effect must the raft be moored?", [{"time_limit"}]),
        ("What is the ceiling on the support for our mooring costs?", [{"amount"}]),
        ("Once the fee is paid, how many days does it take?", [{"time_limit"}]),
        ("Once all documents are in, how many days does it take?", [{"time_limit"}]),
        ("Which documents are needed?", [{"papers"}]),
        ("Which number does the form have?", [{"other"}]),
        ("On which form do we ask for a raft card?", [{"form"}]),
    ],
)
def test_an_english_question_asks_for(question: str, parts: list[set[str]]) -> None:
    assert heard(question) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("আমরা হ্রদে থাকবেন এমন অতিথি, ফি কত?", [{"fee"}]),  # "কবে" is no part of a word
        ("ভেলার কার্ড কবে পাব?", [{"date"}]),
        ("কোন তারিখের আগে ভেলার কাগজ জমা দিতে হয়?", [{"date"}]),
        ("ভেলার কার্ড কোন নদী দপ্তর দেয়?", [{"body"}]),
        ("ভেলার চুক্তি কার্যকর হওয়ার কত দিনের মধ্যে জানাতে হয়?", [{"time_limit"}]),
        ("ভেলার সার্কুলার কবে কার্যকর?", [{"validity", "date"}]),
        ("ভেলার কার্ডের মেয়াদ সর্বোচ্চ কত বছর?", [{"term"}]),
        ("মেয়াদ শেষের কত দিন আগে আবেদন করতে হয়?", [{"time_limit"}]),
        ("ফি দিলে কত কার্যদিবস লাগে?", [{"time_limit"}]),
        ("ভেলার জন্য কী কী কাগজ লাগে?", [{"papers"}]),
        ("সব কাগজ ঠিক থাকলে, কত কার্যদিবস লাগে?", [{"time_limit"}]),
        ("ভেলার মাস্টারের কত বছরের অভিজ্ঞতা লাগে?", [{"amount"}]),
        ("ভেলা কে বাঁধে? আর তার মাপ কোন মান মেনে হয়?", [{"body"}, {"other"}]),
    ],
)
def test_a_bengali_question_asks_for(question: str, parts: list[set[str]]) -> None:
    assert heard(question) == parts


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("৫১/২০৩১ নম্বর ডিক্রি অনুযায়ী ফি কত?", ("51", "2031", "nđ-cp")),
        ("ফি কত (৭/২০৩১ সার্কুলার)?", ("7", "2031", "tt")),
        ("ডিক্রি নম্বর ৫১/২০৩১", ("51", "2031", "nđ-cp")),
        ("Decree 51 of 2031", ("51", "2031", "nđ-cp")),
        ("Circular number 7/2031", ("7", "2031", "tt")),
    ],
)
def test_an_act_is_named_as_it_is_in_either_language(question: str, short: tuple[str, str, str]) -> None:
    assert find_references(question).short == (short,)


def test_a_price_that_is_only_spoken_of_is_no_sum_that_is_asked_for() -> None:
    assert counted("ভেলার মূল্য কোন দপ্তর নির্ধারণ করে?") == ()
    assert [kind.name for kind in counted("ভেলার মূল্য কত?")] == ["money"]
