"""Steps of a record that tell how long a stage takes, beside many that say the time of its own column."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.facts import words_fact
from assistant.fitting import Wish
from assistant.question import understand
from assistant.record_fields import rows_of_fields
from assistant.weighing import Weighed
from index.access import AccessLabel, Clearance
from index.document_store import DocumentHead
from index.documents import Identity, Kind
from index.provisions import Provision, Span, Unit
from index.validity import UNKNOWN

HEAD = DocumentHead(
    id="d", identity=Identity("9.000861", Kind.PROCEDURE), title="Cấp thẻ neo bè",
    source="a.json", sha256="0", label=AccessLabel(Clearance.PUBLIC), language="vi",
    validity=UNKNOWN, portal_status=None,
    legal_bases=(), doubts=(), provisions=1,
)  # fmt: skip
STAGE = "Trong 08 ngày, Hội thủy sản thẩm định bè."
WHOLE = [f"Trong 03 ngày, trạm hồ {done}." for done in ("cấp thẻ", "ghi sổ", "báo hội", "dời bè", "thu phao")]
ASKED = understand(("Hội thủy sản thẩm định mấy ngày, trạm hồ cấp thẻ mấy ngày?",), date(2032, 9, 1))


def fact(words: str, score: float, unit: Unit = Unit.STEP) -> Weighed:
    row = unit is Unit.CHANNEL
    place = Provision(
        id=words, document_id="d", parent_id=None, ordinal=0, unit=unit, locator="bước 1",
        heading="Cách thức thực hiện" if row else "Trình tự thực hiện", span=Span(0, len(words)), lead="",
    )  # fmt: skip
    said = words_fact(HEAD, place, words, 1.0)
    cells = (("Thời hạn", "3"),) if row else ()
    return Weighed(replace(said, cells=cells), {}, frozenset({"time_limit"}), score)


@pytest.mark.parametrize("again", [True, False])
def test_stages_that_are_each_asked_for_need_not_say_the_time_of_the_column(again: bool) -> None:
    scores = (0.95, 0.5, 0.5, 0.5, 0.5)
    steps = [fact(words, score) for words, score in zip(WHOLE, scores, strict=True)]
    own = [steps[0], fact(STAGE, 0.9), *steps[1:], fact("Thời hạn: 3", 0.4, Unit.CHANNEL)]
    wish = Wish(ASKED.parts[1].aspects[0], ASKED.parts[1], None, again=again)
    told = [w.fact.text for w in rows_of_fields(wish, own, "", more=2)]
    assert told[:2] == [WHOLE[0], "Thời hạn: 3"]
    assert (STAGE in told) is again
