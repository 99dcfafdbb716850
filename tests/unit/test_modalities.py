"""What a question asks is forbidden, spared or enough is answered by the rule that says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from written_office import written_office

from assistant.answers import AnswerStatus
from assistant.assembly import Assistant
from assistant.modality import Wanted, also_said, modalities, wanted
from index.access import Principal

ACT = """# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 82/2026/QĐ-UBND

Sơn Khê, ngày 06 tháng 3 năm 2026

# QUYẾT ĐỊNH

Ban hành Quy định về bến đò

Điều 1. Thẻ lái đò

1. Người lái đò có thẻ lái đò do xã cấp.

2. Người sau đây không cần có thẻ lái đò khi chở người qua suối:

a) Người chèo thuyền thúng;

b) Dân quân làm nhiệm vụ.

3. Thẻ lái đò bị thu hồi khi người lái đò:

a) Chở quá tải;

b) Cho mượn thẻ.

Điều 2. Những việc người lái đò không được làm

1. Uống rượu trước khi chở khách.

2. Rời bến khi có gió lớn.

Điều 3. Bến nhỏ

1. Chủ bến lập sổ khách, sổ thuyền và bảng giá.

2. Chủ bến chỉ cần lập sổ khách nếu bến là một trong các loại sau:

a) Bến có một thuyền;

b) Bến mở theo mùa.

Điều 4. Tiền phạt

1. Phạt 200.000 đồng đối với người lái đò cho mượn thẻ.

Điều 5. Loại bến

Bến đò được chia thành hai loại như sau:

1. Bến lớn là bến có từ ba thuyền.

2. Bến nhỏ là bến có dưới ba thuyền.

Điều 6. Giấy chở hàng

1. Chủ thuyền chở hàng phải có giấy chở hàng, trừ các trường hợp sau đây:

a) Thuyền chở thóc của làng;

b) Thuyền không có mái ở suối.

2. Giấy chở hàng do xã cấp cho từng chuyến của thuyền.

Điều 7. Hiệu lực thi hành

