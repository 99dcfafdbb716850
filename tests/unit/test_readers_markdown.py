from __future__ import annotations

from pathlib import PurePath

import pytest

from ingest.doubts import doubt
from ingest.errors import Damaged, Empty
from ingest.readers.markdown import MarkdownReader
from ingest.readers.text import TextReader
from ingest.reading import Reading


def read(text: str) -> Reading:
    return MarkdownReader().read(text.encode(), PurePath("mau.md"))


def rows(reading: Reading, table: int = 0) -> list[list[str]]:
    return [[cell.of(reading.text) for cell in row.cells] for row in reading.tables[table].rows]


def test_front_matter_is_declared_and_not_text():
    reading = read(
        "---\ntitle: Nghị định mẫu\nso_hieu: 901/2031/NĐ-CP\nngay_ban_hanh: 05/03/2031\n"
        "ngay_hieu_luc: 2031-04-01\nco_quan_ban_hanh: Chính phủ\nloai_van_ban: Nghị định\n"
        "---\n\n# Mẫu\n\nNội dung.\n"
    )
    assert reading.text == "Mẫu\nNội dung.\n"
    assert reading.declared == {
        "title": "Nghị định mẫu",
        "number": "901/2031/NĐ-CP",
        "issued_on": "2031-03-05",
        "effective_from": "2031-04-01",
        "issuer": "Chính phủ",
        "kind": "Nghị định",
    }


def test_malformed_front_matter_is_read_line_by_line_with_a_doubt():
    reading = read('---\nso_hieu: 7/2031/NĐ-CP\nghi: "hở: [\n---\nNội dung văn bản.\n')
    assert reading.declared["number"] == "7/2031/NĐ-CP"
    assert reading.doubts == (doubt("front_matter"),)


@pytest.mark.parametrize(
    "line",
    ["- **Số hiệu:** 88/2031/TT-BXD", "| **Số hiệu** | 88/2031/TT-BXD |", "**Số hiệu**: 88/2031/TT-BXD"],
)
def test_attribute_lines_are_declared(line: str):
    assert read(f"## Thông tin\n\n{line}\n\nĐiều 1. Mở đầu\n").declared["number"] == "88/2031/TT-BXD"


def test_a_cited_act_is_not_the_title():
    reading = read("Quyết định số 3/QĐ-UBND ngày 01/02/2031 về việc ủy quyền;\nĐiều 1. Phê duyệt danh mục\n")
    assert "number" not in reading.declared


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("1\\. Người **nộp** _hồ sơ_", "1. Người nộp hồ sơ"),
        ("a&nbsp;) lệ phí &lt; 5%", "a ) lệ phí < 5%"),
        ("<center>LUẬT</center>", "LUẬT"),
        ('theo <span style="color:red">mẫu</span> này', "theo mẫu này"),
        ("xem [cổng dịch vụ](https://vi.du/a_b_c) nhé", "xem cổng dịch vụ nhé"),
        ("chú thích (*) và 3*4", "chú thích (*) và 3*4"),
        ("tệp so_lieu_nam.xlsx", "tệp so_lieu_nam.xlsx"),
        ("### Điều 9. Hồ sơ", "Điều 9. Hồ sơ"),
        ("> trích dẫn", "trích dẫn"),
        ("* gạch đầu dòng", "- gạch đầu dòng"),
    ],
)
def test_marks_are_taken_out(marked: str, plain: str):
    assert read(marked + "\n").text == plain + "\n"


def test_struck_wording_is_left_out_with_a_doubt():
    reading = read("1. Trong ~~ba mươi~~ **hai mươi** ngày.\n")
    assert reading.text == "1. Trong hai mươi ngày.\n"
    assert reading.doubts == (doubt("struck_out", count="1"),)


def test_a_text_goes_on_below_a_table_that_stands_right_under_its_heading():
    reading = read("# Danh mục lệ phí\n| Mức | Đồng |\n|---|---|\n| Một | 5000 |\nNộp khi nhận kết quả.\n")
    assert [rows(reading), reading.text.splitlines()[-1]] == [
        [["Mức", "Đồng"], ["Một", "5000"]],
        "Nộp khi nhận kết quả.",
    ]


