from __future__ import annotations

import json
import unicodedata
import zipfile
from io import BytesIO
from pathlib import Path, PurePath

import docx
import pytest

from ingest.detect import Format, detect, reader_for
from ingest.errors import Damaged, Empty, Encrypted, NotWhatItSays, Unreadable, UnsupportedFormat

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
        (b"<html>404", "a.pdf", NotWhatItSays),
        (b"plain words", "a.pdf", NotWhatItSays),
        (package("a.txt"), "a.pdf", NotWhatItSays),
        (OLE2 + "WordDocument".encode("utf-16-le"), "a.docx", NotWhatItSays),
        (OLE2 + "EncryptedPackage".encode("utf-16-le"), "a.docx", Encrypted),
        (b"%PDF-1.4", "a.docx", NotWhatItSays),
        (b"words", "a.json", NotWhatItSays),
        (OLE2 + "WordDocument".encode("utf-16-le"), "a.xls", NotWhatItSays),
        (OLE2 + "Something".encode("utf-16-le"), "a.doc", UnsupportedFormat),
        (package("xl/workbook.xml"), "a.docx", NotWhatItSays),
        (package("a.txt"), "a.zip", UnsupportedFormat),
        (b"{\\rtf1 x}", "a.odt", NotWhatItSays),
        (b'<?xml version="1.0"?><edXML/>', "a.edxml", UnsupportedFormat),
        (b'{"a": 1}\n{"a": 2}\n', "a.jsonl", UnsupportedFormat),
        (b"\x00\x00\x00\x0cjP  ", "a.jp2", UnsupportedFormat),
        (word()[:300], "a.docx", Damaged),
    ],
)
def test_refusals(data: bytes, name: str, error: type[Unreadable]):
    with pytest.raises(error, match=r"\w{3}"):
        detect(data, PurePath(name))


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
    with pytest.raises(NotWhatItSays):
        detect(data + bytes(8), PurePath("anh.pdf"))
