"""Of the rows that are the fields of one procedure, the one headed by what is asked for answers."""

from __future__ import annotations

from types import SimpleNamespace

from assistant.aspects import aspects
from assistant.field_rows import own_rows

LAMPS, BUOYS = "Cấp thẻ đèn báo bến", "Cấp thẻ phao bến thuyền"


def row(name, header, value, document="one"):
    cells = (("Tên thủ tục", name), (header, value)) if header else ()
    return SimpleNamespace(fact=SimpleNamespace(cells=cells, head=SimpleNamespace(id=document)))


def aspect(name):
    return next(a for a in aspects() if a.name == name)


def test_the_field_that_is_asked_for_answers_and_what_others_say_in_passing_does_not():
    time = row(LAMPS, "Thời hạn giải quyết", "07 ngày")
    condition = row(LAMPS, "Yêu cầu, điều kiện", "Trong 18 tháng kể từ ngày Sở trả lời")
    body = row(LAMPS, "Cơ quan thực hiện", "Trạm hồ")
    assert own_rows(aspect("time_limit"), [condition, time, body]) == [time]
    assert own_rows(aspect("body"), [condition, time, body]) == [body]


def test_rows_of_another_procedure_or_document_and_other_texts_stay():
    time = row(LAMPS, "Thời hạn giải quyết", "07 ngày")
    others = [row(BUOYS, "Trình tự", "2 ngày"), row(LAMPS, "Trình tự", "2 ngày", "two"), row("", "", "")]
    assert own_rows(aspect("time_limit"), [time, *others]) == [time, *others]


def test_where_no_row_is_headed_so_all_stay():
    rows = [row(LAMPS, "Trình tự", "2 ngày"), row(LAMPS, "Yêu cầu", "18 tháng")]
    assert own_rows(aspect("time_limit"), rows) == rows
    assert own_rows(aspect("yes_no"), rows) == rows
