"""In which way a question asks for a time, and texts that tell one so; whose time a step is."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.aspects import asked
from assistant.counted import is_counted, manners_asked, tells_so
from assistant.question import understand
from assistant.sentences import main_clause

DAY = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("question", "ways"),
    [
        ("phai bao tram truoc may ngay", {"before"}),
        ("nop don truoc ngay het han may thang", {"before"}),
        ("the be tam dung den ngay nao", {"until"}),
        ("quy dinh keo dai toi khi nao", {"until"}),
        ("thuyen cho khach duoc neo toi da bao lau", {"most"}),
        ("den bao sang it nhat may gio", {"least"}),
        ("tong cong may ngay", {"total"}),
        ("toan bo thu tuc may ngay", {"total"}),
        ("tong cong ty neo be nop don may ngay", set()),
        ("ho so thieu thi may ngay duoc bao", {"lacking"}),
        ("ho so chua hop le thi bao trong may ngay", {"lacking"}),
        ("khong cap the thi tra loi trong may ngay", {"refused"}),
        ("bi tu choi thi may ngay duoc bao", {"refused"}),
        ("neu khong phai lay y kien thi may ngay", {"unneeded"}),
        ("phai kiem tra be thi may ngay", {"needed"}),
        ("tong thoi han la bao nhieu", {"total"}),
        ("ho so du thi may ngay co the", set()),
        ("nop truoc ngay 01/7/2026 thi may ngay", set()),
    ],
)
def test_the_way_in_which_a_time_is_asked_for(question, ways):
    assert manners_asked(question) == ways


def test_a_text_tells_whether_others_are_asked_first():
    assert tells_so("truong hop khong phai lay y kien: 04 ngay", frozenset({"unneeded"}))
    assert not tells_so("truong hop khong phai lay y kien: 04 ngay", frozenset({"needed"}))
    assert tells_so("truong hop phai lay y kien cua tram: 09 ngay", frozenset({"needed"}))


def test_a_text_tells_a_time_before_something():
    before = frozenset({"before"})
    assert tells_so("toi thieu 03 thang truoc khi giay het han", before)
    assert tells_so("truoc khi giay het han toi thieu 03 thang", before)
    assert tells_so("truoc thoi han 03 thang ke tu ngay giay het han, chu be nop don", before)
    assert tells_so("truoc khi the be het hieu luc 45 ngay", before)
    far = "(hoac thoi diem ket thuc viec neo be do duoc tru tien cong, tien phao, tien day, tien cau) " * 2
    assert tells_so(f"truoc thoi diem het han neo be {far}toi thieu 04 thang", before)
    assert tells_so("the be dung den het ngay 28 thang 02", frozenset({"until"}))
    assert not tells_so("the be dung tu ngay 28 thang 02", frozenset({"until"}))
    assert not tells_so("trong 05 ngay ke tu ngay nhan don", before)
    assert not tells_so("truoc khi cap the, tram do be trong 05 ngay", before)
    assert not tells_so("truoc khi cap the tram do be trong 05 ngay", before)
    assert not tells_so("don nop truoc ngay 01 thang 7 nam 2026", before)
    assert not tells_so("trong 05 ngay", frozenset())


def test_a_text_tells_what_is_lacking_or_refused():
    lacking, refused = frozenset({"lacking"}), frozenset({"refused"})
    assert tells_so("trong 02 ngay, neu don chua day du thi tram tra lai", lacking)
    assert not tells_so("trong 02 ngay, tram cap the", lacking)
    assert tells_so("khong cap the thi trong 03 ngay phai tra loi", refused)
    assert not tells_so("ho so du dieu kien thi cap the trong 03 ngay", refused)


def test_a_number_behind_its_words_is_a_number():
    assert is_counted("trong thoi han ba muoi (30) ngay", "ngay")


@pytest.mark.parametrize(
    ("sentence", "main"),
    [
        (
            "Bước 3: Trong thời hạn 07 ngày kể từ ngày nhận đơn, Trạm đèn kiểm tra bè.",
            "Trạm đèn kiểm tra bè.",
        ),
        ("- Trường hợp bè hỏng, trong thời hạn 02 ngày, chủ bè báo trạm.", "chủ bè báo trạm."),
        ("Trạm đèn trả lời trong 02 ngày.", "Trạm đèn trả lời trong 02 ngày."),
    ],
)
def test_the_main_clause_begins_with_who_acts(sentence, main):
    assert main_clause(sentence) == main


@pytest.mark.parametrize(
    "words", ["may ngay lam viec", "can giay gi", "do ai cap", "may thang thi xong", "do cap nao quyet dinh"]
)
def test_vietnamese_typed_plain_asks_no_english_yes_or_no(words):
    assert "yes_no" not in {aspect.name for aspect in asked(words)}


@pytest.mark.parametrize(
    "words", ["may foreign divers enter the bay", "can a raft be moved at night", "do owners have to sign"]
)
def test_yes_or_no_is_asked_in_english(words):
    assert "yes_no" in {aspect.name for aspect in asked(words)}


def test_an_english_may_counts_nothing():
    parts = understand(("Which authority may certify the lamps, and how many days may it take?",), DAY).parts
    assert [sorted(part.counted) for part in parts] == [[], ["ngay"]]
    assert "amount" not in {aspect.name for part in parts for aspect in part.aspects}


@pytest.mark.parametrize("words", ["sửa đổi hồ sơ đèn trong mấy ngày", "giấy phép đèn có hiệu lực mấy năm"])
def test_what_is_changed_or_valid_and_no_act_asks_for_no_force(words):
    assert "validity" not in {aspect.name for aspect in asked(words)}


def test_the_annex_of_an_application_is_a_form():
    assert "form" in {aspect.name for aspect in asked("đơn theo phụ lục nào")}
