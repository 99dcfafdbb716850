"""What has the words of a question only in names does not answer it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.confidence import only_names
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
    id="d", identity=Identity("9.000124", Kind.PROCEDURE), title="Công nhận bến phao kiểu mẫu",
    source="a.json",
    sha256="0", label=AccessLabel(Clearance.PUBLIC), language="vi", validity=UNKNOWN, portal_status=None,
    legal_bases=(), doubts=(), provisions=1,
)  # fmt: skip


def lead(words: str, unit: Unit = Unit.FIELD, title: str = HEAD.title) -> Weighed:
    place = Provision(
        id="p", document_id="d", parent_id=None, ordinal=0, unit=unit, locator="x", heading="x",
        span=Span(0, len(words)), lead="",
    )  # fmt: skip
    return Weighed(words_fact(replace(HEAD, title=title), place, words, 1.0), {}, frozenset(), 1.0)


def weigher(question: str) -> Weigher:
    return Weigher.of(understand((question,), date(2032, 9, 1)), built_in(), lambda _: 4, 900)


@pytest.mark.parametrize(
    ("question", "title", "other"),
    [
        ("Thủ tục công nhận bến phao kiểu mẫu", HEAD.title, False),
        ("thu tuc cong nhan ben phao kieu mau", HEAD.title, False),
        ("Thủ tục công nhận vườn dâu sạch bệnh", HEAD.title, True),
        ("thu tuc cong nhan vuon dau sach benh", HEAD.title, True),
        ("Vườn dâu sạch bệnh là gì?", HEAD.title, False),  # asks for more than a name
    ],
)
def test_a_question_that_is_a_name_asks_for_what_has_it(question: str, title: str, other: bool) -> None:
    assert only_names(lead(title, title=title), weigher(question)) is other


@pytest.mark.parametrize(
    ("question", "beside"),
    [("Vườn dâu phải rào cao mấy mét?", True), ("Căn cứ pháp lý của việc rào vườn dâu?", False)],
)
def test_a_legal_basis_answers_only_what_asks_for_it(question: str, beside: bool) -> None:
    basis = lead("Thông tư quy định việc rào vườn dâu cao 2 mét", Unit.BASIS)
    assert only_names(basis, weigher(question)) is beside


def test_the_bound_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {**load("policy")["confidence"]["named"], "least": 0.0}
    monkeypatch.setitem(load("policy")["confidence"], "named", own)
    assert not only_names(lead(HEAD.title), weigher("Thủ tục công nhận vườn dâu sạch bệnh"))
