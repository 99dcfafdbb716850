"""Rows of tables: what each belongs to, and what each of its values is."""

from __future__ import annotations

from pathlib import PurePath

from index.provisions import Unit
from ingest.readers.markdown import read_markdown
from ingest.reading import Draft, Reading
from ingest.structure import parse

HEAD = "Điều 1. Ban hành danh mục kèm theo Quyết định này.\n\nPHỤ LỤC\nDANH MỤC BẾN BÃI\n\n"


def drafts_of(*rows: str, head: str = HEAD) -> tuple[Reading, dict[str, Draft]]:
    """Parse rows as cells between lines of a single bar, the form of pages turned into text."""
    lines = [f"{cell}\n|\n" if cell else "|\n" for row in rows for cell in ["", *row.split("/")]]
    reading = read_markdown(head + "".join(lines), PurePath("bang.md"))
    return reading, {draft.locator: draft for draft in parse(reading)}


def test_a_label_and_the_value_below_it_are_one_row_of_the_procedure() -> None:
    reading, found = drafts_of(
        "Tên thủ tục số 2/Mở bến khách ngang sông",
        "Thời hạn giải quyết/",
        "09 ngày làm việc",
        "Cơ quan có thẩm quyền/",
        "Chủ tịch xã",
        "Phí, lệ phí: Không",
    )
    row = found["Phụ lục, thủ tục số 2, thời hạn giải quyết"]
    assert row.unit is Unit.TABLE_ROW
    assert row.cells == (
        ("Tên thủ tục số 2", "Mở bến khách ngang sông"),
        ("Thời hạn giải quyết", "09 ngày làm việc"),
    )
    assert row.span.of(reading.text) == "Thời hạn giải quyết | \n09 ngày làm việc"
    assert "Tên thủ tục số 2: Mở bến khách ngang sông" in row.heading
    assert found["Phụ lục, thủ tục số 2, phí, lệ phí"].cells[1] == ("Phí, lệ phí", "Không")


def test_the_steps_of_a_long_value_are_cited_one_by_one() -> None:
    steps = [f"Bước {n}: Việc thứ {n} (0,{n} ngày) {'làm cho đúng quy định ' * 20}" for n in (1, 2, 3)]
    reading, found = drafts_of(
        "Tên thủ tục/Mở bến",
        "Trình tự thực hiện/",
        " ".join(steps),
        "Thời hạn giải quyết/",
        "02 ngày",
        "Kết quả thực hiện/",
        "Giấy phép",
    )
    step = found["Phụ lục, thủ tục, trình tự thực hiện, bước 2"]
    assert step.span.of(reading.text).startswith("Bước 2: Việc thứ 2 (0,2 ngày)")
    whole = found["Phụ lục, thủ tục, trình tự thực hiện"]
    assert all(s.strip() in whole.span.of(reading.text) for s in steps)


def test_a_number_names_the_numbers_below_it() -> None:
    _, found = drafts_of(
        "TT/Tên dịch vụ",
        "1/Lĩnh vực bến bãi",
        "1.1/Nạo vét luồng",
        "2/Lĩnh vực không chia",
        "3/Lĩnh vực đường đèo",
        "3.1/Rào chắn",
    )
    assert found["Phụ lục mục 1.1"].heading.endswith("1 Lĩnh vực bến bãi")
    assert ("Thuộc mục", "1 Lĩnh vực bến bãi") in found["Phụ lục mục 1.1"].cells
    assert found["Phụ lục mục 1"].unit is Unit.SECTION
    assert found["Phụ lục dòng 2"].unit is Unit.TABLE_ROW
    assert found["Phụ lục dòng 2"].heading == "Phụ lục. DANH MỤC BẾN BÃI"
    assert found["Phụ lục mục 3.1"].heading.endswith("3 Lĩnh vực đường đèo")


def test_a_section_is_no_row_and_a_merged_cell_has_the_value_above() -> None:
    _, found = drafts_of(
        "STT/Địa điểm/Địa chỉ",
        "7/Xã Mẫu/",
        "-/Bãi Trên/Thôn Một",
        "-/Bãi Dưới",
        "8/Xã Khác/",
        "-/Bãi Giữa/Thôn Hai",
    )
    assert [draft.locator for draft in found.values() if draft.unit is Unit.TABLE_ROW] == [
        "Phụ lục mục 7 dòng 1",
        "Phụ lục mục 7 dòng 2",
        "Phụ lục mục 8 dòng 1",
    ]
    assert found["Phụ lục mục 7 dòng 2"].cells == (
        ("Thuộc mục", "7 Xã Mẫu"),
        ("Địa điểm", "Bãi Dưới"),
        ("Địa chỉ (ô gộp với dòng trên)", "Thôn Một"),
    )


