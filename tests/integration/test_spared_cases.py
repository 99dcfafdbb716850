"""Which cases are spared is told case by case, and whether one is by the rule that says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from written_office import written_office
from written_record import written_record

from assistant.answers import Answer, AnswerStatus
from assistant.assembly import Assistant
from assistant.context import Context
from assistant.fitting import Wish, fit
from assistant.pipeline import choose, guard, retrieve, understand_question
from assistant.shortening import opened
from assistant.tables import load
from index.access import Principal

_WHERE = "trong khu neo thuyền, khu nuôi trồng, khu bảo tồn, khu tắm biển và khu thả diều của huyện đảo"
POINTS = {
    "a": f"Thuyền của bộ đội biên phòng; thuyền chở bệnh nhân; thuyền chở nước {_WHERE}; thuyền vớt rác;",
    "b": f"Thuyền của ngư dân dài dưới 6 mét, không thuộc đội thuyền chở khách {_WHERE};",
    "c": f"Thuyền thúng của ngư dân đánh bắt gần bờ; thuyền thúng cho khách chèo {_WHERE}; thuyền phao;",
    "d": f"Thuyền dự lễ hội của làng; thuyền đua {_WHERE}; thuyền chở ban nhạc; thuyền chở hoa;",
    "e": f"Thuyền của trường dạy nghề cá; thuyền tập chèo {_WHERE}; thuyền của câu lạc bộ; thuyền mẫu;",
    "g": f"Thuyền của trạm khí tượng; thuyền đo sâu {_WHERE}; thuyền thả phao; thuyền vớt phao;",
    "đ": f"Thuyền đang sửa chữa ở xưởng; thuyền kéo lên bờ {_WHERE}; thuyền chờ bán; thuyền đã hỏng máy;",
}
LIST = "\n\n".join(f"{letter}) {text}" for letter, text in POINTS.items())
ACT = f"""# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 87/2026/QĐ-UBND

Sơn Khê, ngày 06 tháng 3 năm 2026

# QUYẾT ĐỊNH

Ban hành Quy định về thuyền

Điều 1. Giấy rời bến

1. Trước khi thuyền rời bến lần đầu trong năm, chủ thuyền phải có giấy rời bến, trừ các trường hợp sau đây:

{LIST}

2. Thuyền thuộc đối tượng được miễn giấy rời bến phải treo cờ đỏ ở mũi.

3. Trường hợp được miễn giấy rời bến thì chủ thuyền báo bến bằng lời, ghi giấy rời bến vào sổ.

Điều 2. Kiểm tra thuyền thúng rời bến

1. Thuyền thúng rời bến đúng giờ, giấy rời bến để ở bến; thuyền thúng rời bến theo lượt.

Điều 3. Tổ bến

1. Tổ trưởng tổ bến có ít nhất 04 năm đi biển liên tục ở vùng biển của tỉnh và có 02 chứng chỉ bơi.

2. Bến trưởng chọn không quá 05 người giúp việc.

Điều 4. Hiệu lực thi hành

Quyết định này có hiệu lực thi hành kể từ ngày 20 tháng 3 năm 2026.
"""
TABLE = """# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 88/2026/QĐ-UBND

Sơn Khê, ngày 07 tháng 3 năm 2026

# QUYẾT ĐỊNH

Công bố thủ tục về phao

# PHỤ LỤC

