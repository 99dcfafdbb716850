"""How places are named in an answer: as a lawyer writes them, new wording by the act it stands in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.naming import act_name, common_locator, place_name, provision_name
from index.access import AccessLabel, Clearance
from index.document_store import DocumentHead
from index.documents import Identity, Kind
from index.provisions import Provision, Span, Unit
from index.validity import UNKNOWN


@pytest.mark.parametrize(
    ("locator", "language", "written"),
    [
        ("Điều 54 khoản 1 điểm b", "vi", "điểm b khoản 1 Điều 54"),
        ("Điều 7", "vi", "Điều 7"),
        ("Phụ lục III khoản 2", "vi", "khoản 2 Phụ lục III"),
        ("Điều 3 khoản 1, Điều 8 khoản 4", "vi", "khoản 1 Điều 3, khoản 4 Điều 8"),
        ("Cách thức thực hiện, dòng 1: Trực tiếp", "vi", "Cách thức thực hiện, dòng 1: Trực tiếp"),
        ("Điều 54 khoản 1", "en", "clause 1 Article 54"),
        ("Điều 1 khoản 11 «Điều 22 khoản 1»", "vi", "khoản 11 Điều 1 (lời mới của khoản 1 Điều 22)"),
    ],
)
def test_the_smallest_part_is_named_first(locator: str, language: str, written: str) -> None:
    assert place_name(locator, language) == written


def quoted(locator: str, amends: str | None) -> Provision:
    return Provision("p", "d", 1, Unit.CLAUSE, locator, "", Span(0, 1), amends=amends)


def test_new_wording_is_named_by_the_act_that_it_stands_in_now() -> None:
    by = DocumentHead(
        id="d", identity=Identity("14/2033/NĐ-CP", Kind.DECREE), title="", source="a.md", sha256="",
        label=AccessLabel(Clearance.PUBLIC), language="vi", validity=UNKNOWN,
        portal_status=None, legal_bases=(), doubts=(), provisions=1,
    )  # fmt: skip
    place = quoted("Điều 34 «Điều 50 khoản 1 điểm a»", "8/2031/NĐ-CP")
    assert provision_name(by, place, place.locator, "vi") == (
        "điểm a khoản 1 Điều 50 Nghị định 8/2031/NĐ-CP, "
        "được sửa đổi, bổ sung bởi Điều 34 Nghị định 14/2033/NĐ-CP"
    )
    english = provision_name(by, place, place.locator, "en")
    assert english.startswith("point a clause 1 Article 50 Decree 8/2031/NĐ-CP, as amended by Article 34")
    plain = replace(place, amends=None)
    assert provision_name(by, plain, plain.locator, "vi").endswith("Nghị định 14/2033/NĐ-CP")


def test_places_of_new_wording_are_named_together() -> None:
    assert common_locator(["Điều 1 «Điều 5 khoản 1»", "Điều 1 «Điều 5 khoản 2»"]) == "Điều 1 «Điều 5"
    assert common_locator(["Điều 1 «Điều 5»", "Điều 1 «Điều 6»"]) == "Điều 1"


def test_an_act_known_by_its_number_alone_is_named_with_its_kind() -> None:
    assert act_name("17/2031/TT-BXD", "vi") == "Thông tư 17/2031/TT-BXD"
    assert act_name("17/2031/TT-BXD", "en") == "Circular 17/2031/TT-BXD"
    assert act_name("66.7/2031/NQ-CP", "vi") == "Nghị quyết 66.7/2031/NQ-CP"
    assert act_name("Thông báo số 17/2031/TT-BXD của Bộ", "vi") == "Thông báo số 17/2031/TT-BXD của Bộ"
