"""Files attached to PDFs: documents by themselves behind the PDF, in an ingest and in an upload."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from carrying_pdfs import carrying, plain, with_packed, written
from ingest_place import OPERATOR, Place, counts
from ingest_place import act as an_act

from api.dms.originals import Originals
from index.reading_corrections import Field, ReadingCorrection
from index.sqlite_store import SqliteStore
from ingest.correcting import enter, reread
from ingest.doubts import doubt
from ingest.errors import BadArchive
from ingest.expanding import ATTACHED
from ingest.jobs import Limits
from ingest.progress import Silence
from tests.sample_envelope import packed

LIMITS = Limits(seconds=60, memory_mb=1536)


def act(number: int) -> bytes:
    words = f"Tiếp nhận\nTiếp nhận hồ sơ số {number} tại bộ phận một cửa."
    return an_act(f"{number}/QĐ-UBND", "9 tháng 7 năm 2026", words).encode()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def refusals(place: Place, *, sync: bool = False) -> dict[str, str]:
    report = place.ingest(sync=sync)
    return {Path(one.file).relative_to(place.docs).as_posix(): one.code for one in report.quarantined}


def sources(place: Place) -> set[str]:
    with SqliteStore.open(place.settings.database) as store:
        return {Path(head.source).relative_to(place.docs).as_posix() for head in store.heads(OPERATOR)}


def test_attached_files_are_documents_behind_the_pdf(place: Place) -> None:
    place.write("tờ trình.pdf", carrying({"101.txt": act(101), "../a/102.txt": act(102), "x.dwg": b"?"}))
    place.write("không.pdf", plain())
    assert counts(place.ingest(label="secret:so-xay-dung")) == (4, 0, 0, 0, 0)
    heads = place.heads()
    assert set(heads) == {"tờ trình.pdf", "không.pdf", "101.txt", "102.txt"}
    assert sources(place) >= {"tờ trình.pdf/101.txt", "tờ trình.pdf/102.txt"}
    assert heads["101.txt"].identity.number == "101/QĐ-UBND"
    assert heads["101.txt"].label == heads["tờ trình.pdf"].label
    assert heads["tờ trình.pdf"].doubts[:1] == (doubt("attachments_unread", names="x.dwg"),)
    assert heads["không.pdf"].doubts == heads["tờ trình.pdf"].doubts[1:]
    assert not list(place.home.glob("unpacked-*"))


def test_a_pdf_that_is_as_it_was_is_not_opened_and_keeps_what_is_attached(place: Place) -> None:
    place.write("a.pdf", carrying({"101.txt": act(101), "hỏng.docx": b"PK none"}))
    place.ingest()
    assert counts(place.ingest(sync=True)) == (0, 0, 2, 0, 1)


def test_what_is_not_attached_any_more_is_taken_out(place: Place) -> None:
    path = place.write("a.pdf", carrying({"101.txt": act(101), "102.txt": act(102)}))
    place.ingest()
    path.write_bytes(carrying({"102.txt": act(102), "103.txt": act(103)}, "Ban moi."))
    assert counts(place.ingest())[:4] == (1, 1, 1, 1)
    assert sources(place) == {"a.pdf", "a.pdf/102.txt", "a.pdf/103.txt"}
    path.write_bytes(plain())
    place.ingest()
    assert sources(place) == {"a.pdf"}
    path.unlink()
    place.ingest(sync=True)
    assert sources(place) == set()


def test_an_interruption_behind_the_pdf_loses_nothing(place: Place) -> None:
    files = {f"{n}.txt": act(n) for n in range(101, 104)}
    path = place.write("a.pdf", carrying(files))
    place.write("b.pdf", plain())
    asked = iter([False, False, *[True] * 20])
    assert place.ingest(stopped=lambda: next(asked)).interrupted
    assert sources(place) == {"a.pdf", "b.pdf"}
    assert counts(place.ingest(sync=True)) == (3, 0, 2, 0, 0)
    path.write_bytes(carrying({"103.txt": act(203)}, "Ban moi."))
    asked = iter([False, *[True] * 20])
    assert place.ingest(stopped=lambda: next(asked)).interrupted
    assert "a.pdf/103.txt" in sources(place)
    report = place.ingest()
    assert (report.unchanged, report.deleted) == (2, 2)
    assert "203/QĐ-UBND" in {head.identity.number for head in place.heads().values()}
    assert sources(place) == {"a.pdf", "a.pdf/103.txt", "b.pdf"}


def test_a_pdf_that_anybody_may_open_but_not_change_is_opened(place: Place) -> None:
    writer = pypdf.PdfWriter(BytesIO(carrying({"101.txt": act(101)})))
    writer.encrypt("", "chủ", algorithm="RC4-128")
    place.write("a.pdf", written(writer))
    assert refusals(place) == {}
    assert sources(place) == {"a.pdf", "a.pdf/101.txt"}


def test_what_is_attached_keeps_its_name_and_the_pdf_its_identity(place: Place) -> None:
    """The act as text attached to the act as PDF is held beside it, and never in its place."""
    place.write("a.pdf", carrying({"a.txt": act(101), "b.txt": act(101)}))
    place.ingest()
    assert sources(place) == {"a.pdf", "a.pdf/a.txt"}


@pytest.mark.parametrize(
    ("stream", "code"),
    [
        (b"no flate at all", "damaged"),
        (zlib.compress(act(102))[:90], "damaged"),
        (zlib.compress(bytes(200 << 20), 9), "too_large"),
    ],
)
def test_a_broken_or_swollen_attachment_costs_itself_alone(place: Place, stream: bytes, code: str) -> None:
    place.write("a.pdf", with_packed("hỏng.txt", stream, txt=act(101)))
    assert refusals(place) == {"a.pdf/hỏng.txt": code}
    assert refusals(place, sync=True) == {"a.pdf/hỏng.txt": code}
    assert sources(place) == {"a.pdf", "a.pdf/sound.txt"}


def test_a_locked_attachment_costs_itself_alone(place: Place) -> None:
    writer = pypdf.PdfWriter(BytesIO(plain()))
    writer.encrypt("mật khẩu", algorithm="RC4-128")
    place.write("a.pdf", carrying({"khóa.pdf": written(writer), "101.txt": act(101)}))
    assert refusals(place) == {"a.pdf/khóa.pdf": "encrypted"}
    assert sources(place) == {"a.pdf", "a.pdf/101.txt"}


def test_a_locked_pdf_gives_nothing(place: Place) -> None:
    writer = pypdf.PdfWriter(BytesIO(carrying({"101.txt": act(101)})))
    writer.encrypt("mật khẩu", algorithm="RC4-128")
    place.write("a.pdf", written(writer))
    assert refusals(place) == {"a.pdf": "encrypted"}


def test_bombs_are_refused_and_the_pdf_is_read(place: Place) -> None:
    place.write("dày.pdf", with_packed("0.txt", zlib.compress(bytes(60 << 20), 9)))
    place.write("nhiều.pdf", carrying({f"{n}.dwg": b"" for n in range(2_001)}))
    assert refusals(place) == {f"dày.pdf/{ATTACHED}": "bad_archive", f"nhiều.pdf/{ATTACHED}": "too_large"}
    assert refusals(place, sync=True) == {
        f"dày.pdf/{ATTACHED}": "bad_archive",
        f"nhiều.pdf/{ATTACHED}": "too_large",
    }
    assert sources(place) == {"dày.pdf", "nhiều.pdf"}


def test_a_bomb_keeps_what_was_attached_before(place: Place) -> None:
    path = place.write("a.pdf", carrying({"101.txt": act(101)}))
    place.ingest()
    path.write_bytes(with_packed("0.txt", zlib.compress(bytes(60 << 20), 9)))
    assert refusals(place, sync=True) == {f"a.pdf/{ATTACHED}": "bad_archive"}
    assert sources(place) == {"a.pdf", "a.pdf/101.txt"}


def test_files_are_opened_to_a_depth(place: Place) -> None:
    deep = carrying({"4.txt": act(104)}, "Bon.")
    for number in (3, 2, 1):
        deep = carrying({f"{number}.txt": act(100 + number), f"{number}.pdf": deep}, f"So {number}.")
    place.write("a.pdf", deep)
    place.write("gói.zip", packed({"b.pdf": carrying({"in.zip": packed({"105.txt": act(105)})}, "Trong.")}))
    assert refusals(place) == {"a.pdf/1.pdf/2.pdf/3.pdf/4.txt": "too_large"}
    assert sources(place) >= {
        "a.pdf/1.pdf/2.pdf/3.pdf",
        "a.pdf/1.pdf/2.pdf/3.txt",
        "gói.zip/b.pdf/in.zip/105.txt",
    }


def test_a_correction_of_an_attached_file_reads_it_again(place: Place) -> None:
    place.write("a.pdf", carrying({"101.txt": act(101)}))
    place.ingest()
    head = place.heads()["101.txt"]
    with SqliteStore.open(place.settings.database, write=True) as store:
        enter(store, head, [ReadingCorrection(Field.NUMBER, "201/QĐ-UBND", "mai", "con dấu che")])
        reread(store, place.settings, place.published, Silence())
    assert place.heads()["101.txt"].identity.number == "201/QĐ-UBND"


def test_an_upload_has_attached_files_behind_those_given(tmp_path: Path) -> None:
    inner = carrying({"101.txt": act(101)}, "Trong.")
    parts = [("a.pdf", BytesIO(carrying({"in.pdf": inner, "x.dwg": b"?"}))), ("b.pdf", BytesIO(plain()))]
    staged = Originals(tmp_path).stage("job", parts, 1 << 20, LIMITS)
    assert [(one.name, one.attached) for one in staged] == [
        *[("a.pdf", False), ("b.pdf", False), ("in.pdf", True), ("101.txt", True)]
    ]
    assert (tmp_path / "uploads/job" / staged[3].sha256).read_bytes() == act(101)
    assert {one.sha256 for one in staged} == {path.name for path in (tmp_path / "uploads/job").iterdir()}


def test_an_upload_tells_of_an_attached_file_that_is_broken(tmp_path: Path) -> None:
    parts = [("a.pdf", BytesIO(with_packed("hỏng.txt", b"no flate at all", txt=act(101))))]
    staged = Originals(tmp_path).stage("job", parts, 1 << 20, LIMITS)
    assert [(one.name, one.size > 0) for one in staged] == [
        *[("a.pdf", True), ("sound.txt", True), ("hỏng.txt", False)]
    ]


def test_attached_files_count_towards_what_an_upload_may_hold(tmp_path: Path) -> None:
    parts = [("a.pdf", BytesIO(carrying({f"{n}.txt": act(n) for n in range(101, 111)})))]
    with pytest.raises(BadArchive, match="more bytes than may be taken"):
        Originals(tmp_path).stage("job", parts, 2_000, LIMITS)
    assert not (tmp_path / "uploads/job").exists()


def test_an_upload_with_a_bomb_attached_is_refused_whole(tmp_path: Path) -> None:
    parts = [("a.pdf", BytesIO(with_packed("0.txt", zlib.compress(bytes(60 << 20), 9))))]
    with pytest.raises(BadArchive, match=r"a\.pdf: .*packed too tightly"):
        Originals(tmp_path).stage("job", parts, 1 << 20, LIMITS)
    assert not (tmp_path / "uploads/job").exists()
