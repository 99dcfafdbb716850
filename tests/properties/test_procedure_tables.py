"""Random tables, collapsed as the portal's crawl does it, come apart into the cells they were made of."""

from __future__ import annotations

import json
import unicodedata
from pathlib import PurePath

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import Unreadable
from ingest.procedure_channels import channels
from ingest.procedure_tables import bases, number_pattern, papers
from ingest.procedure_words import words
from ingest.readers.procedure_json import ProcedureReader

NUMBER = number_pattern(words()["types"], list(words()["agencies"]))
OPENERS = ("Đơn", "Tờ khai", "Bản vẽ", "- Giấy", "+ Danh sách", "a) Biên bản", "Ảnh", "(ii) Hợp đồng")
WORDS = (
    "đề nghị",
    "cấp phép",
    "của chủ hộ",
    "lập ngày 01/02/2031",
    "theo Mẫu số 05",
    "kèm 02 bản sao có dấu",
)
CLOSERS = ("", ";", ".", " (nếu có)")


@st.composite
def phrases(draw: st.DrawFn) -> str:
    middle = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))
    return " ".join([draw(st.sampled_from(OPENERS)), *middle]) + draw(st.sampled_from(CLOSERS))


times = st.one_of(
    st.tuples(st.integers(1, 240), st.sampled_from(["Ngày", "Ngày làm việc", "Giờ", "Tháng"])).map(
        lambda pair: f"{pair[0]} {pair[1]}"
    ),
    st.sampled_from(["Không có thông tin", "Không quy định thời hạn"]),
)
fees = st.one_of(
    st.sampled_from(["Miễn phí", "Không có thông tin", "Miễn phí(Theo mức của tỉnh (nếu có))"]),
    st.integers(1, 99_999_999).map(lambda amount: f"{amount:,} VNĐ"),
    st.integers(1, 999).map(lambda amount: f"{amount} Việt Nam Đồng({amount}.000 đồng/lần)"),
)
descriptions = st.sampled_from(["", "Kể từ ngày nhận đủ hồ sơ.", "- Cấp mới: 5 ngày;\n- Cấp lại: 3 ngày"])
channel_rows = st.tuples(
    st.sampled_from(["Trực tuyến", "Trực tiếp", "Dịch vụ bưu chính"]), times, fees, descriptions
)
counts = st.one_of(
    st.integers(0, 9).map(lambda n: f"{n} bản chính"),
    st.tuples(st.integers(0, 9), st.integers(1, 9)).map(lambda p: f"{p[0]} bản chính,{p[1]} bản sao"),
)
forms = st.sampled_from(["", "", "Mẫu số 05.docx", "Mau01.doc", "Phụ lục II.docxPhụ lục III.docx"])
paper_rows = st.tuples(phrases(), forms, counts)
symbols = st.sampled_from(["NĐ-CP", "TT-BTC", "TT-BNNMT", "QH17", "UBTVQH17", "NQ-CP", "QĐ-TTg", "TT-BTTTT"])
numbers = st.tuples(st.integers(1, 400), st.integers(2027, 2039), symbols).map(
    lambda parts: f"{parts[0]:02}/{parts[1]}/{parts[2]}"
)
titles = st.tuples(
    st.sampled_from(["Luật", "Thông tư", "Quy định", "sửa đổi", "NGHỊ ĐỊNH", "Về việc"]),
    st.one_of(st.just("đo đạc"), numbers.map(lambda number: f"sửa {number} về đo đạc")),
    st.sampled_from(["", ".", " ngày 29/6/2031", " năm 2031", ";"]),
).map(lambda parts: f"{parts[0]} {parts[1]}{parts[2]}")
basis_rows = st.tuples(titles, numbers)
forms_of_unicode = st.sampled_from(["NFC", "NFD"])


def collapse_channels(table: list[tuple[str, ...]]) -> str:
    return "Hình thức nộpThời gianPhí, lệ phíMô tả" + "".join("".join(row) for row in table)


