"""How long a paper is valid is told by what says so of that paper; a heading's amount by a number of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from written_office import written_office
from written_record import written_record

from assistant.answers import Answer, AnswerStatus
from assistant.assembly import Assistant
from assistant.expansion import built_in
from assistant.meanings import in_stead
from assistant.paper_terms import _is_meant, _is_named, _is_of
from assistant.tables import load
from index.access import Principal


def record(code: str, name: str, conditions: str = "Không có thông tin") -> tuple[str, str]:
    way = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp11 Ngày làm việcMiễn phí"
    return f"{code}.json", written_record(code, name, cach_thuc_thuc_hien=way, yeu_cau_dieu_kien=conditions)


RECORDS = [
    record("9.000871", "Cấp thẻ thợ tằm", "Thẻ thợ tằm có giá trị sử dụng 04 năm; được gia hạn hai lần."),
    record("9.000872", "Cấp giấy phép trồng dâu ven đê"),
    record("9.000873", "Cấp chứng chỉ hoạt động ươm tơ"),
    record(
        "9.000874",
        "Cấp chứng chỉ hoạt động nhuộm lụa",
        "Chứng chỉ hoạt động nhuộm lụa có hiệu lực 06 năm kể từ ngày cấp.",
    ),
]
ACT = """# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 83/2026/QĐ-UBND

Sơn Khê, ngày 06 tháng 3 năm 2026

# QUYẾT ĐỊNH

Ban hành Quy định về nghề lụa

Điều 1. Thời hạn của phù hiệu xe chở kén

1. Không quá 18 tháng đối với xe máy.

2. Xe thô sơ theo thời hạn ghi trong phù hiệu của xã.

Điều 2. Phạt tiền

1. Mức phạt tiền tối đa trong các lĩnh vực được quy định như sau:

a) Phạt tiền đến 9.000.000 đồng: bán kén; thả tằm; phơi lụa.

2. Phạt tiền từ 200.000 đồng đến 400.000 đồng đối với hành vi đổ bã dâu ra mương.

Điều 3. Vay vốn và tiền công

1. Lãi suất vay mua kén giống do ngân hàng thỏa thuận với hộ nuôi, báo trước 15 ngày.

2. Lãi suất vay dựng nhà tằm là 3,5%/năm.

3. Tổ hợp tác trích 12% tiền lụa vào quỹ khi bàn lãi suất vay.

4. Ruộng dâu mới được chia cho 05 hộ, diện tích từng thửa do thôn đo.

5. Đơn giá công hái dâu là 90.000 đồng một ngày.

Điều 4. Hiệu lực thi hành

Quyết định này có hiệu lực thi hành kể từ ngày 20 tháng 3 năm 2026.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("silk"), dict(RECORDS) | {"nghe-lua": ACT}) as assistant:
        yield assistant


def ask(assistant: Assistant, question: str) -> Answer:
    return assistant.answer(question, Principal.operator())


def brief(assistant: Assistant, question: str) -> str:
    return " ".join(s.text for s in ask(assistant, question).statements if not s.further)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Thời hạn thẻ thợ tằm?", "04 năm"),
        ("Thẻ thợ tằm dùng được mấy năm?", "04 năm"),
        ("the tho tam duoc gia han may lan", "hai lần"),
        ("Phù hiệu xe chở kén có thời hạn bao lâu đối với xe máy?", "18 tháng"),
        ("Chứng chỉ hoạt động nhuộm lụa có hiệu lực bao lâu?", "06 năm"),
        ("Cấp thẻ thợ tằm mất bao lâu?", "11 ngày làm việc"),
        ("Lãi suất vay dựng nhà tằm?", "3,5%"),
        ("Mức phạt đổ bã dâu ra mương?", "200.000 đồng"),
        ("Mức phạt tối đa đối với thả tằm?", "9.000.000 đồng"),
    ],
)
def test_what_says_so_answers(assistant: Assistant, question: str, told: str) -> None:
    assert told in brief(assistant, question)


@pytest.mark.parametrize(
    "question",
    [
        "Thời hạn giấy phép trồng dâu ven đê?",
        "Giấy phép trồng dâu ven đê được gia hạn mấy lần?",
        "Chứng chỉ hoạt động ươm tơ có giá trị bao lâu?",
        "Lãi suất vay dựng xưởng ươm tơ cho hộ nuôi?",
        "Mức phạt thả tằm ven sông?",
        "Diện tích ruộng dâu mới?",
        "Đơn giá công dệt lụa ven sông?",
    ],
)
def test_what_says_so_of_something_else_does_not_answer(assistant: Assistant, question: str) -> None:
    assert ask(assistant, question).status is not AnswerStatus.ANSWERED


@pytest.mark.parametrize(
    ("setting", "value", "question"),
    [
        (("paper_terms", "beside"), "", "Phù hiệu thời hạn tối đa bao lâu đối với xe máy chở kén?"),
        (
            ("answerability", "headed"),
            {"least": 0.0, "beside": ""},
            "Đơn giá công dệt lụa ven sông?",
        ),
    ],
)
def test_the_settings_of_what_answers_have_effect(
    assistant: Assistant,
    monkeypatch: pytest.MonkeyPatch,
    setting: tuple[str, str],
    value: Any,
    question: str,
) -> None:
    before = ask(assistant, question).status
    monkeypatch.setitem(load("policy")[setting[0]], setting[1], value)
    assert ask(assistant, question).status is not before


@pytest.mark.parametrize(("setting", "value"), [("least", 0.1), ("enough", 1)])
def test_how_much_of_the_paper_is_said_has_effect(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: float
) -> None:
    said = frozenset({"phu", "xe"})
    assert not _is_of("Phù hiệu tàu gỗ có thời hạn bao lâu?", said)
    monkeypatch.setitem(load("policy")["paper_terms"], setting, value)
    assert _is_of("Phù hiệu tàu gỗ có thời hạn bao lâu?", said)


def test_words_that_papers_of_many_kinds_have_name_none(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "chung chi hoat dong nhuom lua co hieu luc 06 nam"
    assert not _is_named("Chứng chỉ hoạt động ươm tơ có giá trị bao lâu?", said, said)
    monkeypatch.setitem(load("policy")["paper_terms"], "common", [])
    assert _is_named("Chứng chỉ hoạt động ươm tơ có giá trị bao lâu?", said, said)


def test_the_most_of_a_field_is_the_fine_of_no_conduct(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    conduct = load("policy")["answerability"]["conduct"]
    monkeypatch.setitem(conduct, "of_field", "(?!)")
    assert ask(assistant, "Mức phạt thả tằm ven sông?").status is AnswerStatus.ANSWERED
    monkeypatch.undo()
    monkeypatch.setitem(conduct, "of_field_asked", "(?!)")
    assert ask(assistant, "Mức phạt tối đa đối với thả tằm?").status is not AnswerStatus.ANSWERED


def test_a_question_in_another_language_tells_its_paper_by_what_stands_for_others() -> None:
    words = "How long is the work permit of a zorbing coach valid"
    stead = in_stead(built_in().expand(words), "en")
    assert _is_meant(words, frozenset({"work", "permit", "coach"}), stead)
    assert not _is_meant(words, frozenset({"long", "valid"}), stead)
