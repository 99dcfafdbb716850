"""Where long sentences are cut: never between what opens a clause and the clause, nor between two verbs."""

from __future__ import annotations

import pytest

from assistant.sentences import lead_shown, pieces, runs
from assistant.tables import load

OPENED = (
    "Trong thời hạn 06 ngày làm việc, kể từ ngày nhận đơn, trạm quản lý hồ cấp giấy phép, trả cho chủ bè."
)


@pytest.mark.parametrize(
    "opening",
    [
        "Trong thời hạn 06 ngày làm việc, kể từ ngày nhận đủ hồ sơ, ",
        "- Bước 2: Chậm nhất ngày 15 hằng tháng, ",
        "a) Trường hợp bè bị trôi, ",
        "Within 6 working days, ",
    ],
)
def test_an_opening_phrase_is_not_cut_from_its_clause(opening: str) -> None:
    sentence = f"{opening}trạm quản lý hồ cấp giấy phép, trả cho chủ bè."
    assert runs(sentence, 20)[0] == f"{opening}trạm quản lý hồ cấp giấy phép, "


def test_a_sentence_is_cut_behind_its_clauses() -> None:
    assert runs(OPENED, 90) == [OPENED[: OPENED.index("trả")], "trả cho chủ bè."]
    assert runs(OPENED, 200) == [OPENED]


def test_a_clause_behind_a_semicolon_is_not_cut_from_its_beginning() -> None:
    first, second = "Bè câu được neo 07 ngày; ", "với bè khách, neo tối đa 10 ngày, "
    assert runs(f"{first}{second}trừ ngày gió lớn.", 60) == [first, f"{second}trừ ngày gió lớn."]


def test_two_verbs_are_not_cut_apart() -> None:
    sentence = "Trạm quản lý hồ tiếp nhận đơn, chủ tịch xã xem xét, quyết định việc neo bè."
    assert runs(sentence, 30) == [
        "Trạm quản lý hồ tiếp nhận đơn, ",
        "chủ tịch xã xem xét, quyết định việc neo bè.",
    ]


def test_adjuncts_are_cut_off_where_told_to_and_not_from_an_opening_phrase() -> None:
    sentence = "Trong 3 ngày theo quy định này, trạm quản lý hồ cấp giấy phép theo mẫu số 4 của phụ lục này."
    assert runs(sentence, 40) == [sentence]
    clause = "Sau 3 ngày theo quy định này, trạm quản lý hồ cấp giấy phép "
    rest = "theo mẫu số 4 của phụ lục này."
    assert runs(clause + rest, 40, adjuncts=True) == [clause, rest]


def test_the_pieces_of_a_long_text_say_where_they_were_cut(monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setitem(load("policy")["selection"], "fact_characters", 90)
    shown = [
        piece
        for piece, _, _ in pieces(OPENED + " Bè neo sai chỗ bị kéo về bến chung và chủ bè trả tiền kéo.")
    ]
    assert shown[0].endswith("cấp giấy phép, …")
    assert shown[1] == "… trả cho chủ bè."


def test_a_sentence_keeps_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(load("policy")["selection"], "fact_characters", 40)
    text = "2. Bản vẽ bè do hộ nuôi cá tự vẽ. - Bước 3: Trạm quản lý hồ xem bản vẽ."
    assert [quoted for _, quoted, _ in pieces(text)] == [
        "2. Bản vẽ bè do hộ nuôi cá tự vẽ.",
        "- Bước 3: Trạm quản lý hồ xem bản vẽ.",
    ]


LEAD = (
    "Chủ bè gửi giấy báo dừng neo bè cho trạm quản lý hồ bằng thư hoặc bằng điện thoại; người gác hồ "
    "nhận thay lúc đêm hôm và ghi vào sổ trực của trạm, cụ thể như sau:"
)


def test_of_a_long_lead_its_beginning_and_its_end_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(load("policy")["selection"], "lead_shown", 100)
    assert lead_shown(LEAD).endswith("bằng điện thoại; … cụ thể như sau:")
    assert lead_shown(LEAD[:90]) == LEAD[:90]
    monkeypatch.setitem(load("policy")["selection"], "lead_shown", 400)
    assert lead_shown(LEAD) == LEAD


@pytest.mark.parametrize("limit", ["trừ bè nuôi ốc", "trong 10 ngày làm việc"])
def test_what_limits_a_lead_is_never_cut_out_of_it(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(load("policy")["selection"], "lead_shown", 100)
    limited = LEAD.replace("của trạm", f"của trạm, {limit}")
    assert lead_shown(limited) == limited
    monkeypatch.setitem(load("policy")["selection"], "lead_kept", "nothing is kept")
    assert lead_shown(limited) != limited
