"""What sentences of acts order of parts of other acts."""

from __future__ import annotations

from datetime import date

import pytest

from index.amendments import Edge, Order
from index.documents import Identity, Kind
from ingest.acts import Acts, plain
from ingest.edges import edges
from ingest.mentions import references
from ingest.orders import hear
from ingest.places import places
from ingest.reading import Reading
from ingest.structure import parse

ACT = Identity("901/2031/NĐ-CP", Kind.DECREE, "Chính phủ", date(2031, 6, 19))
STARTS = date(2031, 7, 1)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("khoản 1, khoản 2 Điều 8, khoản 5 Điều 16", ["Điều 8 khoản 1", "Điều 8 khoản 2", "Điều 16 khoản 5"]),
        (
            "các khoản 1, 2 và 3 Điều 8; Điều 9",
            ["Điều 8 khoản 1", "Điều 8 khoản 2", "Điều 8 khoản 3", "Điều 9"],
        ),
        (
            "điểm a và điểm đ khoản 2, khoản 3 Điều 5",
            ["Điều 5 khoản 2 điểm a", "Điều 5 khoản 2 điểm đ", "Điều 5 khoản 3"],
        ),
        ("điểm b, khoản 2 Điều 7", ["Điều 7 khoản 2 điểm b"]),
        ("Điều 10 đến Điều 12", ["Điều 10", "Điều 11", "Điều 12"]),
        ("Mẫu số 01 tại Phụ lục II", ["Phụ lục II Mẫu số 01"]),
        ("tên Điều 3 và đoạn mở đầu khoản 2 Điều 4", ["Điều 3 tên", "Điều 4 khoản 2 đoạn mở đầu"]),
        ("Điều 3; điểm a khoản 2 Phụ lục I", ["Điều 3", "Phụ lục I khoản 2 điểm a"]),
        ("Điều 4, 15 ngày", ["Điều 4"]),
        ("hồ sơ gồm Điều 4", []),
    ],
)
def test_lists_of_places(words: str, found: list[str]) -> None:
    assert [str(place) for place in places(words)[0]] == found


@pytest.mark.parametrize(
    ("words", "verb", "where", "act"),
    [
        (
            "Bãi bỏ khoản 2 Điều 5 của Nghị định số 7/2020/NĐ-CP.",
            Order.REPEALS,
            ["Điều 5 khoản 2"],
            "7/2020/NĐ-CP",
        ),
        ("Bổ sung điểm c1 vào sau điểm c khoản 1 Điều 6", Order.ADDS, ["Điều 6 khoản 1 điểm c1"], None),
        ("Sửa đổi, bổ sung Điều 4 Luật Bến bãi như sau:", Order.AMENDS, ["Điều 4"], "3/2019/QH14"),
        (
            "Thay thế Phụ lục I kèm theo Thông tư số 5/2021/TT-BXD bằng Phụ lục này",
            Order.REPLACES,
            ["Phụ lục I"],
            "5/2021/TT-BXD",
        ),
    ],
)
def test_orders(words: str, verb: Order, where: list[str], act: str | None) -> None:
    acts = Acts("Căn cứ Luật Bến bãi số 3/2019/QH14;")
    (heard,) = hear(plain(words), acts)
    assert heard.verb is verb
    assert [str(place) for place in heard.places] == where
    assert (heard.act.number if heard.act else None) == act


@pytest.mark.parametrize(
    "words",
    [
        "Sửa đổi hợp đồng thực hiện theo khoản 2 Điều 5 của Nghị định này.",
        "Việc bổ sung hồ sơ theo Điều 5 Nghị định số 7/2020/NĐ-CP do chủ đầu tư làm.",
        "Nghị định số 7/2020/NĐ-CP được sửa đổi, bổ sung bởi Nghị định số 8/2021/NĐ-CP.",
    ],
)
def test_words_that_order_nothing(words: str) -> None:
    assert [h for h in hear(plain(words), Acts("")) if h.act is not None and not h.act.own] == []


def read(body: str) -> list[Edge]:
    text = f"NGHỊ ĐỊNH\nSố: 901/2031/NĐ-CP\n{body}\n"
    return list(edges(text, parse(Reading(text)), ACT, STARTS))


AMENDING = """Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 7/2020/NĐ-CP về bến bãi
1. Sửa đổi, bổ sung một số khoản của Điều 4 như sau:
a) Sửa đổi, bổ sung khoản 2 như sau:
“2. Thời hạn cấp phép là 9 ngày làm việc.”.
b) Bãi bỏ khoản 3.
2. Thay thế cụm từ “bến cũ” bằng cụm từ “bến mới” tại khoản 1 Điều 5.
Điều 2. Hiệu lực thi hành
1. Nghị định này có hiệu lực từ ngày 01 tháng 7 năm 2031, trừ khoản 2 Điều này.
2. Khoản 2 Điều 1 của Nghị định này có hiệu lực từ ngày 01 tháng 9 năm 2031.
3. Bãi bỏ các quy định sau đây:
a) Điều 6 Nghị định số 8/2021/NĐ-CP, trừ khoản 1;
b) Điều 9 và khoản 1 Điều 10 Thông tư số 5/2021/TT-BXD.
"""


