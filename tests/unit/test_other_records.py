"""Which records do something else than what is asked of, told by their names alone."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.expansion import Expander
from assistant.other_records import meant_records, other_records
from assistant.question import understand

KEEPING = {
    "give": "Cấp giấy phép nuôi ong rừng (9.000101) – Trình tự thực hiện",
    "again": "Cấp lại giấy phép nuôi ong rừng (9.000102) – Trình tự thực hiện",
    "longer": "Gia hạn giấy phép nuôi ong rừng (9.000103)",
    "changed": "Điều chỉnh giấy phép nuôi ong rừng (9.000104)",
    "ended": "Thu hồi giấy phép nuôi ong rừng (9.000105)",
}


def others(question: str, titles: dict[str, str]) -> set[str]:
    return set(other_records(understand((question,), date(2026, 11, 1)), titles, Expander()))


@pytest.mark.parametrize(
    "question",
    [
        "Thời hạn cấp giấy phép nuôi ong rừng đối với hộ gia đình là bao nhiêu ngày?",
        "Xin giấy phép nuôi ong rừng mất bao nhiêu tiền, hết mấy ngày?",
        "Người lái xe chở ong sử dụng giấy phép nuôi ong rừng thế nào?",
        "xin giay phep nuoi ong rung doi voi ho gia dinh thi mat bao nhieu ngay",
    ],
)
def test_words_that_only_look_like_a_change_mean_the_procedure_that_gives(question):
    assert others(question, KEEPING) == set(KEEPING) - {"give"}


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Giấy phép nuôi ong rừng bị cháy thì làm sao?", "again"),
        ("Giấy phép nuôi ong rừng ghi sai tên thì sửa ở đâu?", "changed"),
        ("Muốn kéo dài giấy phép nuôi ong rừng thì nộp gì?", "longer"),
        ("Thôi nuôi ong thì ai thu hồi giấy phép nuôi ong rừng?", "ended"),
    ],
)
def test_each_word_of_a_change_means_its_own_procedure(question, kept):
    assert kept not in others(question, KEEPING)


def test_one_kind_of_change_excuses_no_other():
    assert {"ended", "changed"} <= others("Giấy phép nuôi ong rừng gia hạn mấy ngày?", KEEPING)
    assert "ended" in others("Muốn nuôi thêm đàn ong rừng thì xin ai?", KEEPING)


def test_a_name_that_says_more_of_which_nothing_is_asked_is_another_case():
    titles = {
        "plain": "Thủ tục đăng ký đàn ong (9.000111)",
        "foreign": "Thủ tục đăng ký đàn ong có yếu tố nước ngoài (9.000112)",
        "anew": "Thủ tục đăng ký lại đàn ong (9.000113)",
        "level": "Thủ tục đăng ký đàn ong (cấp tỉnh) (9.000114)",
    }
    assert others("Đăng ký đàn ong cần giấy gì?", titles) == {"foreign", "anew"}
    assert others("Đăng ký đàn ong của người nước ngoài cần giấy gì?", titles) == {"anew"}
    assert "anew" not in others("Xin đăng ký lại đàn ong cần giấy gì?", titles)


def test_a_name_of_which_next_to_nothing_is_asked_is_no_base():
    titles = {"short": "Đăng ký đàn ong (9.000121)", "long": "Đăng ký đàn ong chuyên canh (9.000122)"}
    assert others("Trồng hoa cho du khách xem ở đâu?", titles) == set()


def test_what_is_changed_goes_before_what_gives_it():
    titles = {
        "give": "Phê duyệt phương án nuôi ong, quy chế nuôi ong (9.000131)",
        "change": "Sửa đổi, bổ sung phương án nuôi ong (9.000132)",
    }
    assert others("Sửa phương án nuôi ong thì nộp ai?", titles) == {"give"}
    assert others("Phương án nuôi ong do ai duyệt?", titles) == {"change"}


def test_a_reason_that_is_named_excludes_the_others():
    titles = {
        "lost": "Cấp lại thẻ nuôi ong do bị mất, hư hỏng (9.000141)",
        "late": "Cấp lại thẻ nuôi ong do hết hạn (9.000142)",
    }
    assert others("Thẻ nuôi ong hết hạn thì xin cấp lại ở đâu?", titles) == {"lost"}
    assert others("Thẻ nuôi ong bị mất thì xin cấp lại ở đâu?", titles) == {"late"}


def test_a_level_that_is_named_excludes_the_others():
    titles = {
        "province": "Giao đồi nuôi ong thuộc thẩm quyền Chủ tịch UBND cấp tỉnh (9.000151)",
        "commune": "Giao đồi nuôi ong thuộc thẩm quyền Chủ tịch UBND cấp xã (9.000152)",
    }
    assert others("Đồi nuôi ong do xã quản lý thì giao mấy ngày?", titles) == {"province"}
    assert others("Đồi nuôi ong do tỉnh giao thì mấy ngày?", titles) == {"commune"}
    assert others("Giao đồi nuôi ong mấy ngày?", titles) == set()


def test_other_languages_are_not_judged_by_vietnamese_words():
    assert others("How long does it take to get a permit for keeping bees?", KEEPING) == set()


def test_an_everyday_phrase_means_the_procedure_that_it_stands_for(tmp_path):
    table = tmp_path / "abbreviations.yaml"
    table.write_text("rước ong về: [đăng ký đàn ong]\n", encoding="utf-8")
    titles = {"plain": "Thủ tục đăng ký đàn ong (9.000111)", "more": "Đăng ký đàn ong lưu động (9.000116)"}
    question = understand(("Rước ong về thì làm ở đâu?",), date(2026, 11, 1))
    assert meant_records(question, titles, Expander(table)) == {"plain"}
    assert meant_records(question, titles, Expander()) == frozenset()


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Không nuôi ong nữa, giấy phép nuôi ong rừng tính sao, mấy ngày?", "ended"),
        ("Muốn trả giấy phép nuôi ong rừng thì nộp ai?", "ended"),
        ("Trại nghỉ hẳn rồi, giấy phép nuôi ong rừng thì ai giải quyết?", "ended"),
        ("Giấy phép nuôi ong rừng nát quá, muốn đổi sang cái mới thì mấy ngày?", "again"),
        ("Giấy phép nuôi ong rừng in nhầm họ, nhờ sửa giúp thì bao lâu?", "changed"),
    ],
)
def test_everyday_words_for_a_change_leave_out_what_only_gives(question, kept):
    out = others(question, KEEPING)
    assert kept not in out
    assert "give" in out


def test_a_thing_issued_by_somebody_and_to_be_exchanged_is_no_new_issue():
    titles = {
        "give": "Cấp mới thẻ neo bè gỗ lim (9.000141)",
        "swap": "Cấp đổi thẻ neo bè gỗ lim (9.000142)",
    }
    assert others("Thẻ neo bè gỗ lim do xã cấp bị ướt muốn đổi cái mới thì mấy ngày?", titles) == {"give"}
    assert others("Xin cấp thẻ neo bè gỗ lim mới thì mấy ngày?", titles) == {"swap"}


def test_what_is_worn_is_exchanged_and_what_is_lost_given_anew_where_both_can_be_done():
    titles = {
        "swap": "Cấp đổi thẻ neo bè gỗ lim (9.000151)",
        "again": "Cấp lại thẻ neo bè gỗ lim (9.000152)",
    }
    assert others("Thẻ neo bè gỗ lim rách rồi, muốn đổi cái mới thì mấy ngày?", titles) == {"again"}
    assert others("Làm mất thẻ neo bè gỗ lim, xin cái khác thì mấy ngày?", titles) == {"swap"}


def test_a_change_of_another_thing_tells_nothing_of_this_one():
    titles = {
        "swap": "Đổi thẻ neo bè gỗ lim (9.000161)",
        "other": "Điều chỉnh giấy phép nuôi ong rừng (9.000162)",
    }
    assert "swap" not in others("Thẻ neo bè gỗ lim in sai tên, muốn đổi thì mấy ngày?", titles)
