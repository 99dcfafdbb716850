"""Words that ask, and words that only look like them without their diacritics."""

from __future__ import annotations

import pytest

from assistant.aspects import _headings, asked
from assistant.quantities import counted
from assistant.tables import load


def names(question: str) -> set[str]:
    return {aspect.name for aspect in asked(question)}


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("dịch vụ ghép phao có trong danh mục của tỉnh không", "amount"),
        ("muốn chuyển mục đích dùng bè thì làm thế nào", "amount"),
        ("nha may o ven ho thi nop don cho ai", "amount"),
        ("tới đầu năm 2026 giấy neo bè còn dùng được không", "where"),
        ("từ đầu năm giấy neo bè còn dùng được không", "where"),
        ("don lap theo phu luc nao", "date"),
        ("không đồng ý với kết quả đo bè thì gửi đơn trong bao lâu", "result"),
        ("trong quy trình cấp thẻ thì ai ký", "steps"),
        ("giấy neo bè lập theo quy trình rút gọn thì ai ký", "steps"),
        ("chủ bè đang được miễn mấy năm đầu", "time_limit"),
        ("chu be dang duoc mien may nam dau", "amount"),
        ("thợ bè tối thiểu bằng gì", "amount"),
        ("thợ bè bằng cấp tối thiểu là gì", "amount"),
        ("thợ bè bằng cấp tối thiểu là gì", "definition"),
        ("thẻ neo bè có mã số nào", "body"),  # "số nào" is no "sở nào"
        ("thủ tục sửa đổi thẻ neo bè thì mấy ngày", "validity"),
        ("cấp thẻ neo bè theo văn bản nào", "body"),  # "bản nào" is no "ban nào"
        ("ai được neo bè ở hồ", "body"),
        ("luật neo bè áp dụng đối với ai", "body"),
        ("thủ tục neo bè áp dụng ở đâu", "where"),
        ("mua máy mới về thay thế sửa chữa bè có được không", "validity"),
        ("đối tượng nào được neo bè", "body"),
        ("neo bè xong thì được nhận giấy gì", "papers"),  # what is given is not handed in
        ("neo bè thì kết quả là giấy tờ gì", "papers"),
        ("không đủ điều kiện thì trạm báo trong mấy ngày", "condition"),
        ("cấp giấy chứng nhận bè đủ điều kiện chở khách thì mấy ngày", "condition"),
        ("neo bè ảnh hưởng thế nào", "photos"),
        ("nộp mấy ảnh cỡ mấy", "amount"),
        ("nộp tiền thả ốc giống thì mấy ngày", "fee"),  # it is what the procedure is about
        ("trạm thu tiền neo bè trong mấy ngày", "fee"),
        ("neo bè tốn bao nhiêu ngày", "fee"),
        ("ngoài đơn phải nộp tài liệu gì", "where"),
        ("còn nếu không phải đo bè thì mấy ngày", "yes_no"),
        ("sau khi lên bờ thì bao nhiêu giờ phải nộp đủ giấy tờ", "papers"),  # what is counted is no list
        ("trạm phải xác minh điều kiện neo bè trong mấy ngày", "condition"),
        ("bè neo có thời hạn cấp cho vùng nào", "time_limit"),
        ("chủ bè bị nạn được trợ cấp bao nhiêu tiền", "fee"),  # what is given, and not paid
        ("nộp phí rồi thì mấy ngày có thẻ", "fee"),
    ],
)
def test_what_only_looks_like_asking_asks_nothing(question: str, aspect: str) -> None:
    assert aspect not in names(question)


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("mức hỗ trợ mua phao là bao nhiêu", "amount"),
        ("gửi mẫu thông báo neo bè số mấy", "form"),
        ("đơn lập theo mẩu nào", "form"),  # the tone that is taken for another
        ("nộp ở đâu", "where"),
        ("nop o dau", "where"),
        ("trạm công bố mực nước theo kỳ nào", "time_limit"),
        ("phao được kiểm tra bao nhiêu lần một năm", "time_limit"),
        ("cục nào lập đoàn đo bè", "body"),
        ("mã số chức danh thợ neo bè chính hạng hai là gì", "code"),
        ("neo bè có phải nộp tiền không", "fee"),
        ("neo bè thì đóng tiền gì", "fee"),
        ("neo bè thì nộp bao nhiêu tiền", "fee"),
        ("thời gian giải quyết bn lâu", "time_limit"),
        ("kết quả của thủ tục là giấy tờ gì", "result"),
        ("quyết định số mấy của tỉnh", "basis"),
        ("ai được neo bè ở hồ", "applicant"),
        ("doi tuong nao duoc neo be", "applicant"),
        ("who may moor a raft", "applicant"),
        ("ai được giao cấp thẻ neo bè", "body"),
        ("ai có thẩm quyền cấp thẻ neo bè", "body"),
        ("neo bè xong thì được nhận gì", "result"),
        ("neo be thi duoc cap giay gi", "result"),
        ("nộp giấy tờ gì", "papers"),
        ("phải đủ điều kiện gì mới được neo bè", "condition"),
        ("điều kiện neo bè là gì", "condition"),
        ("thủ tục neo bè áp dụng ở đâu", "condition"),
        ("luật neo bè áp dụng đối với ai", "condition"),
        ("quy định neo bè cũ bị thay thế khi nào", "validity"),
        ("nộp mấy ảnh", "photos"),
        ("can may tam anh", "photos"),
        ("ảnh cỡ bao nhiêu", "photos"),
        ("how many photos", "photos"),
        ("tờ khai nộp mấy bản", "copies"),
        ("gui may bo ho so", "copies"),
        ("what must be paid per day on an overdue fee", "fee"),
        ("xin lại thẻ neo bè thì tốn bao nhiêu", "fee"),
        ("lam lai the neo be het bao nhieu vay", "fee"),
        ("neo bè có lâu không", "time_limit"),
        ("lam the be co mat lau khong", "time_limit"),
        ("ngoài đơn phải nộp tài liệu gì", "papers"),
        ("thẻ neo bè còn dùng được không", "yes_no"),
        ("what is payable for a late raft", "amount"),
    ],
)
def test_what_asks_is_heard(question: str, aspect: str) -> None:
    assert aspect in names(question)


