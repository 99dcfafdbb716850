"""What can answer a question for an amount or a day, and what only has a number."""

from __future__ import annotations

import pytest

from assistant.aspects import aspects, without_counted
from assistant.quantities import counted, quantities
from index.vietnamese import fold

BY_NAME = {aspect.name: aspect for aspect in aspects()}


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("Mức thưởng là 15,5 triệu đồng một mùa", True),
        ("Tiền phạt chậm bằng 0,03%/ngày", True),
        ("4 lượt thả bè", True),
        ("Thả trên 75 điểm thì đạt.", True),
        ("(20 điểm)", True),
        ("bằng 5%.", True),
        ("2. Ban bến quy định mức tại khoản này", False),
        ("Thực hiện theo Điều 9 và khoản 3 Điều 12 của quy chế này", False),
        ("Luật số 12/2031/QH20 về bến phao", False),
        ("áp dụng từ ngày 01 tháng 7 năm 2032", False),
        ("a) Đơn theo Mẫu 05; 1) bản vẽ", False),
    ],
)
def test_a_number_that_is_a_name_is_no_amount(text: str, states: bool) -> None:
    assert BY_NAME["amount"].answered_by(fold(text)) is states


def test_a_measure_that_is_left_to_another_provision_is_one() -> None:
    assert BY_NAME["amount"].answered_by(fold("Đạt tiêu chí quy định tại khoản 2 Điều 10 Quy chế này"))


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("Nộp trước ngày 15 tháng 12", True),
        ("Quy chế số 35/2026/QC-BB ngày 26 tháng 12 năm 2026 của Ban bến", False),
        ("theo Luật số 5/2020/QH14 ngày 1/2/2020", False),
        ("Quy chế số 1/2020/QC-BB ngày 3 tháng 3 năm 2020 hết hiệu lực kể từ ngày 1 tháng 7 năm 2026", True),
    ],
)
def test_the_day_of_issue_behind_a_number_answers_no_when(text: str, states: bool) -> None:
    assert BY_NAME["date"].answered_by(fold(text)) is states


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("có ít nhất một thợ lặn giữ thẻ", True),
        ("chữ ký của tối thiểu hai chủ bè", True),
        ("ít nhất một trong các giấy sau", False),
        ("tối đa một phần bến", False),
    ],
)
def test_a_least_or_most_that_is_written_out_is_an_amount(text: str, states: bool) -> None:
    assert BY_NAME["amount"].answered_by(fold(text)) is states


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("có chữ ký của hai người làm chứng", True),
        ("tổ gồm 05 cá nhân", True),
        ("phải có ít nhất một cá nhân giữ thẻ", True),
        ("mỗi người nộp một lá đơn", False),
    ],
)
def test_people_are_counted_in_words_too(text: str, states: bool) -> None:
    people = next(kind for kind in quantities() if kind.name == "people")
    assert people.stated_in(fold(text)) is states


def test_what_answers_another_counted_thing_that_is_asked_is_no_amount() -> None:
    told = fold("Lãi suất là 3,7%/năm")
    asked_for = [BY_NAME["amount"], BY_NAME["percent"]]
    assert BY_NAME["amount"].answered_by(told)
    assert not BY_NAME["amount"].answered_by(without_counted(told, asked_for))
    assert BY_NAME["amount"].answered_by(without_counted(fold("vay 17 triệu, lãi 3,7%"), asked_for))


@pytest.mark.parametrize(
    ("aspect", "text", "states"),
    [
        ("fee", "Phao cứu sinh; Đơn vị: Cái; Mức thu (đồng): 12.500", True),  # the unit is in the head
        ("papers", "Sổ đo bè: 01 bản chụp", True),
        ("papers", "Tài liệu về cách đóng bè", True),
        ("fee", "Mức thu theo Điều 5", False),
        ("code", "Thợ neo bè chính - Mã số: B.07.03.01", True),
        ("code", "Thợ neo bè chính, có 3 bậc", False),
        ("time_limit", "Trạm cập nhật mực nước tối thiểu 01 lần/tháng", True),
        ("term", "Giấy neo bè đã cấp được tiếp tục sử dụng đến hết thời hạn ghi trên giấy", True),
        ("term", "Giấy neo bè được cấp tại trạm", False),
        ("form", "02 ảnh màu chân dung", False),  # "màu" is no "mẫu"
        ("form", "Đơn neo bè theo Mẫu số 07", True),
        ("amount", "Đơn neo bè; Số lượng: Bản chính: 1 Bản sao: 0", False),  # copies are no amount
        ("amount", "Đơn neo bè; tối đa 4 bè; Số lượng: 1 bản chính", True),
    ],
)
def test_what_states_a_value(aspect: str, text: str, states: bool) -> None:
    assert BY_NAME[aspect].answered_by(fold(text)) is states


@pytest.mark.parametrize(
    ("kind", "text", "states"),
    [
        ("benefit", "Mức trợ cấp là 3.000.000 đồng", True),
        ("benefit", "Trực tiếp; Phí, lệ phí: Phí: 0 đồng; Mô tả: trợ cấp tai nạn", False),  # is paid
        ("benefit", "kinh phí 75 triệu đồng", True),
        ("benefit", "suy giảm khả năng lao động từ 4% trở lên thì được trợ cấp", False),  # how hurt one is
        ("sum", "Hạn mức chi trả là 150 triệu đồng", True),
        ("sum", "chậm nộp thì chịu 0,04% mỗi ngày", False),  # a share is none where dong are asked for
        ("money", "chậm nộp thì chịu 0,04% mỗi ngày", True),
    ],
)
def test_what_states_a_quantity(kind: str, text: str, states: bool) -> None:
    quantity = next(known for known in quantities() if known.name == kind)
    assert quantity.stated_in(fold(text)) is states


def test_a_price_for_one_piece_is_money() -> None:
    assert [kind.name for kind in counted("thuế phao bao nhiêu một cái")] == ["sum"]
    assert {kind.name for kind in counted("hạn mức chi trả bao nhiêu triệu")} >= {"sum"}
    assert {kind.name for kind in counted("mức tiền điều dưỡng chủ bè")} == {"money"}


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("Within fifteen working days after receiving it", True),
        ("The raft is laid up for twenty-four hours", True),
        ("Two months before the season ends", True),
        ("The keeper works one day after another", True),
        ("The days are long", False),
        ("Of the five keepers each day", False),
    ],
)
def test_a_time_written_out_in_english_is_a_value(text: str, states: bool) -> None:
    assert BY_NAME["time_limit"].answered_by(fold(text)) is states


def test_a_maximum_fine_is_a_value_however_far_its_sum_stands() -> None:
    long = "the maximum fine for an act of letting rafts drift in waters that are closed to all boats"
    assert BY_NAME["penalty"].answered_by(f"{long} is vnd 9,000,000")
    assert not BY_NAME["penalty"].answered_by(f"{long}; the raft is 9 metres long")


def test_members_written_out_and_sums_behind_the_currency_are_quantities() -> None:
    by_name = {quantity.name: quantity for quantity in quantities()}
    assert by_name["people"].value.search("at least three founding members")
    assert by_name["benefit"].value.search("a budget of vnd 45 million")


def test_some_telephone_number_is_not_asked_for() -> None:
    assert not [q for q in counted("mỗi ngày gửi mấy tin tới một số điện thoại?") if q.name == "phone"]
    assert [q for q in counted("số điện thoại của bến là gì?") if q.name == "phone"]
