from datetime import date
from typing import ClassVar

import pytest

from api.cli import explain
from assistant.aspects import asked
from assistant.errors import BadQuestion, BadTable
from assistant.expansion import Expander, built_in
from assistant.question import MOST_CHARACTERS, language_of, understand
from assistant.references import find_references
from assistant.spelling import corrections, put_right, untelex
from index.vietnamese import fold, normalise
from index.vocabulary import Vocabulary

DAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Cấp giấy phép mất mấy ngày?", "vi"),
        ("cap giay phep xay dung mat may ngay", "vi"),
        ("o dau cap so do", "vi"),
        ("What is the fee for a construction permit?", "en"),
        ("How long does the appraisal take", "en"),
        ("নির্মাণ অনুমতির ফি কত?", "bn"),
        ("DA nhà máy của Cty TNHH Hanwell Bright ở KCN đc cấp GCNĐKĐT số bn?", "vi"),
        ("Which board of Bắc Ninh grants the permit?", "en"),
    ],
)
def test_language(question, language):
    assert language_of(question) == language


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("thủ tục này mất bao nhiêu ngày", "time_limit"),
        ("thu tuc nay mat bao lau", "time_limit"),
        ("lệ phí cấp lại là bao nhiêu tiền", "fee"),
        ("hồ sơ gồm những gì", "papers"),
        ("nộp mấy bộ hồ sơ", "copies"),
        ("cơ quan nào phê duyệt", "body"),
        ("mẫu số nào dùng cho đơn", "form"),
        ("thông tư đó còn hiệu lực không", "validity"),
        ("NĐ 10/2031 về bến bãi còn dùng ko", "validity"),
        ("Thông tư 7/2030/TT-BTS đã bị thay chưa", "validity"),
        ("xin phép bến ở xã hay ở sở", "body"),
        ("xã có quyền công bố bến đò không", "body"),
        ("How long does it take?", "time_limit"),
        ("ফি কত টাকা", "fee"),
        ("অনুমতি পেতে কত কর্মদিবস লাগে", "time_limit"),
        ("কোন দপ্তর অনুমতি দেয়", "body"),
        ("which level decides to revoke it", "body"),
        ("which provincial People's Committee grants it", "body"),
        ("what is the total time for the approval", "time_limit"),
        ("and when did it start", "date"),
    ],
)
def test_what_is_asked_for(question, aspect):
    assert aspect in {a.name for a in asked(question)}


@pytest.mark.parametrize(
    "question",
    [
        "Từ ngày Nghị định 49/2036 có hiệu lực, ai cấp phép bến?",
        "Hồ sơ nhận trước ngày Luật Bến bãi mới có hiệu lực mà chưa trả thì xử lý theo luật nào?",
        "Thông báo thu bến còn giá trị không?",
        # What is in force is a contract, a licence, a guarantee, and no act.
        "Theo Nghị định 49/2036, hợp đồng thuê bến có hiệu lực rồi thì công bố ở đâu?",
        "Sau khi giấy phép bến có hiệu lực, ai nộp tiền thuê?",
        "Bảo lãnh của chủ bến phải còn hiệu lực đến ngày nào?",
        "Hiệu lực của hồ sơ dự thầu tối thiểu bao lâu?",
        # What is replaced is a part, a card, a person.
        "Phao cũ đã tân trang nhập về thay thế cho khách có được không?",
        "Thẻ bến bị mất được thay thế bằng giấy tờ gì?",
        "Người thay thế trưởng bến phải có bằng gì?",
        "How do I replace a lost berth card?",
    ],
)
def test_what_only_tells_when_is_no_question_of_force(question):
    assert "validity" not in {a.name for a in asked(question)}


def test_both_halves_of_a_question_are_seen():
    names = {a.name for a in asked("mất bao nhiêu tiền và mấy ngày thì xong")}
    assert {"fee", "time_limit"} <= names


def test_references_in_full_and_in_short():
    found = find_references(
        "Điều 63 khoản 1 điểm c Nghị định số 88/2031/NĐ-CP và NĐ 12, TT 5/2030, mã 1.999999.H05"
    )
    assert found.numbers == ("88/2031/nđ-cp",)
    assert ("12", "", "nđ-cp") in found.short
    assert ("5", "2030", "tt") in found.short
    assert found.codes == ("1.999999",)
    assert (found.articles, found.clauses, found.points) == (("63",), ("1",), ("c",))


def test_a_point_with_a_stroke_is_another_one():
    found = find_references("điểm đ khoản 2 Điều 105đ, điểm d khoản 3 Điều 4 Nghị định 88/2031/NĐ-CP")
    assert (found.points, found.articles) == (("đ", "d"), ("105đ", "4"))


def test_references_without_diacritics():
    found = find_references("theo nghi dinh 88/2031 dieu 5 khoan 2")
    assert found.short == (("88", "2031", "nđ-cp"),)
    assert (found.articles, found.clauses) == (("5",), ("2",))


def test_a_date_is_no_document():
    assert not find_references("hồ sơ nộp ngày 15/7/2026").names_document


def test_law_named_by_its_year():
    assert find_references("theo Luật Đất đai 2024").laws == (("dat dai", "2024"),)


