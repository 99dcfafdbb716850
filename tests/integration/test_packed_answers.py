"""An answer uses the room it has: what is long is cut, what limits a rule never is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from written_office import written_office

from assistant.assembly import Assistant
from assistant.context import Context
from assistant.pipeline import choose, guard, retrieve, understand_question
from assistant.shortening import shortened
from assistant.tables import load
from assistant.weighing import Weighed
from index.access import Principal

_ROUND = "sau khi đi quanh hồ xem từng bè, ghi vào sổ của tổ, đọc lại cho mọi người cùng nghe,"
ACT = f"""# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 61/2026/QĐ-UBND

Sơn Khê, ngày 06 tháng 3 năm 2026

# QUYẾT ĐỊNH

Ban hành Quy định về đo bè nổi

Điều 1. Đo bè nổi

1. Tổ đo bè {_ROUND} trả phiếu đo bè nổi trong thời hạn 12 ngày làm việc, rồi lưu sổ ở trạm của hồ.

2. Tổ đo bè {_ROUND} trả phiếu đo bè tre trong thời hạn 21 ngày làm việc, trừ trường hợp bè bị chìm.

Điều 2. Hiệu lực thi hành

Quyết định này có hiệu lực thi hành kể từ ngày 20 tháng 3 năm 2026.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("packed"), {"do-be": ACT}) as assistant:
        yield assistant


def found(assistant: Assistant, value: str) -> tuple[Context, Weighed]:
    question = "Phiếu đo bè được trả trong bao nhiêu ngày?"
    context = Context((question,), Principal.guest(), date(2026, 11, 1), assistant.tools())
    for step in (understand_question, guard, retrieve, choose):
        step(context)
    return context, next(w for w in context.candidates if value in w.fact.text)


def test_the_part_that_answers_is_kept_and_quoted_exactly(assistant: Assistant) -> None:
    context, pick = found(assistant, "12 ngày")
    cut = shortened(pick, 150, context.question)
    assert cut is not None
    assert "12 ngày làm việc" in cut.fact.text
    assert len(cut.fact.text) <= 150
    assert cut.fact.text.startswith("… ")
    assert cut.fact.quotes[0].text in ACT


def test_an_exception_is_never_cut_away(assistant: Assistant) -> None:
    context, pick = found(assistant, "21 ngày")
    cut = shortened(pick, 150, context.question)
    assert cut is None or "trừ trường hợp" in cut.fact.text


def test_what_is_never_cut_away_has_effect(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    context, pick = found(assistant, "21 ngày")
    monkeypatch.setitem(load("policy")["selection"], "never_cut", "nothing")
    cut = shortened(pick, 100, context.question)
    assert cut is not None
    assert "trừ" not in cut.fact.text


@pytest.mark.parametrize("most", [40, 10_000])
def test_what_fits_or_has_no_room_is_not_cut(assistant: Assistant, most: int) -> None:
    context, pick = found(assistant, "12 ngày")
    assert shortened(pick, most, context.question) is None


def test_what_room_is_left_is_used(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = load("policy")["selection"]
    monkeypatch.setattr(assistant, "score", None)  # what is read takes that room first

    def answered(characters: int, nearly: int) -> str:
        monkeypatch.setitem(policy, "characters", characters)
        monkeypatch.setitem(policy, "nearly", nearly)
        question = "Phiếu đo bè được trả trong bao nhiêu ngày?"
        return assistant.answer(question, Principal.guest()).text

    texts = [(answered(room, 12), answered(room, 0)) for room in range(300, 600, 30)]
    assert all(plain in packed for packed, plain in texts)
    assert any(len(packed) > len(plain) for packed, plain in texts)