def test_the_table_of_spellings_has_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(load("homographs"), "muc", ["mức", "mục"])
    monkeypatch.setitem(load("homographs"), "phat", ["phạt", "phát"])
    assert "penalty" in names("mức phát là bao nhiêu tiền phát")
    monkeypatch.setitem(load("homographs"), "phat", ["phạt"])
    assert "penalty" not in names("mức phát là bao nhiêu tiền phát")


@pytest.mark.parametrize(
    "question", ["Năm nay trạm cấp lại bao nhiêu giấy phép?", "How many raft permits were issued?"]
)
def test_permits_that_were_given_are_counted(question: str) -> None:
    assert [kind.name for kind in counted(question)] == ["cases"]


def test_capital_is_money() -> None:
    """The number of a form is none: "Báo cáo về vốn của bến, mẫu 14"."""
    assert [kind.name for kind in counted("vốn lập bến phải từ bao nhiêu")] == ["money"]
    assert [kind.name for kind in counted("von lap ben phai tu bao nhieu")] == ["money"]
    assert not counted("góp vốn lập bến trong bao nhiêu ngày")
    assert not counted("góp vốn lập bến bao nhiêu phần trăm")


def test_a_doctor_is_no_money() -> None:
    assert not counted("can it nhat may tien si")
    assert [kind.name for kind in counted("het may tien")] == ["money"]


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("Thời hạn cấp thẻ neo bè?", "time_limit"),
        ("thoi gian cap the neo be", "time_limit"),
        ("Cho tôi hỏi về thời hạn cấp lại thẻ neo bè", "time_limit"),
        ("Thời hạn thẻ neo bè?", "term"),
        ("thoi han su dung giay phep neo be", "term"),
        ("Thời hạn cấp lại thẻ neo bè?", "time_limit"),
        ("Lãi suất vay đóng bè?", "percent"),
        ("Đơn giá neo bè qua đêm?", "amount"),
        ("Thời hạn hiệu lực của thẻ neo bè?", "term"),
        ("Hồ sơ đề nghị cấp thẻ neo bè", "papers"),
        ("Thẩm quyền cấp thẻ neo bè?", "body"),
        ("Cơ quan cấp thẻ neo bè", "body"),
        ("Nơi nộp hồ sơ đăng ký neo bè", "where"),
        ("Đối tượng được cấp thẻ neo bè?", "applicant"),
        ("Kết quả giải quyết thủ tục cấp thẻ neo bè", "result"),
    ],
)
def test_what_is_put_as_a_heading_asks(question: str, aspect: str) -> None:
    assert names(question) == {aspect}


