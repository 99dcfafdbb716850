"""Acts written for these tests, in the forms that real ones have."""

from __future__ import annotations

import pytest

from index.provisions import Span, Unit
from ingest.reading import Draft, Reading, Table, TableRow
from ingest.structure import parse

DECREE = """CHÍNH PHỦ
Số: 901/2031/NĐ-CP
NGHỊ ĐỊNH
Quy định về bến đò và cầu phao
Căn cứ Luật Bến bãi số 77/2030/QH16;
Theo đề nghị của Bộ trưởng Bộ Đường sông.
Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
Nghị định này quy định về bến đò.
Điều 2. Hồ sơ mở bến
1. Hồ sơ đề nghị mở bến gồm:
a) Đơn đề nghị;
b) Bản vẽ;
c) Ảnh chụp;
d) Giấy tờ về đất;
đ) Cam kết an toàn.
2. Thời hạn giải quyết là 07 ngày làm việc theo
Điều 5 của Nghị định này.
Chương II
ĐIỀU KHOẢN THI HÀNH
Điều 3. Hiệu lực
Nghị định này có hiệu lực từ ngày 01 tháng 3 năm 2031.
Nơi nhận:
- Như trên;
TM. CHÍNH PHỦ
PHỤ LỤC I
MẪU ĐƠN VÀ BIỂU
1. Đơn mở bến
Kính gửi: Ủy ban nhân dân xã
2. Đơn đóng bến
"""


def locators(text: str) -> list[str]:
    return [draft.locator for draft in parse(Reading(text))]


def of(drafts: tuple[Draft, ...], locator: str) -> Draft:
    return next(draft for draft in drafts if draft.locator == locator)


def test_an_act_is_taken_apart_down_to_its_points() -> None:
    assert locators(DECREE) == [
        "Phần căn cứ",
        "Chương I",
        "Điều 1",
        "Điều 2",
        "Điều 2 khoản 1",
        *(f"Điều 2 khoản 1 điểm {x}" for x in ("a", "b", "c", "d", "đ")),
        "Điều 2 khoản 2",
        "Chương II",
        "Điều 3",
        "Phụ lục I",
        "Phụ lục I mục 1",
        "Phụ lục I mục 2",
    ]


def test_spans_hold_exactly_the_words_and_parents_hold_their_children() -> None:
    drafts = parse(Reading(DECREE))
    assert of(drafts, "Điều 2 khoản 1 điểm đ").span.of(DECREE) == "đ) Cam kết an toàn."
    clause = of(drafts, "Điều 2 khoản 2").span.of(DECREE)
    assert clause == "2. Thời hạn giải quyết là 07 ngày làm việc theo\nĐiều 5 của Nghị định này."
    for draft in drafts:
        if draft.parent is not None:
            outer = drafts[draft.parent].span
            assert outer.start <= draft.span.start <= draft.span.end <= outer.end


def test_points_carry_the_lead_of_their_clause_and_the_heading_of_their_article() -> None:
    point = of(parse(Reading(DECREE)), "Điều 2 khoản 1 điểm c")
    assert point.lead == "Hồ sơ đề nghị mở bến gồm:"
    assert point.heading == "Điều 2. Hồ sơ mở bến"


def test_the_signature_is_no_provision() -> None:
    drafts = parse(Reading(DECREE))
    articles = [d.span.of(DECREE) for d in drafts if d.unit is Unit.ARTICLE]
    assert not any("Nơi nhận" in text for text in articles)


@pytest.mark.parametrize("word", ["Điều", "Điêu", "Đieu", "ĐIỀU", "Ðiều"])
def test_headings_survive_ocr(word: str) -> None:
    text = f"Căn cứ Luật A;\n{word} 1. Một\nNội dung.\n{word} 2. Hai\nl. Khoản đầu.\n2. Khoản sau.\n"
    assert locators(text)[1:] == ["Điều 1", "Điều 2", "Điều 2 khoản 1", "Điều 2 khoản 2"]


def test_a_damaged_clause_number_is_read_by_its_position() -> None:
    clauses = "\n".join(f"{n}. Nội dung khoản." for n in (1, 2, 3, 5, 5, 6))
    found = locators(f"Điều 1. Tên\n{clauses}\nĐiều 2. Hết\nXong.\n")
    assert [x for x in found if "khoản" in x] == [f"Điều 1 khoản {n}" for n in range(1, 7)]