def test_pipe_table_rows_can_be_cited():
    reading = read("| STT | Tên |\n|---|---|\n| 1 | Cấp<br>mới |\n| 2 | Gia **hạn** |\n\nHết.\n")
    assert rows(reading) == [["STT", "Tên"], ["1", "Cấp mới"], ["2", "Gia hạn"]]
    assert [row.span.of(reading.text) for row in reading.tables[0].rows][1] == "1 | Cấp mới"
    assert reading.tables[0].header_rows == 1


def test_letterhead_has_no_header_row():
    reading = read("UBND TỈNH A | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n--- | ---\nSố: 5/QĐ-UBND | ngày 1\n")
    assert reading.tables[0].header_rows == 0


LONE = """**Điều 2.** Giao
Sở Nội vụ thực hiện./.
|
Nơi nhận:
- Như trên;
|
**CHỦ TỊCH**
|
**PHỤ LỤC**
DANH MỤC
|
**STT**
|
**Tên thủ
tục**
|
**Mã**
|
**Ghi chú**
|
|
1
|
Cấp bản sao
|
|
Không đổi
|
|
2
|
Cấp lại
|
5.000001
|
|
|
**Tổng số**
|
Hai thủ tục
|
**II. Danh mục bãi bỏ**
|
**STT**
|
**Tên**
|
**Mã**
|
**Lý do**
|
|
1
|
Đổi tên
|
5.000009
|
Trùng
|
Kết thúc phụ lục
"""


def test_cells_between_lone_bars():
    reading = read(LONE)
    assert rows(reading, 0) == [["Nơi nhận: - Như trên;", "CHỦ TỊCH"]]
    assert rows(reading, 1) == [
        ["STT", "Tên thủ tục", "Mã", "Ghi chú"],
        ["1", "Cấp bản sao", "", "Không đổi"],
        ["2", "Cấp lại", "5.000001", ""],
        ["Tổng số", "Hai thủ tục"],
    ]
    assert not reading.tables[1].certain
    assert rows(reading, 2) == [["STT", "Tên", "Mã", "Lý do"], ["1", "Đổi tên", "5.000009", "Trùng"]]
    assert "\nII. Danh mục bãi bỏ\n" in reading.text
    assert reading.text.startswith("Điều 2. Giao Sở Nội vụ thực hiện./.\n")
    assert reading.text.endswith("Kết thúc phụ lục\n")


WRAPPED = """### Điều 4.
Thời hạn giải quyết
Cơ quan tiếp nhận hồ sơ có trách nhiệm kiểm tra và trả lời cho người nộp theo
đúng thời hạn nêu tại khoản
2 Điều này.

17

1. Không quá 05 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ đối với trường hợp
không phải lấy ý kiến;
a) Trường hợp phải lấy ý kiến của cơ quan khác thì thời hạn được kéo dài thêm một

lần nhưng không quá 10 ngày.
Bước 2: Chuyên viên thẩm định hồ sơ và trình lãnh đạo phòng xem xét trong thời hạn
được giao.
"""


def test_hard_wrapped_lines_become_paragraphs():
    assert read(WRAPPED).text.split("\n") == [
        "Điều 4. Thời hạn giải quyết",
        "Cơ quan tiếp nhận hồ sơ có trách nhiệm kiểm tra và trả lời cho người nộp theo đúng thời hạn nêu tại "
        "khoản 2 Điều này.",
        "1. Không quá 05 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ đối với trường hợp "
        "không phải lấy ý kiến;",
        "a) Trường hợp phải lấy ý kiến của cơ quan khác thì thời hạn được kéo dài thêm "
        "một lần nhưng không quá 10 ngày.",
        "Bước 2: Chuyên viên thẩm định hồ sơ và trình lãnh đạo phòng xem xét trong thời hạn được giao.",
        "",
    ]


def test_unwrapped_lines_stay_lines():
    text = "Điều 1. Mở đầu\nĐoạn thứ nhất đủ câu.\nĐoạn thứ hai\n"
    assert TextReader().read(text.encode(), PurePath("a.txt")).text == text