| STT | Tên thủ tục | Thời hạn giải quyết | Cơ quan thực hiện |
|---|---|---|---|
| 1 | Gia hạn giấy thả phao tiêu | 11 ngày làm việc | Tổ phao |
| 2 | Gia hạn giấy xác nhận đơn vị quân đội miễn cấp giấy thả phao tiêu | 04 ngày làm việc | Tổ phao |
"""
RECORD = written_record(
    "9.000871",
    "Trình báo mất thẻ lặn biển",
    trinh_tu_thuc_hien="Bước 1: Nộp đơn trình báo mất thẻ lặn biển tại trạm.\nBước 2: Trạm ghi sổ.",
    cach_thuc_thuc_hien="Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp2 Ngày làm việcMiễn phí",
    yeu_cau_dieu_kien="Thợ lặn trình báo trong thời hạn 36 giờ kể từ khi biết mất thẻ lặn biển.",
)
TEXTS = {"thuyen": ACT, "phao": TABLE, "9.000871.json": RECORD}
WHICH = "Trường hợp nào được miễn giấy rời bến?"
WHETHER = "Thuyền thúng rời bến có phải xin giấy rời bến không?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("spared"), TEXTS) as assistant:
        yield assistant


def ask(assistant: Assistant, question: str) -> Answer:
    answer = assistant.answer(question, Principal.operator(), date(2026, 11, 1))
    assert answer.status is AnswerStatus.ANSWERED, answer.text
    return answer


def found(assistant: Assistant, question: str) -> Context:
    context = Context((question,), Principal.operator(), date(2026, 11, 1), assistant.tools())
    for step in (understand_question, guard, retrieve, choose):
        step(context)
    return context


def test_each_case_is_begun_before_any_is_told_to_its_end(assistant: Assistant) -> None:
    answer = ask(assistant, WHICH)
    assert len(answer.text) <= 1200
    for begun in ("bộ đội biên phòng", "dưới 6 mét", "ngư dân", "lễ hội", "nghề cá", "khí tượng", "xưởng"):
        assert begun in answer.statements[0].text


def test_what_a_case_is_not_is_never_cut_from_it(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = next(w for w in found(assistant, WHICH).candidates if "dưới 6 mét" in w.fact.text)
    assert opened(case, 90) is None
    monkeypatch.setitem(load("policy")["listing"], "limits", "nothing limits")
    cut = opened(case, 90)
    assert cut is not None
    assert "không thuộc" not in cut.fact.text


def test_what_a_case_is_cut_from_is_not_told_behind_the_cut(assistant: Assistant) -> None:
    text = ask(assistant, WHICH).statements[0].text
    pieces = text.partition("sau đây: ")[2].split(" … ")
    assert all(piece.removesuffix(" …") in ACT.replace("\n\n", " ") for piece in pieces)


def test_a_clause_that_only_names_the_cases_is_no_answer(assistant: Assistant) -> None:
    first = ask(assistant, WHICH).statements[0].text
    assert "cờ đỏ" not in first
    assert "bằng lời" not in first


def test_whether_something_must_be_is_told_by_the_rule(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "thúng của ngư dân" in ask(assistant, WHETHER).statements[0].text
    monkeypatch.setitem(load("policy")["selection"], "by_rule", [])
    assert "thúng của ngư dân" not in ask(assistant, WHETHER).statements[0].text


def test_a_rule_has_to_say_it_nearly(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(load("policy")["selection"], "ruled", 1.1)
    assert "thúng của ngư dân" not in ask(assistant, WHETHER).statements[0].text


def test_people_are_counted_by_a_number_of_people(assistant: Assistant) -> None:
    question = (
        "Tổ trưởng tổ bến cần mấy năm đi biển liên tục ở vùng biển, được chọn tối đa mấy người giúp việc?"
    )
    brief = ask(assistant, question).brief
    assert "04 năm" in brief
    assert "05 người" in brief


def test_the_plain_row_is_meant_where_the_other_has_a_word_by_chance(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "Gia hạn giấy thả phao tiêu mất mấy ngày, còn xin cấp giấy thả phao tiêu mới thì hỏi ai?"
    times = lambda: assistant.answer(question, Principal.guest()).statements[0].text  # noqa: E731
    assert "11 ngày" in times()
    assert "04 ngày" not in times()
    monkeypatch.setitem(load("policy")["selection"], "said_by_chance", 0.0)
    assert "04 ngày" in assistant.answer(question, Principal.guest()).text


def test_hours_are_told_in_hours_whatever_field_says_them(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "Mất thẻ lặn biển thì phải trình báo trong mấy giờ?"
    assert "36 giờ" in assistant.answer(question, Principal.guest()).brief
    monkeypatch.setattr(assistant, "score", None)  # reading finds it all the same
    monkeypatch.setitem(load("policy")["selection"], "unit_meant", [])
    assert "36 giờ" not in assistant.answer(question, Principal.guest()).brief


def test_a_row_with_a_cell_for_what_is_asked_fits_better(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "Gia hạn giấy thả phao tiêu do cơ quan nào làm?"
    context = found(assistant, question)
    row = next(w for w in context.candidates if w.fact.cells and "Tổ phao" in w.fact.text)
    part = context.question.parts[0]
    wish = Wish(next(a for a in part.aspects if a.name == "body"), part, None)
    better = fit(row, wish)
    monkeypatch.setitem(load("policy")["selection"], "column", 0.0)
    assert better > fit(row, wish)
