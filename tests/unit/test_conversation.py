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


def test_text_that_changes_its_length_in_lower_case_is_left_as_it_is():
    assert swap("İzmir cấp tỉnh", "cấp xã") == "İzmir cấp tỉnh"
    assert swap("cấp tỉnh", "İzmir cấp xã") == "cấp tỉnh"


def talk(*turns: str) -> str:
    return resolve(turns[-1], [Earlier(turn) for turn in turns[:-1]])


@pytest.mark.parametrize(
    "turn",
    [
        "mấy ngày họ trả lời?",
        "may ngay ho tra loi",
        "nghe nói nay được bớt một nửa, bớt đến ngày nào, theo nghị định nào",
        "hạn chót là khi nào",
        "họ có gọi lại cho mình không",
        "nuôi cá cảnh ở ao thì ai kiểm tra",
        "How long do they take to reply?",
        "তারা কবে উত্তর দেয়?",
    ],
)
def test_everyday_words_and_pronouns_are_no_subject(turn):
    assert talk(FIRST, turn) == f"{FIRST} {turn}"


@pytest.mark.parametrize(
    "turn",
    [
        "Thẻ hội viên câu lạc bộ bơi mất thì xin ở đâu?",
        "Con nuôi nhập hộ khẩu nhà mình cần giấy tờ gì?",
        "Xe nâng hàng của xưởng gạch muốn chạy ngoài đường thì đăng kiểm ở đâu?",
        "Người thi công cống thoát nước xong thì bên thoát nước có mấy ngày nghiệm thu?",
        "so tiet kiem ngan hang nong nghiep bi mat thi xin lai o dau",
        "Which deposit rate applies to a fish pond that a farmer rents out to some village school?",
    ],
)
def test_a_small_word_in_a_long_turn_does_not_make_it_lean(turn):
    assert talk(FIRST, turn) == turn


@pytest.mark.parametrize(
    ("turn", "alone"),
    [
        ("thôi hỏi cái khác: đăng ký kết hôn mất bao lâu", "đăng ký kết hôn mất bao lâu"),
        ("ok cảm ơn. giờ việc khác: lệ phí trước bạ là bao nhiêu", "lệ phí trước bạ là bao nhiêu"),
        ("à hỏi sang chuyện khác, xe đạp điện có biển số không", "xe đạp điện có biển số không"),
        ("thoi hoi cai khac: dang ky ho kinh doanh o dau", "dang ky ho kinh doanh o dau"),
        (
            "Different question: how long does a dog licence take?",
            "how long does a dog licence take?",
        ),
        ("অন্য প্রশ্ন: বিবাহ নিবন্ধনে কত দিন লাগে?", "বিবাহ নিবন্ধনে কত দিন লাগে?"),
    ],
)
def test_words_that_change_the_subject_drop_the_old_one(turn, alone):
    assert talk(FIRST, turn) == alone
    assert talk(FIRST, turn, "lệ phí?") == f"{alone} lệ phí?"


def test_another_question_on_the_same_subject_stays_with_it():
    assert talk(FIRST, "hỏi thêm cái khác: lệ phí?") == f"{FIRST} lệ phí?"


def test_thanks_are_no_part_of_a_turn():
    assert talk(FIRST, "cảm ơn nhé. à mà lệ phí?") == f"{FIRST} lệ phí?"


def test_a_case_takes_the_place_of_the_one_put_before():
    asked = talk(FIRST, "còn bị rách thì sao", "mất thì sao")
    assert asked == f"{FIRST} mất thì sao"


def test_what_is_told_of_a_case_stays_with_it():
    asked = talk(FIRST, "còn bể kính lớn thì sao", "bể này cao 3 mét", "nộp ở đâu")
    assert asked == f"{FIRST} còn bể kính lớn thì sao bể này cao 3 mét nộp ở đâu"


@pytest.mark.parametrize(
    ("first", "turn", "asked"),
    [
        (
            "Công ty cổ phần muốn đổi tên nộp ở đâu",
            "hợp tác xã thì sao?",
            "hợp tác xã muốn đổi tên nộp ở đâu",
        ),
        ("cong ty co phan doi ten mat may ngay", "the hop tac xa thi sao", "hop tac xa doi ten mat may ngay"),
        ("Sửa đổi, cấp lại thẻ hội có mất phí không", "còn khôi phục?", "khôi phục thẻ hội có mất phí không"),
        (
            "Nuôi chim do Chủ tịch tỉnh duyệt mấy ngày",
            "còn chủ tịch xã?",
            "Nuôi chim do Chủ tịch xã duyệt mấy ngày",
        ),
        ("NĐ 10/2031 còn hiệu lực không", "thế Nghị định 15/2031?", "Nghị định 15/2031 còn hiệu lực không"),
        ("Thẻ hạng I giữ mấy năm", "còn hạng II?", "Thẻ hạng II giữ mấy năm"),
        ("Nuôi chim nộp ở sở mất mấy ngày", "ở bộ thì sao", "Nuôi chim nộp ở bộ mất mấy ngày"),
        ("Chở cá bằng đường bộ nộp ở đâu", "còn đường biển?", "Chở cá bằng đường biển nộp ở đâu"),
        ("Nuôi chim ở Hà Nội mất mấy ngày", "còn ở Đà Nẵng thì sao", "Nuôi chim ở Đà Nẵng mất mấy ngày"),
        (
            "Cấp phép nuôi cá cảnh trong nhà mất mấy ngày?",
            "còn thẩm định phương án tháo dỡ bể kính trên mái nhà?",
            "thẩm định phương án tháo dỡ bể kính trên mái nhà mất mấy ngày?",
        ),
        (
            "Hồ sơ cấp phép nuôi cá cảnh trong nhà gồm những gì?",
            "còn thẩm định phương án tháo dỡ bể kính trên mái nhà?",
            "Hồ sơ thẩm định phương án tháo dỡ bể kính trên mái nhà gồm những gì?",
        ),
        (
            "Đơn xin cắm biển hẹp của quán ăn nộp mấy bản?",
            "còn cắm biển báo hướng dòng chảy ở kênh mương do xã giữ?",
            "Đơn xin cắm biển báo hướng dòng chảy ở kênh mương do xã giữ nộp mấy bản?",
        ),
    ],
)
def test_a_case_takes_the_place_of_its_counterpart(first, turn, asked):
    assert talk(first, turn) == asked


