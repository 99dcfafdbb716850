"""Writes Vietnamese as programs of before Unicode did: the inverse of the tables that are tested."""

from __future__ import annotations

import unicodedata

from ingest.legacy_tables import LATIN_BYTES, VNI_LETTERS, VNI_MARKS, Encoding

BYTES = {
    encoding: {sign: letter for sign, letter in table.items() if sign < 0x100}
    for encoding, table in LATIN_BYTES.items()
}
_ORDER = {mark: at for at, mark in enumerate("\u031b\u0302\u0306\u0301\u0300\u0309\u0303\u0323")}


def write(text: str, encoding: Encoding) -> str:
    """Return the text as it looks when the encoding's bytes are taken for Latin-1.

    TCVN3 has no marked capitals but seven: the others are written small, as its fonts of capitals draw them.
    """
    if encoding is Encoding.VNI:
        return "".join(map(_vni, unicodedata.normalize("NFC", text)))
    back = {letter: chr(sign) for sign, letter in BYTES[encoding].items()}
    out = []
    for letter in unicodedata.normalize("NFC", text):
        out.append(back.get(letter) or back.get(letter.lower()) or letter)
    return "".join(out)


def _vni(letter: str) -> str:
    low = letter.lower()
    singles = {unicodedata.normalize("NFC", v): k for k, v in VNI_LETTERS.items()}
    if low in singles:
        sign = singles[low]
        return sign.upper() if letter.isupper() else sign
    base, *marks = unicodedata.normalize("NFD", low)
    if not marks:
        return letter
    if "\u031b" in marks:
        marks.remove("\u031b")
        base = singles[unicodedata.normalize("NFC", base + "\u031b")]
    sign = {unicodedata.normalize("NFD", v): k for k, v in VNI_MARKS.items()}
    ordered = "".join(sorted(marks, key=_ORDER.__getitem__))
    found = next((k for k, v in VNI_MARKS.items() if sorted(v) == sorted(ordered)), None)
    if found is None or (base in "iy" and found not in "ùøûõï"):
        return letter
    if base == "i" and found in "ùø":
        return letter  # í and ì are letters of Latin-1
    return (base + found).upper() if letter.isupper() else base + found
