"""Which text applies: what ends an act and since when, and clauses that decide on matters of before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from written_office import written_office
from written_record import written_record

from assistant.answers import Answer
from assistant.assembly import Assistant
from assistant.tables import load
from index.access import Principal

OLD = """NGHỊ ĐỊNH
Số: 7/2030/NĐ-CP
Hà Nội, ngày 02 tháng 01 năm 2030
VỀ QUẢN LÝ CHI PHÍ BẾN NEO
Điều 1. Phạm vi
Nghị định này quy định về quản lý chi phí bến neo.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2030 và thay thế Nghị định số 5/2025/NĐ-CP.
"""
NEW = """NGHỊ ĐỊNH
Số: 9/2032/NĐ-CP
Hà Nội, ngày 05 tháng 5 năm 2032
VỀ CHI PHÍ BẾN
Điều 1. Phạm vi
Nghị định này quy định về chi phí bến.
Điều 2. Thực hiện bến đã xây trước ngày Luật Bến bãi có hiệu lực thi hành
1. Giấy nhận bến được cấp trước ngày Luật Bến bãi có hiệu lực thi hành có giá trị như thẻ bến, chủ bến \
không phải đổi.
2. Bến chưa có cọc thì đóng cọc trong hai năm.
Điều 3. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2032.
2. Các nghị định sau đây hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành:
a) Nghị định số 7/2030/NĐ-CP ngày 02 tháng 01 năm 2030 về quản lý chi phí bến neo;
b) Nghị định số 8/2030/NĐ-CP ngày 03 tháng 01 năm 2030 về phao bến.
"""
COPY = NEW.replace("đóng cọc trong hai năm.", "đóng cọc  trong hai năm. (bản chụp)")
MOVED = """NGHỊ QUYẾT
Số: 54/2031/QH16
Hà Nội, ngày 10 tháng 12 năm 2031
VỀ BÃI BỒI
Điều 1. Thu hồi bãi bồi
1. Thông báo thu hồi bãi bồi có giá trị trong một năm và được niêm yết tại trụ sở xã.
2. Quy định chuyển tiếp đối với thu hồi bãi bồi:
a) Thông báo thu hồi bãi bồi ban hành trước ngày 01 tháng 8 năm 2030 mà chưa có quyết định thu hồi thì \
thông báo hết hiệu lực;
b) Thông báo thu hồi bãi bồi khác thì giữ nguyên.
Điều 2. Hiệu lực thi hành
Nghị quyết này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2032.
"""
CHECKS = """LUẬT
Số: 8/2032/QH16
Hà Nội, ngày 05 tháng 5 năm 2032
BẾN BÃI
Điều 1. Kiểm tra bến
1. Giám đốc ban hành quyết định kiểm tra bến, ký quyết định gia hạn kiểm tra bến và ban hành kết luận kiểm \
tra bến.
2. Quyết định kiểm tra bến ký trái thẩm quyền thì hủy quyết định kiểm tra bến, kết luận kiểm tra bến đã \
ban hành.
3. Kết luận kiểm tra bến ban hành sau quyết định kiểm tra bến ký ít nhất một ngày, theo mẫu của quyết định \
kiểm tra bến.
Điều 2. Điều khoản chuyển tiếp
1. Kiểm tra bến có quyết định ban hành trước ngày Luật này có hiệu lực mà chưa có kết luận kiểm tra bến thì \
người ký quyết định lập danh sách các bến đã đo, các bến chưa đo và các bến không đo được vì nước lớn; gửi \
danh sách này cho chủ bến, cho trưởng thôn và cho đồn trạm gần nhất để đối chiếu với sổ bến; nhận lại ý kiến \
của từng nơi bằng văn bản có chữ ký; ghi các ý kiến đó vào sổ kiểm tra bến theo đúng thứ tự nhận được; sau \
đó ban hành kết luận kiểm tra bến theo Luật Bến bãi số 3/2020/QH14. Nơi nhận danh sách giữ một bản trong tủ \
hồ sơ của mình cho đến mùa nước sau. Trưởng thôn đọc danh sách tại cuộc họp thôn gần nhất và ghi lại ai vắng \
mặt, ai có mặt, ai nói gì về các bến chưa đo. Đồn trạm cử người đi cùng chủ bến đến các bến không đo được \
khi nước xuống, đo bằng thước gỗ hai mét và ghi số đo vào mặt sau của danh sách. Chủ bến trả tiền đò cho \
người đi đo theo giá ghi ở bến, không trả thêm khoản nào khác, kể cả khi phải đi lại nhiều lần.
Điều 3. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2032.
"""
RECORDS = {
    "9.000821.json": written_record(
        "9.000821",
        "Trình báo mất thẻ lái đò (thực hiện tại cấp huyện)",
        co_quan_thuc_hien="Công an huyện",
        trinh_tu_thuc_hien="Bước 1: Người mất thẻ lái đò đến Công an cấp huyện trình báo mất thẻ lái đò.",
    ),
    "9.000822.json": written_record(
        "9.000822",
        "Trình báo mất thẻ lái đò (thực hiện tại cấp xã)",
        co_quan_thuc_hien="Công an xã",
        trinh_tu_thuc_hien="Bước 1: Người mất thẻ lái đò đến Công an cấp xã.",
    ),
}
TODAY = date(2032, 9, 1)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    texts = {"cu.txt": OLD, "moi.txt": NEW, "bai.txt": MOVED, "kt.txt": CHECKS, "ban-hai.txt": COPY}
    with written_office(tmp_path_factory.mktemp("in-force"), texts | RECORDS) as assistant:
        yield assistant


def asked(assistant: Assistant, question: str, day: date = TODAY) -> Answer:
    return assistant.answer(question, Principal.operator(), day)


def places(answer: Answer) -> list[str]:
    return [f"{c.provision.locator} {c.head.identity.number}" for c in answer.citations]


@pytest.mark.parametrize("day", [TODAY, date(2032, 6, 1)])
def test_the_clause_that_ends_an_act_leads_with_its_day(assistant: Assistant, day: date) -> None:
    found = places(asked(assistant, "NĐ 7/2030 về chi phí bến neo còn dùng không?", day))
    assert found[0].startswith("Điều 3 khoản 2")
    assert found[0].endswith("9/2032/NĐ-CP")
    assert "Điều 3 khoản 1 9/2032/NĐ-CP" in found


def test_so_it_is_for_the_act_that_is_found_where_none_is_named(assistant: Assistant) -> None:
    answer = asked(
        assistant, "Quản lý chi phí bến neo theo nghị định nào, nghị định đó hết hiệu lực từ ngày nào?"
    )
    said = " ".join(statement.text for statement in answer.statements)
    assert "01 tháng 7 năm 2032" in said


def test_an_article_headed_for_matters_of_before_is_heard_though_it_names_no_act(
    assistant: Assistant,
) -> None:
    answer = asked(
        assistant, "Giấy nhận bến cấp theo luật cũ có còn giá trị không, có phải đổi thẻ bến không?"
    )
    assert places(answer)[0] == "Điều 2 khoản 1 9/2032/NĐ-CP"


def test_a_clause_may_head_its_points_and_years_of_the_matter_are_no_gap(assistant: Assistant) -> None:
    answer = asked(
        assistant,
        "Thông báo thu hồi bãi bồi ban hành tháng 3/2030, đầu năm 2031 chưa quyết định, còn giá trị không?",
    )
    assert answer.status.value == "answered"
    assert places(answer)[0] == "Điều 1 khoản 2 điểm a 54/2031/QH16"


def test_an_act_that_is_held_twice_speaks_once(assistant: Assistant) -> None:
    answer = asked(assistant, "Bến chưa có cọc thì phải làm gì theo Nghị định 9/2032/NĐ-CP?")
    copies = {c.head.id for c in answer.citations if c.head.identity.number == "9/2032/NĐ-CP"}
    assert len(assistant.store.heads(Principal.operator(), number="9/2032/NĐ-CP")) == 2
    assert len(copies) == 1


def told_of(answer: Answer, place: str) -> int:
    return sum(len(c.quote) for c in answer.citations if c.provision.locator == place)


def test_the_clause_that_decides_is_told_before_what_matches_as_well(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = (
        "Kết luận kiểm tra bến chưa ban hành mà quyết định kiểm tra bến ký tháng 6/2032 thì theo luật nào?"
    )
    place, selection = "Điều 2 khoản 1", load("policy")["selection"]
    answer = asked(assistant, question)
    assert places(answer)[0] == f"{place} 8/2032/QH16"
    short = told_of(answer, place)
    monkeypatch.setitem(selection, "transition_room", 0.0)
    whole = told_of(asked(assistant, question), place)
    assert whole > short
    monkeypatch.setitem(selection, "transition_lead", 2.0)
    assert told_of(asked(assistant, question), place) < whole


def test_a_procedure_of_a_level_that_is_gone_comes_behind_its_twin(assistant: Assistant) -> None:
    question = "Người lái đò trình báo mất thẻ lái đò ở đâu?"
    assert asked(assistant, question).citations[0].head.identity.number == "9.000822"
    before = asked(assistant, f"{question} (cấp huyện)", date(2025, 6, 1))
    assert before.citations[0].head.identity.number == "9.000821"
