"""Collapsed tables, each trap of the portal's records in a table of our own writing."""

from __future__ import annotations

import unicodedata

import pytest

from index.provisions import Span
from ingest.composed import Composed
from ingest.procedure_channels import channels
from ingest.procedure_tables import Row, Taken, bases, number_pattern, page_tail, papers, results
from ingest.procedure_words import words

CHANNELS = "Hình thức nộpThời gianPhí, lệ phíMô tả"
PAPERS = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
BASES = "Tên văn bản pháp lýMã văn bản"
NUMBER = number_pattern(words()["types"], list(words()["agencies"]))


def cells(text: str, row: Row) -> dict[str, str]:
    return {name: text[start:end] for name, (start, end) in row.cells.items()}


def rows(text: str, taken: Taken | None) -> list[dict[str, str]]:
    assert taken is not None
    return [cells(text, row) for row in taken.rows]


def test_channels_with_repeated_channel_and_notes() -> None:
    text = (
        f"{CHANNELS}Trực tuyến5 Ngày làm việcMiễn phí(Theo mức của tỉnh)Trực tiếp10 NgàyKhông có thông tin"
        "Nộp tại quầy. Trực tiếp tại xã cũng được.Trực tiếp3 Tháng300,000 VNĐ(300.000 đồng (mỗi tờ))"
    )
    assert rows(text, channels(text)) == [
        {"channel": "Trực tuyến", "time": "5 Ngày làm việc", "fee": "Miễn phí(Theo mức của tỉnh)"},
        {
            "channel": "Trực tiếp",
            "time": "10 Ngày",
            "fee": "Không có thông tin",
            "description": "Nộp tại quầy. Trực tiếp tại xã cũng được.",
        },
        {"channel": "Trực tiếp", "time": "3 Tháng", "fee": "300,000 VNĐ(300.000 đồng (mỗi tờ))"},
    ]


def test_free_text_in_the_time_column() -> None:
    text = f"{CHANNELS}Dịch vụ bưu chínhKhông phải chờ kết quảMiễn phíGửi về trung tâm"
    assert rows(text, channels(text)) == [
        {
            "channel": "Dịch vụ bưu chính",
            "time": "Không phải chờ kết quả",
            "fee": "Miễn phí",
            "description": "Gửi về trung tâm",
        }
    ]


def test_time_without_a_fee_cell() -> None:
    text = f"{CHANNELS}Trực tiếp10 Ngày làm việcTrong hạn 10 ngày làm việc"
    assert rows(text, channels(text))[0]["description"] == "Trong hạn 10 ngày làm việc"


@pytest.mark.parametrize(
    ("glued", "time", "fee"),
    [
        ("1100 VNĐ", "1", "100 VNĐ"),
        ("5300,000 VNĐ", "5", "300,000 VNĐ"),
        ("125 VNĐ(25.000 đồng/tờ)", "1", "25 VNĐ(25.000 đồng/tờ)"),
        ("1Miễn phí", "1", "Miễn phí"),
    ],
)
def test_time_without_unit_runs_into_the_fee(glued: str, time: str, fee: str) -> None:
    text = f"{CHANNELS}Trực tiếp{glued}"
    row = rows(text, channels(text))[0]
    assert (row["time"], row["fee"]) == (time, fee)


def test_time_and_fee_that_nothing_tells_apart_stay_together() -> None:
    text = f"{CHANNELS}Trực tiếp125 VNĐ"
    taken = channels(text)
    assert rows(text, taken) == [{"channel": "Trực tiếp", "glued": "125 VNĐ"}]
    assert taken is not None
    assert taken.rows[0].notes == ("time_glued",)


def test_another_row_tells_time_and_fee_apart() -> None:
    text = f"{CHANNELS}Trực tuyến1Miễn phíTrực tiếp125 VNĐ"
    assert rows(text, channels(text))[1] == {"channel": "Trực tiếp", "time": "1", "fee": "25 VNĐ"}


def test_list_markers_and_open_parentheses_in_a_fee_note() -> None:
    note = "(a) Cấp mới: 90.000 đồng; b) Cấp lại (do mất): 45.000 đồng)"
    text = f"{CHANNELS}Trực tiếp7 NgàyMiễn phí{note}Kể từ khi đủ hồ sơ"
    row = rows(text, channels(text))[0]
    assert row["fee"] == f"Miễn phí{note}"
    assert row["description"] == "Kể từ khi đủ hồ sơ"


