"""Passages: what is found together."""

from __future__ import annotations

import pytest

from index.provisions import Passage, Span, Unit
from ingest.chunking import passages
from ingest.citable import provisions_of
from ingest.reading import Draft, Reading
from ingest.structure import parse


def cut(text: str) -> tuple[Passage, ...]:
    reading = Reading(text)
    drafts = parse(reading)
    return passages("d1", "Nghị định 9/2031/NĐ-CP", drafts, provisions_of("d1", reading, drafts), text)


def test_a_short_article_stays_whole() -> None:
    text = "Điều 1. Tên\n1. Một việc.\n2. Hai việc.\nĐiều 2. Khác\nXong cả rồi.\n"
    found = cut(text)
    assert [p.body for p in found] == [
        "Điều 1. Tên\n1. Một việc.\n2. Hai việc.",
        "Điều 2. Khác\nXong cả rồi.",
    ]
    assert len(found[0].provision_ids) == 3
    assert found[0].title == "Nghị định 9/2031/NĐ-CP – Điều 1. Tên"


def test_a_long_clause_is_cut_into_points_that_repeat_its_lead() -> None:
    points = "\n".join(f"{x}) {'Giấy tờ cần nộp kèm theo hồ sơ. ' * 20}" for x in "abcdeg")
    text = f"Điều 1. Hồ sơ\n1. Hồ sơ gồm:\n{points}\n2. {'Cơ quan trả lời. ' * 90}\nĐiều 2. Hết\nXong.\n"
    found = [p for p in cut(text) if "Giấy tờ" in p.body]
    assert len(found) > 1
    assert all("Hồ sơ gồm:" in p.body for p in found)
    assert all(len(p.body) <= 1900 for p in found)


def test_no_provision_of_an_act_is_left_out_and_keys_are_distinct() -> None:
    clauses = "\n".join(f"{n}. {'Nội dung của khoản này. ' * 30}" for n in range(1, 9))
    text = (
        f"Căn cứ Luật A;\nChương I\nCHUNG\nĐiều 1. Dài\n{clauses}\nĐiều 2. Ngắn\nXong.\n"
        f"Nơi nhận:\nPHỤ LỤC\n1. Mục một\n"
    )
    reading = Reading(text)
    drafts = parse(reading)
    provisions = provisions_of("d1", reading, drafts)
    found = passages("d1", "T", drafts, provisions, text)
    held = {i for p in found for i in p.provision_ids}
    assert {p.locator for p in provisions if p.id not in held} == {"Chương I"}
    assert len({p.key for p in found}) == len(found)


def test_legal_bases_and_forms_get_no_vector() -> None:
    text = (
        "Căn cứ Luật Bến bãi số 77/2030/QH16;\nĐiều 1. Tên\n"
        "Nội dung của điều này dài hơn một chút, đủ cho vectơ.\n"
        "Nơi nhận:\nMẫu số 01\nĐơn đề nghị mở bến đò ngang\n"
    )
    dense = {p.body.split("\n")[0]: bool(p.dense) for p in cut(text)}
    assert dense["Căn cứ Luật Bến bãi số 77/2030/QH16;"] is False
    assert dense["Điều 1. Tên"] is True
    assert not any(p.dense for p in cut(text) if "Đơn đề nghị" in p.body)


def test_dense_texts_are_short() -> None:
    text = f"Điều 1. Tên\n{'Nội dung rất dài của điều này. ' * 100}\nĐiều 2. Hết\nXong.\n"
    assert all(len(p.dense) <= 1000 for p in cut(text))


def test_a_record_has_an_overview_and_its_fields() -> None:
    text = "Mở bến đò\nCấp xã\nBước 1: nộp\nBước 2: nhận\nĐơn\nLuật 77/2030/QH16\n"
    lines = [Span(s, s + len(x)) for x in text.splitlines() for s in [text.index(x)]]
    drafts = (
        Draft(Unit.FIELD, "Tên thủ tục", "Tên thủ tục", lines[0]),
        Draft(Unit.FIELD, "Cấp thực hiện", "Cấp thực hiện", lines[1]),
        Draft(Unit.FIELD, "Trình tự", "Trình tự", Span(lines[2].start, lines[3].end)),
        Draft(Unit.STEP, "Trình tự, bước 1", "Trình tự", lines[2], 2),
        Draft(Unit.STEP, "Trình tự, bước 2", "Trình tự", lines[3], 2),
        Draft(Unit.FIELD, "Thành phần hồ sơ", "Thành phần hồ sơ", lines[4]),
        Draft(Unit.PAPER, "giấy tờ 1", "Thành phần hồ sơ", lines[4], 5, cells=(("Tên giấy tờ", "Đơn"),)),
        Draft(Unit.FIELD, "Căn cứ pháp lý", "Căn cứ pháp lý", lines[5]),
        Draft(Unit.BASIS, "văn bản 1", "Căn cứ pháp lý", lines[5], 7),
    )
    reading = Reading(text, drafts=drafts)
    found = passages("d1", "Mở bến đò", drafts, provisions_of("d1", reading, drafts), text)
    assert [p.body for p in found] == [
        "Tên thủ tục: Mở bến đò\nCấp thực hiện: Cấp xã",
        "Bước 1: nộp\nBước 2: nhận",
        "Tên giấy tờ: Đơn",
        "Luật 77/2030/QH16",
    ]
    assert [bool(p.dense) for p in found] == [True, True, False, False]
    assert found[1].title == "Mở bến đò – Trình tự"


def test_drafts_and_provisions_must_fit() -> None:
    with pytest.raises(ValueError, match="drafts"):
        passages("d1", "T", (Draft(Unit.FIELD, "a", "a", Span(0, 1)),), (), "a")
