"""Of which case a line of a record's description is, as it says before its colon."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.fact_case import told_case
from assistant.facts import words_fact
from assistant.question import understand
from index.access import AccessLabel, Clearance
from index.document_store import DocumentHead
from index.documents import Identity, Kind
from index.provisions import Provision, Span, Unit
from index.validity import UNKNOWN

HEAD = DocumentHead(
    id="d", identity=Identity("9.000864", Kind.PROCEDURE), title="Cấp thẻ neo bè",
    source="a.json", sha256="0", label=AccessLabel(Clearance.PUBLIC), language="vi",
    validity=UNKNOWN, portal_status=None,
    legal_bases=(), doubts=(), provisions=1,
)  # fmt: skip
ASKED = understand(("Đơn neo bè hợp lệ thì mấy ngày trạm trả lời?",), date(2032, 9, 1))


def apart(words: str, unit: Unit = Unit.CHANNEL, *, row: bool = False) -> frozenset[str]:
    place = Provision(
        id="p", document_id="d", parent_id=None, ordinal=0, unit=unit, locator="dòng 1", heading="",
        span=Span(0, len(words)), lead="",
    )  # fmt: skip
    fact = words_fact(HEAD, place, words, 1.0)
    return told_case(ASKED, replace(fact, cells=(("Mô tả", words),)) if row else fact)[0]


def test_a_line_of_another_case_is_apart() -> None:
    assert apart("- Trả lời khi đơn neo bè chưa hợp lệ: 09 ngày") == {"dossier"}


@pytest.mark.parametrize(
    "words",
    ["- Trả lời khi đơn neo bè hợp lệ: 04 ngày", "- Trả lời trong 04 ngày: đơn chưa hợp lệ thì trả lại"],
)
def test_a_line_of_the_same_case_or_of_none_is_not(words: str) -> None:
    assert apart(words) == frozenset()


def test_a_step_and_a_row_speak_of_other_cases_in_passing() -> None:
    words = "- Trạm trả lại đơn chưa hợp lệ: trong 04 ngày cấp thẻ"
    assert apart(words, Unit.STEP) == frozenset()
    assert apart(words, row=True) == frozenset()


def test_a_name_that_gives_and_renews_is_of_both_cases_but_its_lines_of_their_own() -> None:
    head = replace(HEAD, title="Cấp thẻ neo bè, gia hạn thẻ neo bè")
    asked = understand(("Làm thẻ neo bè lần đầu mất bao nhiêu tiền?",), date(2032, 9, 1))
    place = Provision(
        id="p", document_id="d", parent_id=None, ordinal=0, unit=Unit.STEP, locator="dòng 1", heading="",
        span=Span(0, 10), lead="",
    )  # fmt: skip
    fact = words_fact(head, place, "Lệ phí: 40.000 đồng", 1.0)
    assert told_case(asked, fact)[0] == frozenset()
    assert told_case(asked, replace(fact, folded_lead="truong hop gia han:"))[0] == {"act"}
    assert told_case(asked, replace(fact, head=replace(head, title="Gia hạn thẻ neo bè")))[0] == {"act"}
