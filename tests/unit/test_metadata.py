"""Identity and title, from the head of the text down to the name of the file."""

from __future__ import annotations

from datetime import date

import pytest

from index.documents import Kind
from ingest.metadata import identify, legal_bases
from ingest.reading import Reading
from ingest.structure import parse

HEAD = """CHÍNH PHỦ | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 901 /2031/NĐ-СР | Hà Nội, ngày 19 tháng 6 năm 2031
NGHỊ ĐỊNH
QUY ĐỊNH VỀ BẾN ĐÒ CỦA BỘ ĐƯỜNG SÔNG
Căn cứ Luật Bến bãi số 77/2030/QH16;
Căn cứ Nghị định số 12/2029/NĐ-CP sửa đổi Nghị định số 3/2020/NĐ-CP;
Chính phủ ban hành Nghị định quy định về bến đò của Bộ Đường sông.
Điều 1. Tên
Nội dung.
"""


def test_the_head_of_the_text_decides() -> None:
    identity, title, doubts = identify(Reading(HEAD), "x.txt")
    assert identity.number == "901/2031/NĐ-CP"
    assert (identity.kind, identity.issuer) == (Kind.DECREE, "Chính phủ")
    assert identity.issued_on == date(2031, 6, 19)
    assert title == "Nghị định 901/2031/NĐ-CP: Quy định về bến đò của Bộ Đường sông"
    assert doubts == ()


def test_a_source_that_disagrees_is_told() -> None:
    reading = Reading(HEAD, declared={"number": "900/2031/NĐ-CP", "issued_on": "2031-06-20"})
    identity, _, doubts = identify(reading, "x.txt")
    assert identity.number == "901/2031/NĐ-CP"
    assert "900/2031/NĐ-CP" in doubts[0]
    assert "20/06/2031" in doubts[1]


def test_the_file_name_is_the_last_resort() -> None:
    text = "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH HƯNG GIANG\nCăn cứ Luật Bến bãi;\nĐiều 1. Ban hành.\nXong.\n"
    identity, _, doubts = identify(Reading(text), "QD-4711-QĐ-UBND-2031.md")
    assert identity.number == "4711/QĐ-UBND"
    assert identity.issuer == "Ủy ban nhân dân tỉnh Hưng Giang"
    assert any("tên tệp" in doubt for doubt in doubts)


def test_numbers_of_legal_bases_are_no_identity() -> None:
    identity, _, doubts = identify(
        Reading("Căn cứ Luật số 77/2030/QH16;\nĐiều 1. Tên.\nXong.\n"), "ban-tin.txt"
    )
    assert identity.number is None
    assert len(doubts) == 1


def test_a_law_is_named_by_its_subject() -> None:
    text = "QUỐC HỘI\nLuật số: 77/2030/QH16\nLUẬT\nBẾN BÃI\nCăn cứ Hiến pháp;\nĐiều 1. Tên\nLuật Bến bãi.\n"
    identity, title, _ = identify(Reading(text), "x.txt")
    assert (identity.kind, identity.issuer) == (Kind.LAW, "Quốc hội")
    assert title == "Luật Bến bãi số 77/2030/QH16"


def test_legal_bases_are_read_from_their_lines() -> None:
    assert legal_bases(parse(Reading(HEAD)), HEAD) == ("77/2030/QH16", "12/2029/NĐ-CP", "3/2020/NĐ-CP")


@pytest.mark.parametrize(
    ("title", "told"),
    [
        (
            "PHÊ DUYỆT LỊCH TUẦN TRA CỦA SỞ ĐƯỜNG SÔNG CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH HƯNG GIANG",
            "Phê duyệt lịch tuần tra của Sở Đường sông",
        ),
        (
            "BAN HÀNH QUY CHẾ BẾN ĐÒ\nBỘ TRƯỞNG BỘ ĐƯỜNG SÔNG",
            "Ban hành quy chế bến đò",
        ),
        (
            "ỦY QUYỀN KÝ GIẤY PHÉP CỦA CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH",
            "Ủy quyền ký giấy phép của chủ tịch ủy ban nhân dân tỉnh",
        ),
    ],
)
def test_who_signs_is_no_part_of_the_title(title: str, told: str) -> None:
    text = (
        "ỦY BAN NHÂN DÂN TỈNH HƯNG GIANG\nSố: 4711/QĐ-UBND\nQUYẾT ĐỊNH\n"
        f"{title}\nCăn cứ Luật Bến bãi;\nĐiều 1. Giao việc\nNơi nộp là Sở Đường sông.\n"
    )
    assert identify(Reading(text), "x.txt")[1] == f"Quyết định 4711/QĐ-UBND: {told}"


@pytest.mark.parametrize(
    "head",
    [
        "ỦY BAN NHÂN DÂN\nTỈNH HƯNG GIANG\nSỞ ĐƯỜNG SÔNG\n",
        "ỦY BAN NHÂN DÂN TỈNH HƯNG GIANG\nVĂN PHÒNG\n",
        "ỦY BAN NHÂN DÂN TỈNH HƯNG GIANG SỞ ĐƯỜNG SÔNG CỘNG HÒA\n",
        "ỦY BAN NHÂN DÂN TỈNH\nHƯNG GIANG\n",
        "ỦY BAN NHÂN DÂN TỈNH HƯNG GIANG | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n",
    ],
)
def test_the_line_below_is_no_part_of_the_issuer(head: str) -> None:
    text = f"{head}Số: 4711/QĐ-UBND\nQUYẾT ĐỊNH\nVề bến đò\nCăn cứ Luật Bến bãi;\nĐiều 1. Tên\nXong.\n"
    assert identify(Reading(text), "x.txt")[0].issuer == "Ủy ban nhân dân tỉnh Hưng Giang"


@pytest.mark.parametrize("place", ["Thừa Thiên Đông", "Ban Mê", "Sông Bang Văn Nam"])
def test_a_long_name_of_a_place_is_kept(place: str) -> None:
    text = f"ỦY BAN NHÂN DÂN TỈNH {place.upper()}\nSố: 7/QĐ-UBND\nQUYẾT ĐỊNH\nVề bến đò\nĐiều 1. Tên\nXong.\n"
    assert identify(Reading(text), "x.txt")[0].issuer == f"Ủy ban nhân dân tỉnh {place}"


def test_a_capital_at_the_start_of_a_sentence_is_none_of_the_title() -> None:
    text = HEAD.replace("Nội dung.", "Bến đò mở lúc 5 giờ.\n2. Bến đò đóng lúc 19 giờ.").replace(
        "QUY ĐỊNH VỀ BẾN ĐÒ", "SỬA QUY ĐỊNH: BẾN ĐÒ"
    )
    assert identify(Reading(text), "x.txt")[1].endswith(": Sửa quy định: bến đò của Bộ Đường sông")


def test_a_declared_title_in_capitals_is_written_as_running_text() -> None:
    reading = Reading(
        HEAD, declared={"title": "Nghị định 901/2031/NĐ-CP QUY ĐỊNH VỀ BẾN ĐÒ CỦA BỘ ĐƯỜNG SÔNG"}
    )
    assert identify(reading, "x.txt")[1] == "Nghị định 901/2031/NĐ-CP: Quy định về bến đò của Bộ Đường sông"
