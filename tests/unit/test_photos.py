"""Which photos of an archive are pages of one document, and how one that is broken costs only itself."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path, PurePath

import pytest
from PIL import Image

from api.dms.originals import Originals
from ingest.detect import Format, detect
from ingest.errors import Damaged
from ingest.jobs import Limits
from ingest.photos import page_runs, pages, write_photos
from ingest.readers.limits import MAX_BYTES
from tests.sample_envelope import packed

MANY = tuple(f"page{number}.jpg" for number in range(1, 12))


def photo(side: int = 40, kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("L", (side, 40), 200).save(out, kind)
    return out.getvalue()


def photos(*each: bytes) -> bytes:
    out = BytesIO()
    write_photos(out, each)
    return out.getvalue()


@pytest.mark.parametrize(
    ("names", "runs"),
    [
        (("page-1.jpg", "page-2.jpg"), {"page 1-2.photos": ["page-1.jpg", "page-2.jpg"]}),
        (("Trang 2.png", "Trang 1.jpg"), {"Trang 1-2.photos": ["Trang 1.jpg", "Trang 2.png"]}),
        (("q/a_tờ 0.jpg", "q/a_tờ 1.jpg"), {"q/a_tờ 0-1.photos": ["q/a_tờ 0.jpg", "q/a_tờ 1.jpg"]}),
        (
            tuple(f"page{n}.jpg" for n in range(1, 12)),
            {"page 1-11.photos": [f"page{n}.jpg" for n in range(1, 12)]},
        ),
        (("page-1.jpg", "page-3.jpg"), {}),
        (("page-2.jpg", "page-3.jpg"), {}),
        (("page-1.jpg", "page-01.png", "page-2.jpg"), {}),
        (("a/page-1.jpg", "b/page-2.jpg"), {}),
        (("qd-1.jpg", "qd-2.jpg"), {}),
        (("IMG_1.jpg", "IMG_2.jpg"), {}),
        (("1.jpg", "2.jpg"), {}),
        (("page-1.jpg",), {}),
        (("a" * 60_000 + "page-1.jpg", "a" * 60_000 + "page-2.jpg"), {}),
    ],
)
def test_photos_that_say_so_are_pages_of_one_document(
    names: tuple[str, ...], runs: dict[str, list[str]]
) -> None:
    found = {run.name: list(run.photos) for run in page_runs(dict.fromkeys(names, 9))}
    assert found == runs


def test_more_than_one_file_may_have_stays_apart() -> None:
    assert page_runs({"page-1.jpg": MAX_BYTES, "page-2.jpg": 1}) == []


def test_a_broken_photo_costs_only_itself() -> None:
    data = photos(photo(50), photo()[:50], photo(60, "JPEG"))
    assert detect(data, PurePath("page 1-3.photos")) is Format.PICTURE
    first, broken, last = pages(data, PurePath("x"), 9)
    assert first is not None
    assert last is not None
    assert (broken, last.width / first.width) == (None, pytest.approx(1.2, abs=0.1))
    assert len(list(pages(data, PurePath("x"), 1))) == 2
    assert photos(b"a", b"b") == photos(b"a", b"b")


def test_a_broken_file_of_photos_is_damaged() -> None:
    data = bytearray(photos(photo(), photo()))
    data[data.index(b"\x89PNG") + 20] ^= 1
    with pytest.raises(Damaged):
        list(pages(bytes(data), PurePath("x"), 9))


def test_an_upload_joins_the_pages_of_a_document_too(tmp_path: Path) -> None:
    files = {"văn bản/trang 1.png": photo(), "bìa.png": photo(50), "văn bản/trang 2.png": photo(60)}
    staged = Originals(tmp_path).stage(
        "job", [("ảnh.zip", BytesIO(packed(files)))], 1 << 20, Limits(60, 1536)
    )
    assert [one.name for one in staged] == ["bìa.png", "trang 1-2.photos"]
    held = Originals(tmp_path).staged("job", staged[1].sha256).read_bytes()
    assert held == photos(photo(), photo(60))
