"""Text recognition: what Tesseract says, its limits, and what is done without it."""

from __future__ import annotations

from pathlib import Path, PurePath

import pytest
from PIL import Image
from scans import LETTER, file_of, needs_tesseract, page, scan

from index.quality import PageGrade, PageSource
from ingest import ocr, ocr_cache
from ingest.doubts import doubt
from ingest.errors import NoTextLayer, NothingRecognised, OcrMissing, OcrTooSlow, TooLarge
from ingest.readers.pdf import PdfReader
from ingest.readers.picture import PictureReader
from ingest.reading import Reading
from ingest.recognition import OcrWish, Recogniser

NAME = PurePath("quet.pdf")
WORDS = " ".join(LETTER).split()


def recogniser(home: Path | None = None, **limits: float) -> Recogniser:
    return Recogniser(OcrWish("vie", home=home, **limits), "a" * 64)


def read_pdf(data: bytes, made: Recogniser | None = None) -> Reading:
    return PdfReader(made or recogniser()).read(data, NAME)


def read_picture(data: bytes, made: Recogniser | None = None) -> Reading:
    return PictureReader(made or recogniser()).read(data, PurePath("quet.tif"))


def missed(reading: Reading) -> list[str]:
    found = reading.text.split()
    return [word for word in WORDS if word not in found]


def test_the_table_of_tesseract_is_read() -> None:
    row = "5\t1\t1\t1\t{line}\t{n}\t10\t20\t30\t12\t{c}\t{text}"
    table = "\n".join(
        [
            "level\tpage_num\t…",
            "4\t1\t1\t1\t1\t0\t10\t20\t90\t12\t-1\t",
            row.format(line=1, n=1, c="96.5", text="Điều"),
            row.format(line=1, n=2, c="41", text="1."),
            row.format(line=1, n=3, c="12", text=" "),
            row.format(line=2, n=1, c="-1", text="Hồ"),
            "5\tcut",
        ]
    )
    lines = ocr.parse_tsv(table)
    assert [[w.text for w in line.words] for line in lines] == [["Điều", "1."], ["Hồ"]]
    assert lines[0].words[0] == ocr.SeenWord("Điều", (10, 20, 40, 32), 0.965)
    assert lines[1].words[0].confidence == 0.0


def test_without_the_program_a_scan_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OcrMissing, match="apt-get install tesseract-ocr tesseract-ocr-vie"):
        ocr.version("vie")
    with pytest.raises(NoTextLayer, match="apt-get install tesseract-ocr tesseract-ocr-vie"):
        read_pdf(scan(Image.effect_noise((400, 300), 90)))
    with pytest.raises(NoTextLayer, match="apt-get"):
        read_picture(file_of(Image.new("L", (400, 300))))


def test_switched_off_it_says_so() -> None:
    with pytest.raises(NoTextLayer, match="ocr_languages"):
        PictureReader(Recogniser(OcrWish(""))).read(file_of(Image.new("L", (400, 300))), NAME)


