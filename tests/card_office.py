"""Three procedure records of our own writing, twins and a secret one, read by the real parser once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import scratch

from index.access import AccessLabel
from index.settings import load_settings
from index.sqlite_store import SqliteStore
from ingest.pipeline import Parsed, Task, process
from ingest.succession import apply_endings

RULES = """CHÍNH PHỦ

Số: 41/2026/NĐ-CP

Hà Nội, ngày 02 tháng 02 năm 2026

NGHỊ ĐỊNH

Quy định về neo đậu bè nổi

Điều 1. Thời hạn

Cấp phép neo bè trong 04 ngày làm việc.

Điều 2. Hiệu lực thi hành

1. Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2026.

2. Nghị định số 17/2019/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành.
"""
NEW: dict[str, Any] = {
    "ma_thu_tuc": "9.000731",
    "ten_thu_tuc": "Cấp phép neo bè nổi trên hồ",
    "so_quyet_dinh": "8/QĐ-BXD",
    "cap_thuc_hien": "Cấp tỉnh, Cấp xã",
    "linh_vuc": "Đường thủy",
    "doi_tuong_thuc_hien": "Hộ nuôi cá",
    "co_quan_thuc_hien": "Trạm quản lý hồ",
    "co_quan_co_tham_quyen": "Không có thông tin",
    "trinh_tu_thuc_hien": "Bước 1: Nộp hồ sơ tại trạm.\nBước 2: Trạm đo vị trí neo.\nBước 3: Nhận giấy phép.",
    "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tả"
    "Trực tiếp10 Ngày120,000 VNĐ10 ngày làm việc kể từ khi nhận đủ hồ sơ"
    "Trực tuyến5 Ngày làm việcKhông có thông tinGửi trên mạng",
    "thanh_phan_ho_so": "Bè làm mới:Tên giấy tờMẫu đơn, tờ khaiSố lượng"
    "Đơn xin neo bèMẫu 02.docx1 bản chínhSơ đồ vị trí neo1 bản chính,2 bản sao"
    "Bè đã qua sử dụng:Tên giấy tờMẫu đơn, tờ khaiSố lượngGiấy kiểm tra phao0 bản chính,1 bản sao",
    "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnQuy định về bè nổi17/2019/NĐ-CP"
    "Quy định về neo đậu bè nổi41/2026/NĐ-CP",
    "yeu_cau_dieu_kien": "Bè phải có phao cứu sinh.",
    "ket_qua_xu_ly": "Giấy phép neo bèMã: KQ.G17.000009",
}
RENEW = NEW | {
    "ma_thu_tuc": "9.000732",
    "ten_thu_tuc": "Gia hạn phép neo bè nổi trên hồ",
    "cap_thuc_hien": "Cấp xã",
    "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp3 Ngày làm việcMiễn phí",
    "thanh_phan_ho_so": "Tên giấy tờMẫu đơn, tờ khaiSố lượngGiấy phép neo bè cũ1 bản chính",
    "trinh_tu_thuc_hien": "Bước 1: Nộp hồ sơ tại trạm.\nBước 2: Nhận giấy phép.",
}
SECRET = NEW | {
    "ma_thu_tuc": "9.000733",
    "ten_thu_tuc": "Cấp phép neo bè tuần tra Mũi Én",
    "cap_thuc_hien": "Cấp bộ",
    "co_quan_thuc_hien": "Đội hải đăng",
}


@cache
def card_office() -> Path:
    """Return the home with the records, without search indexes; the third is secret."""
    root = scratch.folder("card-office")
    (root / "home").mkdir()
    papers = [(f"{r['ma_thu_tuc']}.json", json.dumps(r, ensure_ascii=False)) for r in (NEW, RENEW, SECRET)]
    with SqliteStore.open(load_settings(root / "home").database, write=True) as store:
        for name, text in (*papers, ("nghi-dinh-41.md", RULES)):
            path = root / name
            path.write_text(text, encoding="utf-8")
            label = AccessLabel.parse("secret" if SECRET["ma_thu_tuc"] in name else "public")
            seen = path.stat()
            parsed = process(Task(str(path), path, seen.st_size, seen.st_mtime_ns, label))
            assert isinstance(parsed, Parsed), parsed
            store.put(parsed.document, parsed.provisions, parsed.passages, parsed.file)
        apply_endings(store)
    return root / "home"
