"""Which cells of a row are shown: where it holds, and of a way to submit only what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from written_office import written_office
from written_record import written_record

from api.web.thread import cells_of
from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal

TABLE = """# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 51/2026/QĐ-UBND

Sơn Khê, ngày 06 tháng 3 năm 2026

# QUYẾT ĐỊNH

Công bố danh mục hỗ trợ nghề cá

# PHỤ LỤC

| STT | Tên hỗ trợ | Mã | Cơ quan | Ghi chú |
|---|---|---|---|---|
| 1 | Hỗ trợ mua phao cứu sinh | 9.000911 | Trạm quản lý hồ | Chỉ áp dụng ở vùng hồ Sơn Khê (cũ) |
| 2 | Hỗ trợ vá lưới vây | 9.000912 | Trạm quản lý hồ | Áp dụng toàn tỉnh |
"""
QUESTION = "Mã của hỗ trợ mua phao cứu sinh là gì?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("rows"), {"danh-muc": TABLE}) as assistant:
        yield assistant


def test_where_a_row_does_not_hold_is_told_unasked(assistant: Assistant) -> None:
    text = assistant.answer(QUESTION, Principal.guest()).brief
    assert "9.000911" in text
    assert "Chỉ áp dụng ở vùng hồ Sơn Khê (cũ)" in text


def test_what_limits_a_row_is_a_setting(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = load("policy")["rows"]
    monkeypatch.setitem(policy, "limits", "nothing limits")
    monkeypatch.setitem(policy, "next_overlap", 1.0)
    assert "Chỉ áp dụng" not in assistant.answer(QUESTION, Principal.guest()).brief


_SCALE = (
    "Theo vốn đầu tư mở bến: - Đến 02 tỷ đồng mức thu là 03 triệu đồng và nộp một lần khi nhận giấy phép. "
    "- Trên 02 đến 08 tỷ đồng mức thu là 07 triệu đồng và nộp hai lần trong hai năm. "
    "- Trên 08 tỷ đồng mức thu là 11 triệu đồng và nộp ba lần trong ba năm."
)
_DAYS = (
    "- 12 ngày làm việc, kể từ ngày nhận đủ hồ sơ hợp lệ theo quy định trong trường hợp đồng ý mở bến đò. "
    "- 04 ngày làm việc, kể từ ngày nhận đủ hồ sơ trong trường hợp không đồng ý mở bến, không cấp giấy phép "
    "mở bến đò ngang."
)
TIMES = f"""# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 52/2026/QĐ-UBND

Sơn Khê, ngày 07 tháng 3 năm 2026

# QUYẾT ĐỊNH

Công bố thủ tục hành chính lĩnh vực đò ngang

# PHỤ LỤC

