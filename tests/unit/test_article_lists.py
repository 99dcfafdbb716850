"""A list that an article sets out is told whole and in order, from an act that is in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from written_office import written_office

from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal

_HEAD = """# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: {number}/QĐ-UBND

Sơn Khê, ngày 06 tháng 3 năm {year}

# QUYẾT ĐỊNH

Ban hành Quy định về neo bè trên hồ

"""
OLD = (
    _HEAD.format(number="14/2019", year="2019")
    + """Điều 1. Điều kiện neo bè của hộ nuôi cá trên hồ

1. Bè của hộ nuôi cá trên hồ phải sơn trắng.

2. Bè của hộ nuôi cá trên hồ phải có mái che.

Điều 2. Hiệu lực thi hành

Quyết định này có hiệu lực thi hành kể từ ngày 20 tháng 3 năm 2019.
"""
)
NEW = (
    _HEAD.format(number="71/2026", year="2026")
    + """Điều 1. Hồ sơ đề nghị neo bè của hộ nuôi cá

1. Đơn đề nghị neo bè theo Mẫu số 02 ban hành kèm theo Quy định này.

2. Một trong các giấy tờ về mặt nước. Giấy tờ viết tay thì có hai người làm chứng.

3. Bản vẽ bè:

a) Đối với bè của hộ nuôi cá: bản vẽ tay có ghi chiều dài, chiều rộng;

b) Đối với bè của hợp tác xã: bản vẽ kỹ thuật do kỹ sư ký.

4. Ảnh chụp bè.

Điều 2. Hồ sơ đề nghị neo bè có thời hạn

1. Hồ sơ đề nghị neo bè có thời hạn của hộ nuôi cá như quy định tại Điều 1, ghi thêm số ngày neo bè.

2. Giấy hẹn tháo bè.

Điều 3. Điều kiện neo bè

Hộ neo bè trên hồ phải bảo đảm các điều kiện sau đây:

1. Bè neo cách bờ 40 m.

2. Phao của bè phải đáp ứng các yêu cầu sau:

a) Phao bè nuôi cá: làm bằng nhựa;

b) Phao bè chở khách: làm bằng thép.

3. Bè có đèn.

Điều 4. Hiệu lực thi hành

1. Quyết định này có hiệu lực thi hành kể từ ngày 20 tháng 3 năm 2026.

2. Quyết định số 14/2019/QĐ-UBND ngày 06 tháng 3 năm 2019 của Ủy ban nhân dân tỉnh Sơn Khê hết hiệu lực \
kể từ ngày Quyết định này có hiệu lực thi hành.
"""
)
PAPERS = "Hồ sơ đề nghị neo bè của hộ nuôi cá gồm những gì?"
CONDITIONS = "Điều kiện neo bè của hộ nuôi cá trên hồ là gì?"
TODAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("lists"), {"cu": OLD, "moi": NEW}) as assistant:
        yield assistant


def brief(assistant: Assistant, question: str, day: date = TODAY) -> str:
    return assistant.answer(question, Principal.guest(), day).brief


def test_the_article_whose_heading_is_asked_for_is_told_clause_by_clause(assistant: Assistant) -> None:
    text = brief(assistant, PAPERS)
    places = [
        text.index(words) for words in ("1. Đơn đề nghị", "2. Một trong các giấy tờ", "bản vẽ tay", "4. Ảnh")
    ]
    assert places[0] < places[1] < places[3]
    assert "số ngày neo bè" not in text


def test_which_list_is_told_follows_its_heading_by_a_setting(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(load("policy")["titled"], "question", 2)
    monkeypatch.setitem(load("policy")["listing"], "score", 9)
    assert "4. Ảnh chụp bè" not in brief(assistant, PAPERS)


def test_a_point_of_another_case_is_left_out_of_a_list(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = brief(assistant, CONDITIONS)
    assert "làm bằng nhựa" in text
    assert "làm bằng thép" not in text
    monkeypatch.setitem(load("policy")["listing"], "point_case", "no point tells a case")
    assert "làm bằng thép" in brief(assistant, CONDITIONS)


def test_the_words_above_a_whole_list_are_said_once(assistant: Assistant) -> None:
    text = brief(assistant, CONDITIONS)
    assert "cách bờ 40 m" in text
    assert text.count("Hộ neo bè trên hồ phải bảo đảm các điều kiện sau đây") == 1


def test_an_act_that_has_ended_is_no_basis_while_another_one_answers(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "sơn trắng" not in brief(assistant, CONDITIONS)
    assert "sơn trắng" in brief(assistant, CONDITIONS, date(2025, 1, 1))
    assert "sơn trắng" in brief(assistant, "Điều kiện neo bè theo Quyết định 14/2019/QĐ-UBND là gì?")
    monkeypatch.setitem(load("policy")["selection"], "not_in_force", 1.0)
    assert "sơn trắng" in brief(assistant, CONDITIONS)


def test_long_items_are_cut_so_that_all_have_room_and_what_limits_them_stays(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(load("policy")["selection"], "characters", 400)
    monkeypatch.setitem(load("policy")["selection"], "shortest_part", 20)
    answer = assistant.answer(PAPERS, Principal.guest(), TODAY)
    assert "1. Đơn đề nghị neo bè" in answer.brief
    assert len(answer.brief) < 520
    assert any("Điều 1" in warning for warning in answer.warnings) or "4. Ảnh" in answer.brief
