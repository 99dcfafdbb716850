"""A word that is rare as it is spelled has to be told as it is spelled."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.expansion import built_in
from assistant.facts import Fact, words_fact
from assistant.question import understand
from assistant.spelled_words import unsaid_spelled
from assistant.tables import load
from assistant.weighing import Weigher
from index.access import AccessLabel, Clearance
from index.document_store import DocumentHead
from index.documents import Identity, Kind
from index.provisions import Provision, Span, Unit
from index.validity import UNKNOWN

HEAD = DocumentHead(
    id="d", identity=Identity("9.000123", Kind.PROCEDURE), title="Cấp thẻ thợ lặn", source="a.json",
    sha256="0", label=AccessLabel(Clearance.PUBLIC), language="vi", validity=UNKNOWN, portal_status=None,
    legal_bases=(), doubts=(), provisions=1,
)  # fmt: skip
RARE = {"lân": 2, "lẩn": 0}
"""Passages that have a word as it is spelled; of others there are many."""


def fact(words: str) -> Fact:
    place = Provision(
        id="p", document_id="d", parent_id=None, ordinal=0, unit=Unit.FIELD, locator="Tên thủ tục",
        heading="Tên thủ tục", span=Span(0, len(words)), lead="",
    )  # fmt: skip
    return words_fact(HEAD, place, words, 1.0)


def unsaid(question: str, said: str) -> list[str]:
    understood = understand((question,), date(2032, 9, 1))
    weigher = Weigher.of(understood, built_in(), lambda _: 400, 1000)
    return list(unsaid_spelled(weigher, [fact(said)], lambda word: RARE.get(word, 400)))


@pytest.mark.parametrize(
    ("question", "said", "missing"),
    [
        ("Thủ tục cấp thẻ thợ lân", "Cấp thẻ thợ lặn", ["lân"]),
        ("Thủ tục cấp thẻ thợ lân", "Cấp thẻ thợ múa lân", []),
        ("Thủ tục cấp thẻ thợ lặn", "Cấp thẻ thợ múa", []),  # many texts have it: it names nothing
        ("thu tuc cap the tho lan", "Cấp thẻ thợ lặn", []),  # typed without marks
        ("Thủ tục cấp thẻ thợ lẩn", "Cấp thẻ thợ lặn", []),  # no text has it: a slip
    ],
)
def test_a_rare_word_is_compared_with_its_marks(question: str, said: str, missing: list[str]) -> None:
    assert unsaid(question, said) == missing


def test_a_question_that_tells_a_case_is_not_judged_so() -> None:
    case = "Đội của xóm tôi tập từ mùa xuân, trống và mặt nạ đã mua đủ, hôm rằm sẽ đi các nhà trong làng. "
    assert unsaid(f"{case} Thủ tục cấp thẻ thợ lân", "Cấp thẻ thợ lặn") == []


def test_how_short_a_question_has_to_be_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(load("missing"), "spelled", {"longest": 2})
    assert unsaid("Thủ tục cấp thẻ thợ lân", "Cấp thẻ thợ lặn") == []
