from __future__ import annotations

import pytest

from index.vietnamese import is_bengali
from ingest.acts import plain


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Nghị định số 61 /2031/NĐ-CP", "Nghị định số 61 /2031/NĐ-CP"),
        ("Nghị định số 61/ 2031/NĐ- CP", "Nghị định số 61/2031/NĐ-CP"),
        ("Nghị định số 61 / 2031/NĐ -CP", "Nghị định số 61/2031/NĐ-CP"),
        ("số 12/2031/TTLT-BTC - BNV - BTP", "số 12/2031/TTLT-BTC-BNV-BTP"),
        ("số 12/2031/QĐ\n- UBND", "số 12/2031/QĐ-UBND"),
        ("số 3 1/2031/NĐ-CP", "số 31/2031/NĐ-CP"),
        ("Sữa đôi, bỗ sung Điều 3 - 4", "Sửa đổi, bổ sung Điều 3 - 4"),
        ("sung túc, a đúng", "sung túc, a đúng"),
    ],
)
def test_numbers_and_verbs_are_read_though_they_are_parted_or_misread(written: str, read: str) -> None:
    assert plain(written) == read


@pytest.mark.parametrize(
    ("text", "told"),
    [("", False), ("12.5", False), ("ong", False), ("১২", False), ("মধু", True), ("মধু ong mật", False)],
)
def test_bengali_is_told_by_most_of_the_letters(text: str, told: bool) -> None:
    assert is_bengali(text) is told
