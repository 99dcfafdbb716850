"""The service over a real store with real answers: its contract, its problems, and what it never tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from fastapi.testclient import TestClient
from small_office import FONT, SECRET, Office, small_office

from api.app import create_app
from api.middleware import MOST_BODY
from api.problems import STATUS
from api.schemas import AnswerOut, DocumentOut, Found, HeadOut, ProblemOut
from index.settings import load_settings

DAYS = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"
FEE = "Lệ phí cấp giấy phép treo biển hiệu ngoài trời là bao nhiêu?"


@pytest.fixture(scope="module")
def office() -> Office:
    return small_office()


@pytest.fixture(scope="module")
def client(office: Office) -> Iterator[TestClient]:
    with TestClient(create_app(office.home)) as client:
        yield client


def ask(client: TestClient, question: object, **more: object) -> dict:
    reply = client.post("/v1/answers", json={"question": question, **more})
    assert reply.status_code == 200, reply.text
    return reply.json()


def document(client: TestClient, words: str) -> dict:
    found = client.get("/v1/documents", params={"q": words}).json()["documents"]
    assert len(found) == 1
    return found[0]


class TestAnswers:
    def test_an_answer_keeps_the_contract_and_stands_on_the_provision(self, client: TestClient) -> None:
        answer = ask(client, DAYS)
        AnswerOut.model_validate(answer)
        assert answer["status"] == "answered"
        cited = [answer["citations"][c] for s in answer["statements"] for c in s["citations"]]
        assert any("07 ngày làm việc" in c["quote"] for c in cited)
        assert all(s["citations"] for s in answer["statements"])
        assert cited[0]["document"]["number"] == "12/2026/QĐ-UBND"
        assert cited[0]["validity"]["from"] == "2026-03-01"

    def test_every_quote_stands_word_for_word_in_the_text_of_its_document(self, client: TestClient) -> None:
        for citation in ask(client, DAYS)["citations"]:
            text = client.get(f"/v1/documents/{citation['document']['id']}/text").text
            assert citation["quote"] in text

    def test_the_day_asked_about_decides_the_validity(self, client: TestClient) -> None:
        before = ask(client, DAYS, as_of="2026-02-15")
        assert before["as_of"] == "2026-02-15"
        states = {
            c["validity"]["status"]
            for c in before["citations"]
            if c["document"]["number"] == "12/2026/QĐ-UBND"
        }
        assert states <= {"not_yet"}
        assert {c["validity"]["status"] for c in ask(client, DAYS, as_of="2026-03-02")["citations"]} == {
            "in_force"
        }

    def test_a_follow_up_is_understood_by_the_earlier_turn(self, client: TestClient) -> None:
        answer = ask(client, [DAYS, "Còn gia hạn thì sao?"])
        assert answer["question"] == "Còn gia hạn thì sao?"
        assert "treo biển hiệu" in answer["understood_as"]

    def test_a_procedure_comes_with_its_card_and_unknown_is_null(self, client: TestClient) -> None:
        card = ask(client, FEE)["procedure"]
        assert card["code"] == "9.000417"
        assert {c["method"]: c["time"] for c in card["channels"]}["Trực tuyến"] == "5 Ngày làm việc"
        assert card["conditions"] is None

    def test_an_answer_can_be_had_again(self, client: TestClient) -> None:
        answer = ask(client, DAYS)
        assert client.get(f"/v1/answers/{answer['record_id']}").json() == answer
        missing = client.get("/v1/answers/none-of-this-name")
        assert missing.status_code == 404
        assert missing.json()["code"] == "answer_not_found"

    def test_a_search_shows_the_parts_of_each_score(self, client: TestClient) -> None:
        found = client.get("/v1/search", params={"q": "treo biển hiệu", "k": 2}).json()
        Found.model_validate(found)
        assert len(found["results"]) == 2
        assert {"lexical", "dense"} <= set(found["results"][0]["parts"])


class TestSecrets:
    def test_what_may_not_be_read_is_neither_found_listed_nor_named(
        self, client: TestClient, office: Office
    ) -> None:
        question = "Đội tuần tra hải đăng Mũi Én xuất phát lúc mấy giờ tại bến số mấy?"
        replies = (
            client.post("/v1/answers", json={"question": question}).text,
            client.get("/v1/search", params={"q": "lịch tuần tra hải đăng Mũi Én"}).text,
            client.get("/v1/documents").text,
            client.get("/documents").text,
        )
        told = [r.replace(question, "").replace("lịch tuần tra hải đăng Mũi Én", "") for r in replies]
        assert not any("hải đăng" in r or "bến số 9" in r for r in told)
        settings = load_settings(office.home, serve_clearance="top_secret")
        with TestClient(create_app(office.home, settings)) as cleared:
            hidden = document(cleared, "hai dang")
            assert SECRET.splitlines()[2] in cleared.get(f"/v1/documents/{hidden['id']}/text").text
        for address in ("", "/text", "/pages/1.png"):
            refused = client.get(f"/v1/documents/{hidden['id']}{address}")
            unknown = client.get(f"/v1/documents/0000000000000000{address}")
            assert refused.status_code == unknown.status_code == 404
            assert {**refused.json(), "request_id": ""} == {**unknown.json(), "request_id": ""}


class TestDocuments:
    def test_they_are_listed_and_found_without_diacritics(self, client: TestClient) -> None:
        everything = client.get("/v1/documents").json()
        assert everything["total"] == len(everything["documents"]) == 5 - (not FONT.is_file())
        HeadOut.model_validate(document(client, "bien quang cao ho kinh doanh"))
        part = client.get("/v1/documents", params={"offset": 1, "limit": 2}).json()
        assert part["documents"] == everything["documents"][1:3]

    def test_the_tree_holds_every_provision_once(self, client: TestClient) -> None:
        head = document(client, "12/2026")
        shown = client.get(f"/v1/documents/{head['id']}").json()
        DocumentOut.model_validate(shown)
        text = client.get(f"/v1/documents/{head['id']}/text").text

        def walk(nodes: list[dict]) -> Iterator[dict]:
            for node in nodes:
                yield node
                yield from walk(node["children"])

        nodes = list(walk(shown["tree"]))
        assert len({n["id"] for n in nodes}) == len(nodes) == head["provisions"]
        clause = next(n for n in nodes if n["locator"] == "Điều 2 khoản 2")
        assert "03 ngày làm việc" in text[slice(*clause["span"])]

    @pytest.mark.skipif(not FONT.is_file(), reason=f"no font for Vietnamese at {FONT}")
    def test_a_page_is_drawn_only_from_the_file_that_was_ingested(
        self, client: TestClient, office: Office
    ) -> None:
        address = f"/v1/documents/{document(client, 'HƯỚNG DẪN')['id']}/pages"
        picture = client.get(f"{address}/1.png")
        assert picture.headers["content-type"] == "image/png"
        assert picture.content[:8] == b"\x89PNG\r\n\x1a\n"
        assert client.get(f"{address}/1.png").content == picture.content
        assert client.get(f"{address}/2.png").json()["code"] == "page_not_found"
        file = office.papers / "huong-dan.pdf"
        before = file.read_bytes()
        try:
            file.write_bytes(before + b"\n")
            assert client.get(f"{address}/1.png").json()["code"] == "page_not_found"
            file.unlink()
            assert client.get(f"{address}/1.png").status_code == 404
        finally:
            file.write_bytes(before)
        assert client.get(f"{address}/1.png").status_code == 200

    def test_a_text_is_no_picture(self, client: TestClient) -> None:
        reply = client.get(f"/v1/documents/{document(client, '12/2026')['id']}/pages/1.png")
        assert (reply.status_code, reply.json()["code"]) == (404, "page_not_found")


class TestProblems:
    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"question": "  "}, "question_missing"),
            ({"question": []}, "question_missing"),
            ({"question": "x" * 4001}, "question_too_long"),
            ({"question": ["x"] * 11}, "too_many_turns"),
            ({"question": 7}, "invalid_request"),
            ({"question": "x", "as_of": "tomorrow"}, "invalid_request"),
            ({"question": "x", "more": 1}, "invalid_request"),
            ({}, "invalid_request"),
        ],
    )
    def test_a_bad_question_is_told_why(self, client: TestClient, body: object, code: str) -> None:
        reply = client.post("/v1/answers", json=body)
        assert reply.status_code == 422
        assert reply.headers["content-type"] == "application/problem+json"
        assert ProblemOut.model_validate(reply.json()).code == code

    @pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b'{"question": "\\ud800"}', b"[" * 50_000])
    def test_bytes_that_are_no_request_are_refused(self, client: TestClient, raw: bytes) -> None:
        reply = client.post("/v1/answers", content=raw, headers={"content-type": "application/json"})
        assert reply.status_code == 422
        assert reply.json()["code"] == "invalid_request"

    @pytest.mark.parametrize("declared", [True, False])
    def test_too_large_a_body_is_refused(self, client: TestClient, declared: bool) -> None:
        whole = b" " * (MOST_BODY + 1)
        reply = client.post("/v1/answers", content=whole if declared else iter([whole[:9], whole[9:]]))
        assert reply.status_code == 413
        assert reply.json()["code"] == "body_too_large"
        assert "content-security-policy" in reply.headers

    def test_the_words_follow_the_reader(self, client: TestClient) -> None:
        titles = {
            language: client.get("/v1/nothing", headers={"accept-language": language}).json()["title"]
            for language in ("vi", "en-GB,en;q=0.8", "bn;q=0.9,fr", "fr", "", ";;q=x")
        }
        assert titles["vi"] == titles["fr"] == titles[""] == titles[";;q=x"] == "Không có trang này"
        assert len(set(titles.values())) == 3

    def test_a_fault_shows_nothing_of_itself(self, office: Office) -> None:
        def broken(_: Path) -> None:
            raise RuntimeError("the password is on line 12")

        with TestClient(create_app(office.home, None, broken)) as client:  # type: ignore[arg-type]
            reply = client.post("/v1/answers", json={"question": DAYS})
        assert (reply.status_code, reply.json()["code"]) == (500, "internal")
        assert "password" not in reply.text
        assert "Traceback" not in reply.text
        assert reply.headers["x-request-id"] == reply.json()["request_id"]

    def test_a_wrong_method_is_told(self, client: TestClient) -> None:
        assert client.put("/v1/answers").json()["code"] == "method_not_allowed"

    def test_each_code_has_its_words_in_each_language(self) -> None:
        for language in ("vi", "en", "bn"):
            spoken = yaml.safe_load(Path(f"prompts/interface.{language}.yaml").read_text(encoding="utf-8"))
            assert set(spoken["problems"]) == set(STATUS)


class TestHealth:
    def test_a_home_without_documents_lives_but_is_not_ready(self, tmp_path: Path) -> None:
        with TestClient(create_app(tmp_path / "new")) as client:
            assert client.get("/healthz").json() == {"status": "ok"}
            ready = client.get("/readyz")
            assert (ready.status_code, ready.json()["missing"]) == (503, ["no_store"])
            asked = client.post("/v1/answers", json={"question": DAYS})
            assert (asked.status_code, asked.json()["code"]) == (503, "not_ready")
            assert "thutuc ingest" in client.get("/").text
        assert not (tmp_path / "new").exists()

    def test_missing_vectors_are_told_and_do_not_stop_answers(self, client: TestClient) -> None:
        ready = client.get("/readyz")
        assert ready.status_code == 200
        assert ready.json() == {"ready": True, "missing": [], "degraded": ["vectors_missing"]}


class TestEnvelope:
    @pytest.mark.parametrize(
        "address", ["/", "/documents", "/docs", "/v1/documents", "/static/page.css", "/x"]
    )
    def test_every_response_is_sealed(self, client: TestClient, address: str) -> None:
        headers = client.get(address).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert re.fullmatch("[0-9a-f]{16}", headers["x-request-id"])

    @pytest.mark.parametrize("address", ["/", "/documents", "/docs", "/ask?question=Thời hạn treo biển hiệu"])
    def test_no_page_asks_another_host_or_carries_a_script(self, client: TestClient, address: str) -> None:
        page = client.get(address, headers={"accept": "text/html"}).text
        assert not re.findall(r"""(?:href|src|action|url)\s*[=(]\s*["']?(?:https?:)?//""", page)
        assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]* src=\"/static/)", page)

    def test_the_description_names_every_operation(self, client: TestClient) -> None:
        described = client.get("/openapi.json").json()
        page = client.get("/docs").text
        assert {"/v1/answers", "/v1/search", "/v1/documents/{document_id}"} <= set(described["paths"])
        assert all(path in page for path in described["paths"])

    def test_large_replies_are_packed(self, client: TestClient) -> None:
        assert (
            client.get("/openapi.json", headers={"accept-encoding": "gzip"}).headers["content-encoding"]
            == "gzip"
        )


