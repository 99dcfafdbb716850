"""Archives, e-mails and envelopes as sources of an ingest: each file in them is a document by itself."""

from __future__ import annotations

import os
import tarfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from scans import LETTER, file_of, needs_tesseract, page

from index.access import Principal
from index.settings import Settings
from index.sqlite_store import SqliteStore
from ingest.ingestion import Ingestion, Wish
from ingest.progress import Silence
from ingest.report import Report
from tests.office_samples import sample
from tests.sample_envelope import STATUS, envelope, packed, tarred

OPERATOR = Principal.operator()


def act(number: int) -> bytes:
    return (
        f"ỦY BAN NHÂN DÂN TỈNH BẮC NINH\nSố: {number}/QĐ-UBND\nBắc Ninh, ngày 9 tháng 7 năm 2026\n"
        "QUYẾT ĐỊNH\nVề việc tiếp nhận hồ sơ\nĐiều 1. Tiếp nhận\n"
        f"Tiếp nhận hồ sơ số {number} tại bộ phận một cửa.\n"
    ).encode()


class Nothing:
    """Publishes nothing: what is live is read from the store."""

    def publish(self) -> None:
        """Do nothing."""


class Rooms:
    """A home, a folder of files, and ingests of it."""

    def __init__(self, root: Path) -> None:
        self.settings = Settings(home=root / "home")
        self.folder = root / "files"
        self.folder.mkdir()

    def ingest(self, *, sync: bool = False) -> Report:
        with SqliteStore.open(self.settings.database, write=True) as store:
            report = Ingestion(store, self.settings, Nothing(), Silence()).run(Wish([self.folder], sync=sync))
            heads = list(store.heads(OPERATOR))
        self.sources = {Path(head.source).relative_to(self.folder).as_posix() for head in heads}
        self.numbers = {head.identity.number for head in heads}
        return report

    def put(self, name: str, data: bytes) -> None:
        path = self.folder / name
        path.write_bytes(data)
        self.at = getattr(self, "at", 1_000_000_000) + 10
        os.utime(path, (self.at, self.at))


@pytest.fixture
def rooms(tmp_path: Path) -> Rooms:
    return Rooms(tmp_path)


def test_files_of_an_archive_are_documents_named_below_it(rooms: Rooms) -> None:
    files = {"a/101.txt": act(101), "102.txt": act(102), "n.docx": sample("notice.docx")}
    rooms.put("gói.zip", packed(files))
    report = rooms.ingest()
    assert (report.created, report.quarantined) == (3, [])
    assert rooms.sources == {"gói.zip/a/101.txt", "gói.zip/102.txt", "gói.zip/n.docx"}
    assert {"101/QĐ-UBND", "102/QĐ-UBND"} <= rooms.numbers
    assert not list(rooms.settings.home.glob("unpacked-*"))


def test_an_archive_that_is_as_it_was_is_not_opened_again(rooms: Rooms) -> None:
    rooms.put("a.zip", packed({"101.txt": act(101), "kém.pdf": b"%PDF-1.7 cut"}))
    first, second, third = rooms.ingest(), rooms.ingest(), rooms.ingest(sync=True)
    assert (first.created, second.unchanged, third.unchanged, third.deleted) == (1, 1, 1, 0)
    assert [len(one.quarantined) for one in (first, second, third)] == [1, 1, 1]


def test_what_is_gone_from_an_archive_is_taken_out(rooms: Rooms) -> None:
    rooms.put("a.zip", packed({"101.txt": act(101), "102.txt": act(102)}))
    rooms.ingest()
    rooms.put("a.zip", packed({"102.txt": act(102), "103.txt": act(103)}))
    report = rooms.ingest()
    assert (report.created, report.unchanged, report.deleted) == (1, 1, 1)
    assert rooms.sources == {"a.zip/102.txt", "a.zip/103.txt"}


def test_a_container_that_is_gone_takes_its_files_with_it(rooms: Rooms) -> None:
    rooms.put("a.zip", packed({"101.txt": act(101)}))
    rooms.put("b.txt", act(102))
    rooms.ingest()
    (rooms.folder / "a.zip").unlink()
    assert rooms.ingest(sync=True).deleted == 1
    assert rooms.sources == {"b.txt"}


def test_a_bad_archive_keeps_what_was_read_of_it_before(rooms: Rooms) -> None:
    rooms.put("a.zip", packed({"101.txt": act(101)}))
    rooms.ingest()
    rooms.put("a.zip", packed({"../101.txt": act(101)}))
    report = rooms.ingest()
    assert [one.code for one in report.quarantined] == ["bad_archive"]
    assert rooms.sources == {"a.zip/101.txt"}


def test_archives_in_archives_are_opened_to_a_depth(rooms: Rooms) -> None:
    data = packed({"101.txt": act(101)})
    rooms.put("two.zip", packed({"in.zip": data}))
    rooms.put("five.zip", packed({"a.zip": packed({"b.zip": packed({"c.zip": packed({"d.zip": data})})})}))
    report = rooms.ingest()
    assert rooms.sources == {"two.zip/in.zip/101.txt"}
    assert [(Path(q.file).name, q.code) for q in report.quarantined] == [("c.zip", "too_large")]


