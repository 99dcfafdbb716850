"""A small office's papers, written for the tests, taken through the real ingestion once for all of them."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import scratch

from index.access import AccessLabel
from index.settings import load_settings
from ingest.cli import run

FONT = Path("/usr/share/fonts/truetype/noto/NotoSerif-Regular.ttf")

DECISION = """ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 12/2026/QĐ-UBND

Sơn Khê, ngày 10 tháng 02 năm 2026

QUYẾT ĐỊNH

Ban hành Quy định về treo biển hiệu ngoài trời

Điều 1. Phạm vi điều chỉnh

1. Quy định này áp dụng với biển hiệu ngoài trời trên địa bàn tỉnh Sơn Khê.

Điều 2. Thời hạn giải quyết

1. Thời hạn cấp giấy phép treo biển hiệu là 07 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ.

2. Thời hạn gia hạn giấy phép treo biển hiệu là 03 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ.

Điều 3. Thẩm quyền

Ủy ban nhân dân cấp xã cấp giấy phép treo biển hiệu dưới 20 m2; Sở Xây dựng cấp phép với biển hiệu còn lại.

Điều 4. Hiệu lực thi hành

1. Quyết định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2026.

2. Quyết định này thay thế Quyết định số 05/2020/QĐ-UBND ngày 06 tháng 01 năm 2020.
"""

OLD_DECISION = """ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 05/2020/QĐ-UBND

Sơn Khê, ngày 06 tháng 01 năm 2020

QUYẾT ĐỊNH

Ban hành Quy định về biển quảng cáo của hộ kinh doanh

Điều 1. Mức ký quỹ

1. Hộ kinh doanh ký quỹ 2.000.000 đồng trước khi dựng cột biển quảng cáo.

Điều 2. Hiệu lực thi hành

Quyết định này có hiệu lực thi hành kể từ ngày 20 tháng 01 năm 2020.
"""

HOSTILE = """Ghi chú kiểm kê kho lạnh

Kho lạnh số 3 <script>window.hacked = 1</script> chứa 40 thùng vắc xin, <img src=x onerror="hack()"> kiểm kê.
"""

SECRET = """# Lịch tuần tra hải đăng Mũi Én

Đội tuần tra hải đăng Mũi Én xuất phát lúc 04 giờ 15 phút tại bến số 9.
"""

RECORD = {
    "ma_thu_tuc": "9.000417",
    "ten_thu_tuc": "Cấp giấy phép treo biển hiệu ngoài trời",
    "so_quyet_dinh": "77/QĐ-UBND",
    "cap_thuc_hien": "Cấp xã",
    "linh_vuc": "Quảng cáo",
    "doi_tuong_thuc_hien": "Doanh nghiệp, hộ kinh doanh",
    "co_quan_co_tham_quyen": "Ủy ban nhân dân cấp xã",
    "dia_chi_tiep_nhan": "",
    "trinh_tu_thuc_hien": "- Bước 1: Người đề nghị nộp hồ sơ tại Trung tâm Phục vụ hành chính công.\n"
    "- Bước 2: Cán bộ kiểm tra hồ sơ và hẹn ngày trả kết quả.\n"
    "- Bước 3: Ủy ban nhân dân cấp xã cấp giấy phép hoặc trả lời bằng văn bản.",
    "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tả"
    "Trực tiếp7 Ngày làm việc150,000 VNĐ(Nộp khi nhận kết quả)"
    "Trực tuyến5 Ngày làm việc75,000 VNĐ(Giảm một nửa khi nộp trực tuyến)",
    "thanh_phan_ho_so": "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
    "Đơn đề nghị cấp giấy phép treo biển hiệuMau so 01.docx1 bản chính"
    "Bản vẽ phối cảnh biển hiệu1 bản chính,2 bản sao",
    "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnQuy định về treo biển hiệu ngoài trời12/2026/QĐ-UBND",
    "co_quan_thuc_hien": "Ủy ban nhân dân cấp xã",
    "yeu_cau_dieu_kien": "Không có thông tin",
    "ket_qua_xu_ly": "Giấy phép treo biển hiệu",
}

GUIDE = (
    "HƯỚNG DẪN LẮP ĐẶT BIỂN HIỆU",
    "1. Biển hiệu gắn vào mặt tiền không được nhô ra quá 20 xăng-ti-mét.",
    "2. Khung thép của biển hiệu phải sơn chống gỉ ít nhất hai lớp.",
    "3. Chủ biển hiệu kiểm tra ốc neo sau mỗi trận bão cấp 10 trở lên.",
)


@dataclass(frozen=True)
class Office:
    """Where the papers and what was made of them lie."""

    home: Path
    papers: Path

    def copied(self, home: Path) -> Path:
        """Return a home of its own for a test: as it was ingested, without what other tests asked of it."""
        return Path(shutil.copytree(self.papers.parent / "ingested", home, symlinks=True))


def write_guide(path: Path) -> bool:
    """Draw the guide as a PDF of one page; false where the font for Vietnamese is not installed."""
    if not FONT.is_file():
        return False
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("Vietnamese", str(FONT)))
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.setTitle(GUIDE[0])
    for number, line in enumerate(GUIDE):
        canvas.setFont("Vietnamese", 15 if number == 0 else 12)
        canvas.drawString(72, 760 - 40 * number, line)
    canvas.showPage()
    canvas.save()
    return True


@cache
def small_office() -> Office:
    """Ingest the papers, found lexically; one of them is secret."""
    root = scratch.folder("small-office")
    papers, hidden = root / "papers", root / "hidden"
    papers.mkdir()
    hidden.mkdir()
    (papers / "quyet-dinh-12.md").write_text(DECISION, encoding="utf-8")
    (papers / "quyet-dinh-05.md").write_text(OLD_DECISION, encoding="utf-8")
    (papers / "ghi-chu.txt").write_text(HOSTILE, encoding="utf-8")
    (papers / "9.000417.json").write_text(json.dumps(RECORD, ensure_ascii=False), encoding="utf-8")
    write_guide(papers / "huong-dan.pdf")
    (hidden / "lich.md").write_text(SECRET, encoding="utf-8")
    settings = load_settings(root / "home")
    for folder, label in ((papers, "internal"), (hidden, "secret")):
        report = run(
            settings,
            [folder],
            AccessLabel.parse(label),
            workers=1,
            sync=False,
            vectors=False,
            quiet=True,
        )
        assert not report.as_json()["quarantined"], report.as_json()
    shutil.copytree(root / "home", root / "ingested")
    return Office(root / "home", papers)
