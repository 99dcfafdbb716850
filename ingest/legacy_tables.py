"""The encodings that Vietnamese was typed in before Unicode, and how each is turned into it.

TCVN3 is the table of TCVN 5712:1993 as fonts called `.Vn…` have it, VISCII that of RFC 1456, VPS that of its
own fonts: one byte a letter. VNI writes a letter and its marks after each other. What is converted is text
that was taken for Latin-1 or windows-1252, as files of the time hold it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Encoding(StrEnum):
    """A legacy encoding, by the name that officials know it by."""

    TCVN3 = "TCVN3"
    VNI = "VNI"
    VISCII = "VISCII"
    VPS = "VPS"


_TCVN3_UPPER: Final = (
    "\xa0ĂÂÊÔƠƯĐăâêôơưđ¯°±²³´àảãáạºằẳẵắ¿ÀÁÂÃÄÅặầẩẫấậèÍẻẽéẹềểễếệìỉÙÚÛĩíịòàỏõóọồổỗốộờởỡớợùðủũúụừửữứựỳỷỹýỵÿ"
)
_VISCII_UPPER: Final = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệố"
    "ồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VISCII_LOWER: Final = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
_VPS_UPPER: Final = (
    "ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ\x91\x92ỀỂỄỐỒỔỖýỷỵỚỜỞ\xa0ắằẳẵặỠớÙờởỡŨỨợỪ"
    "ổỬỲỸÍÌộỈĨÓửữÒỎÕựầÁÂấẩẫậđẻÉÊẹỉễịỹƯỦồốÔỏơÈừứÚũưÝẺß"
    "àáâãảạăçèéêẽìíîĩẴĐòóôõöƠụùúủüỶẼỳ"
)
_VPS_LOWER: Final = {
    0x02: "Ạ", 0x03: "Ậ", 0x04: "Ặ", 0x05: "Ẹ", 0x06: "Ệ", 0x10: "Ị", 0x11: "Ọ", 0x12: "Ộ", 0x13: "Ợ",
    0x14: "Ụ", 0x15: "Ự", 0x19: "Ỵ", 0x1C: "Ẫ", 0x1D: "Ữ",
}  # fmt: skip


def _table(upper: str, lower: Mapping[int, str] | None = None) -> dict[int, str]:
    """Map characters to letters; a byte of 0x80 to 0x9F may have been read by either Latin code."""
    first = 0x100 - len(upper)
    table = dict(lower or {})
    for byte, letter in enumerate(upper, start=first):
        if chr(byte) != letter:
            table[byte] = letter
            if byte < 0xA0:  # noqa: PLR2004
                table[ord(bytes([byte]).decode("windows-1252", "replace"))] = letter
    table.pop(0xFFFD, None)
    return table


LATIN_BYTES: Final = {
    Encoding.TCVN3: _table(_TCVN3_UPPER),
    Encoding.VISCII: _table(_VISCII_UPPER, _VISCII_LOWER),
    Encoding.VPS: _table(_VPS_UPPER, _VPS_LOWER),
}

_ACUTE, _GRAVE, _TILDE, _HOOK, _DOT = "\u0301", "\u0300", "\u0303", "\u0309", "\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
VNI_MARKS: Final = {
    "ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "â": _CIRCUMFLEX, "á": _CIRCUMFLEX + _ACUTE, "à": _CIRCUMFLEX + _GRAVE, "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE, "ä": _CIRCUMFLEX + _DOT,
    "ê": _BREVE, "é": _BREVE + _ACUTE, "è": _BREVE + _GRAVE, "ú": _BREVE + _HOOK, "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}  # fmt: skip
"""What a sign adds to the vowel before it."""
VNI_LETTERS: Final = {"ô": "o" + _HORN, "ö": "u" + _HORN, "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
"""Letters that are one sign."""
_BOTH_CASES: Final = {
    sign: letter for low, up in ((str.lower, str.lower), (str.upper, str.upper))
    for sign, letter in ((low(s), up(v)) for s, v in VNI_LETTERS.items())
}  # fmt: skip
_VNI: Final = re.compile("([AEIOUYaeiouyôöÔÖ])([ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]{1,2})|([ôöñæóòîÔÖÑÆÓÒÎ])")

_GLYPHS: Final = re.compile("(?<=[^\\W\\d_])[\u2212\u2219]|[\u2212\u2219](?=[^\\W\\d_])")
"""Layers of PDFs hold a minus for 0xAD (ư) and a bullet for 0xB7 (ã)."""
_GLYPH_BYTES: Final = {"\u2212": "\xad", "\u2219": "\xb7"}
_CAPITALS: Final = re.compile(r"[^\W\d_]{2,}")


def convert(text: str, encoding: Encoding) -> str:
    """Turn text of a legacy encoding into Unicode, NFC; what is no letter of the encoding stays."""
    if encoding is Encoding.VNI:
        return unicodedata.normalize("NFC", _VNI.sub(_vni, text))
    text = _GLYPHS.sub(lambda sign: _GLYPH_BYTES[sign.group()], text)
    converted = text.translate(LATIN_BYTES[encoding])
    return _CAPITALS.sub(_in_capitals, converted) if encoding is Encoding.TCVN3 else converted


def _vni(match: re.Match[str]) -> str:
    letter, marks, single = match.groups()
    if single:
        return _BOTH_CASES[single]
    base = _BOTH_CASES.get(letter, letter)
    composed = unicodedata.normalize("NFC", base + "".join(VNI_MARKS[mark.lower()] for mark in marks))
    if len(composed) == 1:
        return composed
    return base + marks  # signs that no letter takes: a word of another language


def _in_capitals(match: re.Match[str]) -> str:
    """Write a word in capitals whose plain letters are: TCVN3 has no marked capitals, its fonts draw them.

    One plain letter tells where it is not the first, which any name has as a capital.
    """
    word = match.group()
    plain = [sign for sign in word if sign.isascii()]
    enough = len(plain) > 1 or (len(plain) == 1 and not word[0].isascii())
    return word.upper() if enough and all(map(str.isupper, plain)) else word
