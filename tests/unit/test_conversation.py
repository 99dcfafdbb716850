"""Follow-ups, corrections and pointing words: what is asked when a turn leans on the ones before."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.conversation import Earlier, resolve, swap
from assistant.question import understand
from index.access import AccessLabel
from index.document_store import DocumentHead
from index.documents import Identity, Kind
from index.validity import UNKNOWN

FIRST = "Cấp giấy phép nuôi cá cảnh cấp tỉnh mất mấy ngày?"


def head(number: str | None, title: str, kind: Kind = Kind.PROCEDURE) -> DocumentHead:
    return DocumentHead(
        id="d", identity=Identity(number, kind, date(2032, 1, 5)), title=title, source="a.md", sha256="",
        label=AccessLabel.parse("public"), language="vi", validity=UNKNOWN, portal_status=None,
        legal_bases=(), doubts=(), provisions=1,
    )  # fmt: skip


RECORD = head("9.000417", "Cấp giấy phép nuôi cá cảnh")
ACT = head("12/2032/QĐ-UBND", "Quy định về nuôi cá cảnh", Kind.DECISION)


@pytest.mark.parametrize(
    "turn",
    [
        "còn lệ phí?",
        "Còn lệ phí thì sao?",
        "Lệ phí bao nhiêu?",
        "Thế còn hồ sơ gồm những gì",
        "nộp ở đâu",
        "Ai ký?",
        "Thủ tục này nộp ở đâu?",
        "căn cứ pháp lý của nó là gì, văn bản đó?",
        "What about the fee?",
        "con thanh phan ho so",
        "nộp trực tuyến có được không?",
    ],
)
def test_a_turn_without_a_subject_stays_with_the_text_of_the_last_answer(turn):
    asked = resolve(turn, [Earlier(FIRST, RECORD)])
    assert "nuôi cá cảnh" in asked
    assert turn in asked
    assert asked.endswith("(Thủ tục 9.000417)")


@pytest.mark.parametrize(
    ("turn", "has", "has_not"),
    [
        ("Còn gia hạn thì sao?", "gia hạn giấy phép nuôi cá cảnh", "9.000417"),
        ("Còn cấp xã thì sao?", "cấp xã", "cấp tỉnh"),
        ("ý tôi là cấp xã", "cấp xã", "cấp tỉnh"),
        ("Ý em là cấp xã ạ", "cấp xã", "cấp tỉnh"),
        ("à nhầm, cấp xã", "cấp xã", "cấp tỉnh"),
        ("y toi la cap xa", "cap xa", "cấp tỉnh"),
        ("Không phải cấp tỉnh mà là cấp xã", "cấp xã", "cấp tỉnh"),
        ("không phải cá cảnh mà là chim yến", "nuôi chim yến", "cá cảnh"),
        ("I meant cấp xã", "cấp xã", "cấp tỉnh"),
        ("Vậy còn theo Nghị định 88/2031/NĐ-CP thì mấy ngày?", "nuôi cá cảnh", "9.000417"),
    ],
)
def test_what_a_turn_names_takes_the_place_of_what_it_excludes(turn, has, has_not):
    asked = resolve(turn, [Earlier(FIRST, RECORD)])
    assert has in asked
    assert has_not not in asked


@pytest.mark.parametrize(
    "turn",
    [
        "Nghị định 88/2031/NĐ-CP quy định thời hạn thẩm định thiết kế cơ sở là bao nhiêu ngày",
        "Đăng ký kết hôn cần giấy tờ gì?",
        "Thủ tục 9.000418 mất mấy ngày?",
        "Mức hỗ trợ tiền thuê đất trong cụm công nghiệp là bao nhiêu phần trăm?",
    ],
)
def test_a_turn_with_a_subject_of_its_own_stands_alone(turn):
    assert resolve(turn, [Earlier(FIRST, RECORD)]) == turn


def test_an_act_stays_the_topic_of_what_its_title_does_not_name():
    asked = resolve("Còn bể kính trên 2 mét khối thì sao?", [Earlier(FIRST, ACT)])
    assert asked.endswith("(Quyết định 12/2032/QĐ-UBND)")


def test_a_record_is_no_topic_of_what_its_title_does_not_name():
    asked = resolve("Còn trang trại thuỷ sản thì sao?", [Earlier(FIRST, RECORD)])
    assert "9.000417" not in asked
    assert "nuôi cá cảnh" in asked


def test_questions_on_one_subject_do_not_pile_up():
    turns = [Earlier(FIRST, RECORD), Earlier("còn lệ phí?", RECORD), Earlier("nộp ở đâu?", None)]
    asked = resolve("cần giấy tờ gì?", turns)
    assert "lệ phí" not in asked
    assert asked.endswith("(Thủ tục 9.000417)")


def test_a_correction_holds_for_the_turns_after_it():
    turns = [Earlier(FIRST, RECORD), Earlier("ý tôi là cấp xã", None)]
    asked = resolve("còn lệ phí?", turns)
    assert "cấp xã" in asked
    assert "cấp tỉnh" not in asked
    assert "9.000417" not in asked


def test_a_new_subject_ends_the_old_topic():
    turns = [Earlier(FIRST, RECORD), Earlier("Đăng ký kết hôn cần giấy tờ gì?", None)]
    asked = resolve("còn lệ phí?", turns)
    assert "kết hôn" in asked
    assert "cá cảnh" not in asked
    assert "9.000417" not in asked


def test_what_is_asked_for_is_that_of_the_last_turn_or_of_the_one_it_puts_right():
    day = date(2026, 9, 1)
    follow = understand(("còn lệ phí?",), day, earlier=[Earlier(FIRST, RECORD)])
    assert [a.name for a in follow.aspects] == ["fee"]
    assert follow.references.codes == ("9.000417",)
    put_right = understand(("ý tôi là cấp xã",), day, earlier=[Earlier(FIRST, RECORD)])
    assert "time_limit" in {a.name for a in put_right.aspects}
    assert put_right.asked == "ý tôi là cấp xã"


def test_the_turns_of_one_call_are_a_conversation_too():
    question = understand((FIRST, "Còn lệ phí thì sao?"), date(2026, 9, 1))
    assert "nuôi cá cảnh" in question.text
    assert "lệ phí" in question.text


def test_text_that_changes_its_length_without_diacritics_is_left_as_it_is():
    assert swap("Straße cấp tỉnh", "cấp xã") == "Straße cấp tỉnh"
