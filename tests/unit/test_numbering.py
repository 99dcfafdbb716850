"""Articles and clauses whose numbers do not follow one another are told; lists and quotes are not."""

from __future__ import annotations

import pytest

from index.documents import Identity
from ingest.metadata import identify
from ingest.numbering import numbering_doubts
from ingest.reading import Reading
from ingest.structure import parse

HEAD = "Điều 1. Phạm vi\n1. Bến thuyền du lịch.\n2. Bến thuyền chở hàng.\n"


def doubts(text: str) -> str:
    return "; ".join(numbering_doubts(parse(Reading(text)), text))


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ("Điều 3. Hiệu lực\nCó hiệu lực ngay.\n", "ở: Điều 3."),
        ("Điều 2. Hồ sơ\n1. Đơn.\n2. Bản vẽ.\n4. Giấy phép.\n", "ở: Điều 2 khoản 4."),
        ("Điều 2. Hồ sơ\n2. Bản vẽ.\n3. Giấy phép.\n", "ở: Điều 2 khoản 2."),
        ("Điều 2. Hồ sơ\n1. Đơn.\n3. Bản vẽ.\n2. Giấy phép.\n", "ở: Điều 2 khoản 1, dòng «3.»."),
    ],
)
def test_numbers_that_do_not_follow_one_another_are_told(more: str, place: str) -> None:
    assert place in doubts(HEAD + more)


@pytest.mark.parametrize(
    "more",
    [
        "Điều 2. Hồ sơ\n1. Đơn.\n1a. Bản sao.\n2. Bản vẽ.\n",
        "Điều 2. Hồ sơ\n1. Hồ sơ gồm:\na) Đơn:\n1. Một bản.\n2. Hai bản.\nb) Bản vẽ.\n2. Cách nộp.\n",
        "Điều 2. Sửa đổi\n1. Sửa đổi khoản 2 Điều 7 như sau:\n“2. Nộp tại xã.”\n2. Bãi bỏ Điều 8.\n",
        "Điều 2. Hồ sơ\nMột bộ.\n",
    ],
)
def test_numbers_that_follow_one_another_are_not(more: str) -> None:
    assert doubts(HEAD + more) == ""


def test_many_places_are_counted() -> None:
    text = "".join(f"Điều {n}. Tên\nNội dung của điều này.\n" for n in range(1, 24, 2))
    assert "và 3 chỗ khác" in doubts(text)


def test_a_number_that_is_parted_is_put_together_and_told() -> None:
    head = (
        "ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ\nSố: 3 1/2031/QĐ-UBND\nSơn Khê, ngày 9 tháng 7 năm 2031\nQUYẾT ĐỊNH\n"
    )
    identity, _, told = identify(Reading(head + HEAD), "")
    assert isinstance(identity, Identity)
    assert identity.number == "31/2031/QĐ-UBND"
    assert any("«3 1/2031/QĐ-UBND»" in words for words in told)
    assert not any(
        "đọc liền" in words for words in identify(Reading(head.replace("3 1", "31") + HEAD), "")[2]
    )