@pytest.mark.parametrize("turns", [(), ("",), ("   ",), ("a" * (MOST_CHARACTERS + 1),)])
def test_what_is_no_question_is_refused(turns):
    with pytest.raises(BadQuestion):
        understand(turns, DAY)


def test_abbreviations_are_expanded_with_and_without_diacritics():
    for written in ("xin GPXD ở đâu", "xin gpxd o dau"):
        assert any("giấy phép xây dựng" in e.added for e in built_in().expand(written))


def test_a_user_adds_abbreviations(tmp_path):
    own = tmp_path / "abbreviations.yaml"
    own.write_text("QTNB: [quy trình nội bộ]", encoding="utf-8")
    assert Expander(own).expand("QTNB mấy bước")[0].added == ("quy trình nội bộ",)


@pytest.mark.parametrize(
    "table",
    [b"- QTNB", b"QTNB: quy", b"QTNB: []", b"QTNB: [quy", b"QTNB: [\xff\xfe]", b"\x00", b"a: !!python/x []"],
)
def test_a_broken_table_of_abbreviations_is_the_operators_to_mend(tmp_path, table):
    own = tmp_path / "abbreviations.yaml"
    own.write_bytes(table)
    with pytest.raises(BadTable, match="abbreviations") as told:
        Expander(own)
    assert explain(told.value) == str(told.value)
    assert "report it" not in explain(told.value)


def test_an_empty_table_of_abbreviations_adds_nothing(tmp_path):
    own = tmp_path / "abbreviations.yaml"
    own.write_bytes(b"# none yet\n")
    assert Expander(own).expand("xin gpxd") == built_in().expand("xin gpxd")


class _Words:
    known: ClassVar[dict[str, int]] = {"giay": 50, "phep": 40, "nghe": 9, "xay": 30}

    def frequency(self, term):
        return self.known.get(term, 0)

    def close(self, term, distance=1):
        return tuple(
            (w, n) for w, n in self.known.items() if abs(len(w) - len(term)) <= distance and w[0] == term[0]
        )


def test_mistyped_words_are_put_right():
    found = corrections("giaays phép hành ngề", _Words())
    assert found["giaays"] == ("giay",)
    assert "phép" not in found
    assert found["ngề"] == ("nghe",)


def test_mistyped_words_of_bengali_are_put_right_where_they_are_long_enough():
    words = Vocabulary({fold("জাহাজ"): 3, fold("বৈঠা"): 5, fold("ঘাট"): 4})
    found = corrections("জাহজা ভিড়বে কোন ঘটা", words)
    assert found == {"জাহজা": (fold("জাহাজ"),)}  # three signs are near to many words
    assert put_right("জাহজা ভিড়বে কোন ঘটা", found) == normalise("জাহাজ ভিড়বে কোন ঘটা")


@pytest.mark.parametrize(
    ("typed", "meant"), [("giaays", "giay"), ("duwowngf", "duong"), ("xaay", "xay"), ("hoof", "ho")]
)
def test_telex_leftovers(typed, meant):
    assert untelex(typed) == meant


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("theo nghị định đang có hiệu lực thì mấy ngày", "validity"),
        ("how many days under the decree currently in force", "validity"),
        ("which version prevails when both exist", "date"),
        ("which level decides", "amount"),
    ],
)
def test_what_only_says_by_what_or_when_asks_nothing(question, aspect):
    assert aspect not in {a.name for a in asked(question)}


@pytest.mark.parametrize(
    "question",
    [
        "theo nghị định nào đang có hiệu lực",
        "Nghị định về hợp đồng thuê bến còn hiệu lực không",
        "Văn bản nào thay thế Thông tư 7/2030/TT-BTS",
        "Điều 5 bị thay thế bởi điều nào",
        "đã bị thay thế chưa",
        "cái gì thay thế nó?",
        "Which decree replaced Decree 9/2031/ND-CP?",
        "has it been replaced?",
    ],
)
def test_which_text_is_in_force_is_asked_still(question):
    assert "validity" in {a.name for a in asked(question)}


@pytest.mark.parametrize(
    ("question", "is_asked"),
    [
        ("What is the current berth lease price per metre in the harbour?", True),
        ("What are the price lists that a berth owner posts?", False),
    ],
)
def test_a_price_is_asked_for_as_a_fee(question, is_asked):
    assert ("fee" in {a.name for a in asked(question)}) is is_asked


def test_acts_and_articles_are_named_in_bengali_too():
    found = find_references("ডিক্রি ৭৭/২০৩১ এর ধারা ১৬, সার্কুলার নং ৫/২০৩০")
    assert found.short == (("77", "2031", "nđ-cp"), ("5", "2030", "tt"))
    assert found.articles == ("16",)


def test_who_has_something_put_in_force_again_asks_for_the_force_of_no_act():
    assert "validity" not in {a.name for a in asked("Khôi phục hiệu lực thẻ nuôi cá mất bao nhiêu tiền?")}
    assert "validity" in {a.name for a in asked("Thông tư 12/2031/TT-BTS còn hiệu lực không?")}