class TestPlainPage:
    def test_the_form_answers_without_javascript(self, client: TestClient) -> None:
        page = client.post("/ask", data={"question": DAYS, "as_of": "02/03/2026"})
        assert page.status_code == 200
        assert "07 ngày làm việc" in page.text
        assert "Còn hiệu lực từ 01/03/2026" in page.text
        [conversation] = set(re.findall(r'name="conversation" value="([^"]+)"', page.text))
        again = client.post("/ask", data={"question": "Còn gia hạn thì sao?", "conversation": conversation})
        assert "03 ngày làm việc" in again.text
        assert again.text.index(DAYS) < again.text.index("Đã hiểu là:")

    def test_a_bad_question_keeps_what_was_typed(self, client: TestClient) -> None:
        page = client.post("/ask", data={"question": "Hỏi <gì>", "as_of": "mai"})
        assert page.status_code == 422
        assert "Hỏi &lt;gì&gt;</textarea>" in page.text
        assert 'role="alert"' in page.text

    def test_a_text_never_becomes_markup(self, client: TestClient) -> None:
        head = document(client, "kho lạnh")
        asked = client.post("/ask", data={"question": "Kho lạnh số 3 chứa bao nhiêu thùng vắc xin?"}).text
        for page in (client.get(f"/documents/{head['id']}").text, asked):
            assert "window.hacked" in page
            assert "<script>window" not in page
            assert "<img src=x" not in page

    def test_the_cited_passage_is_marked(self, client: TestClient) -> None:
        citation = ask(client, DAYS)["citations"][0]
        for at in (citation["provision_id"], citation["locator"]):
            page = client.get(f"/documents/{citation['document']['id']}", params={"at": at}).text
            assert re.search(r'<mark id="cited">[^<]*07 ngày làm việc', page)

    def test_the_page_speaks_three_languages_and_remembers(self, office: Office) -> None:
        with TestClient(create_app(office.home)) as client:
            assert '<html lang="vi">' in client.get("/").text
            assert '<html lang="bn">' in client.get("/", params={"lang": "bn"}).text
            assert '<html lang="bn">' in client.get("/documents").text
            assert '<html lang="bn">' in client.get("/", params={"lang": "xx"}).text

    def test_the_words_of_the_three_languages_have_the_same_names(self) -> None:
        def names(words: dict, before: str = "") -> set[str]:
            return {
                name
                for key, value in words.items()
                for name in (names(value, f"{before}{key}.") if isinstance(value, dict) else {before + key})
            }

        found = [
            names(yaml.safe_load(Path(f"prompts/interface.{x}.yaml").read_text(encoding="utf-8")))
            for x in ("vi", "en", "bn")
        ]
        assert found[0] == found[1] == found[2]


def test_the_manual_names_every_operation_problem_and_member() -> None:
    manual = Path("docs/api.md").read_text(encoding="utf-8")
    described = create_app(Path("nowhere")).openapi()
    for path in described["paths"]:
        assert path.replace("document_id", "id").replace("{number}", "{n}") in manual, path
    for name in (*STATUS, *AnswerOut.model_fields):
        assert f"`{name}`" in manual, name