def test_a_point_letter_misread_twice_is_read_by_its_position() -> None:
    points = "\n".join(f"{x}) Giấy tờ;" for x in ("a", "b", "c", "đ", "đ", "e"))
    found = locators(f"Điều 1. Tên\n1. Gồm:\n{points}\nĐiều 2. Hết\nXong.\n")
    assert [x[-1] for x in found if "điểm" in x] == ["a", "b", "c", "d", "đ", "e"]


def test_a_list_inside_a_point_starts_no_clause() -> None:
    text = (
        "Điều 1. Tên\n1. Gồm:\na) Các việc:\n1. Một.\n2. Hai.\nb) Khác.\n2. Khoản hai.\nĐiều 2. Hết\nXong.\n"
    )
    clauses = [x for x in locators(text) if "khoản" in x and "điểm" not in x]
    assert clauses == ["Điều 1 khoản 1", "Điều 1 khoản 2"]


def test_a_table_of_contents_is_not_the_articles() -> None:
    names = ("Một", "Hai", "Ba", "Bốn")
    contents = "\n".join(f"Điều {n}. {name}" for n, name in enumerate(names, 1))
    body = "\n".join(f"Điều {n}. {name}\nNội dung {name}." for n, name in enumerate(names, 1))
    text = f"MỤC LỤC\n{contents}\nCăn cứ Luật A;\n{body}\n"
    drafts = parse(Reading(text))
    assert of(drafts, "Điều 3").span.of(text) == "Điều 3. Ba\nNội dung Ba."
    assert sum(d.unit is Unit.ARTICLE for d in drafts) == 4


AMENDING = """Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 15/2028/NĐ-CP
1. Sửa đổi, bổ sung khoản 2 Điều 7 như sau:
{open}2. Thời hạn là 05 ngày.
3. Không thu phí.{close}
2. Bổ sung Điều 7a vào sau Điều 7 như sau:
{open}Điều 7a. Bến tạm
1. Bến tạm được mở 30 ngày.
2. Không gia hạn.{close}
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực từ ngày 01 tháng 6 năm 2031.
"""


@pytest.mark.parametrize(("opening", "closing"), [("“", "”."), ('"', '".'), ("", "")])
def test_quoted_wording_belongs_to_the_amended_act(opening: str, closing: str) -> None:
    drafts = parse(Reading(AMENDING.format(open=opening, close=closing)))
    own = [d.locator for d in drafts if d.amends is None]
    assert own == ["Điều 1", "Điều 1 khoản 1", "Điều 1 khoản 2", "Điều 2"]
    quoted = {d.locator for d in drafts if d.amends == "15/2028/NĐ-CP"}
    assert {"Điều 1 khoản 1 «Điều 7 khoản 2»", "Điều 1 khoản 1 «Điều 7 khoản 3»"} <= quoted
    assert {"Điều 1 khoản 2 «Điều 7a»", "Điều 1 khoản 2 «Điều 7a khoản 2»"} <= quoted


def test_abolishing_without_quoting_keeps_the_own_points() -> None:
    text = (
        "Điều 1. Hiệu lực thi hành\n1. Bãi bỏ một số điều của các Nghị định sau đây:\n"
        "a) Điều 3 Nghị định số 1/2030/NĐ-CP;\nb) Khoản 2 Điều 9 Nghị định số 2/2030/NĐ-CP.\n"
        "Điều 2. Thi hành\nXong.\n"
    )
    assert "Điều 1 khoản 1 điểm b" in locators(text)


def table(text: str, rows: list[list[str]]) -> Table:
    found, at = [], 0
    for row in rows:
        line = " | ".join(row)
        at = text.index(line, at)
        cells, cell_at = [], at
        for cell in row:
            cells.append(Span(cell_at, cell_at + len(cell)))
            cell_at += len(cell) + 3
        found.append(TableRow(Span(at, at + len(line)), tuple(cells)))
        at += len(line)
    return Table(tuple(found))