def test_numbered_description_is_no_fee_note() -> None:
    text = f"{CHANNELS}Trực tiếp7 NgàyMiễn phí(1) Trường hợp cấp mới: 7 ngày"
    assert rows(text, channels(text))[0]["fee"] == "Miễn phí"


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("Tờ khai lập ngày 01/01/2026", "1 bản chính"),
        ("Đơn theo Mẫu số 05", "1 bản chính,1 bản sao"),
        ("Danh sách kèm theo (01 bản chính nếu có)", "0 bản chính,1 bản sao"),
        ("Hợp đồng thuê đất: 02 bản sao có chứng thực", "2 bản sao"),
        ("Bản vẽ hoàn công", "12 bản chính"),
        ("Giấy ủy quyền;", "1 bản chính"),
    ],
)
def test_paper_names_that_end_in_digits_or_speak_of_copies(name: str, count: str) -> None:
    text = f"--{PAPERS}{name}{count}Sổ theo dõi0 bản chính,1 bản sao--"
    found = rows(text, papers(text))
    assert found == [
        {"name": name, "count": count},
        {"name": "Sổ theo dõi", "count": "0 bản chính,1 bản sao"},
    ]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Đơn đề nghị theo mẫu;", "Mẫu số 20 - Đơn đề nghị.docx"),
        ("Tờ khai kèm Nghị định số 1/2030/NĐ-CP", "Mẫu số 05.docx"),
        ("Bản đăng ký lần đầu", "BM.01.docxBM.02.pdf"),
        ("Báo cáo (theo quy định)", "baocao (1).doc"),
        ("Đơn theo quy định", "1.4. Don xin.docx"),
    ],
)
def test_form_files_hang_on_the_name(name: str, form: str) -> None:
    text = f"--{PAPERS}{name}{form}1 bản chính"
    assert rows(text, papers(text)) == [{"name": name, "form": form, "count": "1 bản chính"}]


def test_papers_stand_under_their_case() -> None:
    text = f"Hồ sơ lần đầu:{PAPERS}Đơn1 bản chính--Hồ sơ cấp lại:{PAPERS}Bản cam kết0 bản chính,1 bản sao"
    taken = papers(text)
    assert taken is not None
    assert [text[slice(*row.case)] for row in taken.rows if row.case] == ["Hồ sơ lần đầu:", "Hồ sơ cấp lại:"]


@pytest.mark.parametrize(
    ("title", "code", "bare"),
    [
        ("Quy định về cây xanh", "12/2031/NĐ-CP", "12/2031/NĐ-CP"),
        ("Luật 8/2031/QH17", "08/2031/QH17", "08/2031/QH17"),
        ("Về hồ nước", "Nghị quyết số 11/2031/UBTVQH17", "11/2031/UBTVQH17"),
        ("Luật số 43/2031/QH17 ngày 29/6/2031", "43/2031/QH17", "43/2031/QH17"),
        ("Thông tư 9/2031/TT-BTC sửa đổi Thông tư 7/2030/TT-BTC về phí", "9/2031/TT-BTC", "9/2031/TT-BTC"),
        ("Quy trình thu nộp", "595/QĐ-BHXH", "595/QĐ-BHXH"),
    ],
)
@pytest.mark.parametrize("following", ["Thông tư về chợ", "QUY ĐỊNH CHI TIẾT", "về việc khác"])
def test_act_number_between_two_titles(title: str, code: str, bare: str, following: str) -> None:
    text = f"{BASES}{title}{code}{following}15/2031/TT-BXD"
    found = rows(text, bases(text, NUMBER))
    assert [(row["title"], row["number"]) for row in found] == [(title, code), (following, "15/2031/TT-BXD")]
    assert found[0]["bare"] == bare


def test_broken_number_is_doubted_not_lost() -> None:
    text = f"{BASES}Về một cửa118/2031/NĐ-CLuật Nhà ở27/2031/QH17"
    taken = bases(text, NUMBER)
    assert taken is not None
    assert [row["bare"] for row in rows(text, taken)] == ["118/2031/NĐ-C", "27/2031/QH17"]
    assert taken.rows[0].notes == ("base_broken",)
    assert taken.rows[1].notes == ()


def test_results_and_the_page_below_them() -> None:
    text = (
        "Giấy phépMã: KQ.G17.000620Văn bản từ chốiMã: KQ.G17.000621Từ khóaKhông có thông tinMô tảHạn 10 năm."
        "Chọn cơ quan thực hiệnTỉnh/ Thành phốBộ ngành-- Chọn Bộ ngành --Đơn vị-- Chọn Cơ sở --Nộp hồ sơ"
    )
    end, keywords, note = page_tail(text)
    assert rows(text, results(text[:end])) == [
        {"name": "Giấy phép", "code": "KQ.G17.000620"},
        {"name": "Văn bản từ chối", "code": "KQ.G17.000621"},
    ]
    assert keywords and text[slice(*keywords)] == "Không có thông tin"
    assert note and text[slice(*note)] == "Hạn 10 năm."


@pytest.mark.parametrize("take", [channels, papers, lambda text: bases(text, NUMBER)])
def test_text_without_the_header_is_no_table(take) -> None:
    assert take("Nộp trực tiếp tại quầy 1 bản chính") is None


def test_composed_view_leads_back_to_the_source() -> None:
    source = unicodedata.normalize("NFD", "Hồ sơ\u00a0gồm ðơn\u200b đề nghị")
    view = Composed.of(source)
    assert view.text == "Hồ sơ gồm đơn đề nghị"
    start = view.text.index("đơn")
    assert unicodedata.normalize("NFC", view.span(start, start + 3).of(source)).rstrip("\u200b") == "ðơn"
    assert view.span(0, len(view.text)) == Span(0, len(source))
