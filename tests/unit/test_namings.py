"""Legal bases call laws by names; an amending law that is called so too is told apart."""

from __future__ import annotations

import pytest

from index.amendments import Edge, Order
from index.procedures import LegalBasis
from index.provisions import Provision, Span, Unit
from ingest.namings import namings, namings_of_record
from ingest.reading import Reading
from ingest.structure import parse

ACT = """NGHỊ ĐỊNH
Số: 7/2032/NĐ-CP
{bases}
Điều 1. Phạm vi
Nghị định này quy định về bến neo.
"""


def called(bases: str) -> dict[str, str]:
    text = ACT.format(bases=bases)
    return by_number(namings(text, parse(Reading(text))))


def by_number(edges: tuple[Edge, ...]) -> dict[str, str]:
    assert {e.verb for e in edges} <= {Order.CALLS}
    named = [(e.act, e.phrase) for e in edges if e.act == e.by_act]
    assert [e.act for e in edges if e.act != e.by_act] == [name for _, name in named]
    return {act: " / ".join(name or "" for other, name in named if other == act) for act, _ in named}


@pytest.mark.parametrize(
    ("bases", "found"),
    [
        ("Căn cứ Luật Bến bãi số 11/2030/QH15;", {"11/2030/QH15": "Luật Bến bãi"}),
        (
            "Căn cứ Luật Soạn thảo quy phạm pháp luật số 64/2030/QH15;",
            {"64/2030/QH15": "Luật Soạn thảo quy phạm pháp luật"},
        ),
        ("Căn cứ Luật Bến bãi ngày 18 tháng 02 năm 2030;", {}),
        (
            "Căn cứ Luật Bến bãi số 11/2030/QH15 đã được sửa đổi, bổ sung bởi Luật số 12/2031/QH15 và Luật "
            "Giá số 13/2031/QH15;",
            {
                "11/2030/QH15": "Luật Bến bãi",
                "12/2031/QH15": "Luật sửa đổi, bổ sung Luật Bến bãi",
                "13/2031/QH15": "Luật sửa đổi, bổ sung Luật Bến bãi / Luật Giá",
            },
        ),
        (
            "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Bến bãi và Luật Neo đậu số 12/2031/QH15;",
            {"12/2031/QH15": "Luật sửa đổi, bổ sung một số điều của Luật Bến bãi và Luật Neo đậu"},
        ),
        (
            "Căn cứ Luật số 12/2031/QH15 sửa đổi, bổ sung một số điều của Luật Bến bãi số 11/2030/QH15;",
            {"11/2030/QH15": "Luật Bến bãi"},
        ),
        ("Căn cứ Luật Bến\nbãi số 11/2030/QH15;", {"11/2030/QH15": "Luật Bến bãi"}),
    ],
)
def test_the_bases_of_an_act(bases: str, found: dict[str, str]) -> None:
    told = called(bases)
    assert {number: told.get(number) for number in found} == found
    assert found or not told


def test_each_has_the_characters_of_its_basis() -> None:
    text = ACT.format(bases="Căn cứ Luật Bến bãi số 11/2030/QH15;\nCăn cứ Luật Giá số 13/2031/QH15;")
    spans = {e.by_act: e.span.of(text).strip() for e in namings(text, parse(Reading(text)))}
    assert spans == {
        "11/2030/QH15": "Căn cứ Luật Bến bãi số 11/2030/QH15;",
        "13/2031/QH15": "Căn cứ Luật Giá số 13/2031/QH15;",
    }


@pytest.mark.parametrize(
    ("title", "number", "found"),
    [
        ("Luật Bến bãi", "11/2030/QH15", {"11/2030/QH15": "Luật Bến bãi"}),
        ("Luật Bến bãi năm 2030", "11/2030/QH15", {"11/2030/QH15": "Luật Bến bãi"}),
        ("Luật Bến bãi số 11/2030/QH15", "11/2030/QH15", {"11/2030/QH15": "Luật Bến bãi"}),
        ("Luật 11/2030/QH15", "11/2030/QH15", {}),
        ("Luật số 11/2030/QH15", "11/2030/QH15", {}),
        ("Luật", "11/2030/QH15", {}),
        ("Luật Bến bãi", "7/2032/NĐ-CP", {}),
    ],
)
def test_the_bases_of_a_record(title: str, number: str, found: dict[str, str]) -> None:
    at = Provision("p", "d", Unit.BASIS, "Căn cứ pháp lý, văn bản 1", "", Span(3, 9), 0, None)
    assert by_number(namings_of_record([LegalBasis(title, "p", number)], [at])) == found
