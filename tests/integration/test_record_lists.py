"""What a record lists is told in its order, what everybody brings first, and what is left out is said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from written_office import written_office
from written_record import written_record

from assistant.answers import Answer
from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal

_HEAD = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
PAPERS = (
    f"Trường hợp ủy quyền nộp đơn thì kèm theo:{_HEAD}Giấy ủy quyền có chữ ký của hai bên1 bản chính"
    f"Bao gồm:{_HEAD}Bản sao sổ đăng kiểm bè0 bản chính,1 bản sao"
    "Đơn đề nghị cấp giấy neo bè nuôi ốc1 bản chínhBản vẽ chỗ neo bè1 bản chính"
)
STEPS = (
    "Bước 1: Chủ bè nộp đơn tại trạm quản lý hồ.\n"
    "Bước 2: Trạm quản lý hồ đo chỗ neo bè cùng chủ bè.\n"
    "Bước 3: Trạm quản lý hồ trả giấy neo bè nuôi ốc."
)
MOORING = {
    "doi_tuong_thuc_hien": "Hộ nuôi ốc",
    "trinh_tu_thuc_hien": STEPS,
    "thanh_phan_ho_so": PAPERS,
}
RECORDS = {
    "9.000851.json": written_record("9.000851", "Cấp giấy neo bè nuôi ốc", **MOORING),
    "9.000852.json": written_record("9.000852", "Cấp lại giấy neo bè nuôi ốc", **MOORING),
    "9.000853.json": written_record(
        "9.000853",
        "Đăng ký cờ hiệu thuyền thúng",
        trinh_tu_thuc_hien="Bước 1: Trạm quản lý hồ xét việc đăng ký cờ hiệu thuyền thúng tại hồ.\n"
        "Bước 2: Người có thuyền nộp đơn vào hộp thư tại bến.",
        cach_thuc_thuc_hien="Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp6Miễn phí",
        ket_qua_xu_ly="Cờ hiệu có số",
    ),
}
ASKED = "Thủ tục cấp giấy neo bè nuôi ốc cần những giấy tờ gì?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("lists"), RECORDS) as assistant:
        yield assistant


def ask(assistant: Assistant, question: str) -> Answer:
    return assistant.answer(question, Principal.guest())


def test_the_application_stands_among_what_everybody_brings_before_what_some_bring(
    assistant: Assistant,
) -> None:
    text = ask(assistant, ASKED).brief
    everybody, some = text.index("Đơn đề nghị cấp giấy neo bè"), text.find("Giấy ủy quyền")
    assert "Bản vẽ chỗ neo bè" in text
    assert some < 0 or everybody < some


def test_copies_that_are_none_are_not_counted(assistant: Assistant) -> None:
    text = ask(assistant, ASKED).brief
    assert "1 bản sao" in text
    assert "0 bản chính" not in text


def test_the_case_that_is_asked_of_comes_first(assistant: Assistant) -> None:
    text = ask(assistant, "Cấp giấy neo bè nuôi ốc khi ủy quyền thì cần những giấy tờ gì?").brief
    assert text.index("Giấy ủy quyền có chữ ký") < text.index("Bản vẽ chỗ neo bè")


def test_steps_are_told_in_their_order_where_they_alone_are_asked_for(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "Trình tự cấp giấy neo bè nuôi ốc như thế nào?"
    text = ask(assistant, asked).brief
    assert 0 <= text.index("Bước 1") < text.index("Bước 2") < text.index("Bước 3")
    monkeypatch.setitem(load("policy")["selection"], "whole_alone", [])
    assert not all(f"Bước {number}" in ask(assistant, asked).brief for number in (1, 2, 3))


def test_what_is_left_out_of_a_list_is_said(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not any("Danh mục chưa được nêu đủ" in warning for warning in ask(assistant, ASKED).warnings)
    monkeypatch.setitem(load("policy")["selection"], "characters", 260)
    left = [w for w in ask(assistant, ASKED).warnings if "Danh mục chưa được nêu đủ" in w]
    assert left


def test_a_procedure_that_renews_what_another_gives_is_not_meant_unless_it_is_asked_for(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = "Xin giấy neo bè nuôi ốc cần những giấy tờ gì?"
    assert ask(assistant, plain).citations[0].head.identity.number == "9.000851"
    again = ask(assistant, "Cấp lại giấy neo bè nuôi ốc cần những giấy tờ gì?")
    assert again.citations[0].head.identity.number == "9.000852"
    monkeypatch.setitem(load("policy")["fusion"], "other_act", 2.0)
    assert ask(assistant, plain).citations[0].head.identity.number == "9.000852"


def test_who_may_apply_and_what_is_given_are_told_by_their_own_fields(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Hộ nuôi ốc" in ask(assistant, "Ai được cấp giấy neo bè nuôi ốc?").statements[0].text
    asked = "đăng ký cờ hiệu thuyền thúng xong thì được nhận gì?"
    assert "Cờ hiệu có số" in ask(assistant, asked).statements[0].text
    monkeypatch.setitem(load("policy")["selection"], "whatever_it_says", [])
    assert "Cờ hiệu có số" not in ask(assistant, asked).statements[0].text


def test_where_to_submit_is_told_by_the_step_that_says_so(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "đăng ký cờ hiệu thuyền thúng nộp ở đâu?"
    assert "hộp thư" in ask(assistant, asked).statements[0].text
    monkeypatch.setitem(load("policy")["selection"], "steps_by_hint", [])
    assert "hộp thư" not in ask(assistant, asked).statements[0].text


def test_a_time_without_its_unit_is_told_as_it_stands(assistant: Assistant) -> None:
    told = ask(assistant, "đăng ký cờ hiệu thuyền thúng mấy ngày xong?")
    assert "Thời hạn: 6" in told.brief
    assert told.citations[0].head.identity.number == "9.000853"
