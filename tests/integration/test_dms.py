"""What a document management system does, with a real server and the process that writes for it."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from carrying_pdfs import carrying, plain, with_packed
from dms_client import QUESTION, Dms, close_clients, code, notice
from serving import served
from small_office import small_office

from api.dms.schemas import ReferenceOut
from api.keys import Keys, Rights, Scope
from index.access import AccessLabel
from index.sqlite_store import SqliteStore


@pytest.fixture(scope="module", autouse=True)
def _clients_are_closed() -> Iterator[None]:
    yield
    close_clients()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_office().copied(tmp_path_factory.mktemp("dms") / "home")


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with served(home, upload_mb="2") as address:
        yield address


@pytest.fixture(scope="module")
def dms(address: str, home: Path) -> Dms:
    return Dms(address, home, "qlvb")


def test_a_document_goes_in_is_found_is_replaced_and_goes_out(dms: Dms) -> None:
    before = dms.changes()["next"]
    job = dms.done(dms.put(("thong-bao.md", notice(11, "12")), reference="TB/11", label="internal"))
    assert (job["counts"]["created"], job["total"], job["done"]) == (1, 1, 1)
    document = job["files"][0]["document_id"]
    told = dms.http.post("/v1/answers", json={"question": QUESTION}).json()
    assert "ngày 12 hằng tháng" in told["answer"]
    assert dms.http.get(f"/v1/documents/{document}/original").content == notice(11, "12")

    again = dms.done(dms.put(("thong-bao.md", notice(11, "12")), reference="TB/11", label="internal"))
    assert again["counts"]["unchanged"] == 1
    newer = dms.done(dms.put(("ban-moi.md", notice(11, "20")), reference="TB/11", label="internal"))
    assert newer["counts"] | {"seconds": 0} == {
        **{"created": 0, "updated": 1, "unchanged": 0, "quarantined": 0, "seconds": 0}
    }
    assert newer["files"][0]["document_id"] == document
    assert "ngày 20" in dms.http.get(f"/v1/documents/{document}/text").text
    kept = dms.http.get("/v1/references/TB/11").json()
    assert ReferenceOut.model_validate(kept).file.document_id == document

    told = dms.changes(before)
    assert [(c["change"], c["document_id"]) for c in told["changes"]] == [("changed", document)]
    assert dms.http.delete(f"/v1/documents/{document}").status_code == 204
    assert code(dms.http.get(f"/v1/documents/{document}")) == (404, "document_not_found")
    assert [(c["change"], c["document"]) for c in dms.changes(told["next"])["changes"]] == [("gone", None)]
    assert dms.changes(dms.changes(before)["next"])["changes"] == []


def test_a_file_that_cannot_be_read_leaves_what_was_there(dms: Dms) -> None:
    first = dms.done(dms.put(("a.md", notice(12, "13")), reference="TB-12"))["files"][0]
    bad = dms.done(dms.put(("a.md", b""), reference="TB-12"))
    assert bad["files"][0]["state"] == "quarantined"
    assert bad["files"][0]["code"]
    assert bad["files"][0]["reason"]
    address = f"/v1/documents/{first['document_id']}"
    assert dms.http.get(f"{address}/original").content == notice(12, "13")
    assert "ngày 13" in dms.http.get(f"{address}/text").text


def test_a_new_format_of_the_same_document_replaces_the_old_file(dms: Dms, home: Path) -> None:
    first = dms.done(dms.put(("b.md", notice(14, "14")), reference="TB-14"))["files"][0]
    second = dms.done(dms.put(("b.txt", notice(14, "15")), reference="TB-14"))["files"][0]
    assert second["document_id"] == first["document_id"]
    head = dms.http.get(f"/v1/documents/{second['document_id']}").json()
    assert head["source"].endswith("b.txt")
    assert not [d for d in head["doubts"] if "number" in d]
    assert len(list(Path(head["source"]).parent.iterdir())) == 1


def test_the_same_idempotency_key_is_the_same_job(dms: Dms) -> None:
    first = dms.put(("c.md", notice(15, "15")), key="k-1")
    again = dms.put(("c.md", notice(15, "15")), key="k-1")
    assert first.json()["id"] == again.json()["id"]
    assert code(dms.put(("c.md", notice(15, "16")), key="k-1")) == (409, "idempotency_conflict")
    dms.done(again)


def test_many_files_and_an_archive_are_one_job(dms: Dms, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("văn bản/mười sáu.md", notice(16, "16"))
        archive.writestr("văn bản/mười bảy.md", notice(17, "17"))
        archive.writestr("__MACOSX/x", b"?")
    files = [("goi.zip", packed.getvalue()), ("khong-phai.pdf", b"%PDF-1.7 cut"), ("d.md", notice(18, "18"))]
    job = dms.done(dms.put(*files))
    assert [(f["name"], f["state"]) for f in job["files"]] == [
        ("mười sáu.md", "live"),
        ("mười bảy.md", "live"),
        ("khong-phai.pdf", "quarantined"),
        ("d.md", "live"),
    ]
    assert [j["id"] for j in dms.http.get("/v1/jobs", params={"limit": 1}).json()["jobs"]] == [job["id"]]


def test_files_attached_to_a_pdf_follow_it_under_its_reference(dms: Dms) -> None:
    """Each has its own original and page pictures; a later PDF replaces them, and takes out the others."""
    scheme = carrying({"trong.pdf": plain("Ban ve kem theo so do.")}, "Phu luc.")
    first = carrying({"ba mươi mốt.md": notice(31, "21"), "phụ lục.pdf": scheme}, "To trinh.")
    job = dms.done(dms.put(("to-trinh.pdf", first), reference="TTr-31", label="internal"))
    assert [(f["name"], f["reference"], f["state"]) for f in job["files"]] == [
        ("to-trinh.pdf", "TTr-31", "live"),
        ("ba mươi mốt.md", "TTr-31#attachment-1", "live"),
        ("phụ lục.pdf", "TTr-31#attachment-2", "live"),
        ("trong.pdf", "TTr-31#attachment-3", "live"),
    ]
    given, letter, appendix, drawing = [f"/v1/documents/{f['document_id']}" for f in job["files"]]
    assert dms.http.get(f"{given}/original").content == first
    assert dms.http.get(f"{letter}/original").content == notice(31, "21")
    assert dms.http.get(f"{appendix}/original").content == scheme
    assert dms.http.get(f"{drawing}/pages/1.png").headers["content-type"] == "image/png"

    second = carrying({"ba mươi mốt.md": notice(31, "22"), "hỏng.docx": b"none"}, "To trinh moi.")
    again = dms.done(dms.put(("to-trinh.pdf", second), reference="TTr-31", label="internal"))
    assert [f["state"] for f in again["files"]] == ["live", "live", "quarantined"]
    assert "ngày 22" in dms.http.get(f"{letter}/text").text
    assert code(dms.http.get(drawing)) == (404, "document_not_found")
    third = dms.done(dms.put(("to-trinh.pdf", plain("Khong kem.")), reference="TTr-31", label="internal"))
    assert [f["state"] for f in third["files"]] == ["live"]
    assert code(dms.http.get(letter)) == (404, "document_not_found")
    assert code(dms.http.get(appendix)) == (404, "document_not_found")


def test_a_bomb_attached_to_a_pdf_refuses_the_upload(dms: Dms, home: Path) -> None:
    bomb = with_packed("0.txt", zlib.compress(bytes(60 << 20), 9))
    assert code(dms.put(("a.pdf", bomb))) == (422, "bad_archive")
    assert not [p for p in (home / "uploads").iterdir() if (p / "attached").exists()]


def test_what_is_given_twice_or_more_is_told_of_each_time(dms: Dms) -> None:
    bad, good = ("hong.pdf", b"%PDF-1.7 twice"), ("hai.md", notice(26, "26"))
    job = dms.done(dms.put(bad, good, bad, good, bad))
    assert [f["state"] for f in job["files"]] == ["quarantined", "live", "quarantined", "live", "quarantined"]
    assert len({f["document_id"] for f in job["files"]}) == 2


@pytest.mark.parametrize("trick", ["../out.md", "/etc/out.md", "a\\..\\b.md", "link", "bomb", "cut", "twice"])
def test_tricks_of_an_archive_are_refused_whole(dms: Dms, home: Path, trick: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("good.md", notice(19, "19"))
        if trick == "link":
            entry = zipfile.ZipInfo("link")
            entry.external_attr = 0o120777 << 16
            archive.writestr(entry, "/etc/passwd")
        elif trick == "bomb":
            archive.writestr("bomb.txt", b"0" * (32 << 20))
        elif trick == "twice":
            archive.writestr("GOOD.md", b"x")
        elif trick != "cut":
            archive.writestr(trick, b"x")
    content = packed.getvalue()
    if trick == "cut":
        content = content[:40] + b"\0\0\0\0" + content[44:]
    assert code(dms.put(("goi.zip", content))) == (422, "bad_archive")
    assert not [p for p in (home / "uploads").iterdir() if (p / "archive").exists()]


def test_a_label_counts_at_once_in_an_open_conversation_too(dms: Dms, address: str, home: Path) -> None:
    document = dms.done(dms.put(("e.md", notice(21, "21")), label="internal"))["files"][0]["document_id"]
    reader = Dms(address, home, "reader", "internal").http
    cleared = Dms(address, home, "cleared", "secret")
    place = reader.get("/v1/changes").json()["next"]
    told = reader.post("/v1/answers", json={"question": QUESTION}).json()
    cited = {c["document"]["id"] for c in told["citations"]}
    target = document if document in cited else next(iter(cited))
    raised = cleared.http.patch(f"/v1/documents/{target}", json={"label": "secret"})
    assert raised.json()["label"] == "secret"
    assert code(reader.get(f"/v1/documents/{target}")) == (404, "document_not_found")
    assert code(reader.get(f"/v1/answers/{told['record_id']}")) == (404, "answer_not_found")
    more = {"question": "Còn địa điểm thì sao?", "conversation_id": told["conversation_id"]}
    assert target not in reader.post("/v1/answers", json=more).text
    heard = reader.get("/v1/changes", params={"since": place}).json()["changes"]
    assert ("gone", target) in [(c["change"], c["document_id"]) for c in heard]
    assert cleared.http.patch(f"/v1/documents/{target}", json={"label": "internal"}).status_code == 200
    assert reader.get(f"/v1/documents/{target}").status_code == 200


def test_who_never_could_read_a_document_hears_nothing_of_it(address: str, home: Path) -> None:
    guest, cleared = Dms(address, home, "guest", "public"), Dms(address, home, "cleared-2", "secret")
    place = guest.changes()["next"]
    job = cleared.done(cleared.put(("f.md", notice(22, "22")), label="secret"))
    cleared.http.delete(f"/v1/documents/{job['files'][0]['document_id']}")
    assert guest.changes(place)["changes"] == []
    assert code(guest.http.get(f"/v1/jobs/{job['id']}")) == (404, "job_not_found")


def test_nobody_gives_a_label_that_they_cannot_read(dms: Dms) -> None:
    for label, departments in (("secret", []), ("internal", ["so-tai-chinh"])):
        reply = dms.put(("g.md", notice(23, "23")), label=label, departments=departments)
        assert code(reply) == (403, "label_not_allowed")


def test_without_the_scope_nothing_is_written(address: str, home: Path, dms: Dms) -> None:
    token = Keys(home).create(
        "only-reads", Rights(frozenset({Scope.READ}), AccessLabel.parse("internal")), 1
    )[1]
    shown = dms.http.get("/v1/documents", params={"limit": 1}).json()["documents"][0]["id"]
    for headers, expected in (({}, 401), ({"x-api-key": token}, 403)):
        for method, path in (("POST", ""), ("DELETE", f"/{shown}"), ("PATCH", f"/{shown}")):
            body = {"json": {"label": "public"}} if method == "PATCH" else {}
            body |= {"files": {"file": ("x.md", b"x")}} if method == "POST" else {}
            body["timeout"] = 60
            reply = httpx.request(method, f"{address}/v1/documents{path}", headers=headers, **body)
            assert reply.status_code == expected, (method, reply.text)


@pytest.mark.parametrize("declared", [True, False])
def test_an_upload_that_is_too_large_is_refused(dms: Dms, declared: bool) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="x.txt"\r\n\r\n'
    whole = part + b" " * (3 << 20) + b"\r\n--x--\r\n"
    pieces = [whole[n : n + (1 << 18)] for n in range(0, len(whole), 1 << 18)]
    reply = dms.http.post(
        "/v1/documents",
        content=whole if declared else iter(pieces),
        headers={"content-type": "multipart/form-data; boundary=x"},
    )
    assert code(reply) == (413, "body_too_large")


def test_a_list_is_walked_by_its_cursor_and_known_by_its_tag(dms: Dms) -> None:
    everything = dms.http.get("/v1/documents")
    ids, cursor = [], ""
    while cursor is not None:
        stretch = dms.http.get("/v1/documents", params={"limit": 3, "cursor": cursor}).json()
        ids += [d["id"] for d in stretch["documents"]]
        cursor = stretch["next"]
    assert ids == [d["id"] for d in everything.json()["documents"]]
    known = dms.http.get("/v1/documents", headers={"if-none-match": everything.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert code(dms.http.get("/v1/documents", params={"cursor": "x"})) == (422, "invalid_request")


def test_the_second_writer_waits_and_the_service_answers_meanwhile(dms: Dms, home: Path) -> None:
    with SqliteStore.open(home / "documents.sqlite", write=True):
        reply = dms.put(("h.md", notice(24, "24")))
        until = time.monotonic() + 60
        while dms.http.get(reply.headers["location"]).json()["state"] != "waiting":
            assert time.monotonic() < until
            time.sleep(0.1)
        shown = dms.http.get("/v1/documents").json()["documents"][0]["id"]
        refused = dms.http.delete(f"/v1/documents/{shown}")
        assert code(refused) == (503, "store_busy")
        assert int(refused.headers["retry-after"]) > 0
        assert dms.http.post("/v1/answers", json={"question": QUESTION}).status_code == 200
    dms.done(reply)


def test_what_was_accepted_is_done_after_an_end(tmp_path: Path) -> None:
    home = small_office().copied(tmp_path / "home")
    with SqliteStore.open(home / "documents.sqlite", write=True), served(home) as address:
        reply = Dms(address, home, "one").put(("i.md", notice(25, "25")))
        assert reply.status_code == 202
    with served(home) as address:
        later = Dms(address, home, "two").http
        rotated = Keys(home)
        key = next(k for k in rotated.all() if k.name == "one")
        token = rotated.rotate(key.id, 1, timedelta(0))[1]
        later.headers["authorization"] = f"Bearer {token}"
        until = time.monotonic() + 60
        while later.get(reply.headers["location"]).json()["state"] != "done":
            assert time.monotonic() < until
            time.sleep(0.1)
