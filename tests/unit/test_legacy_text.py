"""Legacy encodings: told by font or by words, converted exactly, and Unicode never touched."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.legacy_tables import Encoding, convert
from ingest.legacy_text import Run, font_encoding, is_capital_font, text_to_unicode, to_unicode
from ingest.syllables import is_syllable
from tests.legacy_writing import BYTES, write

LAW = """Điều 4. Thời hạn giải quyết hồ sơ xin phép xây dựng nhà ở riêng lẻ
1. Trong thời hạn mười lăm ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ, cơ quan tiếp nhận trả kết quả.
2. Trường hợp phải bổ sung thì thông báo bằng văn bản, nêu rõ những giấy tờ còn thiếu và lý do của việc đó.
3. Người đứng đầu chịu trách nhiệm về việc xử lý chậm, gây thiệt hại cho tổ chức và cá nhân."""
FRENCH = "Le décret a été publié à Hanoï; l'élève âgé préfère où né naïf, forêt, pêche, gâteau, crème brûlée."
GERMAN = "Größe, Straße, über, Überprüfung, Änderung, schön, müssen, könnte, wäre, für, Gebühr, Behörde."
SPANISH = "El niño pequeño señaló la montaña; ¿qué pasó?, según él, nación, acción, también, árbol, útil."


@pytest.mark.parametrize("encoding", list(Encoding))
def test_a_text_is_told_by_its_words_and_comes_back_whole(encoding: Encoding) -> None:
    read = text_to_unicode(write(LAW, encoding))
    assert "\n".join(read.texts) == LAW
    assert read.encodings == {encoding}
    assert read.unsure == 0


@pytest.mark.parametrize("text", [LAW, unicodedata.normalize("NFD", LAW), FRENCH, GERMAN, SPANISH])
def test_what_is_unicode_stays_as_it_is(text: str) -> None:
    read = text_to_unicode(text)
    assert "\n".join(read.texts) == text
    assert not read.encodings


@given(st.text())
def test_any_text_that_is_not_legacy_comes_back(text: str) -> None:
    read = text_to_unicode(text)
    if not read.encodings:
        assert "\n".join(read.texts) == text


@given(st.lists(st.sampled_from(LAW.split()), min_size=1, max_size=30), st.sampled_from(list(Encoding)))
def test_what_was_written_in_an_encoding_is_converted_back(words: list[str], encoding: Encoding) -> None:
    text = " ".join(words)
    assert convert(write(text, encoding), encoding) == text


def test_a_font_tells_what_a_word_alone_cannot() -> None:
    read = to_unicode([[Run("Bé", ".VnTime"), Run(" Bé", "Times New Roman")]])
    assert read.texts == ("Bộ Bé",)


def test_fonts_of_capitals_give_capitals() -> None:
    read = to_unicode([[Run(write("quyết định", Encoding.TCVN3), ".VnTimeH")], [Run("ban", ".VnArialH")]])
    assert read.texts == ("QUYẾT ĐỊNH", "BAN")


def test_a_font_that_says_tcvn3_of_unicode_text_is_not_believed() -> None:
    assert to_unicode([[Run("Sở Xây dựng", ".VnTime"), Run(" và Hà Nội", ".VnTime")]]).texts == (
        "Sở Xây dựng và Hà Nội",
    )


def test_a_line_typed_in_another_encoding_than_its_font_is_told_by_itself() -> None:
    lines = LAW.split("\n")
    mixed = [write(line, Encoding.VNI if at % 2 else Encoding.TCVN3) for at, line in enumerate(lines)]
    read = to_unicode([[Run(line, ".VnTime")] for line in mixed])
    assert read.texts == tuple(lines)
    assert read.encodings == {Encoding.TCVN3, Encoding.VNI}


def test_a_syllable_parted_by_a_change_of_format_is_put_together() -> None:
    read = to_unicode([[Run("Ñie", "VNI-Times"), Run("àu 4", "VNI-Times"), Run(" phaï", "VNI-Times")]])
    assert read.lines == (("Điề", "u 4", " phạ"),)


def test_signs_of_symbol_fonts_are_no_letters() -> None:
    assert to_unicode([[Run("®·µ", "Symbol"), Run(write(LAW, Encoding.TCVN3), "")]]).lines[0][0] == "®·µ"


def test_a_pdfs_minus_in_a_word_is_the_letter_it_stands_for() -> None:
    assert convert("n−íc −u ®·i", Encoding.TCVN3) == "nước ưu đãi"
    assert convert("5 − 3", Encoding.TCVN3) == "5 − 3"


def test_capitals_of_plain_letters_make_the_marked_ones_capitals() -> None:
    assert convert("CéNG HßA", Encoding.TCVN3) == "CỘNG HÒA"
    assert convert("Céng hßa", Encoding.TCVN3) == "Cộng hòa"
    assert convert("ñY BAN", Encoding.TCVN3) == "ỦY BAN"
    assert convert("§é, ®é, M·", Encoding.TCVN3) == "Độ, độ, Mã"


@pytest.mark.parametrize(
    ("font", "encoding", "capitals"),
    [
        (".VnTime", Encoding.TCVN3, False),
        (".VnTimeH", Encoding.TCVN3, True),
        ("ABCDEF+.VnArial NarrowH", Encoding.TCVN3, True),
        (".VnCentury SchoolbookH,Bold", Encoding.TCVN3, True),
        ("VNI-Times", Encoding.VNI, False),
        ("VPS Times", Encoding.VPS, False),
        ("Times New Roman", None, False),
        ("Vniversal", None, False),
    ],
)
def test_names_of_fonts(font: str, encoding: Encoding | None, capitals: bool) -> None:
    assert font_encoding(font) is encoding
    assert is_capital_font(font) is capitals


def test_the_tables_give_each_letter_once() -> None:
    for encoding, table in BYTES.items():
        letters = [letter for letter in table.values() if letter.isalpha()]
        assert len(letters) == len(set(letters)), encoding


@pytest.mark.parametrize(
    "word",
    [
        "nghiêng",
        "Nguyễn",
        "QUYẾT",
        "giường",
        "khuya",
        "ngoằn",
        "ủy",
        "thuở",
        "Đắk",
        "Lắk",
        "gì",
        "ươi",
    ],
)
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["café", "Bðt", "tòt", "naạve", "Điềuu", "ắắn", "strà", "hoàt"])
def test_what_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)
