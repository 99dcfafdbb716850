from __future__ import annotations

import json
import unicodedata
import zipfile
from io import BytesIO
from pathlib import Path, PurePath

import docx
import pytest

from index.access import AccessLabel
from ingest.detect import Format, detect, is_as_named, reader_for
from ingest.doubts import doubt
from ingest.errors import Damaged, Empty, Encrypted, NotWhatItSays, Unreadable, UnsupportedFormat
from ingest.pipeline import Failed, Parsed, Same, Task, process

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512


def word() -> bytes:
    buffer = BytesIO()
    docx.Document().save(buffer)
    return buffer.getvalue()


def package(*names: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.7\n...", "a.pdf", Format.PDF),
        (b"%PDF-1.7\n...", "a", Format.PDF),
        (word(), "a.docx", Format.DOCX),
        (word(), "a.doc", Format.DOCX),
        (b"{\\rtf1 x}", "a.rtf", Format.RTF),
        (b"{\\rtf1 x}", "a.doc", Format.RTF),
        (OLE2 + "WordDocument".encode("utf-16-le"), "a.doc", Format.DOC),
        (OLE2 + "Workbook".encode("utf-16-le"), "a.xls", Format.XLS),
        (OLE2 + "PowerPoint Document".encode("utf-16-le"), "a", Format.PPT),
        (package("xl/workbook.xml"), "a.xlsx", Format.XLSX),
        (package("ppt/presentation.xml"), "a.pptx", Format.PPTX),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>x", "a.html", Format.HTML),
        (b"<html><p>x", "a.txt", Format.HTML),
        ("\ufeff<html>x".encode("utf-16-le"), "a.htm", Format.HTML),
        (b"# a", "a.md", Format.MARKDOWN),
        (b"MIT License", "LICENSE", Format.TEXT),
        (b'{"a": 1}', "a.json", Format.PROCEDURE_JSON),
    ],
)
def test_formats(data: bytes, name: str, kind: Format):
    assert detect(data, PurePath(name)) is kind


@pytest.mark.parametrize(
    ("data", "name", "error"),
    [
        (b"", "a.pdf", Empty),
        (b" \n", "a.txt", Empty),
        (b"plain words", "a.pdf", NotWhatItSays),
        (package("a.txt"), "a.pdf", NotWhatItSays),
        (b"MZ" + bytes(64), "a.pdf", NotWhatItSays),
        (b"Rar!\x1a\x07", "a.docx", NotWhatItSays),
        (OLE2 + "EncryptedPackage".encode("utf-16-le"), "a.docx", Encrypted),
        (b"words", "a.json", NotWhatItSays),
        (OLE2 + "Something".encode("utf-16-le"), "a.doc", UnsupportedFormat),
        (package("a.txt"), "a.zip", UnsupportedFormat),
        (b'<?xml version="1.0"?><edXML/>', "a.edxml", UnsupportedFormat),
        (b'{"a": 1}\n{"a": 2}\n', "a.jsonl", UnsupportedFormat),
        (b"\x00\x00\x00\x0cjP  ", "a.jp2", UnsupportedFormat),
        (word()[:300], "a.docx", Damaged),
    ],
)
def test_refusals(data: bytes, name: str, error: type[Unreadable]):
    with pytest.raises(error, match=r"\w{3}"):
        detect(data, PurePath(name))


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"<html>404", "a.pdf", Format.HTML),
        (OLE2 + "WordDocument".encode("utf-16-le"), "a.docx", Format.DOC),
        (OLE2 + "WordDocument".encode("utf-16-le"), "a.xls", Format.DOC),
        (b"%PDF-1.4", "a.docx", Format.PDF),
        (package("xl/workbook.xml"), "a.docx", Format.XLSX),
        (b"{\\rtf1 x}", "a.odt", Format.RTF),
        (b"BM" + bytes(64), "a.pdf", Format.PICTURE),
    ],
)
def test_the_content_decides_where_the_name_says_otherwise(data: bytes, name: str, kind: Format):
    assert detect(data, PurePath(name)) is kind
    assert not is_as_named(kind, PurePath(name))
    assert is_as_named(kind, PurePath("a.bin"))


@pytest.mark.parametrize("text", ["BM 01 là biểu mẫu của phòng.", "PKD: phòng kinh doanh.", "II. Hồ sơ"])
def test_texts_that_begin_like_pictures_and_packages_are_texts(text: str):
    assert detect(text.encode(), PurePath("a.txt")) is Format.TEXT


def process_as(path: Path, data: bytes) -> Parsed | Same | Failed:
    path.write_bytes(data)
    return process(Task(path.name, path, len(data), 0, AccessLabel()))


ACT = (
    "<html><body><p>ỦY BAN NHÂN DÂN XÃ SƠN KHÊ<p>Số: 12/QĐ-UBND<p>Sơn Khê, ngày 9 tháng 7 năm 2031"
    "<p>QUYẾT ĐỊNH<p>Về việc tiếp nhận hồ sơ<p>Điều 1. Tiếp nhận hồ sơ tại bộ phận một cửa.</body></html>"
)


def test_a_misnamed_file_is_read_with_a_doubt(tmp_path: Path):
    done = process_as(tmp_path / "12.docx", (Path(__file__).parents[1] / "office/notice.doc").read_bytes())
    assert isinstance(done, Parsed)
    assert doubt("other_format", ending=".docx", format="DOC") in done.document.doubts
    done = process_as(tmp_path / "12.pdf", ACT.encode())
    assert isinstance(done, Parsed)
    assert done.document.identity.number == "12/QĐ-UBND"
    assert doubt("other_format", ending=".pdf", format="HTML") in done.document.doubts
    done = process_as(tmp_path / "12.html", ACT.encode())
    assert isinstance(done, Parsed)
    assert not any("đã đọc theo nội dung" in told for told in done.document.doubts)


def test_a_page_that_came_in_place_of_a_file_is_refused(tmp_path: Path):
    page = b"<html><title>404</title><body><h1>Server Error</h1><p>The resource was removed.</body></html>"
    done = process_as(tmp_path / "12-2031-qd-ubnd.pdf", page)
    assert isinstance(done, Failed)
    assert isinstance(done.failure, NotWhatItSays)
    assert "web page" in str(done.failure)


def squeezed(text: str) -> str:
    marks = str.maketrans("*_\\|", "    ")
    return " ".join(unicodedata.normalize("NFC", text).translate(marks).split())


@pytest.mark.shared
def test_quotes_of_the_labelled_questions_are_in_the_texts(shared: Path):
    missing, texts = [], {}
    lines = (shared / "benchmarks/golden-dev.jsonl").read_text("utf-8").splitlines()
    for gold in (g for line in lines for g in json.loads(line)["gold"]):
        path = shared / "corpus" / gold["file"]
        if path.suffix not in (".html", ".md", ".txt"):
            continue
        if path not in texts:
            data = path.read_bytes()
            texts[path] = squeezed(reader_for(detect(data, path)).read(data, path).text)
        if squeezed(gold["quote"]) not in texts[path]:
            missing.append((gold["file"], gold["quote"]))
    assert texts
    assert missing == []


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"II*\x00", b"MM\x00*", b"GIF89a"]
)
def test_pictures_are_documents_whatever_their_name(data: bytes) -> None:
    assert detect(data + bytes(8), PurePath("anh")) is Format.PICTURE
    assert detect(data + bytes(8), PurePath("anh.jpg")) is Format.PICTURE
    assert detect(data + bytes(8), PurePath("anh.pdf")) is Format.PICTURE
