"""What is somebody's own is masked; what the administration numbers is not."""

from __future__ import annotations

import pytest

from assistant.privacy import mask

HIDDEN = "●●●●"


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Tôi là Lan, CCCD 024185001234, nộp ở đâu?", "024185001234"),
        ("căn cước công dân số: 024 185 001 234", "024 185 001 234"),
        ("số định danh cá nhân của tôi là 024185001234", "024185001234"),
        ("CMND 121345678 hết hạn", "121345678"),
        ("chứng minh nhân dân 121 345 678", "121 345 678"),
        ("cmnd so 121345678 thi sao", "121345678"),
        ("gọi cho tôi 0912345678 nhé", "0912345678"),
        ("ĐT: 0912.345.678", "0912.345.678"),
        ("di động 091 234 5678.", "091 234 5678"),
        ("liên hệ +84 912 345 678", "+84 912 345 678"),
        ("liên hệ (+84)912345678", "(+84)912345678"),
        ("máy bàn 0204 3854 123", "0204 3854 123"),
        ("gửi về lan.tran+hs@example.com.vn giúp", "lan.tran+hs@example.com.vn"),
        ("hộ chiếu số B1234567", "B1234567"),
        ("My passport is C7654321, which form?", "C7654321"),
        ("mã số thuế của tôi là 8012345678", "8012345678"),
        ("MST 2400123456-001 nộp hồ sơ nào", "2400123456-001"),
        ("chuyển vào số tài khoản 19034567890123", "19034567890123"),
        ("STK Vietcombank: 0451000123456 có đúng không", "0451000123456"),
        ("số thẻ 9704 3612 3456 7890", "9704 3612 3456 7890"),
        ("CCCD 0241\u200b8500\u200b1234", "024185001234"),
    ],
)
def test_what_is_somebodys_own_is_masked(text: str, own: str) -> None:
    masked = mask(text)
    assert own not in masked
    assert HIDDEN in masked
    assert not any(len(run) >= 4 for run in "".join(c if c.isdigit() else " " for c in masked).split())
    assert mask(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Hồ sơ 000.00.04.H05-250701-0001 đang ở đâu?",
        "Mã hồ sơ H05.12-250701-0012 trễ hạn",
        "hồ sơ 000.12.34.h05-20250701-000123",
        "Thủ tục 1.013236.H05 mất mấy ngày?",
        "thủ tục 1.013236 và 2.002345",
        "Nghị định 217/2026/NĐ-CP, Thông tư 59/2025/TT-BKHCN, 66.7/2025/NQ-CP",
        "Công văn 7816/VPCP-TTĐT ngày 20/11/2026",
        "từ 01.07.2025 đến 2026-07-01",
        "TCVN 7568-29:2023, QCVN 102:2016/BTTTT",
        "dự án 1.500.000.000 đồng, lệ phí 300,000 VNĐ",
        "vốn 800000000000 đồng",
        "tổng mức 123456789 đồng",
        "diện tích 120000000 m2",
        "Điều 63 khoản 1 điểm c, Luật 135/2025/QH15, mẫu số 01",
        "Năm 2025 có 600 hồ sơ, tháng 12, 30 ngày",
        "cấp tài khoản dịch vụ công mất 3 ngày",
        "căn cước công dân cấp trong 7 ngày",
        "mã số thuế được cấp trong 3 ngày làm việc",
        "hộ chiếu phổ thông cấp trong 8 ngày",
        "Tổng đài 1022, 19001009",
    ],
)
def test_codes_numbers_dates_and_amounts_stay(text: str) -> None:
    assert mask(text) == text