def test_an_envelope_declares_what_its_one_file_does_not_say(rooms: Rooms) -> None:
    letter = "Kính gửi: các phường.\nNội dung.".encode()
    rooms.put("812.edxml", envelope({"812.txt": packed({"b7.txt": letter})}))
    rooms.put("813.edxml", envelope(header=STATUS, number="813"))
    rooms.put(
        "814.edxml", envelope(business="<edXML:BussinessDocType>1</edXML:BussinessDocType>", number="814")
    )
    report = rooms.ingest()
    assert rooms.sources == {"812.edxml/812.txt"}
    assert rooms.numbers == {"812/SXD-QLN"}
    assert sorted((Path(q.file).name, q.code) for q in report.quarantined) == [
        ("813.edxml", "not_a_document"),
        ("814.edxml", "not_a_document"),
    ]


def test_an_e_mail_is_its_text_and_its_attachments(rooms: Rooms) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Gửi quyết định", "a@x.vn", "b@x.vn"
    message.set_content("Kính gửi đồng chí, gửi kèm quyết định về tiếp nhận hồ sơ.")
    message.add_attachment(act(101), maintype="text", subtype="plain", filename="../101.txt")
    rooms.put("thư.eml", message.as_bytes())
    report = rooms.ingest()
    assert report.quarantined == []
    assert rooms.sources == {"thư.eml/thư.txt", "thư.eml/101.txt"}


def test_an_e_mail_with_an_address_that_is_none_is_read(rooms: Rooms) -> None:
    rooms.put("thư.eml", b"From: a@\nTo: b@x.vn\nSubject: Gui ho so\n\nKinh gui: phong mot cua.\n")
    assert rooms.ingest().quarantined == []
    assert rooms.sources == {"thư.eml/thư.txt"}


def test_a_document_under_the_name_of_an_archive_is_read_as_one(rooms: Rooms) -> None:
    rooms.put("n.zip", sample("notice.docx"))
    assert rooms.ingest().created == 1
    assert rooms.sources == {"n.zip"}


@pytest.mark.parametrize(
    ("name", "packing"), [("a.tar", ""), ("a.tar.gz", "gz"), ("a.tgz", "gz"), ("a.TAR.XZ", "xz")]
)
def test_files_of_a_tar_are_documents_named_below_it(rooms: Rooms, name: str, packing: str) -> None:
    rooms.put(name, tarred({"./b/101.txt": act(101), "102.txt": act(102), ".DS_Store": b"x"}, packing))
    assert rooms.ingest().quarantined == []
    assert rooms.sources == {f"{name}/b/101.txt", f"{name}/102.txt"}


def test_a_tar_with_a_trick_in_it_is_refused_whole(rooms: Rooms) -> None:
    link = tarfile.TarInfo("qd.txt")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    tricks = {
        "outside.tar": tarred({"../101.txt": act(101)}, ""),
        "root.tar": tarred({"/101.txt": act(101)}, ""),
        "link.tar": link.tobuf() + tarred({"101.txt": act(101)}, ""),
        "cut.tgz": tarred({"101.txt": act(101)})[:-40],
        "zeros.tgz": tarred({"0.txt": bytes(30 << 20)}),
        "none.tar": b"no archive at all",
    }
    for name, data in tricks.items():
        rooms.put(name, data)
    report = rooms.ingest()
    assert {Path(one.file).name: one.code for one in report.quarantined} == dict.fromkeys(
        tricks, "bad_archive"
    )
    assert rooms.sources == set()


def test_other_archives_say_what_to_do(rooms: Rooms) -> None:
    for name, head in {
        "a.7z": b"7z\xbc\xaf\x27\x1c",
        "a.rar": b"Rar!\x1a\x07\x01\x00",
        "a.pdf.gz": b"\x1f\x8b\x08",
    }.items():
        rooms.put(name, head + bytes(40))
    report = rooms.ingest()
    assert {one.code for one in report.quarantined} == {"unsupported_archive"}
    assert all("nén lại thành ZIP" in one.as_json()["reason"] for one in report.quarantined)


@needs_tesseract
def test_a_picture_of_a_page_in_an_archive_is_recognised(rooms: Rooms) -> None:
    rooms.settings = Settings(home=rooms.settings.home, ocr_languages="vie")
    rooms.put("ảnh.zip", packed({"trang 1.png": file_of(page()), "101.txt": act(101)}))
    assert rooms.ingest().quarantined == []
    assert rooms.numbers == {"34/2031/QĐ-UBND", "101/QĐ-UBND"}


@needs_tesseract
def test_photos_of_the_pages_of_a_document_are_one(rooms: Rooms) -> None:
    first, second = page(LETTER[:7]), page(LETTER[7:])
    rooms.put("ảnh.zip", packed({"trang-2.jpg": file_of(second, "JPEG"), "trang-1.png": file_of(first)}))
    assert rooms.ingest().created == 1
    assert (rooms.sources, rooms.numbers) == ({"ảnh.zip/trang 1-2.photos"}, {"34/2031/QĐ-UBND"})
    with SqliteStore.open(rooms.settings.database) as store:
        (head,) = store.heads(OPERATOR)
        text = store.get(head.id, OPERATOR).text
    assert text.index("15 ngày làm việc kể từ") < text.index("ngày nhận đủ hồ sơ hợp lệ.")
