"""A question about several procedures is answered of each, and each is searched for on its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from written_office import written_office
from written_record import written_record

from assistant.answers import Answer, AnswerStatus
from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal


def record(code: str, name: str, body: str, days: int, fee: str) -> tuple[str, str]:
    """Return the name of a file and the procedure record in it, with one way to submit."""
    return f"{code}.json", written_record(
        code,
        name,
        co_quan_thuc_hien=body,
        trinh_tu_thuc_hien=f"Bước 1: Nộp tại {body}.\nBước 2: {body} kiểm tra trong 1 ngày làm việc.",
        cach_thuc_thuc_hien="Hình thức nộpThời gianPhí, lệ phíMô tả"
        f"Trực tiếp{days} Ngày làm việc{fee}Nộp tại {body}",
    )


SHELLS = record("9.000911", "Cấp giấy phép nuôi trai lồng vùng vịnh", "Chi cục Thủy sản", 15, "120,000 VNĐ")
RAFTS = record("9.000912", "Công nhận bè nổi phục vụ khách du lịch", "Sở Du lịch", 6, "70,000 VNĐ")
LAMPS = record(
    "9.000913", "Phê duyệt sơ đồ đèn báo bến thuyền do Chủ tịch xã thực hiện", "Ban Bến bãi", 4, "Miễn phí"
)
OTHERS = [
    record(f"9.00092{n}", f"Cấp giấy phép nuôi trai lồng vùng {place}", "Chi cục Thủy sản", 15, "120,000 VNĐ")
    for n, place in enumerate(("hồ", "sông", "đầm", "kênh"))
]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    papers = dict((SHELLS, RAFTS, LAMPS, *OTHERS))
    with written_office(tmp_path_factory.mktemp("several"), papers) as assistant:
        yield assistant


def ask(assistant: Assistant, question: str) -> Answer:
    answer = assistant.answer(question, Principal.guest())
    assert answer.status is AnswerStatus.ANSWERED
    return answer


def cited(answer: Answer) -> set[str]:
    return {citation.head.identity.number or "" for citation in answer.citations}


def tells(answer: Answer, *values: str) -> bool:
    return all(value in answer.brief for value in values)


TWO = "Cấp giấy phép nuôi trai lồng vùng vịnh và công nhận bè nổi phục vụ khách du lịch, mỗi việc mấy ngày?"


def test_of_two_procedures_both_times_are_told(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    times = ("15 ngày làm việc", "6 ngày làm việc")
    assert tells(ask(assistant, TWO), *times)
    monkeypatch.setitem(load("policy")["several"], "most", 1)
    assert not tells(ask(assistant, TWO), *times)


def test_each_is_told_what_is_asked_of_it(assistant: Assistant) -> None:
    answer = ask(
        assistant,
        "Công nhận bè nổi phục vụ khách du lịch do cơ quan nào thực hiện, "
        "còn phê duyệt sơ đồ đèn báo bến thuyền mất mấy ngày?",
    )
    assert "Sở Du lịch" in answer.brief
    assert "4 ngày làm việc" in answer.brief
    assert "6 ngày làm việc" not in answer.brief


def test_what_says_which_case_is_meant_may_be_left_out(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = (
        "Công nhận bè nổi phục vụ khách du lịch và phê duyệt sơ đồ đèn báo bến thuyền: thời hạn giải quyết?"
    )
    assert {"9.000912", "9.000913"} <= cited(ask(assistant, question))
    monkeypatch.setitem(load("policy")["several"], "least_share", 1.1)
    assert not {"9.000912", "9.000913"} <= cited(ask(assistant, question))


@pytest.fixture
def no_contrast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell no cases of a question by the names of their procedures."""
    monkeypatch.setitem(load("policy")["contrasts"], "aim", 2.0)


def test_a_sentence_of_its_own_is_searched_for_alone(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, no_contrast: None
) -> None:
    question = "Nuôi trai lồng ở vùng vịnh xin phép mất mấy ngày? Bè cho khách du lịch thì ai công nhận?"
    values = ("15 ngày làm việc", "Cơ quan thực hiện, Thủ tục 9.000912")
    assert tells(ask(assistant, question), *values)
    monkeypatch.setitem(load("policy")["apart"], "content", 1.0)
    assert not tells(ask(assistant, question), *values)


def test_another_record_is_meant_where_it_has_most_words_of_a_sentence(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, no_contrast: None
) -> None:
    question = "Nuôi trai lồng ở vùng vịnh xin phép mất mấy ngày? Bè cho khách du lịch thì ai công nhận?"
    values = ("15 ngày làm việc", "Cơ quan thực hiện, Thủ tục 9.000912")
    assert tells(ask(assistant, question), *values)
    monkeypatch.setitem(load("policy")["apart"], "met", 1.1)
    assert not tells(ask(assistant, question), *values)


def test_a_sentence_that_names_nothing_more_is_about_the_same(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, no_contrast: None
) -> None:
    question = "Bè cho khách du lịch thì ai công nhận? Nuôi trai lồng ở vùng vịnh xin phép mất mấy ngày?"
    values = ("15 ngày làm việc", "Cơ quan thực hiện, Thủ tục 9.000912")
    assert tells(ask(assistant, question), *values)
    monkeypatch.setitem(load("policy")["apart"], "fresh", 1.0)
    assert not tells(ask(assistant, question), *values)


def test_one_procedure_is_answered_as_before(assistant: Assistant) -> None:
    answer = ask(assistant, "Công nhận bè nổi phục vụ khách du lịch mất mấy ngày, lệ phí bao nhiêu?")
    assert cited(answer) == {"9.000912"}
    assert "6 ngày làm việc" in answer.brief
    assert "70,000" in answer.brief