Quyết định này có hiệu lực thi hành kể từ ngày 20 tháng 3 năm 2026.
"""
OLD = ACT.replace("82/2026", "9/2003").replace("2026", "2003").replace("hai loại", "hai hạng")
TODAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("modalities"), {"ben-do": ACT, "ben-cu": OLD}) as assistant:
        yield assistant


def told(assistant: Assistant, question: str) -> tuple[str, str]:
    """Return what is said first, and the number and place that it is taken from."""
    answer = assistant.answer(question, Principal.operator(), TODAY)
    first = answer.statements[0]
    citation = answer.citations[first.citations[0]]
    return first.text, f"{citation.head.identity.number} {citation.provision.locator}"


@pytest.mark.parametrize(
    ("question", "place", "said"),
    [
        ("Người nào không cần thẻ lái đò khi chở người qua suối?", "Điều 1 khoản 2", "chèo thuyền thúng"),
        ("Ai chở người qua suối được miễn thẻ lái đò?", "Điều 1 khoản 2", "chèo thuyền thúng"),
        ("Người lái đò bị cấm những gì?", "Điều 2", "Uống rượu"),
        ("Bến nào chỉ cần lập sổ khách?", "Điều 3 khoản 2", "một thuyền"),
        ("Thẻ lái đò bị thu hồi khi nào?", "Điều 1 khoản 3", "quá tải"),
        ("Bến lớn khác bến nhỏ thế nào?", "Điều 5", "ba thuyền"),
        ("Thuyền nào được miễn giấy chở hàng?", "Điều 6 khoản 1", "thóc của làng"),
        ("Trường hợp nào không phải có giấy chở hàng?", "Điều 6 khoản 1", "không có mái"),
        ("Thuyền chở thóc có phải có giấy chở hàng không?", "Điều 6 khoản 1", "thóc của làng"),
    ],
)
def test_the_rule_that_says_so_leads_and_is_of_the_later_act(
    assistant: Assistant, question: str, place: str, said: str
) -> None:
    text, source = told(assistant, question)
    assert said in text
    assert source.startswith(f"82/2026/QĐ-UBND {place}")


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("Người lái đò cho mượn thẻ bị phạt bao nhiêu tiền?", AnswerStatus.ANSWERED),
        ("Chủ bến để khách trượt ngã bị phạt bao nhiêu tiền?", AnswerStatus.UNANSWERABLE),
        ("Thuyền thúng dài tối đa mấy mét?", AnswerStatus.UNANSWERABLE),
    ],
)
def test_a_fine_is_of_what_is_fined_and_a_length_is_a_length(
    assistant: Assistant, question: str, status: AnswerStatus
) -> None:
    assert assistant.answer(question, Principal.operator(), TODAY).status is status


def test_what_the_asking_word_stands_with_is_spoken_of(assistant: Assistant) -> None:
    answer = assistant.answer("Chủ bến lập tờ lương gì?", Principal.operator(), TODAY)
    assert answer.status is AnswerStatus.PARTIAL
    assert "lương" in answer.message
    assert assistant.answer("Chủ bến lập sổ gì?", Principal.operator(), TODAY).status is AnswerStatus.ANSWERED


def asked(question: str) -> dict[str, Wanted]:
    return {w.modality.name: w for w in wanted(question, frozenset({"nao", "gi", "co"}))}


@pytest.mark.parametrize(
    ("question", "name", "of"),
    [
        ("ai khong duoc lai do khi say", "forbidden", {"lai", "do"}),
        ("ben nao duoc mien so khach", "spared", {"so", "khach"}),
        ("truong hop nao khong ap dung bang gia", "excluded", {"bang", "gia"}),
        ("chu ben co phai lap so khong", "must", {"lap", "so"}),
        ("do co duoc cho gia suc khong", "may", {"cho", "gia", "suc"}),
    ],
)
def test_what_is_asked_of_stands_behind_the_modality(question: str, name: str, of: set[str]) -> None:
    assert asked(question)[name].of == of


@pytest.mark.parametrize("question", ["lai do co duoc khong", "chu ben cam ket gi", "mien nui"])
def test_words_that_only_look_so_ask_nothing(question: str) -> None:
    assert not {"forbidden", "spared"} & asked(question).keys()


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("thuyen nao duoc mien giay cho hang", "spared"),
        ("thuyen cho thoc co phai co giay cho hang khong", "must"),
    ],
)
def test_what_stands_behind_a_duty_is_spared_it(question: str, name: str) -> None:
    close = lambda lead: asked(question)[name].met_by(lead, "thuyen cho thoc", had, lambda _: 1.0)  # noqa: E731
    assert close("chu thuyen cho hang co giay cho hang tru cac truong hop sau day") > 0
    assert close("chu thuyen cho hang co giay cho hang trong cac truong hop sau day") == 0
    assert close("chu thuyen lap so khach tru cac truong hop sau day") == 0


@pytest.mark.parametrize(
    ("said", "tells"),
    [
        ("chu thuyen lang duoc mien giay cho hang", True),
        ("cac truong hop duoc mien giay cho hang gom:", True),
        ("doi voi thuyen lang thi duoc mien giay cho hang", True),
        ("truong hop duoc mien giay cho hang thi chu thuyen bao ben", False),
        ("doi voi thuyen duoc mien giay cho hang, chu thuyen bao ben", False),
        ("chu thuyen treo co doi voi truong hop duoc mien giay cho hang", False),
        ("thuyen thuoc doi tuong duoc mien giay cho hang phai treo co", False),
    ],
)
def test_a_sentence_that_only_names_the_cases_does_not_say_so(said: str, tells: bool) -> None:
    spared = asked("thuyen nao duoc mien giay cho hang")["spared"]
    assert (spared.met_by(said, "thuyen", had, lambda _: 1.0) > 0) is tells


def test_whoever_has_a_duty_and_when_does_not_count_in_it() -> None:
    spared = asked("thuyen nao duoc mien giay cho hang")["spared"]
    lead = "{}chu thuyen phai co giay cho hang, tru cac truong hop sau day"
    plain, long = (lead.format(w) for w in ("", "truoc khi roi ben lan dau trong nam o lang "))
    assert spared.met_by(long, "", had, lambda _: 1.0) == spared.met_by(plain, "", had, lambda _: 1.0) > 0


def had(word: str, terms: frozenset[str]) -> float:
    return float(word in terms)


def test_how_the_law_says_it_is_searched_for_too() -> None:
    assert also_said("thuyen nao duoc mien giay cho hang") == ("trừ các trường hợp sau đây",)
    assert not also_said("thuyen nao cho hang")


def test_each_modality_says_something_else() -> None:
    assert len({m.said.pattern for m in modalities()}) == len(modalities())