def test_text_with_markdown_marks_is_read_as_markdown():
    data = "# Chương I\n\n## Điều 1. Phạm vi\n\n1\\. Nội dung **chính**\n".encode()
    assert TextReader().read(data, PurePath("a.txt")).text.endswith("Điều 1. Phạm vi\n1. Nội dung chính\n")


@pytest.mark.parametrize("blank", ["\n", "\r\n", " \n", " ", "\t", "\u00a0"])
def test_a_run_of_blanks_however_long_is_read_at_once(blank: str):
    # In time that grows with the cube of lines, or with the square of blanks in one, it would take hours.
    run = blank * (20_000 if "\n" in blank else 500_000)
    text = f"Điều 1. Mở đầu{run}Lời dẫn.\n{run}Đoạn cuối.\n"
    plain = TextReader().read(text.encode(), PurePath("a.txt")).text
    assert [line for line in plain.split() if line] == text.split()
    marked = MarkdownReader().read(
        f"# Điều 1. Mở{run}đầu ##\n{run}* **Số**: 1\n|a|b|\n{run}--{run}x".encode(), PurePath("a.md")
    )
    assert marked.text.split()[:4] == ["Điều", "1.", "Mở", "đầu"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_with_certainty(encoding: str):
    text = "Hồ sơ gồm đơn đề nghị và bản sao giấy tờ.\n"
    assert TextReader().read(text.encode(encoding), PurePath("a.txt")).text == text


def test_tcvn3_text_is_turned_into_unicode_and_said():
    data = "§iÒu 1. Ph¹m vi ®iÒu chØnh vµ ®èi t\xadîng ¸p dông cña quy ®Þnh nµy theo quyÕt ®Þnh sè 5.".encode(
        "latin-1"
    )
    reading = TextReader().read(data, PurePath("a.txt"))
    assert reading.text == (
        "Điều 1. Phạm vi điều chỉnh và đối tượng áp dụng của quy định này theo quyết định số 5.\n"
    )
    assert any("TCVN3" in told for told in reading.doubts)


def test_broken_utf8_is_damaged():
    with pytest.raises(Damaged):
        TextReader().read("Hồ sơ".encode()[:-1] + b"\xff\xfe\x00abc", PurePath("a.txt"))


def test_marks_without_words_are_empty():
    with pytest.raises(Empty):
        read("---\n\n** **\n\n#\n")


def test_who_issues_stands_on_a_line_of_its_own_above_the_legal_bases():
    wrapped = (
        "**QUYẾT ĐỊNH**\nPHÊ DUYỆT LỊCH TUẦN TRA CÁC BẾN ĐÒ NĂM 2031 TẠI\nỦY BAN NHÂN DÂN CÁC XÃ VEN SÔNG\n"
        "**CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH**\n*Căn cứ Luật Bến bãi về việc mở và đóng bến\n"
        "đò ngang;*\n**Điều 1**. Các bến đò mở cửa lúc 5 giờ sáng và đóng cửa lúc\nbảy giờ tối mỗi ngày.\n"
    )
    found = read(wrapped).text.splitlines()
    assert found[1].endswith("NĂM 2031 TẠI ỦY BAN NHÂN DÂN CÁC XÃ VEN SÔNG")
    assert found[2] == "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH"


LISTS = """Số: 9/QĐ-UBND
|
TT
|
Tên
|
Mã
|
Ghi chú
|
|
|
CẤP TỈNH
|
|
1
|
Mở bến
|
|
Chỉ ở xã A
|
|
2
|
Đóng bến
|
2.02
|
|
PHỤ LỤC 2
DANH MỤC KHÁC
|
TT
|
Tên
|
|
1
|
Sửa bến
|
"""


def test_an_appendix_behind_an_empty_last_cell_is_no_row():
    reading = read(LISTS)
    assert rows(reading) == [
        ["TT", "Tên", "Mã", "Ghi chú"],
        ["", "CẤP TỈNH"],
        ["1", "Mở bến", "", "Chỉ ở xã A"],
        ["2", "Đóng bến", "2.02"],
    ]
    assert "\nPHỤ LỤC 2\nDANH MỤC KHÁC\n" in reading.text
    assert rows(reading, 1) == [["TT", "Tên"], ["1", "Sửa bến"]]
