from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, fields
from datetime import date
from typing import Any

import pytest

from index.amendments import Edge, Order, Reference
from index.provisions import Box, Passage, Provision, Span, Unit
from index.validity import Validity

SPAN = Span(3, 9)
BOX = Box(2, 0.1, 0.25, 0.5, 0.75)
SENT = (
    SPAN,
    BOX,
    Provision(
        *("p", "d", 4, Unit.CLAUSE, "Điều 1 khoản 2", "Tổ ong", SPAN),
        parent_id="q",
        lead="không quá:",
        page=2,
        boxes=(BOX,),
        cells=(("Phí", "0"),),
        amends="901/2031/NĐ-CP",
        validity=Validity(date(2031, 5, 1), None, "Điều 2", None),
    ),
    Passage(7, "d", ("p", "q"), "Tổ ong", "Đặt tổ ong", "Đặt"),
    Edge(
        *(Order.REPHRASES, "901/2031/NĐ-CP", "Điều 1", date(2031, 5, 1), "Điều 2", SPAN, 0.9, "Chính phủ"),
        phrase="tổ",
        wording="thùng",
        by_act="902/2033/NĐ-CP",
        by_place="Điều 3",
    ),
    Reference("Điều 1", "Điều 2", "901/2031/NĐ-CP"),
)


@pytest.mark.parametrize("sent", SENT, ids=lambda sent: type(sent).__name__)
def test_what_is_sent_comes_as_it_was(sent: Any) -> None:
    came = pickle.loads(pickle.dumps(sent, pickle.HIGHEST_PROTOCOL))
    assert came == sent
    assert type(came).__slots__ == tuple(field.name for field in fields(sent))
    with pytest.raises(FrozenInstanceError):
        setattr(came, fields(came)[0].name, 1)
