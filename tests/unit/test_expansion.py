"""Questions in everyday words, in English and in Bengali get the words of the law beside their own."""

import pytest

from assistant.expansion import Expander, built_in, said_in_brackets
from assistant.query import clauses
from index.search import Field


def added(question, expander=None):
    return {meaning for e in (expander or built_in()).expand(question) for meaning in e.added}


@pytest.mark.parametrize(
    "question",
    [
        "construction permit for a warehouse",
        "Which construction permits are needed?",
        "CONSTRUCTION PERMITS, please",
    ],
)
def test_a_plural_is_found_by_its_singular(question):
    assert "giấy phép xây dựng" in added(question)


@pytest.mark.parametrize(
    ("question", "meaning"),
    [
        ("registering a marriage", "đăng ký kết hôn"),
        ("we registered our marriage", "đăng ký kết hôn"),
        ("the People’s Committee decides", "ủy ban nhân dân"),
        ("two people's committees", "ủy ban nhân dân"),
        ("a driver's license", "giấy phép lái xe"),
        ("labor contracts", "hợp đồng lao động"),
        ("science and technology organizations", "tổ chức khoa học và công nghệ"),
        ("data centers", "trung tâm dữ liệu"),
        ("industrial property rights", "quyền sở hữu công nghiệp"),
        ("near-poor households", "hộ cận nghèo"),
    ],
)
def test_english_inflects(question, meaning):
    assert meaning in added(question)


@pytest.mark.parametrize(
    "question",
    [
        "নির্মাণ অনুমতিপত্র",
        "নির্মাণ অনুমতিপত্রের মেয়াদ",
        "নির্মাণ অনুমতিপত্রটির জন্য",
        "নির্মাণ অনুমতিপত্রগুলো",
        "নির্মাণ অনুমতিপত্রগুলিতে",
        "নির্মাণ অনুমতিপত্রকেও",
    ],
)
def test_bengali_inflects(question):
    assert "giấy phép xây dựng" in added(question)


def test_bengali_is_found_in_either_spelling_of_its_vowels():
    assert added("বিদেশী বিনিয়োগকারীর") == added("বিদেশি বিনিয়োগকারীর") == {"nhà đầu tư nước ngoài"}


def test_the_longer_phrase_wins():
    assert added("land use right certificate") == {"giấy chứng nhận quyền sử dụng đất"}


def test_a_phrase_is_told_as_it_was_typed():
    first, second = built_in().expand("Work Permits và sổ đỏ")
    assert (first.phrase, second.phrase) == ("work permits", "so do")


def test_a_phrase_counts_once():
    assert len(built_in().expand("permit, permit, permit")) == 1


@pytest.mark.parametrize("question", ["cuối tháng nộp ở đâu", "cuoi thang nop o dau", "muốn nộp", "muon nop"])
def test_one_syllable_is_taken_only_with_its_diacritics(question):
    assert not added(question) & {"kết hôn", "đăng ký kết hôn", "thuê"}


def test_several_syllables_are_taken_without_them_too():
    assert added("so do") == added("sổ đỏ") == added("SỔ ĐỎ") != set()


def test_typed_diacritics_have_to_agree():
    assert not added("số độ")


@pytest.mark.parametrize(
    "question",
    [
        "ban cong an co thu tuc nay khong",
        "day lai xe thi hoc o dau",
        "vat lieu nay mua o dau",
        "toi can mang theo gi khi den",
        "tau ca nay dai bao nhieu met",
    ],
)
def test_vietnamese_without_diacritics_is_no_english(question):
    english = {"phí", "thuế giá trị gia tăng", "ngày", "cấm", "hình thức"}
    assert not added(question) & english


def test_two_letters_are_an_abbreviation_only_in_capitals():
    assert "công an" in added("ra CA phường")
    assert "công an" not in added("ca phuong")


def test_a_users_line_replaces_the_built_in_one(tmp_path):
    own = tmp_path / "abbreviations.yaml"
    own.write_text("sổ đỏ: [sổ đăng ký tài sản]\nwork permit: [thẻ thợ]\n", encoding="utf-8")
    expander = Expander(own)
    assert added("xem Sổ Đỏ", expander) == {"sổ đăng ký tài sản"}
    assert added("work permits", expander) == {"thẻ thợ"}


