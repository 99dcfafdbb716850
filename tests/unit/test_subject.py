"""When a provision is about the same procedure as a record, told by the record's name."""

from __future__ import annotations

import pytest

from assistant.subject import Subject, subject_of
from index.access import AccessLabel, Clearance
from index.document_store import DocumentHead
from index.documents import Identity, Kind
from index.validity import UNKNOWN
from index.vietnamese import fold


def subject(title: str) -> Subject | None:
    head = DocumentHead(
        id="d", identity=Identity("9.000811", Kind.PROCEDURE), title=title, source="a.json", sha256="",
        label=AccessLabel(Clearance.PUBLIC), language="vi", validity=UNKNOWN,
        portal_status=None, legal_bases=(), doubts=(), provisions=1,
    )  # fmt: skip
    return subject_of(head, lambda _: 1.0)


@pytest.mark.parametrize(
    ("title", "words", "same"),
    [
        ("Cấp giấy phép nuôi trai lồng", "thời gian cấp giấy phép nuôi trai lồng là 6 ngày", True),
        ("Cấp giấy phép nuôi trai lồng", "thời gian cấp lại giấy phép nuôi trai lồng", False),
        ("Cấp giấy phép nuôi trai lồng", "thời gian gia hạn giấy phép nuôi trai lồng", False),
        ("Cấp giấy phép nuôi trai lồng", "thời gian cấp, gia hạn giấy phép nuôi trai lồng", True),
        ("Cấp giấy phép nuôi trai lồng", "thời gian cấp giấy phép nuôi cá bè", False),
        ("Cấp lại giấy phép nuôi trai lồng", "thời gian cấp giấy phép nuôi trai lồng", False),
        ("Gia hạn giấy phép nuôi trai lồng", "thời gian gia hạn giấy phép nuôi trai lồng", True),
        ("Cấp giấy phép nuôi trai lồng đối với lồng cấp II", "cấp giấy phép nuôi trai lồng", True),
        ("Thủ tục cấp giấy phép nuôi trai lồng (1.000001)", "cấp giấy phép nuôi trai lồng", True),
    ],
)
def test_the_name_its_neighbours_and_the_act_have_to_be_there(title: str, words: str, *, same: bool) -> None:
    about = subject(title)
    assert about is not None
    assert bool(about.share(fold(words))) is same


@pytest.mark.parametrize("title", ["Cấp giấy phép", "Khai thuế của hộ nuôi trai lồng", ""])
def test_a_name_too_short_or_of_what_no_body_does_tells_nothing(title: str) -> None:
    assert subject(title) is None
