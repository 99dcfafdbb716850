"""Experts at the real service: scores, approvals and corrections, and who sees them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from people import make
from signed_in_office import DAYS, Opens, office, what

from api.roles import Role

RENEWAL = "Thời hạn gia hạn giấy phép treo biển hiệu là bao nhiêu ngày?"
WRONG = "Thủ tục này mất 99 ngày."


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = office(tmp_path_factory.mktemp("office") / "home")
    make(home, "chuyen.vien", Role.EXPERT)
    make(home, "khach", clearance="public")
    make(home, "chuyen.gia.ngoai", Role.EXPERT, "public")
    return home


def asked(opens: Opens, name: str, question: str) -> str:
    browser = opens()
    browser.sign_in(name)
    address: str = browser.send("/ask", "/", question=question).headers["location"]
    return address.removeprefix("/answers/")


def signed_in(opens: Opens, name: str) -> Any:
    browser = opens()
    browser.sign_in(name)
    return browser


def sources_on(page: str) -> list[str]:
    return re.findall(r'name="source1" value="([0-9a-f]+)"', page)


def test_an_expert_reads_what_others_commented_and_keeps_nothing(opens: Opens) -> None:
    asker, expert = opens(), opens()
    asker.sign_in("lan")
    answer = asker.send("/ask", "/", question="Thời hạn gia hạn giấy phép treo biển hiệu?").headers[
        "location"
    ]
    asker.send(f"{answer}/feedback", answer, statement=1, verdict="wrong", words="thiếu nơi nộp")
    expert.sign_in("chuyen.vien")
    listed = expert.get("/review").text
    assert "thiếu nơi nộp" in listed
    explained = answer.replace("/answers/", "/admin/answers/")
    assert explained in listed
    assert expert.get(explained).status_code == 200
    assert expert.get("/admin").status_code == 403
    assert asker.get(explained).status_code == 403
    assert asker.get("/review").status_code == 403
    keeper = opens()
    keeper.sign_in("quan.tri")
    assert keeper.get("/admin").status_code == 200
    assert keeper.get("/uploads").status_code == 200
    assert asker.get("/uploads").status_code == 403


def test_an_approved_answer_is_shown_with_who_approved_it_and_can_be_withdrawn(
    opens: Opens, home: Path
) -> None:
    record = asked(opens, "lan", DAYS)
    expert = signed_in(opens, "chuyen.vien")
    assert record in expert.get("/review/answers").text
    page = f"/review/answers/{record}"
    assert "Duyệt nguyên văn" in expert.get(page).text
    done = expert.send(f"{page}/approval", page)
    approval = done.headers["location"]
    assert approval.startswith("/review/approved/")
    assert "Đã duyệt." in expert.get(approval).text
    approval = approval.partition("?")[0]
    shown = signed_in(opens, "lan").get(f"/answers/{asked(opens, 'lan', DAYS)}").text
    assert "chuyen.vien đã duyệt câu trả lời này ngày" in shown
    plain = signed_in(opens, "khach").get(f"/answers/{asked(opens, 'khach', DAYS)}").text
    assert "đã duyệt" not in plain
    assert expert.send(f"{approval}/withdraw", approval).status_code == 303
    assert "đã duyệt" not in signed_in(opens, "lan").get(f"/answers/{asked(opens, 'lan', DAYS)}").text
    expert.send(f"{approval}/restore", approval)
    assert "đã duyệt" in signed_in(opens, "lan").get(f"/answers/{asked(opens, 'lan', DAYS)}").text
    noted = [(who, event) for who, event, _, _ in what(home) if event.startswith("a")]
    for event in ("answer_approved", "approval_withdrawn", "approval_restored"):
        assert ("account:chuyen.vien", event) in noted
    expert.send(f"{approval}/withdraw", approval)


def test_a_wrong_correction_comes_back_with_its_words_and_the_reason(opens: Opens) -> None:
    record = asked(opens, "lan", RENEWAL)
    expert = signed_in(opens, "chuyen.vien")
    page = f"/review/answers/{record}"
    source = sources_on(expert.get(page).text)[0]
    told = expert.send(f"{page}/approval", page, text1=WRONG, source1=source, text2="Chưa có căn cứ nào")
    assert told.status_code == 422
    assert WRONG in told.text
    assert "«99» không có trong căn cứ đã chọn" in told.text
    assert "Chưa chọn căn cứ cho câu này" in told.text
    right = expert.send(f"{page}/approval", page, text1="Gia hạn mất 3 ngày làm việc.", source1=source)
    assert right.status_code == 303
    shown = signed_in(opens, "lan").get(f"/answers/{asked(opens, 'lan', RENEWAL)}").text
    assert "chuyen.vien đã sửa và duyệt" in shown
    assert "Gia hạn mất 3 ngày làm việc." in shown


def test_marks_are_kept_and_shown_to_other_experts_without_a_name(opens: Opens, home: Path) -> None:
    record = asked(opens, "lan", "Ai cấp giấy phép treo biển hiệu?")
    expert, page = signed_in(opens, "chuyen.vien"), f"/review/answers/{record}"
    kept = expert.send(f"{page}/scores", page, mark1="2", words1="gọi 0912345678 để hỏi")
    assert kept.headers["location"].endswith("?done=scored")
    make(home, "chuyen.gia.hai", Role.EXPERT)
    seen = signed_in(opens, "chuyen.gia.hai").get(page).text
    assert "Dễ hiểu nhầm" in seen
    assert "0912345678" not in seen
    assert "chuyen.vien" not in seen
    assert expert.send(f"{page}/scores", page, mark29="2").status_code == 422
    assert expert.send(f"{page}/scores", page, mark1="9").status_code == 422


@pytest.mark.parametrize("name", ["lan", "quan.tri", "chuyen.gia.ngoai"])
def test_only_an_expert_who_may_read_it_all_reviews_an_answer(opens: Opens, name: str) -> None:
    record = asked(opens, "lan", DAYS)
    browser = signed_in(opens, name)
    expected = 404 if name == "chuyen.gia.ngoai" else 403
    page = f"/review/answers/{record}"
    assert browser.get(page).status_code == expected
    assert browser.client.get(f"/v1{page}").status_code == expected
    for path in (f"{page}/approval", f"{page}/scores"):
        assert browser.send(path, "/account", mark1="4").status_code == expected
    if expected == 404:
        assert record not in browser.get("/review/answers").text


def test_the_programming_interface_does_the_same(opens: Opens) -> None:
    record = asked(opens, "lan", DAYS)
    expert = signed_in(opens, "chuyen.vien")
    form = re.search(r'name="csrf" value="([^"]+)"', expert.get("/account").text)
    assert form
    expert.client.headers["x-csrf-token"] = form[1]
    review = expert.client.get(f"/v1/review/answers/{record}").json()
    source = next(one for one in review["sources"] if one["cited"])
    marks = expert.client.put(
        f"/v1/review/answers/{record}/marks", json={"marks": [{"statement": 1, "mark": 4}]}
    )
    assert marks.json()[0]["mark"] == 4
    at = f"/v1/review/answers/{record}/approval"
    refused = expert.client.post(
        at, json={"statements": [{"text": WRONG, "provisions": [source["provision_id"]]}]}
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "approval_refused")
    assert refused.json()["errors"] == [{"at": "statements/0", "reason": "figure", "word": "99"}]
    made = expert.client.post(at, json={})
    assert made.status_code == 201
    approval = made.json()
    assert approval["state"] == "standing"
    assert all(one["became"] == "same" for one in approval["sources"])
    asker = signed_in(opens, "lan")
    token = re.search(r'name="csrf" value="([^"]+)"', asker.get("/account").text)
    assert token
    headers = {"x-csrf-token": token[1]}
    answer = asker.client.post("/v1/answers", json={"question": DAYS}, headers=headers).json()
    assert answer["approved"]["id"] == approval["id"]
    said = {"model": "thutuc", "messages": [{"role": "user", "content": DAYS}]}
    completion = asker.client.post("/v1/chat/completions", json=said, headers=headers).json()
    assert "đã duyệt" in completion["choices"][0]["message"]["content"]
    assert completion["thutuc"]["approved"]["id"] == approval["id"]
    assert approval["id"] in {
        one["id"] for one in expert.client.get("/v1/review/approvals").json()["approvals"]
    }
    outsider = signed_in(opens, "chuyen.gia.ngoai")
    assert outsider.client.get("/v1/review/approvals").json()["approvals"] == []
    assert outsider.client.get(f"/v1/review/approvals/{approval['id']}").status_code == 404
    assert expert.client.delete(f"/v1/review/approvals/{approval['id']}").status_code == 204
    assert expert.client.delete(f"/v1/review/approvals/{approval['id']}").status_code == 404
    restored = expert.client.post(f"/v1/review/approvals/{approval['id']}/restore")
    assert restored.json()["state"] == "standing"
    expert.client.delete(f"/v1/review/approvals/{approval['id']}")
