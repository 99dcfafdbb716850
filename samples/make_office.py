"""Make the PDF and the DOCX of the sample corpus from texts written for it.

Run in the root of the checkout with `python samples/make_office.py`; needs reportlab, python-docx and the
DejaVu fonts (Debian: fonts-dejavu-core). The made files are committed, so nobody has to run it to use them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

SAMPLES: Final = Path(__file__).parent
TARGET: Final = SAMPLES / "corpus" / "office"
CIRCULAR: Final = "TT-933-2026-TT-BKT"
PLAN: Final = "KH-9601-KH-UBND-2026"
FONT: Final = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
MARK: Final = "VĂN BẢN MẪU – không có giá trị pháp lý"

HEAD: Final = (
    MARK,
    "ỦY BAN NHÂN DÂN TỈNH HỒNG LAM",
    "Số: 9601/KH-UBND",
    "Hồng Lam, ngày 09 tháng 7 năm 2026",
    "KẾ HOẠCH",
    "ĐƯA TRỢ LÝ VĂN BẢN VÀO QUẦY MỘT CỬA CỦA CÁC XÃ, PHƯỜNG",
    "Căn cứ Luật Giấy phép công trình số 901/2025/QH95;",
)
PARTS: Final = (
    (
        "I. MỤC TIÊU",
        (
            "1. Đến ngày 31 tháng 12 năm 2026, 18 xã, phường trả lời câu hỏi thủ tục có dẫn điều, khoản.",
            "2. Mỗi quầy một cửa có ít nhất hai công chức biết kiểm tra lại trích dẫn với văn bản gốc.",
        ),
    ),
    (
        "II. NGUYÊN TẮC",
        (
            "1. Công chức chịu trách nhiệm về câu trả lời; phần mềm chỉ tìm và trích văn bản.",
            "2. Tài liệu lưu hành nội bộ không đưa lên máy nối mạng ngoài.",
        ),
    ),
)
ROWS: Final = (
    ("STT", "Việc phải làm", "Đơn vị chủ trì", "Hạn hoàn thành", "Kinh phí"),
    ("1", "Chọn 4 xã làm trước", "Sở Khoa học Ứng dụng", "15/8/2026", "Không"),
    ("2", "Tập huấn công chức quầy một cửa", "Trung tâm Hành chính công tỉnh", "10/9/2026", "180 triệu đồng"),
    ("3", "Nạp văn bản của tỉnh và các Sở", "Văn phòng Ủy ban nhân dân tỉnh", "30/9/2026", "60 triệu đồng"),
    ("4", "Đánh giá và mở rộng ra 18 xã, phường", "Sở Khoa học Ứng dụng", "20/12/2026", "95 triệu đồng"),
)


def make_pdf(source: Path, target: Path) -> None:
    """Set a text on A4 pages with a text layer; a blank line in it parts paragraphs."""
    pdfmetrics.registerFont(TTFont("DejaVu", str(FONT)))
    plain = ParagraphStyle("plain", fontName="DejaVu", fontSize=11, leading=16)
    middle = ParagraphStyle("middle", parent=plain, alignment=TA_CENTER)
    flow = []
    in_head = True
    for line in source.read_text(encoding="utf-8").splitlines():
        in_head = in_head and not line.startswith("Căn cứ")
        flow.append(Paragraph(line, middle if in_head else plain) if line else Spacer(1, 8))
    made = SimpleDocTemplate(str(target), title=f"Thông tư 933/2026/TT-BKT ({MARK})", invariant=1)
    made.build(flow)


def make_docx(target: Path) -> None:
    """Write the plan with its table of tasks."""
    document = docx.Document()
    for line in HEAD:
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for heading, lines in PARTS:
        document.add_paragraph().add_run(heading).bold = True
        for line in lines:
            document.add_paragraph(line)
    document.add_paragraph().add_run("III. PHÂN CÔNG").bold = True
    table = document.add_table(rows=0, cols=len(ROWS[0]))
    table.style = "Table Grid"
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph("Nơi nhận: các Sở; Ủy ban nhân dân các xã, phường; Lưu: hồ sơ mẫu.")
    document.core_properties.title = ""
    document.core_properties.author = ""
    document.save(str(target))


def main() -> int:
    """Make both files and say how large they are."""
    if not FONT.exists():
        print(f"no font at {FONT} (Debian: apt-get install fonts-dejavu-core)", file=sys.stderr)
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    circular, plan = TARGET / f"{CIRCULAR}.pdf", TARGET / f"{PLAN}.docx"
    make_pdf(SAMPLES / "office-sources" / f"{CIRCULAR}.txt", circular)
    make_docx(plan)
    for made in (circular, plan):
        print(f"{made}: {made.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
