"""What the words of a question stand for, and how rare that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from assistant.expansion import Expansion
from assistant.tables import stop_words
from index.vietnamese import fold, folded_terms, tokens

Meanings = tuple[frozenset[str], ...]
"""Sets of folded terms, each of which counts in the stead of a word."""


def in_stead(expansions: Iterable[Expansion], language: str) -> Mapping[str, Meanings]:
    """Return what counts in the stead of each folded word of a question in a language.

    A meaning of a Vietnamese word are its syllables. Of a word of another language it has their pairs too:
    nothing else of the question tells "giấy phép lái tàu" from any text that has these syllables.
    """
    stop = stop_words()
    stead: dict[str, Meanings] = {}
    for expansion in expansions:
        meant = tuple(_terms(phrase, language) - stop for phrase in expansion.added)
        for word in expansion.phrase.split():
            stead[word] = (*stead.get(word, ()), *meant)
    return stead


def rareness_of(meanings: Meanings, rareness: Callable[[str], float]) -> float:
    """Return how rare a word of another language is: as the rarest term of its commonest meaning.

    "Fee" is in no Vietnamese text, and says no more than "phí", which is in most.
    """
    return min((max(map(rareness, terms)) for terms in meanings if terms), default=0.0)


def _terms(phrase: str, language: str) -> frozenset[str]:
    return frozenset(map(fold, tokens(phrase)) if language == "vi" else folded_terms(phrase))
