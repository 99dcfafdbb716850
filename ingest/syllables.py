"""Which words can be syllables of Vietnamese: what tells text that was decoded rightly."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_SHARP_OR_HEAVY: Final = "\u0301\u0323"
_STOPPED: Final = ("c", "ch", "k", "p", "t")
_SYLLABLE: Final = re.compile(
    "(?P<onset>ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?"
    "(?P<nucleus>"
    "iêu|yêu|oai|oay|oao|oeo|uây|uôi|ươi|ươu|uya|uyê|uyu|uêu|"
    "ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|ye|yê|oa|oă|oe|oi|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|"
    "[aăâeêioôơuưy])"
    "(?P<coda>ng|nh|ch|[ckmnpt])?"
)
"""The sound structure of the syllable, wide enough for place names and loan words that are spelled by it."""


@lru_cache(maxsize=50_000)
def is_syllable(word: str) -> bool:
    """Tell whether a word of letters, in any case and either Unicode form, can be a Vietnamese syllable."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [sign for sign in decomposed if sign in _TONES]
    if len(tones) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(sign for sign in decomposed if sign not in _TONES))
    match = _SYLLABLE.fullmatch(bare)
    if match is None:
        return False
    stopped = match["coda"] in _STOPPED
    return not stopped or not tones or tones[0] in _SHARP_OR_HEAVY
