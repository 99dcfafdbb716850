"""A citation that is not in force counts as marked only where a warning names it and the day."""

from __future__ import annotations

from typing import Any

import pytest

from evaluation.out_of_force import unmarked


def answer(status: str, *warnings: str) -> dict[str, Any]:
    validity = {"status": status, "from": "2032-01-01", "to": "2033-10-01"}
    return {
        "citations": [{"document": {"number": "9/2031/NĐ-CP"}, "validity": validity}],
        "warnings": warnings,
    }


@pytest.mark.parametrize(
    ("given", "count"),
    [
        (answer("in_force"), 0),
        (answer("unknown"), 0),
        (answer("ended"), 1),
        (answer("ended", "Nghị định 9/2031/NĐ-CP: Đánh số không liền mạch."), 1),
        (answer("ended", "Nghị định 8/2031/NĐ-CP đã hết hiệu lực từ 01/10/2033."), 1),
        (answer("ended", "Nghị định 9/2031/NĐ-CP đã hết hiệu lực từ 01/10/2033."), 0),
        (answer("not_yet", "Nghị định 9/2031/NĐ-CP có hiệu lực từ 01/01/2032."), 0),
        ({}, 0),
    ],
)
def test_what_is_not_in_force_is_marked_or_counted(given: dict[str, Any], count: int) -> None:
    assert unmarked(given) == count