def test_only_abbreviations_are_spelled_out():
    assert built_in().spelled_out("xin GPXD theo NĐ 5") == "xin giấy phép xây dựng theo nghị định 5"
    assert built_in().spelled_out("WORK PERMIT") == "WORK PERMIT"


def test_an_abbreviation_means_what_it_does_behind_the_word_before_it():
    assert built_in().spelled_out("bè đủ ĐK, hộ ĐK bè") == "bè đủ điều kiện, hộ đăng ký bè"


@pytest.mark.parametrize(
    ("question", "meaning"),
    [
        ("xin giấy thông hành cho xe sang nước bạn", "giấy phép liên vận"),
        ("khách Hàn xin ở thêm một tháng", "gia hạn tạm trú"),
        ("mở tiệm thuốc thú y", "giấy chứng nhận đủ điều kiện buôn bán thuốc thú y"),
        ("khu tập thể cũ sắp sập", "nhà chung cư"),
        ("công ty đấu giá dời trụ sở", "doanh nghiệp đấu giá tài sản"),
        ("gửi mẫu gen ra nước ngoài để học", "đưa nguồn gen ra nước ngoài"),
        ("dừng dự án một thời gian", "ngừng hoạt động của dự án"),
        ("mua ghe đánh cá cũ", "tàu cá"),
        ("xã tới nhà làm giấy", "lưu động"),
        ("công ty tài chính đổi tên đường", "tổ chức tín dụng phi ngân hàng"),
        ("lãnh lương hưu giùm mẹ", "ủy quyền lĩnh thay các chế độ bảo hiểm xã hội"),
        ("đổi đất cho nhau", "chuyển đổi quyền sử dụng đất"),
        ("hộ kinh doanh lên công ty", "chuyển đổi hộ kinh doanh thành doanh nghiệp"),
        ("THT có mấy PT", "tổ hợp tác"),
        ("THT có mấy PT", "phương tiện"),
    ],
)
def test_everyday_words_of_each_field_stand_for_what_records_say(question, meaning):
    assert meaning in added(question)


@pytest.mark.parametrize(
    ("question", "meaning"),
    [
        ("đang hưởng bảo hiểm xã hội hưởng thêm gì", "về nước định cư"),
        ("giấy tờ xe do ai giữ", "xe ô tô chở người"),
        ("mặt bằng xây dựng", "chứng chỉ hành nghề hoạt động xây dựng"),
        ("giấy phép lái xe nâng hạng", "xe máy chuyên dùng"),
        ("đất chuyển đổi đất lúa", "chuyển đổi quyền sử dụng đất"),
        ("người của tổ chức tín dụng phi ngân hàng cổ phần", "ngân hàng thương mại cổ phần"),
        ("phi cong chung la bao nhieu", "người lái tàu bay"),
    ],
)
def test_words_that_stand_side_by_side_by_chance_are_no_everyday_phrase(question, meaning):
    assert meaning not in added(question)


def test_two_abbreviations_that_stand_together_may_be_one():
    spelled = built_in().spelled_out
    assert spelled("CT UBND xã ký") == "chủ tịch ủy ban nhân dân xã ký"
    assert spelled("STP trình UBND tỉnh") == "sở tư pháp trình ủy ban nhân dân tỉnh"
    assert spelled("CT nhà ở") == "công trình nhà ở"


def test_a_question_in_another_language_is_said_in_vietnamese_as_far_as_its_terms_go():
    gloss, share = built_in().gloss("What is the fee for a work permit of a zorbing coach (lái bóng lăn)?")
    assert gloss.split(", ")[0] == "lái bóng lăn"
    assert "giấy phép lao động" in gloss
    assert 0.5 < share < 1
    assert built_in().gloss("Zorbing?") == ("", 0.0)


def test_what_stands_in_brackets_is_vietnamese_where_it_has_its_letters():
    assert said_in_brackets("raft (bè nổi) and card (the one before)") == ("bè nổi",)


def test_what_stands_in_brackets_in_vietnamese_is_searched_for_as_in_a_vietnamese_question():
    foreign = clauses("the fee for a raft (phao nổi)", language="en")
    asked = {c.term: c.weight for c in foreign if c.field is Field.BODY_FOLDED}
    assert asked["phao"] == asked["noi"] > asked["raft"]