def test_rows_carry_headers_steps_and_the_section_they_stand_in() -> None:
    rows = [
        ["Thứ tự", "Việc", "Thời gian"],
        ["2.1. Trường hợp thường", "", ""],
        ["Bước 1", "Nhận hồ sơ", "0,5 ngày"],
        ["2.2. Trường hợp gấp", "", ""],
        ["Bước 1", "Nhận hồ sơ", "0,25 ngày"],
    ]
    head = "Điều 1. Ban hành quy trình\nKèm theo Quyết định này.\nNơi nhận:\nPHỤ LỤC\n2. Mở bến tạm\n"
    text = head + "\n".join(" | ".join(row) for row in rows) + "\n"
    drafts = parse(Reading(text, tables=(table(text, rows),)))
    hurried = of(drafts, "Phụ lục mục 2.2, Bước 1")
    assert hurried.cells == (
        ("Thứ tự", "Bước 1"),
        ("Việc", "Nhận hồ sơ"),
        ("Thời gian", "0,25 ngày"),
        ("Thuộc mục", "2.2. Trường hợp gấp"),
    )
    assert hurried.heading.endswith("2.2. Trường hợp gấp")
    assert of(drafts, "Phụ lục mục 2.1, Bước 1").span.of(text) == "Bước 1 | Nhận hồ sơ | 0,5 ngày"


def test_an_attached_regulation_has_its_own_articles() -> None:
    text = (
        "Điều 1. Ban hành kèm theo Quyết định này Quy chế bến đò.\nĐiều 2. Thi hành từ ngày ký.\n"
        "Nơi nhận:\n- Lưu.\n"
        "QUY CHẾ\nBẾN ĐÒ\n(Ban hành kèm theo Quyết định này)\nĐiều 1. Phạm vi\n"
        "Văn bản này nói về bến.\nĐiều 2. Giờ mở\nTừ 5 giờ.\n"
    )
    found = locators(text)
    assert found[:2] == ["Điều 1", "Điều 2"]
    assert "Quy chế kèm theo, Điều 2" in found


def test_a_text_without_articles_becomes_paragraphs() -> None:
    drafts = parse(Reading("Tin buổi sáng.\nBến mới mở cửa.\n"))
    assert [(d.unit, d.locator) for d in drafts] == [
        (Unit.PARAGRAPH, "đoạn 1"),
        (Unit.PARAGRAPH, "đoạn 2"),
    ]


def test_a_paragraph_that_is_far_too_long_is_cut_without_losing_a_word() -> None:
    text = " ".join(f"Câu số {n} nói về bến đò." for n in range(200))
    drafts = parse(Reading(text))
    assert len(drafts) > 2
    assert " ".join(d.span.of(text) for d in drafts).split() == text.split()


def test_given_drafts_are_kept() -> None:
    given = (Draft(Unit.FIELD, "Tên", "Tên", Span(0, 3)),)
    assert parse(Reading("Đò.", drafts=given)) is given


def test_a_translated_act_is_cited_like_the_original() -> None:
    text = (
        "LAW\nPursuant to the Constitution;\nArticle 1. Scope\nThis Law governs ferries.\n"
        "Article 2. Fees\n1. None.\n2. Later.\n"
    )
    assert locators(text)[1:] == ["Điều 1", "Điều 2", "Điều 2 khoản 1", "Điều 2 khoản 2"]


@pytest.mark.parametrize(
    "heading", ["Phụ lục. Danh mục bến đò", "Phụ lục: Danh mục bến đò", "Phụ lục – Mẫu vé"]
)
def test_an_appendix_may_have_its_title_on_its_own_line(heading: str) -> None:
    text = f"Điều 1. Tên\nNội dung.\nĐiều 2. Hiệu lực\nTừ ngày ký.\n{heading}\n1. Bến Én.\n2. Bến Nhạn.\n"
    found = {draft.locator: draft for draft in parse(Reading(text))}
    assert found["Phụ lục"].unit is Unit.APPENDIX
    assert found["Phụ lục mục 2"].span.of(text) == "2. Bến Nhạn."
    assert "Nhạn" not in found["Điều 2"].span.of(text)


@pytest.mark.parametrize(
    "line", ["Phụ lục này kèm theo Quyết định.", "Phụ lục là một phần của Quyết định này."]
)
def test_a_sentence_about_an_appendix_is_none(line: str) -> None:
    text = f"Điều 1. Tên\nNội dung.\n{line}\nĐiều 2. Hiệu lực\nTừ ngày ký.\n{line}\n"
    assert {draft.unit for draft in parse(Reading(text))} == {Unit.ARTICLE}
