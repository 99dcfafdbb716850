"""What readers say of statements: kept with the answer, seen by experts where the page is switched on."""

import sqlite3

import pytest
from fastapi.testclient import TestClient
from small_office import small_office

from api.app import create_app
from index.settings import load_settings

DAYS = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("feedback") / "home"
    small_office().copied(home)
    (home / "answers.sqlite").unlink(missing_ok=True)
    return home


@pytest.fixture
def client(home):
    settings = load_settings(home).model_copy(update={"review_page": True})
    with TestClient(create_app(home, settings)) as client:
        yield client


def answered(client):
    page = client.post("/ask", data={"question": DAYS})
    return page.url.path


def test_an_opinion_is_kept_shown_again_and_reviewed(client):
    answer = answered(client)
    said = {"statement": 1, "verdict": "wrong", "words": "Thiếu phí; gọi 0912345678"}
    page = client.post(f"{answer}/feedback", data=said)
    assert page.url.path == answer
    assert "Đã góp ý: <b>Sai</b>" in page.text
    review = client.get("/review").text
    assert DAYS in review
    assert "07 ngày làm việc" in review
    assert "Thiếu phí" in review
    assert "0912345678" not in review
    client.post(f"{answer}/feedback", data=said | {"verdict": "right", "words": ""})
    assert "Thiếu phí" not in client.get("/review").text
    number = client.get("/review").text.split('action="/review/')[1].split('"')[0]
    assert "Không còn góp ý nào" in client.post(f"/review/{number}").text
    assert client.post(f"/review/{number}0").status_code == 404


def test_what_was_said_goes_with_the_answer(client, home):
    answer = answered(client)
    client.post(f"{answer}/feedback", data={"statement": 0, "verdict": "incomplete", "words": "mẫu đơn?"})
    conversation = client.get(f"/v1{answer}").json()["conversation_id"]
    assert client.delete(f"/v1/conversations/{conversation}").status_code == 204
    with sqlite3.connect(home / "answers.sqlite") as kept:
        assert kept.execute("SELECT count(*) FROM feedback WHERE words = 'mẫu đơn?'").fetchone() == (0,)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"statement": 99, "verdict": "wrong"}, 422),
        ({"statement": 1, "verdict": "lovely"}, 422),
        ({"statement": 1, "verdict": "right", "words": "x" * 2001}, 422),
    ],
)
def test_what_is_no_opinion_is_refused(client, said, status):
    assert client.post(f"{answered(client)}/feedback", data=said).status_code == status
    assert client.post("/answers/none/feedback", data=said | {"verdict": "right"}).status_code in {404, 422}


def test_the_page_of_experts_is_closed_unless_it_is_switched_on(home):
    with TestClient(create_app(home, load_settings(home))) as client:
        assert client.get("/review").status_code == 404
        assert client.post("/review/1").status_code == 404
