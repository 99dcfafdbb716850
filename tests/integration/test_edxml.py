"""The document exchange over HTTP: envelopes are answered, change what is in force, and go out again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from dms_client import Dms, close_clients, code, notice
from docx import Document
from sample_envelope import HEADER, STATUS, envelope, packed
from serving import served
from small_office import small_office

from api.edxml.register import FILE
from index.sqlite_store import SqliteStore
from ingest.envelope import Envelope
from ingest.envelope_xml import read_envelope

OURS = "000.07.05.H05"
NEW = "<edXML:BussinessDocType>0</edXML:BussinessDocType>"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_office().copied(tmp_path_factory.mktemp("edxml") / "home")


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with served(home, upload_mb="4", edxml_organ_id=OURS, edxml_organ_name="UBND xã Đồng Mây") as address:
        yield address
    close_clients()


@pytest.fixture(scope="module")
def dms(address: str, home: Path) -> Dms:
    return Dms(address, home, "truc-lien-thong")


def name(number: str) -> str:
    return f"000.00.15.H05,2026/07/09,{number}/SXD-QLN"


def business(kind: int, *about: str) -> str:
    told = f"<edXML:BussinessDocType>{kind}</edXML:BussinessDocType>"
    if kind == 3:
        one = "<edXML:ReplacementInfo><edXML:DocumentId>{}</edXML:DocumentId></edXML:ReplacementInfo>"
        return (
            f"{told}<edXML:ReplacementInfoList>{''.join(map(one.format, about))}</edXML:ReplacementInfoList>"
        )
    return told + "".join(f"<edXML:DocumentId>{one}</edXML:DocumentId>" for one in about)


def send(dms: Dms, data: bytes, **query: str) -> httpx.Response:
    return dms.http.post("/v1/edxml", content=data, params=query, headers={"content-type": "application/xml"})


def status(reply: httpx.Response) -> Envelope:
    assert reply.headers["content-type"] == "application/xml", reply.text
    told = read_envelope(reply.content)
    assert told.status is not None
    assert told.response_for is not None
    assert told.sender.id == OURS
    return told


def settled(dms: Dms, document_id: str) -> Envelope:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        told = status(dms.http.get(f"/v1/edxml/{document_id}"))
        assert told.response_for is not None
        assert told.response_for.document_id == document_id
        if told.status is not None and told.status.code != "01":
            return told
        time.sleep(0.1)
    raise AssertionError("still 01")


def outcome(dms: Dms, data: bytes, number: str, **query: str) -> tuple[str, str]:
    reply = send(dms, data, **query)
    assert reply.status_code == 202, reply.text
    told = status(reply).status
    assert told is not None
    assert told.code == "01"
    found = settled(dms, name(number)).status
    assert found is not None
    return found.code, found.description


def letter(number: int, day: str) -> dict[str, bytes]:
    return {f"{number}.md.zip": packed({f"{number}.md": notice(number, day)})}


def document_of(dms: Dms, number: str, place: int = 1) -> dict:
    kept = dms.http.get(f"/v1/references/edxml:{name(number)}#{place}".replace("#", "%23")).json()
    return dms.http.get(f"/v1/documents/{kept['file']['document_id']}").json()


def test_a_new_document_is_taken_in_with_what_its_header_says(dms: Dms) -> None:
    bare = "Điều 1. Giao nhận\n\n1. Hồ sơ nhà ở được giao nhận vào thứ Sáu hằng tuần.\n".encode()
    data = envelope({"cv.zip": packed({"cv.txt": bare})}, number="901")
    assert outcome(dms, data, "901") == ("03", "Đã tiếp nhận văn bản.")
    head = document_of(dms, "901")
    assert (head["number"], head["kind"], head["issued_on"]) == ("901/SXD-QLN", "Công văn", "2026-07-09")
    assert head["issuer"] == "Sở Xây dựng"
    assert head["title"] == "Công văn 901/SXD-QLN: V/v giao nhận hồ sơ nhà ở"
    told = dms.http.post("/v1/answers", json={"question": "Hồ sơ nhà ở được giao nhận vào thứ mấy?"}).json()
    assert "thứ Sáu" in told["answer"]
    again = send(dms, data)
    assert (again.status_code, status(again).status.code) == (200, "03")  # type: ignore[union-attr]
    assert len(dms.http.get("/v1/jobs").json()["jobs"]) == 1


def test_an_update_replaces_and_a_revocation_takes_out_of_force_with_a_record(dms: Dms, home: Path) -> None:
    assert outcome(dms, envelope(letter(41, "4"), number="902"), "902")[0] == "03"
    first = document_of(dms, "902")
    updated = envelope(letter(41, "14"), number="902", business=business(2))
    assert outcome(dms, updated, "902")[0] == "15"
    second = document_of(dms, "902")
    assert second["id"] == first["id"]
    assert "ngày 14" in dms.http.get(f"/v1/documents/{first['id']}/text").text
    assert second["validity"]["status"] != "ended"
    assert outcome(dms, envelope(number="902", business=business(1)), "902")[0] == "15"
    ended = document_of(dms, "902")
    assert ended["validity"]["status"] == "ended"
    assert ended["validity"]["basis"].startswith("thu hồi ngày")
    with SqliteStore.open(home / "documents.sqlite") as store:
        kept = store.amendments.corrections(first["id"])
    assert [(c.who, c.note) for c in kept] == [("edxml", f"revocation by 000.00.15.H05: {name('902')}")]
    assert outcome(dms, envelope(letter(41, "24"), number="902"), "902")[0] == "03"
    assert document_of(dms, "902")["validity"]["status"] != "ended", "sent anew, it is in force again"


def test_a_replacement_ends_what_it_replaces_and_names_itself_to_who_may_read_it(dms: Dms) -> None:
    for number, at in (("903", 43), ("904", 44)):
        assert outcome(dms, envelope(letter(at, "4"), number=number), number)[0] == "03"
    newer = envelope(letter(45, "5"), number="905", business=business(3, name("903")))
    assert outcome(dms, newer, "905")[0] == "15"
    ended = document_of(dms, "903")["validity"]
    assert ended["status"] == "ended"
    assert "905/SXD-QLN" in ended["basis"]
    assert document_of(dms, "905")["validity"]["status"] != "ended"
    higher = envelope(letter(46, "6"), number="906", business=business(3, name("904"), name("999")))
    code_, words = outcome(dms, higher, "906")
    assert code_ == "15"
    assert name("999") in words, "what was never here is named"


def test_the_successor_is_not_named_to_who_may_not_read_it(address: str, home: Path) -> None:
    cleared = Dms(address, home, "truc-mat", "secret")
    assert outcome(cleared, envelope(letter(47, "7"), number="907"), "907", label="internal")[0] == "03"
    newer = envelope(letter(48, "8"), number="908", business=business(3, name("907")))
    assert outcome(cleared, newer, "908", label="secret")[0] == "15"
    ended = document_of(cleared, "907")["validity"]
    assert ended["status"] == "ended"
    assert "908" not in ended["basis"]


def test_only_the_sender_changes_a_document_and_only_one_that_is_here(dms: Dms) -> None:
    assert outcome(dms, envelope(letter(51, "1"), number="911"), "911")[0] == "03"
    stranger = HEADER.replace("000.00.15.H05</edXML:OrganId>", "000.00.99.H05</edXML:OrganId>").replace(
        "000.00.15.H05,2026", "000.00.99.H05,2026"
    )
    for kind in (1, 2, 3):
        told = send(dms, envelope(letter(51, "9"), header=stranger, business=business(kind, name("911"))))
        assert (told.status_code, status(told).status.code) == (200, "16")  # type: ignore[union-attr]
    assert document_of(dms, "911")["validity"]["status"] != "ended"
    unknown = send(dms, envelope(number="912", business=business(1)))
    assert status(unknown).status.code == "16"  # type: ignore[union-attr]
    assert name("912") in status(unknown).status.description  # type: ignore[union-attr]


def test_what_cannot_be_taken_in_is_rejected_with_its_reason(dms: Dms, home: Path) -> None:
    assert status(send(dms, envelope(number="921"))).status.code == "02"  # type: ignore[union-attr]
    told = outcome(dms, envelope({"a.pdf": b"%PDF-1.7 cut"}, number="922"), "922")
    assert told[0] == "02"
    assert "a.pdf" in told[1]
    half = envelope({"b.pdf": b"%PDF-1.7 cut", **letter(53, "3")}, number="923")
    told = outcome(dms, half, "923")
    assert (told[0], "b.pdf" in told[1]) == ("03", True)
    kept = set((home / "uploads").iterdir())  # what could not be read can be tried again
    for trick in ({"../out.md": b"x"}, {"/etc/out.md": b"x"}, {"bomb.txt": b"0" * (32 << 20)}):
        refused = send(dms, envelope({"a.zip": packed(trick)}, number="924"))
        assert status(refused).status.code == "02"  # type: ignore[union-attr]
    assert set((home / "uploads").iterdir()) == kept
    for broken in (b"", b"not xml", b"<a/>", b"<!DOCTYPE a [<!ENTITY x 'y'>]><edXML>&x;</edXML>"):
        assert code(send(dms, broken)) in {(422, "bad_envelope"), (422, "invalid_request")}
    assert code(send(dms, b" " * (5 << 20))) == (413, "body_too_large")
    assert code(dms.http.get("/v1/edxml/no,such,document")) == (404, "envelope_not_found")
    assert (home / FILE).stat().st_mode & 0o077 == 0


def test_an_envelope_in_an_envelope_is_opened(dms: Dms) -> None:
    inner = envelope({"cv.md": notice(54, "4")}, number="77")
    assert outcome(dms, envelope({"x.doc": packed({"77.edxml": inner})}, number="931"), "931")[0] == "03"


def test_another_system_does_not_see_what_one_has_handed_in(address: str, home: Path, dms: Dms) -> None:
    assert outcome(dms, envelope(letter(55, "5"), number="941"), "941")[0] == "03"
    other = Dms(address, home, "truc-khac")
    assert code(other.http.get(f"/v1/edxml/{name('941')}")) == (404, "envelope_not_found")
    assert status(send(other, envelope(number="941", business=business(1)))).status.code == "16"  # type: ignore[union-attr]


def test_a_reply_goes_out_as_an_envelope_and_its_status_comes_back(dms: Dms) -> None:
    assert outcome(dms, envelope(letter(61, "1"), number="951"), "951")[0] == "03"
    form = {
        "number": "17",
        "notation": "UBND-VP",
        "subject": "V/v trả lời Sở Xây dựng",
        "reply_to": name("951"),
        "text": "Ủy ban nhân dân xã đã nhận hồ sơ.\n\nXin trân trọng.",
        "signer": "Nguyễn Văn Mẫu",
        "issued_on": "2026-07-12",
    }
    sent = dms.http.post("/v1/edxml/replies", data=form)
    assert sent.status_code == 200, sent.text
    told = read_envelope(sent.content)
    assert (told.sender.id, told.receivers[0].id, told.number) == (OURS, "000.00.15.H05", "17/UBND-VP")
    assert told.response_for is not None
    assert told.response_for.document_id == name("951")
    (_, data), *_ = told.files()
    assert "Xin trân trọng." in [p.text for p in Document(BytesIO(data)).paragraphs]
    assert code(dms.http.get(f"/v1/edxml/{told.document_id}")) == (404, "envelope_not_found")
    answer = (
        STATUS.replace("000.07.05.H05", "000.00.15.H05")
        .replace("000.00.15.H05,2026/07/09,{number}/SXD-QLN", told.document_id)
        .format(number="17")
    )
    assert send(dms, envelope(header=answer)).status_code == 204
    noted = status(dms.http.get(f"/v1/edxml/{told.document_id}"))
    assert noted.status is not None
    assert noted.status.code == "03"

    question = dms.http.post(
        "/v1/answers", json={"question": "Thời hạn cấp giấy phép treo biển hiệu?"}
    ).json()
    parts = {**form, "number": "18", "text": "", "record_id": question["record_id"]}
    (_, data), *_ = read_envelope(dms.http.post("/v1/edxml/replies", data=parts).content).files()
    assert any("07 ngày làm việc" in p.text for p in Document(BytesIO(data)).paragraphs)

    files = [("file", ("tra-loi.pdf", b"%PDF-1.7 signed"))]
    own = dms.http.post("/v1/edxml/replies", data={**form, "number": "19", "text": ""}, files=files)
    assert list(read_envelope(own.content).files()) == [("tra-loi.pdf", b"%PDF-1.7 signed")]
    missing = dms.http.post("/v1/edxml/replies", data={**form, "reply_to": "no,such,document"})
    assert code(missing) == (404, "envelope_not_found")


@pytest.mark.shared
def test_all_envelopes_of_the_corpus_behave(dms: Dms, shared: Path) -> None:
    folder = shared / "corpus" / "edxml"
    told = {path.name: send(dms, path.read_bytes()) for path in sorted(folder.glob("status*.edxml"))}
    assert {reply.status_code for reply in told.values()} == {204}

    refused = status(send(dms, (folder / "edoc.edxml").read_bytes()))
    assert refused.status is not None
    assert refused.response_for is not None
    assert refused.status.code == "02"
    assert "unbound prefix" in refused.status.description
    assert refused.response_for.document_id == "9fbfbad2-f1f8-4256-a2eb-50fb1061cddb"

    about = "000.00.00.G22,2015/09/30,7816/VPCP-TTĐT"
    found = []
    for kind in ("new", "update", "replacement", "revocation"):
        reply = send(dms, (folder / f"edoc_{kind}.edxml").read_bytes())
        assert status(reply).status.code == "01", reply.text  # type: ignore[union-attr]
        last = settled(dms, about).status
        assert last is not None
        found.append((kind, last.code))
    # What they carry is an envelope that is itself no well-formed XML, so there is no text to take in.
    assert found == [("new", "02"), ("update", "16"), ("replacement", "16"), ("revocation", "15")]