| STT | Tên thủ tục | Thời hạn giải quyết | Phí | Căn cứ pháp lý |
|---|---|---|---|---|
| 1 | Cấp giấy phép mở bến đò ngang | {_DAYS} | {_SCALE} | Quyết định 19/QĐ-UBND về giấy phép mở bến đò |
"""


@pytest.fixture(scope="module")
def ferries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("ferries"), {"do-ngang": TIMES}) as assistant:
        yield assistant


def test_what_tells_two_values_apart_is_never_cut_from_them(ferries: Assistant) -> None:
    asked = "Cấp giấy phép mở bến đò ngang mất bao nhiêu ngày làm việc?"
    text = ferries.answer(asked, Principal.guest()).brief
    assert "12 ngày làm việc, kể từ ngày nhận đủ hồ sơ hợp lệ theo quy định trong trường hợp đồng ý" in text
    assert "04 ngày làm việc, kể từ ngày nhận đủ hồ sơ trong trường hợp không đồng ý" in text


def test_how_much_of_such_a_cell_is_shown_is_a_setting(
    ferries: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(load("policy")["rows"], "valued_characters", 60)
    monkeypatch.setitem(load("policy")["rows"], "asked_characters", 60)
    text = ferries.answer("Cấp giấy phép mở bến đò ngang mất bao nhiêu ngày?", Principal.guest()).brief
    assert ("12 ngày làm việc" in text) != ("04 ngày làm việc" in text)


@pytest.mark.parametrize(
    ("capital", "due"), [("1 tỷ đồng", "03 triệu"), ("5 tỷ đồng", "07 triệu"), ("20 tỷ đồng", "11 triệu")]
)
def test_the_line_of_a_scale_that_an_amount_falls_under_is_shown(
    ferries: Assistant, monkeypatch: pytest.MonkeyPatch, capital: str, due: str
) -> None:
    monkeypatch.setitem(load("policy")["rows"], "valued_characters", 100)
    monkeypatch.setitem(load("policy")["rows"], "asked_characters", 100)
    asked = f"Phí cấp giấy phép mở bến đò ngang là bao nhiêu nếu vốn đầu tư mở bến là {capital}?"
    text = ferries.answer(asked, Principal.guest()).brief
    assert f"{due} đồng" in text
    assert sum(other in text for other in ("03 triệu", "07 triệu", "11 triệu")) == 1


def test_the_basis_of_a_row_is_shown_where_it_is_asked_for(ferries: Assistant) -> None:
    basis = "19/QĐ-UBND"
    asked = "Cấp giấy phép mở bến đò ngang mất bao nhiêu ngày làm việc?"
    assert basis not in ferries.answer(asked, Principal.guest()).brief
    asked = "Căn cứ pháp lý của việc cấp giấy phép mở bến đò ngang là gì?"
    assert basis in ferries.answer(asked, Principal.guest()).brief


def test_a_long_row_has_a_line_for_each_cell_and_each_item(
    ferries: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "Cấp giấy phép mở bến đò ngang mất bao nhiêu ngày làm việc và phí bao nhiêu?"
    lines = ferries.answer(asked, Principal.guest()).brief.split("\n")
    assert "• Thời hạn giải quyết:" in lines
    assert any(line.startswith("- 04 ngày làm việc, kể từ") for line in lines)
    assert any(line.startswith("• Phí: ") for line in lines)
    for setting in ("cells_apart", "characters_apart"):
        with monkeypatch.context() as patch:
            patch.setitem(load("policy")["rows"], setting, 9_000)
            assert "\n•" not in ferries.answer(asked, Principal.guest()).brief


def test_the_page_shows_a_cited_row_cell_by_cell_and_a_list_of_two_columns_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, ferries: Assistant
) -> None:
    guest = Principal.guest()
    answer = ferries.answer("Cấp giấy phép mở bến đò ngang mất bao nhiêu ngày?", guest).to_json()
    headers = [[header for header, _ in cells] for cells in cells_of(answer, ferries.store, guest).values()]
    assert ["STT", "Tên thủ tục", "Thời hạn giải quyết", "Phí", "Căn cứ pháp lý"] in headers
    narrow = (
        TABLE.partition("| STT")[0] + "| Loại phao | Mức hỗ trợ |\n|---|---|\n| Phao xốp | 7.000 đồng |\n"
    )
    with written_office(tmp_path_factory.mktemp("narrow"), {"phao": narrow}) as assistant:
        answer = assistant.answer("Mức hỗ trợ phao xốp là bao nhiêu?", guest).to_json()
        assert "7.000 đồng" in answer["brief"]
        assert cells_of(answer, assistant.store, guest) == {}


_PAPERS = (
    "--Tên giấy tờMẫu đơn, tờ khaiSố lượng"
    "1. Đơn đề nghị mở bến đò ngang của hộ gia đình hoặc tổ chức theo mẫu tại Phụ lục số 09 "
    "của Quy chế bến đò vùng hồ Sơn Khê.1 bản chính"
    "Giấy tờ của đò theo loại đò, gồm sổ kiểm tra máy của trạm quản lý hồ và sổ ghi người lái đò. "
    "Đò chèo không cần sổ kiểm tra máy. "
    "Riêng mái che bằng lá phải thay bằng bạt chống cháy trước khi chở khách.1 bản chính"
    "Biên bản họp của các hộ dùng bến đò ngang, có chữ ký của trưởng thôn nơi mở bến và của người ghi. "
    "Cuộc họp phải có trên 70% số hộ.1 bản chính"
)
FERRY = written_record("9.000861", "Cấp giấy phép mở bến đò ngang", thanh_phan_ho_so=_PAPERS)
_WAYS = "Hình thức nộpThời gianPhí, lệ phíMô tả"
SLIP = written_record(
    "9.000862",
    "Cho thuê cầu phao",
    cach_thuc_thuc_hien=f"{_WAYS}Trực tiếp6 ThángMiễn phí"
    "Trạm trả lời chủ bè trong thời hạn 05 tháng, kể từ khi có đủ giấy tờ. "
    "Nước lớn thì có thể kéo dài thêm, tối đa không quá 02 tháng đối với cầu phao cho thuê.",
)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("record"), {"do.json": FERRY, "cau.json": SLIP}) as assistant:
        yield assistant


def test_the_number_before_a_paper_is_not_all_that_is_told_of_it(record: Assistant) -> None:
    asked = "Cấp giấy phép mở bến đò ngang thì đơn lập theo phụ lục số mấy?"
    text = record.answer(asked, Principal.guest()).text
    assert "1. Đơn đề nghị mở bến đò ngang" in text
    assert "Phụ lục số 09" in text


def test_a_rule_in_the_name_of_a_paper_is_told_where_it_is_asked_for(record: Assistant) -> None:
    asked = "Mở bến đò ngang: mái che bằng lá có phải thay bằng bạt chống cháy không?"
    assert "phải thay bằng bạt chống cháy" in record.answer(asked, Principal.guest()).text


def test_a_share_in_the_name_of_a_paper_is_told_where_it_is_asked_for(
    record: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "Mở bến đò ngang thì cuộc họp phải có bao nhiêu phần trăm số hộ?"
    assert "70%" in record.answer(asked, Principal.guest()).brief
    monkeypatch.setitem(load("policy")["rows"], "of_name", ["form"])
    monkeypatch.setitem(load("policy")["rows"], "least_overlap", 9.0)
    assert "70%" not in record.answer(asked, Principal.guest()).brief


def test_what_a_description_says_of_a_time_beyond_its_column_is_told(
    record: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "Cho thuê cầu phao mấy tháng trả lời, kéo dài thêm tối đa bao lâu?"
    text = record.answer(asked, Principal.guest()).brief
    assert "05 tháng" in text
    assert "02 tháng" in text
    monkeypatch.setitem(load("policy")["rows"], "described", [])
    assert "05 tháng" not in record.answer(asked, Principal.guest()).brief


_OF_LENGTH = (
    "Thời hạn có hiệu lực của giấy phép mở bến như sau: a) Bến xây bằng đá hoặc bê tông: 36 tháng. "
    "b) Bến phao neo ở nơi nước lặng: không quá 9 tháng."
)
LISTED = (
    TABLE.partition("| STT")[0]
    + "| STT | Tên thủ tục | Yêu cầu, điều kiện |\n|---|---|---|\n"
    + f"| 1 | Cấp giấy phép mở bến phao | {'Chủ bến có đò chạy được. ' * 9}{_OF_LENGTH} |\n"
)


def test_what_opens_a_list_in_a_cell_is_told_with_the_list(tmp_path: Path) -> None:
    with written_office(tmp_path, {"ben-phao": LISTED}) as assistant:
        asked = "Giấy phép mở bến phao có hiệu lực bao lâu?"
        assert "9 tháng" in assistant.answer(asked, Principal.guest()).text


_PLACE = (
    "Trạm quản lý hồ (đối với chủ bè có bè neo ở vùng hồ Sơn Khê hoặc các vùng hồ lân cận của tỉnh Sơn Khê) "
)
_HOW = "kể từ ngày nhận đủ hồ sơ hợp lệ theo quy định; không cấp thì có văn bản trả lời và nêu rõ lý do"
CARDS = (
    TABLE.partition("| STT")[0]
    + "| Mã | Tên thủ tục | Địa điểm | Thời hạn |\n|---|---|---|---|\n"
    + "".join(
        f"| 9.00084{n} | {act} {card} cho chủ bè ở vùng hồ Sơn Khê | {_PLACE * 3}| 0{n} ngày làm việc "
        f"{_HOW} |\n"
        for n, (act, card) in enumerate(
            [
                ("Cấp lại", "thẻ neo bè"),
                ("Gia hạn", "thẻ neo bè"),
                ("Cấp lại", "giấy xác nhận không thuộc diện cấp thẻ neo bè"),
                ("Gia hạn", "giấy xác nhận không thuộc diện cấp thẻ neo bè"),
            ],
            2,
        )
    )
)


def test_a_row_without_room_is_told_leanly_and_no_other_in_its_place(tmp_path: Path) -> None:
    with written_office(tmp_path, {"the": CARDS}) as assistant:
        asked = (
            "Giấy xác nhận không thuộc diện cấp thẻ neo bè cho chủ bè ở vùng hồ Sơn Khê: cấp lại mấy ngày, "
            "gia hạn mấy ngày?"
        )
        text = assistant.answer(asked, Principal.guest()).brief
    assert "04 ngày làm việc" in text
    assert "05 ngày làm việc" in text
    assert "02 ngày" not in text
    assert "03 ngày" not in text
