"""Text of TCVN3, VNI, VISCII and VPS told from Unicode and turned into it, run by run.

A font that names its encoding is believed where the text bears it out. Where fonts tell nothing the words do:
what reads as syllables of Vietnamese after a conversion, and does not before it, was in that encoding. Text
that is Unicode already is returned as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Final

from ingest.legacy_tables import Encoding, convert
from ingest.syllables import is_syllable

_ENOUGH_WORDS: Final = 4
"""So many marked words of one font tell an encoding by themselves."""
_ENOUGH_HERE: Final = 3
"""So many of one line tell that it is not as the rest of its font."""
_LINES: Final = 3
"""So many lines tell that a document has an encoding that none of its fonts has as a whole."""
_MIXED: Final = (Encoding.TCVN3, Encoding.VNI)
"""Encodings of fonts, which change within a document; the others are of whole files."""
_SAMPLE: Final = 3_000
"""More words of one font tell no more."""
_READS: Final = 0.75
"""Share of syllables among the marked words of text that was decoded rightly; real documents have 0.9."""
_READS_NOT: Final = 0.5
"""Share of them in legacy text that is taken for Latin-1; real documents have under 0.3."""
_CLEAR: Final = 0.2
"""By so much one decoding must read better than another to be taken against what the rest of a font says."""

_FONTS: Final = (
    (re.compile(r"\.vn"), Encoding.TCVN3),
    (re.compile(r"vni(?![a-z])|vni-"), Encoding.VNI),
    (re.compile(r"vps(?![a-z])"), Encoding.VPS),
)
_SUBSET: Final = re.compile(r"^[A-Z]{6}\+")
_CAPITAL_FONT: Final = re.compile(r"\.vn.*h(?:,.*|[-_ ](?:bold|italic|bolditalic))?$")
_SYMBOL_FONT: Final = re.compile(r"symbol|wingdings|webdings|marlett|dingbats|math", re.IGNORECASE)
_WORDS: Final = re.compile(r"[^\s\d!-/:-@\[-`{-~\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2022]+")
_MARKED: Final = re.compile(r"[^\x00-\x7f]")
_SIGN: Final = re.compile(r"[^\x00-\x01\x07-\x0f\x16-\x18\x1a\x1b\x1f-\x7f]")
"""A sign that an encoding may have as a letter: VISCII and VPS use control characters too."""
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_UNICODE: Final = re.compile("[\u1ea0-\u1ef9ăđĩũơưĂĐĨŨƠƯ\u0300-\u0323]")
"""Signs that only Unicode text has; a line with one of them has been converted by somebody."""
_VNI_JOINT: Final = re.compile("^[ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]{1,2}")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one font; "" where the font is not known."""

    text: str
    font: str = ""


@dataclass(frozen=True, slots=True)
class Repaired:
    """Lines of runs, their texts as Unicode, in the order and number they were given in.

    `encodings` are those that were found. `unsure` counts the runs that look like none of them and like no
    Unicode either.
    """

    lines: tuple[tuple[str, ...], ...]
    encodings: frozenset[Encoding] = frozenset()
    unsure: int = 0

    @property
    def texts(self) -> tuple[str, ...]:
        """The text of each line."""
        return tuple("".join(line) for line in self.lines)


def font_encoding(font: str) -> Encoding | None:
    """Return the encoding that a font's name stands for; a name without one tells nothing."""
    name = _SUBSET.sub("", font).strip().lower()
    return next((encoding for pattern, encoding in _FONTS if pattern.match(name)), None)


def is_capital_font(font: str) -> bool:
    """Tell whether a font draws small letters as capitals, as `.VnTimeH` does."""
    return _CAPITAL_FONT.match(_SUBSET.sub("", font).strip().lower()) is not None


def text_to_unicode(text: str) -> Repaired:
    """Turn plain text into Unicode, line by line; `texts` are its lines."""
    return to_unicode([[Run(line)] for line in text.split("\n")])


def to_unicode(lines: Sequence[Sequence[Run]]) -> Repaired:
    """Turn the runs of a document, or of one page, into Unicode.

    A line is a paragraph, a cell, or a line of a page. A syllable whose signs lie in two runs of a line is
    put together in the first.
    """
    if not any(_SIGN.search(run.text) or is_capital_font(run.font) for line in lines for run in line):
        return Repaired(tuple(tuple(run.text for run in line) for line in lines))
    verdicts = {font: _verdict(texts, font) for font, texts in _by_font(lines).items()}
    known = frozenset(filter(None, verdicts.values())) | _told_by_lines(lines)
    found: set[Encoding] = set()
    unsure = 0
    out: list[tuple[str, ...]] = []
    for line in lines:
        decided = [_decide(run, line, verdicts[run.font], known) for run in line]
        parts: list[str] = []
        for text, run, encoding in zip(_joined(line, decided), line, decided, strict=True):
            if encoding is None:
                parts.append(text)
                unsure += _is_strange(text)
                continue
            converted = _convert(text, encoding, known)
            if converted != text:
                found.add(encoding)
            parts.append(converted.upper() if is_capital_font(run.font) else converted)
        out.append(tuple(parts))
    return Repaired(tuple(out), frozenset(found), unsure)


