"""edXML envelopes: what is read of them, and what is refused with its reason."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from ingest.envelope import Business
from ingest.envelope_xml import read_envelope
from ingest.errors import BadArchive, Damaged, NotWhatItSays, TooLarge, Unreadable
from tests.sample_envelope import STATUS, envelope, packed

TEXT = "Điều 1. Phạm vi".encode()


def test_what_the_header_says_is_read() -> None:
    read = read_envelope(envelope({"812.txt": packed({"b7.txt": TEXT})}))
    assert (read.number, read.promulgated_on, read.place) == ("812/SXD-QLN", date(2026, 7, 9), "Bắc Ninh")
    assert (read.sender.id, read.sender.name) == ("000.00.15.H05", "Sở Xây dựng")
    assert [one.id for one in read.receivers] == ["000.07.05.H05", "000.08.05.H05"]
    assert (read.type_name, read.subject) == ("Công văn", "V/v giao nhận hồ sơ nhà ở")
    assert read.signer.full_name == "Trần Văn Mẫu"
    assert read.to_places == ("Các phường", "Lưu: VT")
    assert read.business is Business.NEW
    assert read.traces[0].at == datetime(2026, 7, 9, 8, 15)
    assert read.status is None
    assert read.notes == ()


def test_an_attached_zip_gives_the_file_the_attachments_name() -> None:
    read = read_envelope(envelope({"812.txt": packed({"b7.txt": TEXT})}))
    assert list(read.files()) == [("812.txt", TEXT)]


def test_a_zip_of_several_files_and_a_bare_file_are_given_as_they_are() -> None:
    two = packed({"a.txt": b"1", "b.txt": b"2"})
    read = read_envelope(envelope({"x.zip": two, "plain.txt": TEXT}))
    assert list(read.files()) == [("a.txt", b"1"), ("b.txt", b"2"), ("plain.txt", TEXT)]


@pytest.mark.parametrize("kind", list(Business))
def test_each_business_is_told(kind: Business) -> None:
    said = f"<edXML:BussinessDocType>{kind.value}</edXML:BussinessDocType>"
    assert read_envelope(envelope(business=said)).business is kind


def test_replacements_name_the_documents_and_for_whom() -> None:
    said = (
        "<edXML:BussinessDocType>3</edXML:BussinessDocType><edXML:ReplacementInfoList><edXML:ReplacementInfo>"
        "<edXML:DocumentId>000.00.15.H05,2026/07/01,700/SXD-QLN</edXML:DocumentId><edXML:OrganIdList>"
        "<edXML:OrganId>000.07.05.H05</edXML:OrganId></edXML:OrganIdList></edXML:ReplacementInfo>"
        "</edXML:ReplacementInfoList>"
    )
    (one,) = read_envelope(envelope(business=said)).replacements
    assert one.document_id.endswith("700/SXD-QLN")
    assert one.organ_ids == ("000.07.05.H05",)


def test_a_status_message_names_the_document_it_is_about() -> None:
    read = read_envelope(envelope(header=STATUS))
    assert read.status is not None
    assert (read.status.code, read.status.staff.department) == ("03", "Văn thư")
    assert read.response_for is not None
    assert read.response_for.code == "812/SXD-QLN"


def test_stray_bytes_before_the_declaration_are_passed_by_and_noted() -> None:
    assert read_envelope(b"1f4a" + envelope()).notes == (
        "4 stray bytes before the XML declaration were passed by",
    )


def test_a_date_that_is_none_is_noted() -> None:
    read = read_envelope(
        envelope().replace(b"2026/07/09</edXML:PromulgationDate>", b"2026/02/30</edXML:PromulgationDate>")
    )
    assert read.promulgated_on is None
    assert "PromulgationDate" in read.notes[0]


ENTITY = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;'>]>"


@pytest.mark.parametrize(
    ("data", "failure"),
    [
        (b"<edXML>", Damaged),
        (b"no xml at all", Damaged),
        (b"<?xml version='1.0'?><html/>", NotWhatItSays),
        (b"<edXML><edXMLEnvelope/></edXML>", Damaged),
        (envelope().replace(b"?>", b"?>" + ENTITY, 1), Damaged),
        (envelope(business="<edXML:BussinessDocType>9</edXML:BussinessDocType>"), Damaged),
        (envelope({"a.zip": b"x"}).replace(b"eA==", b"${file}"), Damaged),
        (envelope({"a.zip": b"x"}).replace(b"eA==", b""), Damaged),
        (
            envelope().replace(b"<edXML:From><edXML:OrganId>000.00.15.H05</edXML:OrganId>", b"<edXML:From>"),
            Damaged,
        ),
        (envelope().replace(b"UTF-8", b"no-such-code"), Damaged),
        (envelope(business="<a>" * 60 + "</a>" * 60), TooLarge),
        (envelope(business="<a/>" * 30_000), TooLarge),
    ],
)  # fmt: skip
def test_what_is_no_good_envelope_is_refused(data: bytes, failure: type[Unreadable]) -> None:
    with pytest.raises(failure):
        read_envelope(data)


def test_a_bomb_in_an_attachment_is_refused() -> None:
    bomb = packed({"bomb.txt": b"0" * (8 << 20)})
    with pytest.raises(BadArchive):
        list(read_envelope(envelope({"bomb.zip": bomb})).files())


@pytest.mark.shared
def test_samples_of_the_axis_are_read_but_for_the_malformed_one(shared: Path) -> None:
    read = {}
    for path in sorted((shared / "corpus" / "edxml").glob("*.edxml")):
        if path.name == "edoc.edxml":
            with pytest.raises(Damaged, match="unbound prefix"):
                read_envelope(path.read_bytes())
        else:
            read[path.stem] = read_envelope(path.read_bytes())
    assert {one.business for name, one in read.items() if name.startswith("edoc")} == set(Business)
    assert {one.status.code for one in read.values() if one.status} == {"01", "02", "03", "05", "06"}
    assert all(one.attachments for one in read.values() if one.status is None)
