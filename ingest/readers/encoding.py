"""Bytes to text, and the marks of text that only looks like text."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from ingest.doubts import doubt
from ingest.errors import Damaged, LegacyEncoding
from ingest.legacy_text import Repaired, text_to_unicode

# Running Vietnamese has about 0.30 marked letters among its letters; TCVN3 read as Latin-1 has under 0.12.
VIETNAMESE_SHARE: Final = 0.12
# TCVN3 puts vowels on signs that no language writes inside a word; VNI puts its accents after the vowel.
FOREIGN_SHARE: Final = 0.02
ENOUGH_LETTERS: Final = 60
GARBAGE_SHARE: Final = 0.1
# Encodings are told from the beginning of a text: one file has one encoding.
SAMPLE: Final = 60_000

_TCVN3 = re.compile(
    "(?<=[A-Za-z\u00c0-\u00ff])[µ¸¶·¹¨»¾¼½©®ª«¬\u00ad\u00d7\u00f7]|[µ¸¶·¹¨»¾¼½©®ª«¬\u00ad](?=[a-z])"
)
_VNI = re.compile("(?<=[aeouyAEOUY])[øûïåäëüöØÛÏÅÄËÜÖ]|(?<=[öôÖÔ])[ïøùûõÏØÙÛÕ]")
_SUSPECT = re.compile("[µ¸¶·¹¨»¾¼½©®ª«¬\u00ad\u00d7\u00f7øûïåäëüöØÛÏÅÄËÜÖ]")
_BASE = re.compile("[A-Za-zĐđ\u00c0-\u00ff\u1ea0-\u1ef9ĂăĨĩŨũƠơƯư]")
_MARKED = re.compile("[ĂăÂâÊêÔôƠơƯưĐđĨĩŨũÀÁÃÈÉÌÍÒÓÕÙÚÝàáãèéìíòóõùúý\u1ea0-\u1ef9]")
_MODERN = re.compile("[\u1ea0-\u1ef9ăđĩũơưĂĐĨŨƠƯ]")
_GARBAGE = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x9f]")


def vietnamese_share(text: str) -> float:
    """Return the share of marked Vietnamese letters among the Latin letters of a text, 0 to 1."""
    composed = unicodedata.normalize("NFC", text)
    letters = len(_BASE.findall(composed))
    return len(_MARKED.findall(composed)) / letters if letters else 0.0


def is_legacy(text: str) -> bool:
    """Tell whether a text is TCVN3 or VNI that was taken for Latin-1."""
    text = text[:SAMPLE]
    # Nearly every text is Unicode; it is told by the want of foreign signs before anything is counted.
    if len(_SUSPECT.findall(text)) < len(text) * FOREIGN_SHARE / 10:
        return False
    letters = len(_BASE.findall(text))
    if letters < ENOUGH_LETTERS:
        return False
    tcvn3 = len(_TCVN3.findall(text)) / letters
    if tcvn3 >= FOREIGN_SHARE and vietnamese_share(text) < 0.30:  # noqa: PLR2004 - the normal share, see above
        return True
    modern = len(_MODERN.findall(text)) / letters
    return len(_VNI.findall(text)) / letters >= FOREIGN_SHARE and modern < FOREIGN_SHARE


def is_garbage(text: str) -> bool:
    """Tell whether a text layer holds mostly characters that mean nothing."""
    text = text[:SAMPLE]
    seen = len(text) - text.count(" ") - text.count("\n")
    return seen > 0 and len(_GARBAGE.findall(text)) / seen >= GARBAGE_SHARE


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with what its reader is told to doubt."""

    text: str
    doubts: tuple[str, ...] = ()


def decode(data: bytes, name: object) -> Decoded:
    """Decode a text file: UTF-8, UTF-16 with its mark; windows-1258 or a legacy encoding where that is sure.

    Raises `LegacyEncoding` for text of before Unicode that cannot be told, and `Damaged` for bytes that are
    no text.
    """
    read = text_to_unicode(decode_raw(data, name))
    text = "\n".join(read.texts)
    if is_legacy(text):
        raise LegacyEncoding(f"{name}: the text is in an encoding of before Unicode that is not known")
    return Decoded(text, legacy_doubts(read))


def legacy_doubts(read: Repaired) -> tuple[str, ...]:
    """Return what a reader is told of text that was of a legacy encoding."""
    doubts = []
    if read.encodings:
        doubts.append(doubt("legacy_converted", encodings=", ".join(sorted(read.encodings))))
    if read.unsure:
        doubts.append(doubt("legacy_unsure", count=str(read.unsure)))
    return tuple(doubts)


def decode_raw(data: bytes, name: object) -> str:
    """Decode a text file and leave legacy encodings as they look; raises `Damaged`."""
    text = _unicode(data)
    if text is None:
        text = _single_byte(data, name)
    if "\x00" in text:
        raise Damaged(f"{name}: holds zero bytes, so it is not text")
    if is_garbage(text) and not text_to_unicode(text[:SAMPLE]).encodings:
        raise Damaged(f"{name}: most of its characters are not text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unicode(data: bytes) -> str | None:
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _single_byte(data: bytes, name: object) -> str:
    latin = data.decode("latin-1")
    if text_to_unicode(latin[:SAMPLE]).encodings:
        return latin
    try:
        text = unicodedata.normalize("NFC", data.decode("windows-1258"))
    except UnicodeDecodeError as error:
        raise Damaged(f"{name}: neither UTF-8 nor another known encoding") from error
    # Vowels of windows-1258 carry combining accents: only a text that composes like Vietnamese is taken.
    certain = vietnamese_share(text) >= 0.2 and re.search("[\u1ea0-\u1ef9]", text) and not is_garbage(text)  # noqa: PLR2004
    if not certain:
        raise Damaged(f"{name}: neither UTF-8 nor another known encoding")
    return text