def _convert(text: str, encoding: Encoding, known: frozenset[Encoding]) -> str:
    """Convert a text; words that do not read may have been typed in another encoding of the document."""
    others = [one for one in _MIXED if one is not encoding and one in known]
    if encoding not in _MIXED or not others:
        return convert(text, encoding)

    def word(match: re.Match[str]) -> str:
        if _reads(match.group(), encoding) or _reads(match.group(), None):
            return match.group()
        other = next((one for one in others if _reads(match.group(), one)), encoding)
        return convert(match.group(), other)

    return convert(_WORDS.sub(word, text), encoding)


def _told_by_lines(lines: Sequence[Sequence[Run]]) -> frozenset[Encoding]:
    """Return the encodings that single lines are in, whatever the rest of their font is in."""
    told: Counter[Encoding] = Counter()
    for line in lines:
        text = "".join(run.text for run in line)
        if _UNICODE.search(text) or any(_SYMBOL_FONT.search(run.font) for run in line):
            continue
        words = _words(text)
        if len(words) >= _ENOUGH_WORDS and (encoding := _by_words(words, None)):
            told[encoding] += 1
    return frozenset(encoding for encoding, count in told.items() if count >= _LINES)


def _by_font(lines: Sequence[Sequence[Run]]) -> dict[str, list[str]]:
    """Return by font the texts that are to be told; those with a sign of Unicode tell themselves."""
    texts: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        for run in line:
            if not _UNICODE.search(run.text):
                texts[run.font].append(run.text)
            else:
                texts[run.font]
    return texts


def _verdict(texts: Iterable[str], font: str) -> Encoding | None:
    """Tell the encoding that most of a font's text is in."""
    if _SYMBOL_FONT.search(font):
        return None
    words = _words("\n".join(texts))[:_SAMPLE]
    named = font_encoding(font)
    if not words:
        return named
    before, best, after = _compare(words)
    if named is not None and (len(words) < _ENOUGH_WORDS or _share(words, named) >= after - _CLEAR):
        return named if _share(words, named) >= before or len(words) < _ENOUGH_WORDS else None
    if len(words) >= _ENOUGH_WORDS and after >= _READS and before <= _READS_NOT and after - before >= _CLEAR:
        return best
    return None


def _decide(
    run: Run, line: Sequence[Run], verdict: Encoding | None, known: frozenset[Encoding]
) -> Encoding | None:
    """Tell the encoding of one run, by its own words where they are enough and by its font's else.

    `known` are the encodings of the document: few words may be in another one of them than their font.
    """
    if not _SIGN.search(run.text):
        return verdict  # only its capitals may be to restore
    if _SYMBOL_FONT.search(run.font) or _UNICODE.search(run.text):
        return None
    words = _words(run.text)
    if len(words) < _ENOUGH_HERE and font_encoding(run.font) is None:
        words = _words("".join(other.text for other in line if other.font == run.font))
    if len(words) >= _ENOUGH_HERE or not words:
        return _by_words(words, verdict) if words else verdict
    before = _share(words, None)
    kept = _share(words, verdict) if verdict is not None else before
    best = max(known, key=lambda encoding: _share(words, encoding), default=verdict)
    if (
        best is not verdict
        and best is not None
        and _share(words, best) == 1
        and max(kept, before) <= _READS_NOT
    ):
        return best
    return verdict if kept >= before else None


def _by_words(words: Sequence[str], verdict: Encoding | None) -> Encoding | None:
    """Tell the encoding of a line by its own words, where the rest of its font is in `verdict`."""
    before, best, after = _compare(words, _MIXED)
    kept = before if verdict is None else _share(words, verdict)
    if verdict is not None and kept >= before and (after - kept < _CLEAR or after < _READS):
        return verdict
    clear = after >= _READS and after - before >= _CLEAR
    return best if clear and (before <= _READS_NOT or verdict is not None) else None


def _compare(words: Sequence[str], among: Iterable[Encoding] = Encoding) -> tuple[float, Encoding, float]:
    """Return the share of syllables as the words are, and the encoding under which it is largest with it."""
    shares = {encoding: _share(words, encoding) for encoding in among}
    best = max(shares, key=shares.__getitem__)
    return _share(words, None), best, shares[best]


def _share(words: Sequence[str], encoding: Encoding | None) -> float:
    """Return the share of words that read as Vietnamese, 0 to 1."""
    return sum(map(_reads, words, repeat(encoding))) / len(words)


@lru_cache(maxsize=100_000)
def _reads(word: str, encoding: Encoding | None) -> bool:
    word = unicodedata.normalize("NFC", word) if encoding is None else convert(word, encoding)
    pieces = _LETTERS.findall(word)
    return sum(map(len, pieces)) == len(word) and all(map(is_syllable, pieces))


def _words(text: str) -> list[str]:
    """Return the words that have a sign beyond ASCII; single signs are bullets as often as letters."""
    return [word for word in _WORDS.findall(text) if len(word) > 1 and _SIGN.search(word)]


def _is_strange(text: str) -> bool:
    if _UNICODE.search(text):
        return False
    words = _words(text)
    return len(words) >= _ENOUGH_HERE and _share(words, None) <= _READS_NOT


def _joined(line: Sequence[Run], decided: Sequence[Encoding | None]) -> list[str]:
    """Return the texts of runs, signs of VNI that a change of format parted from their letter put back."""
    texts = [run.text for run in line]
    for at in range(1, len(texts)):
        both = decided[at] is Encoding.VNI and decided[at - 1] is Encoding.VNI
        marks = _VNI_JOINT.match(texts[at]) if both and texts[at - 1][-1:].isalpha() else None
        if marks:
            texts[at - 1] += marks.group()
            texts[at] = texts[at][marks.end() :]
    return texts
