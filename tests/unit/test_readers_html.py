from __future__ import annotations

from pathlib import PurePath

import pytest

from ingest.doubts import doubt
from ingest.errors import Empty, TooLarge
from ingest.readers.html import HtmlReader
from ingest.reading import Reading
from ingest.structure import parse


def read(body: str, head: str = "") -> Reading:
    page = f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    return HtmlReader().read(page.encode(), PurePath("trang.html"))


LAW = "".join(
    f"<p>Điều {n}. Cơ quan giải quyết hồ sơ trong thời hạn {n} ngày làm việc.</p>" for n in range(1, 30)
)
PAGE = f"""
<nav><a href="/">Trang chủ</a></nav><div class="breadcrumb">Văn bản</div>
<h1>Thông tư số 77/2031/TT-BXD Quy định mẫu</h1>
<div><span class="tag">Còn hiệu lực</span><span>Ngày có hiệu lực:</span><span>02/05/2031</span></div>
<div class="layout"><div class="preview-content">
<script>chay()</script><style>p{{}}</style><p style="display: none">ẩn 1</p><p style="font-size:0px">ẩn 2</p>
<p>THÔNG TƯ<br>QUY ĐỊNH MẪU</p>{LAW}
<table><tr><th>STT</th><th>Việc</th><th>Hạn</th></tr>
<tr><td rowspan="2">1</td><td>Nhận<br>hồ sơ</td><td>1&nbsp;ngày</td></tr>
<tr><td colspan="2">Trả kết quả</td></tr>
</table>
</div><div class="related">Văn bản liên quan</div></div>
<footer>Đơn vị chủ quản</footer>"""


def test_only_the_act_is_text():
    text = read(PAGE).text
    assert text.startswith("THÔNG TƯ\nQUY ĐỊNH MẪU\nĐiều 1. Cơ quan")
    for foreign in ("Trang chủ", "Văn bản", "ẩn", "chay", "Đơn vị chủ quản", "Còn hiệu lực"):
        assert foreign not in text


def test_table_keeps_columns_under_merged_cells():
    reading = read(PAGE)
    (table,) = reading.tables
    assert [row.span.of(reading.text) for row in table.rows] == [
        "STT | Việc | Hạn",
        "1 | Nhận hồ sơ | 1 ngày",
        " | Trả kết quả | ",
    ]
    assert table.header_rows == 1
    assert [cell.of(reading.text) for cell in table.rows[1].cells] == ["1", "Nhận hồ sơ", "1 ngày"]


def test_title_and_portal_line_are_declared():
    assert read(PAGE).declared == {
        "title": "Thông tư số 77/2031/TT-BXD Quy định mẫu",
        "kind": "Thông tư",
        "number": "77/2031/TT-BXD",
        "effective_from": "2031-05-02",
        "status": "Còn hiệu lực",
    }


def test_unknown_portal_gives_its_densest_block():
    reading = read(f"<div id='left'><a>Mục A</a><a>Mục B</a></div><div><div class='zz'>{LAW}</div></div>")
    assert reading.text.startswith("Điều 1.")
    assert "Mục A" not in reading.text


def test_page_of_attributes_is_read_with_a_doubt():
    cells = {"Số hiệu": "9/2031/NĐ-CP", "Loại văn bản": "Nghị định", "Cơ quan ban hành": "Chính phủ",
             "Ngày ban hành": "03/02/2031", "Ngành": "--"}  # fmt: skip
    rows = "".join(
        f"<tr><td><span class='item-label'>{k}</span><span class='item-content'>{v}</span></td></tr>"
        for k, v in cells.items()
    )
    reading = read(f"<h1>Nghị định số 9/2031/NĐ-CP Mẫu</h1><table>{rows}</table>")
    assert "Số hiệu | 9/2031/NĐ-CP\n" in reading.text
    assert reading.declared["issuer"] == "Chính phủ"
    assert reading.declared["issued_on"] == "2031-02-03"
    assert reading.doubts == (doubt("attributes_only"),)


def test_ordered_lists_show_their_numbers():
    reading = read(
        f"{LAW}<ol start='3'><li>Một việc</li><li>Hai việc</li></ol><ol type='a'><li>Nhỏ</li></ol>"
    )
    assert reading.text.endswith("3. Một việc\n4. Hai việc\na) Nhỏ\n")


def test_layout_table_is_no_data():
    reading = read(f"<table><tr><td>{LAW}</td></tr></table>")
    assert reading.tables == ()
    assert reading.text.count("\n") == 29


def test_empty_and_too_deep_pages_are_refused():
    with pytest.raises(Empty):
        read("<script>x</script>")
    with pytest.raises(TooLarge):
        read("<div>" * 5000 + "sâu" + "</div>" * 5000)


def test_a_cell_merged_over_rows_belongs_to_each_of_them():
    page = (
        "<table><tr><th>Khí<th>Máy<th>Mức</tr><tr><td rowspan=2>Khói<td>hai kỳ<td>9</tr>"
        "<tr><td>bốn kỳ<td>4</tr></table>"
    )
    reading = HtmlReader().read(page.encode(), PurePath("mau.html"))
    assert reading.tables[0].rows[2].above == (0,)
    assert parse(reading)[-1].cells == (
        ("Khí (ô gộp với dòng trên)", "Khói"),
        ("Máy", "bốn kỳ"),
        ("Mức", "4"),
    )


def test_footnote_links_are_marks_and_struck_words_are_left_out():
    body = (
        '<p>Điều 1. Bến<a href="/x#_ftn3" name="_ftnref3"><sup>3</sup></a></p><p>Bến là <s>chỗ</s> '
        '<span style="text-decoration: line-through">cũ</span>nơi neo.</p>'
        '<div id="ftn3"><p><a href="/x#_ftnref3" name="_ftn3">[3]</a> Điều này được bổ sung.</p></div>'
    )
    reading = read(body)
    assert reading.text == "Điều 1. Bến[3]\nBến là nơi neo.\n[3] Điều này được bổ sung.\n"
    assert reading.doubts == (doubt("struck_out", count="2"),)
