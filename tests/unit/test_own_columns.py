"""A record's own column tells what was asked, however few words of the question stand in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.answerability import judge
from assistant.answers import AnswerStatus
from assistant.facts import words_fact
from assistant.missing import Gaps
from assistant.question import understand
from assistant.weighing import Weighed
from index.access import AccessLabel, Clearance
from index.document_store import DocumentHead
from index.documents import Identity, Kind
from index.provisions import Provision, Span, Unit
from index.validity import UNKNOWN

DAY = date(2032, 9, 1)
COLUMN = "Trực tiếp; Thời hạn: 4 ngày làm việc"


def record(code: str) -> DocumentHead:
    return DocumentHead(
        id=code, identity=Identity(code, Kind.PROCEDURE), title="Cấp thẻ neo bè", source="a.json", sha256="0",
        label=AccessLabel(Clearance.PUBLIC), language="vi", validity=UNKNOWN, portal_status=None,
        legal_bases=(), doubts=(), provisions=2,
    )  # fmt: skip


def fact(code: str, unit: Unit, words: str, share: float) -> Weighed:
    place = Provision(
        id=f"{code} {unit}", document_id=code, parent_id=None, ordinal=0, unit=unit, locator="dòng 1",
        heading="", span=Span(0, len(words)), lead="",
    )  # fmt: skip
    said = words_fact(record(code), place, words, 1.0)
    if unit is Unit.CHANNEL:
        said = replace(said, cells=(("Thời hạn", "4 ngày làm việc"),))
    aspects = frozenset({"time_limit"} if "ngày" in words else set())
    return Weighed(said, {"be": share}, aspects, 1.0)


@pytest.mark.parametrize(
    ("code", "unit", "status"),
    [
        ("9.000862", Unit.CHANNEL, AnswerStatus.ANSWERED),
        ("9.000863", Unit.CHANNEL, AnswerStatus.UNANSWERABLE),  # of another record
        ("9.000862", Unit.PARAGRAPH, AnswerStatus.UNANSWERABLE),  # no column
    ],
)
def test_a_column_is_about_what_its_record_is_about(code: str, unit: Unit, status: AnswerStatus) -> None:
    question = understand(("Trạm hồ cấp thẻ neo bè của hộ nuôi cá lồng trong mấy ngày?",), DAY)
    chosen = [fact("9.000862", Unit.STEP, "Trạm hồ xem thẻ neo bè.", 0.7), fact(code, unit, COLUMN, 0.1)]
    assert judge(question, chosen, Gaps()).status is status