def test_a_total_is_named_and_says_what_it_is_of() -> None:
    _, found = drafts_of(
        "Thứ tự/Việc/Ai làm/Thời gian",
        "Bước 1/Nhận/Văn thư/0,5 ngày",
        "Bước 2/Duyệt/Lãnh đạo/1 ngày",
        "Tổng thời gian giải quyết/Không quá 1,5 ngày",
        head=HEAD + "1. Mở bến tạm\n",
    )
    total = found["Phụ lục mục 1, tổng thời gian giải quyết"]
    assert total.cells == (
        ("Thuộc mục", "1. Mở bến tạm"),
        ("Tổng thời gian giải quyết", "Không quá 1,5 ngày"),
    )
    assert total.heading.endswith("1. Mở bến tạm – Tổng thời gian giải quyết")


def test_the_only_total_below_several_sections_is_of_all_of_them() -> None:
    _, found = drafts_of(
        "Thứ tự/Việc/Ai làm/Thời gian",
        "I/Đề xuất",
        "Bước 1/Nhận/Văn thư/0,5 ngày",
        "II/Phê duyệt",
        "Bước 1/Duyệt/Lãnh đạo/1 ngày",
        "Tổng thời gian/02 ngày",
    )
    assert "Phụ lục, tổng thời gian" in found
    assert found["Phụ lục mục II, Bước 1"].heading.endswith("II Phê duyệt")


def pipe(*rows: str) -> dict[str, Draft]:
    lines = [rows[0], "|".join(["---"] * (rows[0].count("|") + 1)), *rows[1:]]
    reading = read_markdown(HEAD + "\n".join(f"|{line}|" for line in lines) + "\n", PurePath("bang.md"))
    return {draft.locator: draft for draft in parse(reading)}


def test_two_lines_of_headers_are_both_above_a_value() -> None:
    found = pipe("Chỉ số| |Xe máy| ", " | |Mức 1|Mức 2", "Khói|hai kỳ|9,1|7,3", "Bụi|bốn kỳ|4|2")
    assert found["Phụ lục dòng 1"].cells == (
        ("Chỉ số", "Khói"),
        ("", "hai kỳ"),
        ("Xe máy Mức 1", "9,1"),
        ("Xe máy Mức 2", "7,3"),
    )


def test_a_first_row_that_counts_on_is_no_header() -> None:
    found = pipe("1. Mẫu BB-01|Đơn mở bến", "2. Mẫu BB-02|Đơn đóng bến", "3. Mẫu BB-03|Sổ bến")
    assert [draft.cells[1] for draft in found.values() if draft.cells] == [
        ("", "Đơn mở bến"),
        ("", "Đơn đóng bến"),
        ("", "Sổ bến"),
    ]


def test_a_line_above_the_header_is_a_caption() -> None:
    found = pipe("Đơn vị tính: công| | ", "STT|Việc|Công", "1|Khảo sát|20", "2|Ghi hình|12")
    assert found["Phụ lục dòng 2"].cells == (("STT", "2"), ("Việc", "Ghi hình"), ("Công", "12"))
    assert found["Phụ lục dòng 2"].heading.endswith("Đơn vị tính: công")


def test_a_note_in_a_header_is_not_part_of_its_name() -> None:
    found = pipe("TT|Mã số[2]", "1|A7", "2|A8")
    assert found["Phụ lục dòng 1"].cells == (("TT", "1"), ("Mã số", "A7"))


def test_codes_in_columns_of_their_own_belong_to_the_code_before() -> None:
    found = pipe(
        "Cấp 1|Cấp 2|Cấp 3|Tên",
        "1| | |Khoa học tự nhiên",
        " |105| |Trái đất",
        " | |10501|Địa chất",
        " | |10502|Khoáng vật",
        "2| | |Kỹ thuật",
        " |201| |Xây dựng",
    )
    minerals = next(draft for draft in found.values() if ("Cấp 3", "10502") in draft.cells)
    assert minerals.heading.endswith("1 Khoa học tự nhiên – 105 Trái đất")
    building = next(draft for draft in found.values() if ("Cấp 2", "201") in draft.cells)
    assert building.heading.endswith("– 2 Kỹ thuật")


def test_a_long_path_of_headings_keeps_its_end() -> None:
    head = HEAD.replace("DANH MỤC BẾN BÃI", "DANH MỤC " + "BẾN BÃI VÀ ĐƯỜNG ĐÈO " * 12)
    _, found = drafts_of("TT/Tên/Số", "I/Phạm vi, chức năng quản lý của Sở Mẫu", "1/Mở bến/5", head=head)
    assert found["Phụ lục mục I dòng 1"].heading.endswith(" … – I Phạm vi, chức năng quản lý của Sở Mẫu")
    assert len(found["Phụ lục mục I dòng 1"].heading) <= 300


def test_numbers_may_be_the_header_of_their_columns() -> None:
    found = pipe("Giá trị (tỷ đồng)|≤ 5|10|100", "Tỷ lệ (%)|0,9|0,6|0,3")
    assert found["Phụ lục dòng 1"].cells[1:] == (("≤ 5", "0,9"), ("10", "0,6"), ("100", "0,3"))