def test_a_paper_is_nothing_that_is_done():
    asked = talk("Cấp bản sao thẻ hội mất mấy ngày", "cấp bản chính thì sao")
    assert asked == "Cấp bản sao thẻ hội mất mấy ngày cấp bản chính thì sao"


def test_what_was_asked_last_is_asked_of_a_case():
    asked = talk("Cấp phép nuôi chim yến nộp mấy bản?", "mất tổng cộng bao nhiêu ngày", "còn gia hạn?")
    assert asked.endswith("mất tổng cộng bao nhiêu ngày")


def test_a_turn_that_tells_more_is_read_with_what_was_asked_last():
    asked = talk(FIRST, "lệ phí?", "nghe nói được giảm một nửa, đến ngày nào")
    assert asked == f"{FIRST} lệ phí? nghe nói được giảm một nửa, đến ngày nào"


@pytest.mark.parametrize(
    ("named", "turn", "act"),
    [
        ("TT 12/2031/TT-BTS sửa văn bản nào?", "thông tư này có hiệu lực khi nào", "Thông tư 12/2031/TT-BTS"),
        ("NĐ 88/2031 sửa văn bản nào?", "quy định chuyển tiếp này đến khi nào", "Nghị định 88/2031"),
        (
            "Decree 88/2031/NĐ-CP amends what?",
            "when does this decree take effect?",
            "Nghị định 88/2031/NĐ-CP",
        ),
        ("Luật Nuôi cá năm 2030 thay luật nào?", "luật đó có hiệu lực khi nào", "Luật Nuôi cá năm 2030"),
    ],
)
def test_a_turn_points_at_the_act_named_last(named, turn, act):
    between = "chủ trại nuôi chim yến trong khu dân cư phải giữ khoảng cách bao nhiêu mét"
    assert talk(named, between, turn) == f"{between} {turn} ({act})"


def test_an_act_of_another_kind_is_not_pointed_at():
    between = "chủ trại nuôi chim yến trong khu dân cư phải giữ khoảng cách bao nhiêu mét"
    turn = "nghị định này có hiệu lực khi nào"
    assert talk("Thông tư 12/2031/TT-BTS sửa văn bản nào?", between, turn) == f"{between} {turn}"


def test_the_last_answer_is_pointed_at_before_an_act_named_earlier():
    between = "chủ trại nuôi chim yến trong khu dân cư phải giữ khoảng cách bao nhiêu mét"
    turns = [Earlier("Thông tư 12/2031/TT-BTS sửa văn bản nào?"), Earlier(between, ACT)]
    assert resolve("quyết định này có hiệu lực khi nào", turns).endswith("(Quyết định 12/2032/QĐ-UBND)")
    assert resolve("quy định này có hiệu lực khi nào", turns).endswith("(Quyết định 12/2032/QĐ-UBND)")
    assert resolve("thông tư này có hiệu lực khi nào", turns).endswith("(Thông tư 12/2031/TT-BTS)")


def test_a_record_is_no_topic_of_a_case_that_another_may_be_about():
    assert "9.000417" not in resolve("mất thì sao", [Earlier(FIRST, RECORD)])


@pytest.mark.parametrize(
    ("turn", "asked"),
    [
        ("không, ở bộ cơ", "Nuôi cá cảnh nộp ở bộ mất mấy ngày ở bộ"),
        ("chim yến chứ không phải cá cảnh", "Nuôi chim yến nộp ở sở mất mấy ngày chim yến"),
        (
            "cái đó là của cá cảnh mà. Chim yến thì nộp cho ai?",
            "Nuôi nộp ở sở mất mấy ngày Chim yến thì nộp cho ai?",
        ),
        ("not cá cảnh but chim yến", "Nuôi chim yến nộp ở sở mất mấy ngày chim yến"),
        ("tôi hỏi chim yến", "Nuôi cá cảnh nộp ở sở mất mấy ngày chim yến"),
    ],
)
def test_a_correction_gives_another_thing_or_body(turn, asked):
    assert talk("Nuôi cá cảnh nộp ở sở mất mấy ngày", turn) == asked


def test_who_only_begins_to_ask_corrects_nothing():
    turn = "tôi muốn hỏi về đăng ký kết hôn thì cần giấy tờ gì"
    assert talk(FIRST, turn) == turn
