"""A short question of which the leading fact has next to no pair of words is answered beside it."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.confidence import is_beside
from assistant.expansion import built_in
from assistant.facts import words_fact
from assistant.question import understand
from assistant.tables import load
from assistant.weighing import Weighed, Weigher
from index.access import AccessLabel, Clearance
from index.document_store import DocumentHead
from index.documents import Identity, Kind
from index.provisions import Provision, Span, Unit
from index.validity import UNKNOWN

HEAD = DocumentHead(
    id="d", identity=Identity("1/2032/NĐ-CP", Kind.DECREE), title="Quy định về đò ngang", source="a.md",
    sha256="0", label=AccessLabel(Clearance.PUBLIC), language="vi", validity=UNKNOWN, portal_status=None,
    legal_bases=(), doubts=(), provisions=1,
)  # fmt: skip
ASKED = "Vé phao lướt ván do ai bán?"
"""Its pairs: vé phao, phao lướt, lướt ván."""
NEAR = "Trưởng trạm bán vé phao cho khách lướt ván trong 4 ngày."
BESIDE = "Trưởng trạm bán vé đò; phao dư thì treo, thuyền lướt qua phải có ván chắn."


def weigher(question: str, *unknown: str) -> Weigher:
    understood = understand((question,), date(2032, 9, 1))
    return Weigher.of(understood, built_in(), lambda term: 0 if term in unknown else 4, 900)


def lead(words: str, heading: str = "Điều 1. Thẻ") -> Weighed:
    place = Provision(
        id="p", document_id="d", parent_id=None, ordinal=0, unit=Unit.CLAUSE, locator="Điều 1 khoản 1",
        heading=heading, span=Span(0, len(words)), lead="",
    )  # fmt: skip
    return Weighed(words_fact(HEAD, place, words, 1.0), {}, frozenset(), 1.0)


@pytest.mark.parametrize(
    ("said", "beside"),
    [(lead(NEAR), False), (lead(BESIDE), True), (lead(BESIDE, "Điều 1. Phao lướt ván"), False)],
)
def test_pairs_are_compared_as_they_stand(said: Weighed, beside: bool) -> None:
    assert is_beside(said, weigher(ASKED)) is beside


def test_words_are_compared_as_they_are_spelled() -> None:
    assert is_beside(lead("Trưởng trạm bán vẽ pháo, lượt vẫn."), weigher(ASKED))


PLAIN = "thue phao luot van go mat bao lau"
"""Its pairs: thue phao, phao luot, luot van, van go, go mat."""
HALF = "Trạm cho thuê phao và ván gỗ."


@pytest.mark.parametrize(("said", "beside"), [("Khách thuê phao lướt ván gỗ 4 ngày.", False), (HALF, True)])
def test_what_is_typed_without_diacritics_has_to_have_more_of_its_pairs(said: str, beside: bool) -> None:
    assert is_beside(lead(said), weigher(PLAIN)) is beside


def test_what_a_plain_question_has_to_have_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {**load("policy")["confidence"]["beside"], "least_plain": 0.2}
    monkeypatch.setitem(load("policy")["confidence"], "beside", own)
    assert not is_beside(lead(HALF), weigher(PLAIN))


def test_a_pair_that_no_text_has_tells_nothing() -> None:
    asked = "Vé phao zuza do ai bán?"
    assert not is_beside(lead("Trạm bán vé và phao."), weigher(asked, "phao_zuza", "ve_phao"))


def test_a_question_that_tells_a_case_is_not_judged_so() -> None:
    case = f"Đội tôi thuê thuyền gỗ chở cát sỏi qua khúc sông vắng mùa lũ. {ASKED}"
    assert not is_beside(lead(BESIDE), weigher(case))


@pytest.mark.parametrize("setting", [{"least": -0.1}, {"longest": 2}, {"fewest": 9}])
def test_each_bound_is_a_setting(monkeypatch: pytest.MonkeyPatch, setting: dict[str, float]) -> None:
    own = {**load("policy")["confidence"]["beside"], **setting}
    monkeypatch.setitem(load("policy")["confidence"], "beside", own)
    assert not is_beside(lead(BESIDE), weigher(ASKED))