@pytest.mark.parametrize(
    "question",
    [
        "Hồ sơ của tôi gửi hôm qua.",
        "Hồ sơ neo bè không có bản vẽ.",
        "Thẻ neo bè có thời hạn",
        "Bè neo theo hồ sơ thiết kế",
    ],
)
def test_a_sentence_that_says_something_is_no_heading(question: str) -> None:
    assert not names(question)


def test_the_table_of_headings_has_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    table = load("headlines")
    monkeypatch.setitem(table, "words", {"fee": "gia neo be"})
    _headings.cache_clear()
    try:
        assert names("Giá neo bè qua đêm") == {"fee"}
        assert not names("Thời hạn cấp thẻ neo bè?")
    finally:
        _headings.cache_clear()


def test_papers_drawings_and_fires_are_no_bodies() -> None:
    (body,) = (aspect for aspect in asked("ai cấp thẻ neo bè") if aspect.name == "body")
    for text in ("ho so thiet ke be", "bo ban ve", "phong chay tren be", "co so dong be"):
        assert not body.answered_by(text)
    for text in ("so xay dung cap the", "bo truong bo tai chinh", "phong kinh te cua xa", "ubnd cap xa"):
        assert body.answered_by(text)


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("Thẻ neo bè có giá trị mấy năm?", "term"),
        ("giay phep neo be dung duoc bao lau", "term"),
        ("Chứng chỉ lái bè mấy năm phải đổi?", "term"),
        ("Quyết định công nhận bến có hiệu lực trong thời hạn bao lâu?", "term"),
        ("How long is a raft permit valid?", "term"),
        ("Giấy phép neo bè được gia hạn mấy lần?", "extension"),
        ("Mỗi lần gia hạn giấy phép neo bè được thêm mấy tháng?", "extension"),
        ("Cấp thẻ neo bè mất mấy ngày?", "time_limit"),
        ("Gia hạn giấy phép neo bè mấy ngày xong?", "time_limit"),
        ("Nộp đơn trước khi thẻ neo bè hết hạn bao lâu?", "time_limit"),
        ("Chứng chỉ lái bè được cấp trong thời hạn bao nhiêu ngày?", "time_limit"),
        ("Cấp giấy phép xây dựng có thời hạn mấy ngày?", "time_limit"),
        ("How long after a valid application is the permit given?", "time_limit"),
        ("Luật Bến bè còn hiệu lực không?", "validity"),
        ("Quyết định 9/2031/QĐ-BTS quy định thời hạn bao nhiêu ngày?", "time_limit"),
        ("Giấy phép neo bè được quy định thời hạn cấp mấy ngày?", "time_limit"),
    ],
)
def test_how_long_a_paper_is_valid_is_no_time_it_takes_and_no_force_of_an_act(
    question: str, aspect: str
) -> None:
    times = {"term", "extension", "time_limit", "validity"}
    assert names(question) & times == {aspect}


@pytest.mark.parametrize(
    ("question", "kind", "of"),
    [
        ("Lãi suất vay đóng bè?", "interest", "lai suat"),
        ("lai suat vay dong be", "interest", "lai suat"),
        ("Đơn giá nhân công đóng bè?", "price", "don gia"),
        ("Mức lương tối thiểu của thợ bè?", "price", "luong toi thieu"),
        ("Mức đặt cọc neo bè?", "money", ""),
        ("Diện tích tối thiểu của bến bè?", "area", ""),
        ("Bến bè rộng bao nhiêu m2?", "area", ""),
    ],
)
def test_a_heading_asks_for_a_quantity(question: str, kind: str, of: str) -> None:
    assert [(q.name, q.of) for q in counted(question)] == [(kind, of)]


@pytest.mark.parametrize(
    "question",
    ["Đơn giá neo bè do ai công bố?", "Lãi suất vay đóng bè là 5%.", "Mức độ an toàn của bè?"],
)
def test_what_asks_for_something_else_or_says_something_asks_for_no_quantity(question: str) -> None:
    assert not counted(question)


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("bè rộng bao nhiêu mét", ["length"]),
        ("bè rộng bao nhiêu mét vuông", ["area"]),
        ("hồ sâu mấy mét khối", []),
    ],
)
def test_a_length_is_no_area(question: str, kinds: list[str]) -> None:
    assert [quantity.name for quantity in counted(question)] == kinds
