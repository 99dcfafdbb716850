"""What answers itself, as reading it finds too, is told before the list that was heard to be asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from odds import odds_for
from written_office import written_office
from written_record import written_record

from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal

_PAPERS = "".join(
    f"Bản kê {kind} của người mượn lưới kéo, có xác nhận của trưởng thôn và của trạm nơi đã mượn1 bản chính"
    for kind in ("ngư cụ", "thuyền viên", "bến đậu", "lưới cũ", "phao", "neo", "dây", "chì")
)
_NET = written_record(
    "9.000812",
    "Mượn lưới kéo của trạm",
    thanh_phan_ho_so=f"Tên giấy tờMẫu đơn, tờ khaiSố lượng{_PAPERS}",
    trinh_tu_thuc_hien="- Chủ thuyền đến trạm lấy số.\n"
    "- Người mượn lưới kéo của trạm từ đảo xa phải nộp giấy tờ cùng một bao thư đã dán tem.",
)
_STAMPED = "dán tem"
_ASKED = "Người đảo xa mượn lưới kéo của trạm phải nộp giấy tờ gì?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("net"), {"luoi.json": _NET}) as assistant:
        yield assistant


def _short(assistant: Assistant) -> str:
    statements = assistant.answer(_ASKED, Principal.operator()).statements
    return " ".join(s.text for s in statements if not s.further)


def test_what_answers_itself_goes_before_a_list(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistant, "score", odds_for(_STAMPED, 1.0))
    assert _STAMPED in _short(assistant)
    assert "Bản kê" in _short(assistant)
    monkeypatch.setitem(load("policy")["relevance"], "before_lists", 2.5)
    assert _STAMPED not in _short(assistant)
