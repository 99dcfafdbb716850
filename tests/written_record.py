"""A record of the national portal as a test writes it: what it is about, over the fields of a plain one."""

from __future__ import annotations

import json

_UNKNOWN = "Không có thông tin"
_PLAIN = {
    "so_quyet_dinh": "9/QĐ-BXD",
    "cap_thuc_hien": "Cấp xã",
    "linh_vuc": "Đường thủy",
    "doi_tuong_thuc_hien": "Hộ nuôi cá",
    "co_quan_thuc_hien": "Trạm quản lý hồ",
    "trinh_tu_thuc_hien": "Bước 1: Chủ bè nộp đơn.\nBước 2: Trạm ghi sổ.",
    "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp3 Ngày làm việcMiễn phí",
    "thanh_phan_ho_so": "Tên giấy tờMẫu đơn, tờ khaiSố lượngĐơn đề nghị1 bản chính",
    "yeu_cau_dieu_kien": _UNKNOWN,
    "can_cu_phap_ly": _UNKNOWN,
}


def written_record(code: str, name: str, **fields: str) -> str:
    """Return a record as the portal has it, with other `fields` than a plain one."""
    return json.dumps({**_PLAIN, **fields, "ma_thu_tuc": code, "ten_thu_tuc": name}, ensure_ascii=False)