@needs_tesseract
class TestWithTesseract:
    def test_a_language_that_is_missing_is_named(self) -> None:
        with pytest.raises(OcrMissing, match="apt-get install tesseract-ocr-xyz"):
            ocr.version("vie+xyz")

    def test_a_page_that_takes_too_long_is_given_up(self) -> None:
        with pytest.raises(OcrTooSlow, match="page"):
            ocr.recognise(file_of(page()), "vie", 200, 0.01)

    def test_a_scan_is_read_with_boxes_and_confidence(self) -> None:
        reading = read_pdf(scan(page(), page(LETTER[5:8])))
        assert missed(reading) == []
        assert [page.number for page in reading.pages] == [1, 2]
        assert reading.doubts == (doubt("pages_recognised", pages="1–2"),)
        assert [(q.grade, q.source) for q in reading.qualities] == [(PageGrade.NO_TEXT, PageSource.OCR)] * 2
        assert all(q.confidence and q.confidence > 0.8 for q in reading.qualities)
        word = next(w for w in reading.words if w.span.of(reading.text) == "250.000")
        assert word.confidence is not None
        # The ninth line of a page that is drawn across the upper part of an A4 sheet.
        assert word.box.top == pytest.approx((120 + 8 * 76) / 1654 * 595.28 / 841.89, abs=0.02)
        assert word.box.bottom - word.box.top < 0.02
        assert 0.4 < word.box.left < word.box.right < 0.8

    @pytest.mark.parametrize("degrees", [90, 180, 270])
    def test_a_page_on_its_side_is_turned(self, degrees: int) -> None:
        upright = read_picture(file_of(page()))
        turned = read_picture(file_of(page().rotate(degrees, expand=True)))
        assert len(missed(turned)) <= 1
        first = {w.span.of(upright.text): w.box for w in upright.words}["250.000"]
        box = {w.span.of(turned.text): w.box for w in turned.words}["250.000"]
        # Where the middle of the word went when the page was turned counter-clockwise.
        x, y = (first.left + first.right) / 2, (first.top + first.bottom) / 2
        expected = {90: (y, 1 - x), 180: (1 - x, 1 - y), 270: (1 - y, x)}[degrees]
        found = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        assert found == pytest.approx(expected, abs=0.02)

    def test_a_crooked_page_is_set_straight(self) -> None:
        crooked = page().rotate(5, Image.Resampling.BICUBIC, expand=True, fillcolor=250)
        assert missed(read_picture(file_of(crooked))) == []

    def test_each_page_of_a_tiff_is_a_page(self) -> None:
        reading = read_picture(file_of(page(), "TIFF", [page(LETTER[5:9]), Image.new("L", (900, 900), 255)]))
        assert [p.number for p in reading.pages] == [1, 2, 3]
        assert {w.box.page for w in reading.words} == {1, 2}
        assert [q.source for q in reading.qualities] == [PageSource.OCR] * 3

    def test_a_picture_without_text_is_refused(self) -> None:
        with pytest.raises(NothingRecognised):
            read_picture(file_of(Image.effect_noise((1400, 1300), 120)))
        with pytest.raises(NothingRecognised):
            read_picture(file_of(Image.new("L", (1400, 1300), 255)))

    def test_only_bad_pages_are_recognised(self) -> None:
        plain = [
            f"{n}. Co quan tiep nhan kiem tra ho so ngay khi nhan tai bo phan mot cua." for n in range(9)
        ]
        reading = read_pdf(scan(page(), page(), page(), text={2: plain, 3: plain}))
        assert [q.source for q in reading.qualities] == [PageSource.OCR, PageSource.TEXT, PageSource.TEXT]
        assert [w.confidence is None for w in reading.words if w.box.page == 2].count(False) == 0

    def test_what_was_recognised_is_kept_and_thrown_away(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data = scan(page())
        first = read_pdf(data, recogniser(tmp_path))
        monkeypatch.setattr(ocr, "recognise", lambda *_: pytest.fail("recognised again"))
        assert read_pdf(data, recogniser(tmp_path)) == first
        (kept,) = (tmp_path / "ocr" / ("a" * 64)).iterdir()
        assert (tmp_path / "ocr" / ("a" * 64)).stat().st_mode & 0o077 == 0
        kept.write_bytes(b"broken")
        monkeypatch.undo()
        assert read_pdf(data, recogniser(tmp_path)) == first
        ocr_cache.keep_only(tmp_path, {"b" * 64})
        assert list((tmp_path / "ocr").iterdir()) == []

    def test_limits_of_pages_and_time(self, tmp_path: Path) -> None:
        pages = [page(LETTER[n : n + 4]) for n in range(4)]
        with pytest.raises(TooLarge, match=r"3 of 4 pages.*more than 1 pages to recognise .ocr_pages"):
            read_pdf(scan(*pages), recogniser(pages=1))
        with pytest.raises(TooLarge, match="ocr_seconds"):
            read_pdf(scan(*pages), recogniser(seconds=0.0))
        within = read_pdf(scan(*pages), recogniser(tmp_path, pages=2))
        assert within.doubts == (
            doubt("pages_recognised", pages="1–2"),
            doubt("pages_unread", pages="3–4"),
        )
        # What was recognised before does not count again, so that the same file goes on.
        assert [q.source for q in read_pdf(scan(*pages), recogniser(tmp_path, pages=2)).qualities] == [
            PageSource.OCR
        ] * 4

    def test_each_page_is_told(self) -> None:
        heard: list[tuple[int, int]] = []
        made = recogniser()
        made.tell = lambda done, total: heard.append((done, total))
        read_pdf(scan(page(), page(LETTER[4:])), made)
        assert heard == [(1, 2), (2, 2)]
