"""The reader of procedure records, on records of our own writing in both schemas."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path, PurePath
from typing import Any

import pytest

from index.procedures import DayKind
from index.provisions import Unit
from ingest.errors import Damaged, Empty, UnsupportedFormat
from ingest.readers.procedure_json import ProcedureReader
from ingest.reading import Draft, Reading

FLAT: dict[str, Any] = {
    "ma_thu_tuc": "9.000123",
    "formality_id": "bí-mật-kỹ-thuật",
    "ten_thu_tuc": "Cấp giấy phép trồng cây bóng mát",
    "so_quyet_dinh": "77/QĐ-BXD",
    "cap_thuc_hien": "Cấp xã",
    "linh_vuc": "Cây xanh",
    "doi_tuong_thuc_hien": "Công dân Việt Nam",
    "co_quan_thuc_hien": "Uỷ ban nhân dân cấp xã",
    "co_quan_co_tham_quyen": "Không có thông tin",
    "trinh_tu_thuc_hien": (
        "Bước 1: Người dân nộp hồ sơ.\nBước 2: Xã kiểm tra:\n- Đủ thì ghi sổ;\n- Thiếu thì\ntrả lại ngay."
    ),
    "cach_thuc_thuc_hien": (
        "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến10 NgàyMiễn phí(Theo quy định của tỉnh)"
        "10 ngày làm việc kể từ khi đủ hồ sơTrực tiếp16 Ngày làm việc45 VNĐ16 ngày làm việc với cây lớn, "
        "12 ngày làm việc với cây nhỏTrực tiếp0 NgàyKhông có thông tinTrực tiếp1Miễn phí"
    ),
    "thanh_phan_ho_so": (
        "--Tên giấy tờMẫu đơn, tờ khaiSố lượngĐơn;Mẫu số 01.docx1 bản chínhẢnh cây0 bản chính,2 bản sao"
    ),
    "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnLuật Cây xanhLuật số 7/2031/QH17",
    "yeu_cau_dieu_kien": "Đất phải đáp ứng:\n- Có rãnh thoát nước;\n- Không vướng dây điện.",
    "ket_qua_xu_ly": (
        "Giấy phépMã: KQ.G17.000001Từ khóaKhông có thông tinMô tảKhông có thông tin"
        "Chọn cơ quan thực hiệnTỉnh/ Thành phốBộ ngành-- Chọn Bộ ngành --Nộp hồ sơ"
    ),
    "raw_text": "toàn văn trang",
}
NESTED: dict[str, Any] = {
    "thu_tuc_id": "9.000124",
    "metadata": {
        "mã_thủ_tục": "9.000124",
        "tên_thủ_tục": "Đăng ký bến đò",
        "số_quyết_định": "Quyết định số 5/QĐ-BQP",
    },
    "content": {"trình_tự_thực_hiện": "Nộp tại đồn.", "kết_quả_thực_hiện": "Sổ đăng ký"},
    "tables": {
        "hinh_thuc_nop": [
            {
                "hinh_thuc": "Trực tiếp",
                "thoi_han_giai_quyet": "8 Giờ",
                "phi_le_phi": "Phí : 0 Đồng",
                "mo_ta": "",
            }
        ],
        "thanh_phan_ho_so": [
            {"ten_giay_to": "Tờ khai", "so_luong": "to khai.doc", "ghi_chu": "Bản chính: 2\nBản sao: 0"}
        ],
        "can_cu_phap_ly": [{"so_ky_hieu": "Nghị định số 3/2031/NĐ-CP", "trich_yeu": "Về bến đò"}],
    },
}


def read(record: object, name: str = "x.json") -> Reading:
    return ProcedureReader().read(json.dumps(record).encode(), PurePath(name))


def drafts(reading: Reading, unit: Unit) -> list[Draft]:
    return [draft for draft in reading.drafts if draft.unit is unit]


def test_a_note_that_begins_with_the_mark_of_a_list_takes_no_fee_with_it() -> None:
    table = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếpKhông có thông tinMiễn phía) Với cây lớn: 3 ngày"
    card = read(FLAT | {"cach_thuc_thuc_hien": table}).card
    assert card is not None
    (one,) = card.channels
    assert (one.time, one.fee, one.description) == (None, "Miễn phí", "a) Với cây lớn: 3 ngày")


def test_a_line_that_goes_on_in_small_letters_is_no_step_of_its_own() -> None:
    steps = "Xã ghi sổ,\nở nơi có bến đò\nđược duyệt.\nỦy ban trả giấy;\nông chủ ký."
    card = read(FLAT | {"trinh_tu_thuc_hien": steps}).card
    assert card is not None
    assert [" ".join(step.text.split()) for step in card.steps] == [
        "Xã ghi sổ, ở nơi có bến đò được duyệt.",
        "Ủy ban trả giấy;",
        "ông chủ ký.",
    ]


def test_text_holds_values_as_they_are_and_no_page_furniture() -> None:
    reading = read(FLAT)
    for key in ("trinh_tu_thuc_hien", "cach_thuc_thuc_hien", "thanh_phan_ho_so", "can_cu_phap_ly"):
        assert FLAT[key] in reading.text
    for hidden in ("bí-mật-kỹ-thuật", "toàn văn trang", "Chọn cơ quan", "Từ khóa"):
        assert hidden not in reading.text
    assert reading.declared == {
        "number": "9.000123",
        "title": "Cấp giấy phép trồng cây bóng mát",
        "kind": "Thủ tục hành chính",
        "issuer": "Bộ Xây dựng",
    }


def test_steps_are_cut_at_their_heads_and_wrapped_lines_are_joined() -> None:
    reading = read(FLAT)
    assert [draft.locator for draft in drafts(reading, Unit.STEP)] == [
        "Trình tự thực hiện, Bước 1",
        "Trình tự thực hiện, Bước 2",
    ]
    conditions = [d for d in drafts(reading, Unit.PARAGRAPH) if d.heading == "Yêu cầu, điều kiện thực hiện"]
    assert [(d.span.of(reading.text), d.lead) for d in conditions] == [
        ("Đất phải đáp ứng:", ""),
        ("- Có rãnh thoát nước;", "Đất phải đáp ứng:"),
        ("- Không vướng dây điện.", "Đất phải đáp ứng:"),
    ]


def test_long_steps_have_paragraphs_with_the_head_as_lead() -> None:
    head = "Bước 1: Cơ quan một cửa làm các việc sau:"
    lines = [f"- Việc thứ {at}: " + "kiểm tra sổ, " * 12 + "ghi nhận;" for at in range(3)]
    reading = read(FLAT | {"trinh_tu_thuc_hien": "\n".join([head, *lines])})
    inside = [d for d in drafts(reading, Unit.PARAGRAPH) if d.heading == "Trình tự thực hiện"]
    assert [d.span.of(reading.text) for d in inside] == [head, *lines]
    assert [d.lead for d in inside] == ["", head, head, head]
    assert {reading.drafts[d.parent or 0].locator for d in inside} == {"Trình tự thực hiện, Bước 1"}


def test_channels_carry_cells_and_unknown_is_none() -> None:
    reading = read(FLAT)
    found = drafts(reading, Unit.CHANNEL)
    assert found[0].locator == "Cách thức thực hiện, dòng 1: Trực tuyến"
    assert dict(found[0].cells)["Thời hạn"] == "10 Ngày"
    assert reading.card is not None
    first, second, third, fourth = reading.card.channels
    assert (first.amount, first.day_kind, first.fee) == (
        10,
        DayKind.CALENDAR,
        "Miễn phí(Theo quy định của tỉnh)",
    )
    assert (second.amount, second.day_kind) == (16, DayKind.WORKING)
    assert (third.time, third.amount, third.fee) == ("0 Ngày", None, None)
    assert (fourth.amount, fourth.day_kind) == (1, DayKind.UNSTATED)
    assert reading.card.authority is None


@pytest.mark.parametrize(
    "said",
    [
        ("«10 Ngày»", "«10 ngày làm việc»"),
        ("«16 Ngày làm việc»", "12 ngày làm việc"),
        ("«0 Ngày»",),
        ("dòng 4: Trực tiếp", "«1»", "không có đơn vị"),
        ("«45 VNĐ»", "nghìn"),
        ("«Miễn phí»", "Theo quy định của tỉnh"),
    ],
)
def test_what_is_odd_is_doubted_in_words(said: tuple[str, ...]) -> None:
    reading = read(FLAT)
    assert any(all(part in doubt for part in said) for doubt in reading.doubts)
    assert reading.card is not None
    assert reading.card.doubts == reading.doubts


def test_a_record_without_oddities_has_no_doubt() -> None:
    plain = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp10 NgàyMiễn phí10 ngày kể từ khi đủ hồ sơ"
    assert read(FLAT | {"cach_thuc_thuc_hien": plain}).doubts == ()


def test_papers_bases_and_result_on_the_card() -> None:
    card = read(FLAT).card
    assert card is not None
    assert [(p.name, p.form, p.originals, p.copies) for p in card.papers] == [
        ("Đơn;", "Mẫu số 01.docx", 1, None),
        ("Ảnh cây", None, 0, 2),
    ]
    assert [(b.title, b.number) for b in card.bases] == [("Luật Cây xanh", "7/2031/QH17")]
    assert card.result is not None
    assert card.result.text == "Giấy phép"
    assert card.body is not None
    assert card.body.text == "Uỷ ban nhân dân cấp xã"


def test_files_of_one_paper_are_listed() -> None:
    papers = "--Tên giấy tờMẫu đơn, tờ khaiSố lượngĐơn;Mẫu 1.docxMẫu 2.pdf1 bản chính"
    card = read(FLAT | {"thanh_phan_ho_so": papers}).card
    assert card is not None
    assert card.papers[0].form == "Mẫu 1.docx, Mẫu 2.pdf"


def test_card_lines_point_at_locators_of_drafts() -> None:
    for record in (FLAT, NESTED):
        reading = read(record)
        locators = {draft.locator for draft in reading.drafts}
        assert reading.card is not None
        lines = [*reading.card.steps, *reading.card.channels, *reading.card.papers, *reading.card.bases]
        assert lines
        assert {line.provision_id for line in lines} <= locators


def test_nested_schema_with_tables_of_rows() -> None:
    reading = read(NESTED)
    card = reading.card
    assert card is not None
    assert (card.code, card.name) == ("9.000124", "Đăng ký bến đò")
    assert reading.declared["issuer"] == "Bộ Quốc phòng"
    assert (card.channels[0].amount, card.channels[0].day_kind) == (8, DayKind.HOUR)
    assert (card.papers[0].form, card.papers[0].originals, card.papers[0].copies) == ("to khai.doc", 2, 0)
    assert (card.bases[0].title, card.bases[0].number) == ("Về bến đò", "3/2031/NĐ-CP")
    assert any("Phí : 0 Đồng" in doubt for doubt in reading.doubts)
    assert drafts(reading, Unit.CHANNEL)[0].span.of(reading.text) == "Trực tiếp | 8 Giờ | Phí : 0 Đồng"


def test_fields_cut_in_the_wrong_place_come_back_from_the_page() -> None:
    steps = "Nộp hồ sơ theo mục Thành phần hồ sơ của trang này.\nXã xem xét."
    papers = "--Tên giấy tờMẫu đơn, tờ khaiSố lượngĐơn1 bản chính"
    channels, bases = FLAT["cach_thuc_thuc_hien"], FLAT["can_cu_phap_ly"]
    page = (
        f"TênTrình Tự Thực Hiện{steps}Cách Thức Thực Hiện{channels}"
        f"Thành phần hồ sơ{papers}Căn cứ pháp lý{bases}Cơ quan thực hiệnXã"
        "Yêu cầu, điều kiện thực hiệnKhông có thông tinKết quả xử lýGiấy phépMã: KQ.G17.000001"
    )
    before, after = steps.split("Thành phần hồ sơ")
    cut = FLAT | {"trinh_tu_thuc_hien": before, "thanh_phan_ho_so": after, "raw_text": page}
    reading = read(cut)
    assert reading.card is not None
    assert [paper.name for paper in reading.card.papers] == ["Đơn"]
    assert steps in reading.text
    assert any("cắt sai chỗ" in doubt and "Thành phần hồ sơ" in doubt for doubt in reading.doubts)


def test_missing_fields_are_doubted_and_the_rest_is_read() -> None:
    reading = read({"ma_thu_tuc": "9.000125", "ten_thu_tuc": "Tách thửa vườn"})
    assert any("Trình tự thực hiện" in doubt and "Thành phần hồ sơ" in doubt for doubt in reading.doubts)
    assert "Tách thửa vườn" in reading.text


@pytest.mark.parametrize(
    ("extra", "name", "code", "doubted"),
    [
        ({"thu_tuc_id": "9.000126"}, "x.json", "9.000126", "trường khác"),
        ({}, "9.000127.json", "9.000127", "tên tệp"),
        ({}, "x.json", "", "không có mã"),
    ],
)
def test_a_missing_code_is_looked_for_and_doubted(
    extra: dict[str, str], name: str, code: str, doubted: str
) -> None:
    reading = read({"ten_thu_tuc": "Tách thửa vườn", "trinh_tu_thuc_hien": "Nộp đơn."} | extra, name)
    assert reading.card is not None
    assert reading.card.code == code
    assert any(doubted in doubt for doubt in reading.doubts)


def test_a_key_that_we_have_no_name_for_is_kept() -> None:
    assert "Ghi chú riêng của xã" in read(FLAT | {"ghi_chu_xa": "Ghi chú riêng của xã"}).text


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", Empty),
        (b" \n", Empty),
        (b"{}", Empty),
        (b"[]", Empty),
        (b"null", Empty),
        (b'{"ma_thu_tuc": "", "ten_thu_tuc": ""}', Empty),
        (b'{"ma_thu_tuc": "9.0', Damaged),
        (b"\xff\xfe\xfa", Damaged),
        (b'{"ma_thu_tuc": "\xff"}', Damaged),
        (b"[" * 200_000, Damaged),
        (b"[1, 2]", UnsupportedFormat),
        (b'{"name": "x", "version": 2}', UnsupportedFormat),
        (b"12", UnsupportedFormat),
    ],
)
def test_what_is_no_record_is_refused_with_the_reason(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        ProcedureReader().read(data, PurePath("x.json"))
    if error is UnsupportedFormat:
        assert "ma_thu_tuc" in str(caught.value)


def test_utf16_and_bom_are_read() -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        data = json.dumps(FLAT, ensure_ascii=False).encode(encoding)
        assert ProcedureReader().read(data, PurePath("x.json")).declared["number"] == "9.000123"


@pytest.mark.shared
def test_real_records_are_read_whole_with_sound_spans(shared: Path) -> None:
    files = sorted((shared / "corpus" / "procedures").rglob("*.json"))[::40]
    assert files
    for file in files:
        reading = ProcedureReader().read(file.read_bytes(), file)
        locators = [draft.locator for draft in reading.drafts]
        assert len(set(locators)) == len(locators), file.name
        for draft in reading.drafts:
            assert 0 <= draft.span.start < draft.span.end <= len(reading.text), (file.name, draft.locator)
            if draft.parent is not None:
                above = reading.drafts[draft.parent].span
                assert above.start <= draft.span.start <= draft.span.end <= above.end, (file.name, draft)
            assert "Chọn cơ quan thực hiện" not in draft.span.of(reading.text), file.name


@pytest.mark.shared
def test_gold_quotes_about_records_stand_in_their_text(shared: Path) -> None:
    questions = (shared / "benchmarks" / "golden-dev.jsonl").read_text(encoding="utf-8").splitlines()
    gold = [entry for line in questions for entry in json.loads(line).get("gold") or []]
    gold = [entry for entry in gold if entry["file"].startswith("procedures/")]
    assert gold
    for entry in gold:
        file = shared / "corpus" / entry["file"]
        reading = ProcedureReader().read(file.read_bytes(), file)
        divided = {draft.parent for draft in reading.drafts}
        leaves = [draft for at, draft in enumerate(reading.drafts) if at not in divided]
        quote = plain(entry["quote"])
        assert any(quote in plain(draft.span.of(reading.text)) for draft in leaves), entry


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
