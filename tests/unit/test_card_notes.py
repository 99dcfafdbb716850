"""What is odd in a record stands on the lines it is about; what is unknown keeps its citation."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import PurePath
from typing import Any

import docx

from api.card_docx import card_docx
from api.web.words import words
from assistant.card_citing import FACTS, CitedCard, cite_card
from assistant.cards import card_json
from index.access import AccessLabel
from index.documents import Document, Identity, Kind
from index.endings import Ended, act_key
from ingest.citable import provisions_of, tie_card
from ingest.readers.procedure_json import ProcedureReader

RECORD: dict[str, Any] = {
    "ma_thu_tuc": "9.000731",
    "ten_thu_tuc": "Cấp phép neo bè nổi",
    "co_quan_co_tham_quyen": "Không có thông tin",
    "ghi_chu_rieng": "Chỉ nhận hồ sơ vào buổi sáng",
    "trinh_tu_thuc_hien": "Bước 1: Nộp hồ sơ.\nBước 2: Nhận kết quả.",
    "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tả"
    "Trực tiếp10 NgàyMiễn phí10 ngày làm việc kể từ khi nhận đủ hồ sơ"
    "Trực tuyến5 Ngày làm việcKhông có thông tinGửi trên mạng",
    "thanh_phan_ho_so": "Bè mới:Tên giấy tờMẫu đơn, tờ khaiSố lượngĐơn xin neo bèMẫu 02.docx1 bản chính"
    "Bè cũ:Tên giấy tờMẫu đơn, tờ khaiSố lượngGiấy phép cũ0 bản chính,2 bản sao",
    "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnNghị định về bè nổi7/2019/NĐ-CP",
    "ket_qua_xu_ly": "Giấy phép neo bèMã: KQ.G17.000009",
}
ENDED = Ended("7/2019/NĐ-CP", "9/2031/NĐ-CP", date(2026, 3, 1), "Điều 4", "other")


def cited(record: dict[str, Any] = RECORD) -> tuple[Document, CitedCard]:
    reading = ProcedureReader().read(json.dumps(record).encode(), PurePath("x.json"))
    provisions = provisions_of("d", reading, reading.drafts)
    assert reading.card is not None
    card = tie_card(reading.card, provisions)
    identity = Identity(card.code, Kind.PROCEDURE, None, None)
    label = AccessLabel.parse("public")
    document = Document("d", identity, card.name, reading.text, "x.json", "0", label, card=card)
    return document, cite_card(document, provisions, date(2026, 11, 22), {act_key(ENDED.number): ENDED})


def test_a_contradiction_is_told_on_its_own_line_only() -> None:
    _, card = cited()
    first, second = card.channels
    assert [d for d in first.doubts if "khác cách tính ngày" in d]
    assert second.doubts == ()
    assert card.doubts == ()


def test_unknown_is_none_and_still_cites_the_record_where_the_record_says_so() -> None:
    document, card = cited()
    said, absent = card.facts["authority"], card.facts["address"]
    assert said.value is None and said.place is not None
    assert said.place.span.of(document.text) == "Không có thông tin"
    assert absent.value is None and absent.place is None
    assert card.channels[1].value is not None and card.channels[1].value.fee is None
    assert card.channels[1].more == ()
    assert set(card.facts) == set(FACTS)


def test_papers_stand_under_their_case_which_has_its_own_citation() -> None:
    document, card = cited()
    assert [case.heading.value for case in card.cases] == ["Bè mới", "Bè cũ"]
    headings = [case.heading.place.span.of(document.text) for case in card.cases if case.heading.place]
    assert headings == ["Bè mới:", "Bè cũ:"]
    old = card.cases[1].papers[0].value
    assert old is not None and (old.originals, old.copies) == (0, 2)


def test_a_basis_out_of_force_names_what_ended_it() -> None:
    _, card = cited()
    assert [basis.ended for basis in card.bases] == [ENDED]
    assert card.ended == (ENDED,)


def test_what_we_have_no_name_for_is_on_the_card_under_its_own() -> None:
    _, card = cited()
    assert ("ghi_chu_rieng", "Chỉ nhận hồ sơ vào buổi sáng") in [(k, v.value) for k, v in card.others]
    assert [line.value for line in card.results] == ["Giấy phép neo bè (Mã: KQ.G17.000009)"]


def test_places_are_numbered_in_the_order_of_the_card_and_none_twice() -> None:
    _, card = cited()
    places = card.places()
    assert len({place.provision_id for place in places}) == len(places)
    cited_by_lines = {line.place.provision_id for line in card.lines() if line.place}
    assert cited_by_lines == {place.provision_id for place in places}


def test_the_word_document_leaves_out_only_what_xml_cannot_hold() -> None:
    _, card = cited(RECORD | {"yeu_cau_dieu_kien": "Có\x0b dấu\x00 lạ <b>&amp;</b>"})
    read = docx.Document(io.BytesIO(card_docx(card, words("vi"))))
    assert any("Có dấu lạ <b>&amp;</b>" in paragraph.text for paragraph in read.paragraphs)


def test_a_basis_whose_column_has_no_number_is_known_by_its_title() -> None:
    table = "Tên văn bản pháp lýMã văn bảnNghị định số 7/2019/NĐ-CP về bè nổiLuật số 12"
    _, card = cited(RECORD | {"can_cu_phap_ly": table})
    assert [basis.ended for basis in card.bases] == [ENDED]


def test_the_card_of_an_answer_keeps_its_members() -> None:
    document, _ = cited()
    assert document.card is not None
    shown = card_json(document.card)
    assert "entries" not in shown and "notes" not in shown
    assert shown["authority"] is None and shown["channels"][1]["fee"] is None
