"""What is asked beside the force of an act has a fact of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from written_office import written_office

from assistant.answers import Answer
from assistant.assembly import Assistant
from assistant.question import understand
from assistant.told_of_acts import beside_force
from index.access import Principal

OLD = """NGHỊ ĐỊNH
Số: 7/2030/NĐ-CP
Hà Nội, ngày 02 tháng 01 năm 2030
Điều 1. Phạm vi
Nghị định này quy định về sổ phao tiêu điện tử và đèn sông.
Điều 2. Người giữ sổ
Sổ phao tiêu điện tử do trạm sông giữ, áp dụng với mọi bến.
Điều 3. Điều khoản chuyển tiếp
Sổ phao tiêu điện tử đã lập trước năm 2030 được chuyển sang sổ mới.
Điều 4. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 3 năm 2030.
"""
NEW = """NGHỊ ĐỊNH
Số: 9/2032/NĐ-CP
Hà Nội, ngày 05 tháng 5 năm 2032
Điều 1. Phạm vi
Nghị định này quy định về mạng đèn sông và sổ phao tiêu điện tử.
Điều 2. Người giữ mạng đèn
Mạng đèn sông do trưởng trạm sông trông coi và ký sổ mỗi tối.
Điều 6. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2032.
2. Nghị định số 7/2030/NĐ-CP ngày 02 tháng 01 năm 2030 của Chính phủ về sổ phao tiêu điện tử hết hiệu lực \
kể từ ngày Nghị định này có hiệu lực.
3. Sổ phao tiêu điện tử lập theo Nghị định số 7/2030/NĐ-CP được ghi thêm cho đến khi mạng đèn sông \
chạy thử xong.
4. Các quy định sau hết hiệu lực kể từ ngày Nghị định này có hiệu lực:
a) Điều 4 Nghị định số 5/2025/NĐ-CP của Chính phủ sửa đổi, bổ sung một số điều về sổ phao tiêu điện tử;
b) Khoản 2 Điều 8 Nghị định số 6/2026/NĐ-CP của Chính phủ thay thế quy định về sổ phao tiêu điện tử.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("beside"), {"cu.txt": OLD, "moi.txt": NEW}) as assistant:
        yield assistant


def ask(assistant: Assistant, question: str) -> Answer:
    return assistant.answer(question, Principal.operator(), date(2032, 9, 1))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("sổ phao tiêu điện tử cũ có phải bỏ ngay không", "cho đến khi mạng đèn sông chạy thử xong"),
        ("mạng đèn sông do ai trông coi", "trưởng trạm sông"),
    ],
)
def test_each_has_its_own_fact(assistant: Assistant, asked: str, said: str) -> None:
    answer = ask(assistant, f"Nghị định 7/2030/NĐ-CP còn áp dụng không và {asked}?")
    assert "7/2030/NĐ-CP ngày 02 tháng 01 năm 2030 của Chính phủ về sổ phao tiêu điện tử hết" in answer.text
    assert said in answer.text


def test_the_act_that_ended_has_no_say_on_what_goes_on(assistant: Assistant) -> None:
    question = (
        "Nghị định 7/2030/NĐ-CP hết hiệu lực khi nào, sổ phao tiêu điện tử đang lập có được tiếp tục không?"
    )
    first = ask(assistant, question).citations[0]
    assert (first.head.identity.number, first.provision.locator.split(" khoản")[0]) == (
        "9/2032/NĐ-CP",
        "Điều 6",
    )


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Nghị định 7/2030/NĐ-CP còn dùng không, hồ sơ nộp ở đâu?", ["where"]),
        ("Nghị định 7/2030/NĐ-CP hết hiệu lực từ ngày nào, do văn bản nào?", ["validity"]),
        ("Nghị định 7/2030/NĐ-CP còn hiệu lực không?", ["validity"]),
        ("Hồ sơ nộp ở đâu, mất mấy ngày?", ["where"]),
    ],
)
def test_what_only_goes_on_about_force_is_no_other_thing(question: str, parts: list[str]) -> None:
    asked = beside_force(understand((question,), date(2032, 9, 1)))
    assert [asked.parts[0].aspects[0].name] == parts