def collapse_papers(sections: list[tuple[str, list[tuple[str, ...]]]]) -> str:
    header = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
    return "".join(case + header + "".join("".join(row) for row in table) for case, table in sections)


@given(st.lists(channel_rows, min_size=1, max_size=6))
def test_channels_come_apart(table: list[tuple[str, ...]]) -> None:
    text = collapse_channels(table)
    taken = channels(text)
    assert taken is not None and not taken.leftovers
    names = ("channel", "time", "fee", "description")
    found = [
        tuple(text[slice(*row.cells[name])] if name in row.cells else "" for name in names)
        for row in taken.rows
    ]
    assert found == table


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["--", "Hồ sơ cấp mới:", "* Giấy tờ phải nộp:"]),
            st.lists(paper_rows, min_size=1, max_size=5),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_papers_come_apart(sections: list[tuple[str, list[tuple[str, ...]]]]) -> None:
    text = collapse_papers(sections)
    taken = papers(text)
    assert taken is not None and not taken.leftovers
    found = [
        tuple(
            text[slice(*row.cells[name])] if name in row.cells else "" for name in ("name", "form", "count")
        )
        for row in taken.rows
    ]
    assert found == [row for _, table in sections for row in table]
    cases = [text[slice(*row.case)] if row.case else "--" for row in taken.rows]
    assert cases == [case for case, table in sections for _ in table]


@given(st.lists(basis_rows, min_size=1, max_size=8))
def test_legal_bases_come_apart(table: list[tuple[str, str]]) -> None:
    text = "Tên văn bản pháp lýMã văn bản" + "".join(title + number for title, number in table)
    taken = bases(text, NUMBER)
    assert taken is not None
    found = [(text[slice(*row.cells["title"])], text[slice(*row.cells["bare"])]) for row in taken.rows]
    assert found == table


@settings(max_examples=60)
@given(st.lists(channel_rows, min_size=1, max_size=4), st.lists(paper_rows, min_size=1), forms_of_unicode)
def test_spans_are_slices_of_the_source(
    ways: list[tuple[str, ...]], dossier: list[tuple[str, ...]], form: str
) -> None:
    record = {
        "ma_thu_tuc": "9.000001",
        "ten_thu_tuc": "Cấp thẻ vườn",
        "cach_thuc_thuc_hien": collapse_channels(ways),
        "thanh_phan_ho_so": collapse_papers([("--", dossier)]),
    }
    record = {key: unicodedata.normalize(form, value) for key, value in record.items()}
    reading = ProcedureReader().read(json.dumps(record).encode(), PurePath("9.000001.json"))
    assert record["thanh_phan_ho_so"] in reading.text
    channel_texts = [d.span.of(reading.text) for d in reading.drafts if d.unit == "channel"]
    assert [unicodedata.normalize("NFC", text) for text in channel_texts] == [
        "".join(row).strip() for row in ways
    ]
    assert all(text in record["cach_thuc_thuc_hien"] for text in channel_texts)
    assert reading.card is not None
    assert [paper.name for paper in reading.card.papers] == [name for name, _, _ in dossier]
    for draft in reading.drafts:
        assert 0 <= draft.span.start < draft.span.end <= len(reading.text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from(
    [
        "ma_thu_tuc",
        "ten_thu_tuc",
        "trinh_tu_thuc_hien",
        "cach_thuc_thuc_hien",
        "thanh_phan_ho_so",
        "can_cu_phap_ly",
        "ket_qua_xu_ly",
        "metadata",
        "content",
        "tables",
        "raw_text",
        "khac",
    ]
)


@given(st.dictionaries(keys, json_values, max_size=8) | json_values)
def test_any_json_is_read_or_refused(value: object) -> None:
    try:
        reading = ProcedureReader().read(json.dumps(value).encode(), PurePath("x.json"))
    except Unreadable:
        return
    locators = [draft.locator for draft in reading.drafts]
    assert len(set(locators)) == len(locators)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        ProcedureReader().read(data, PurePath("x.json"))
    except Unreadable:
        return
