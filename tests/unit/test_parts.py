"""What the parts of a question ask, what each names, and what is said not to be meant."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.question import Question, by_codes, understand

DAY = date(2026, 11, 1)


def asked(text: str) -> Question:
    return understand((text,), DAY)


def named(question: Question) -> list[tuple[str, ...]]:
    return [
        (*part.references.numbers, *(f"{n}/{year}" for n, year, _ in part.references.short))
        for part in question.parts
    ]


def test_each_part_has_the_documents_that_it_names():
    question = asked(
        "Theo Nghị định 900/2025/NĐ-CP thì nộp bao nhiêu tiền và Thông tư 77/2024/TT-XYZ cho mấy ngày?"
    )
    assert named(question) == [("900/2025/nđ-cp",), ("77/2024/tt-xyz",)]


def test_a_sentence_that_asks_nothing_lends_its_document_to_the_part_before_it():
    question = asked("Thời hạn cấp thẻ là bao nhiêu ngày, phí là bao nhiêu? Căn cứ Nghị định 900/2025/NĐ-CP.")
    assert named(question)[-1] == ("900/2025/nđ-cp",)


def test_a_short_number_at_the_end_of_a_sentence_is_read():
    assert asked("Nêu điều khoản chuyển tiếp của Nghị định 900/2025.").references.short == (
        ("900", "2025", "nđ-cp"),
    )


@pytest.mark.parametrize(
    ("text", "searched", "excluded"),
    [
        (
            "đăng ký thẻ thử nghiệm (không phải gia hạn) mấy ngày",
            "đăng ký thẻ thử nghiệm   mấy ngày",
            "gia hạn",
        ),
        ("dang ky the (ko lam lai) may ngay", "dang ky the   may ngay", "lai"),
        ("cấp mới thẻ chứ không phải cấp lại thẻ, mấy ngày", "cấp mới thẻ  , mấy ngày", "cấp lại thẻ"),
        ("mất thẻ chứ chưa hết hạn, mấy ngày", "mất thẻ  , mấy ngày", "hết hạn"),
        ("lập sổ bè (lập mới, ko phải sửa sổ) mấy ngày", "lập sổ bè (lập mới ) mấy ngày", "sửa sổ"),
        ("không phải nộp phí thì có được không", "không phải nộp phí thì có được không", ""),
    ],
)
def test_what_is_not_meant_is_not_searched(text, searched, excluded):
    question = asked(text)
    assert (question.searched, question.excluded) == (searched, excluded)
    assert question.text == text


def test_an_amount_that_only_describes_costs_is_no_fee():
    assert "fee" not in [a.name for a in asked("Chi phí kiểm tra do ai chịu?").aspects]
    assert "fee" in [a.name for a in asked("Phí kiểm tra hết bao nhiêu?").aspects]


def test_and_asks_the_same_again_in_english():
    question = asked("How long does a raft permit take? And to renew a card?")
    assert [[a.name for a in part.aspects] for part in question.parts] == [["time_limit"], ["time_limit"]]


def test_by_what_it_is_asked_opens_the_part_that_follows():
    question = asked(
        "Quy trình 77/QĐ-ABC có mấy bước; theo Nghị định 900/2025/NĐ-CP việc xem xét và phê duyệt mấy ngày?"
    )
    assert named(question) == [("77/qđ-abc",), ("900/2025/nđ-cp",)]
    assert "xem_xet" in question.parts[1].terms


def test_a_sentence_of_its_own_begins_with_its_mark_or_its_word():
    question = asked(
        "Xin phép bến mất mấy ngày, lệ phí bao nhiêu; ai công nhận bè, còn đèn báo thì ai duyệt?"
    )
    assert [part.begins for part in question.parts] == [True, False, True, True]


def test_what_goes_on_with_a_sentence_is_in_its_words():
    question = asked("How long does the appraisal of urban and rural planning take? And who licenses a raft?")
    assert "rural planning" in question.parts[0].words
    assert "rural" not in question.parts[1].words


def test_names_that_have_codes_in_their_stead_ask_nothing():
    text = "Đổi, cấp lại thẻ hưởng hỗ trợ phí và ghi tên bến mới: mỗi việc mấy ngày?"
    first, second = "Đổi, cấp lại thẻ hưởng hỗ trợ phí", "ghi tên bến mới"
    spans = [(text.index(name), text.index(name) + len(name)) for name in (first, second)]
    question = by_codes(asked(text), [(*spans[0], "9.000001"), (*spans[1], "9.000002")])
    assert {aspect.name for aspect in question.aspects} == {"time_limit"}
    assert question.references.codes == ("9.000001", "9.000002")


def aspects_of(question: Question) -> list[set[str]]:
    return [{aspect.name for aspect in part.aspects} for part in question.parts]


def test_how_much_of_another_case_asks_what_the_part_before_it_asks():
    question = asked("Bè hạng A được neo bao nhiêu ngày, bè còn lại bao nhiêu?")
    assert aspects_of(question) == [{"time_limit"}, {"time_limit"}]
    assert all(part.counted == {"ngay"} for part in question.parts)


def test_how_much_of_another_case_asks_in_the_same_way():
    first, second = asked(
        "Xét đơn neo bè tổng cộng bao nhiêu ngày, nếu không phải đo bè thì bao nhiêu?"
    ).parts
    assert "total" in first.manners & second.manners


def test_what_only_says_what_the_matter_is_asks_nothing():
    question = asked("Neo bè qua mạng trên diện tích mặt hồ của trạm: bè gỗ có được không, mấy ngày có thẻ?")
    assert aspects_of(question) == [{"yes_no"}, {"time_limit"}]
    assert aspects_of(asked("Neo bè qua mạng thì nộp ở đâu: ai nhận, mấy ngày?"))[0] == {"method", "where"}


def test_how_much_is_its_own_question_where_nothing_is_counted_before():
    assert aspects_of(asked("Ai cấp thẻ bè, bè được chở bao nhiêu?"))[1] == {"amount"}


def test_what_comes_of_a_delay_is_no_case():
    assert aspects_of(asked("Nộp thẻ trong mấy ngày, nộp trễ thì sao?"))[1] == {"other"}
    assert aspects_of(asked("Nộp thẻ trong mấy ngày, bè hạng B thì sao?"))[1] == {"time_limit"}


def test_an_abbreviation_is_no_joint_of_two_parts():
    question = asked("Trạm đèn do ai lập và tỷ lệ chi R&D của trạm đèn tối thiểu bao nhiêu %?")
    assert len(question.parts) == 2


def test_the_least_of_something_asks_for_nothing_beside_another_question():
    assert aspects_of(asked("Giấy xác nhận chiều dài bè tối thiểu do ai cấp, mấy ngày?"))[0] == {"body"}


def test_a_part_has_the_terms_of_the_piece_that_asks():
    first, second = asked("Cấp thẻ bè: trạm đèn xét mấy ngày, chủ tịch ký mấy ngày?").parts
    assert {"tram", "den"} <= first.own and "the" not in first.own
    assert "tram" not in second.own


def test_what_shares_a_question_is_asked_of_each():
    question = asked(
        "Theo Nghị định 900/2025/NĐ-CP, khảo sát bến và ra giấy phép neo mỗi bước bao nhiêu ngày?"
    )
    assert named(question) == [("900/2025/nđ-cp",), ("900/2025/nđ-cp",)]
    assert [{a.name for a in part.aspects} for part in question.parts] == [{"time_limit"}] * 2
    assert [part.counted for part in question.parts] == [{"ngay"}] * 2
    assert ["khao_sat" in part.own for part in question.parts] == [True, False]


def test_two_things_that_share_a_plain_question_are_one_part():
    assert len(asked("Khảo sát bến và ra giấy phép neo bao nhiêu ngày?").parts) == 1


def test_the_number_of_a_process_asks_for_no_steps():
    assert not asked("Quy trình 15/QĐ-BTS cho bao nhiêu ngày?").asks("steps")
    assert asked("Quy trình cấp thẻ neo bè gồm những gì?").asks("steps")


@pytest.mark.parametrize("kind", ["tổ chức tín dụng phi ngân hàng", "phi kim loại", "bảo hiểm phi nhân thọ"])
def test_what_is_no_bank_or_metal_asks_for_no_fee(kind):
    assert not asked(f"Cơ sở {kind} được mở mấy bến?").asks("fee")


@pytest.mark.parametrize(
    "text",
    [
        "Cấp thẻ bè mấy ngày, còn cấp lại?",
        "Cấp thẻ bè mấy ngày? Nếu bè ở hồ?",
        "Cấp thẻ bè mấy ngày, bị cháy thì?",
        "Cấp thẻ bè mấy ngày, bè ở hồ thì thế nào?",
        "Cấp thẻ bè mấy ngày, còn nếu không phải hỏi trạm đèn thì bao nhiêu?",
        "cap the be mat may ngay, cap lai bè hong thi mat bao nhieu",
    ],
)
def test_a_part_without_a_word_of_its_own_asks_what_the_part_before_it_asks(text):
    assert [found - {"yes_no"} for found in aspects_of(asked(text))] == [{"time_limit"}] * 2


@pytest.mark.parametrize(
    "text",
    ["Cấp thẻ bè mấy ngày, nếu bè ở hồ?", "Cấp thẻ bè mấy ngày? Bè ở hồ.", "Cấp thẻ bè mấy ngày, còn nữa."],
)
def test_what_goes_on_without_asking_is_no_part(text):
    assert len(asked(text).parts) == 1


def test_money_is_asked_for_by_itself_beside_a_time():
    assert aspects_of(asked("Cấp thẻ bè mất mấy ngày, hết bao nhiêu?")) == [{"time_limit"}, {"fee"}]