def test_an_amending_act() -> None:
    found = [(e.verb, e.act, e.place, e.on, e.locator) for e in read(AMENDING)]
    first, later = STARTS, date(2031, 9, 1)
    decree = "7/2020/NĐ-CP"
    assert found == [
        (Order.AMENDS, decree, "", first, "Điều 1"),
        (Order.AMENDS, decree, "Điều 4 khoản 2", first, "Điều 1 khoản 1 điểm a"),
        (Order.REPEALS, decree, "Điều 4 khoản 3", first, "Điều 1 khoản 1 điểm b"),
        (Order.REPHRASES, decree, "Điều 5 khoản 1", later, "Điều 1 khoản 2"),
        (Order.STARTS, "901/2031/NĐ-CP", "Điều 1 khoản 2", later, "Điều 2 khoản 2"),
        (Order.REPEALS, "8/2021/NĐ-CP", "Điều 6 một phần", first, "Điều 2 khoản 3 điểm a"),
        (Order.REPEALS, "5/2021/TT-BXD", "Điều 9", first, "Điều 2 khoản 3 điểm b"),
        (Order.REPEALS, "5/2021/TT-BXD", "Điều 10 khoản 1", first, "Điều 2 khoản 3 điểm b"),
    ]


def test_quoted_wording_stands_at_its_place_in_the_amended_act() -> None:
    text = f"NGHỊ ĐỊNH\n{AMENDING}"
    quoted = [(d.locator, d.amends) for d in parse(Reading(text)) if d.amends]
    assert quoted == [("Điều 1 khoản 1 điểm a «Điều 4 khoản 2»", "7/2020/NĐ-CP")]


def test_an_unclosed_quotation_ends_at_the_next_order_and_the_next_chapter() -> None:
    body = (
        "Chương I\nSỬA ĐỔI MỘT SỐ ĐIỀU CỦA NGHỊ ĐỊNH SỐ 7/2020/NĐ-CP\n"
        "Điều 1. Sửa đổi một số khoản của Điều 4\n"
        "1. Sửa đổi khoản 2 như sau:\n“2. Chín ngày.\n"
        "2. Sửa đổi khoản 3 như sau:\n“3. Mười ngày.”.\n"
        "Chương II\nSỬA ĐỔI MỘT SỐ ĐIỀU CỦA NGHỊ ĐỊNH SỐ 8/2021/NĐ-CP\n"
        "Điều 2. Bãi bỏ Điều 3\nĐiều 3. Hiệu lực\nNghị định này có hiệu lực từ ngày ký."
    )
    found = [(e.act, e.place) for e in read(body) if e.place]
    assert found == [
        ("7/2020/NĐ-CP", "Điều 4 khoản 2"),
        ("7/2020/NĐ-CP", "Điều 4 khoản 3"),
        ("8/2021/NĐ-CP", "Điều 3"),
    ]


def test_references() -> None:
    text = (
        "Điều 1. Hồ sơ\n1. Giấy tờ theo khoản 2 Điều này và Điều 2 Nghị định này.\n"
        "2. Đơn theo khoản 3 Điều 9 Nghị định số 7/2020/NĐ-CP.\nĐiều 2. Phí\nKhông thu phí.\n"
    )
    found = {(r.locator, r.act, r.place) for r in references(text, parse(Reading(text)), ACT)}
    assert found == {
        ("Điều 1 khoản 1", None, "Điều 1 khoản 2"),
        ("Điều 1 khoản 1", None, "Điều 2"),
        ("Điều 1 khoản 2", "7/2020/NĐ-CP", "Điều 9 khoản 3"),
    }


def test_what_a_list_leaves_out_is_not_ended() -> None:
    text = (
        "NGHỊ ĐỊNH\nĐiều 9. Hiệu lực thi hành\n1. Các quy định sau hết hiệu lực từ ngày 01/7/2031:\n"
        "a) Phụ lục I, trừ các nội dung sau: Khoản 6 Mục I; Phần IV;\nĐiểm b khoản 3 Mục II của Nghị định số"
        " 7/2030/NĐ-CP;\nb) Điều 5 của Nghị định số 7/2030/NĐ-CP.\n"
    )
    found = edges(text, parse(Reading(text)), ACT, STARTS)
    assert [e.place for e in found] == ["Điều 5"]
