"""What the words of a question stand for, and how rare that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from assistant.expansion import Expansion
from assistant.question import is_syllable
from assistant.tables import load, stop_words
from index.vietnamese import bigrams, fold, folded_terms, tokens

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


def in_stead_abroad(said: Iterable[Expansion]) -> Mapping[str, Meanings]:
    """Return what counts in another language in the stead of each word of a question, and of each pair.

    A phrase is called something as a whole, and that counts for each of its syllables and pairs.
    """
    stop = stop_words()
    stead: dict[str, Meanings] = {}
    for expansion in said:
        words = expansion.phrase.split()
        meant = tuple(frozenset(map(fold, tokens(name))) - stop for name in expansion.added)
        for term in (*words, *bigrams(words)):
            stead[term] = (*stead.get(term, ()), *meant)
    return stead


def weights_abroad(
    weights: Mapping[str, float], asked: str, stead: Mapping[str, Meanings]
) -> dict[str, float]:
    """Return the weights of those words of a question that texts in another language may have; they sum to 1.

    What names acts is none of them (`asked` is without), for all of an act has it, nor is what has no name in
    that language, nor is a syllable: "ban" is no ban. Where that is most of the question, what is left does
    not stand for it, and they sum to less.
    """
    words = frozenset(map(fold, tokens(asked)))
    own = {w: v for w, v in weights.items() if words.issuperset(w.split("_"))}
    kept = {w: v for w, v in own.items() if w in stead or not any(map(is_syllable, w.split("_")))}
    least = load("policy")["foreign_act"]["least_known"] * sum(own.values())
    whole = max(sum(kept.values()), least) or 1.0
    return {w: v / whole for w, v in kept.items()}


def rareness_of(meanings: Meanings, rareness: Callable[[str], float]) -> float:
    """Return how rare a word of another language is: as the rarest term of its commonest meaning.

    "Fee" is in no Vietnamese text, and says no more than "phí", which is in most.
    """
    return min((max(map(rareness, terms)) for terms in meanings if terms), default=0.0)


def _terms(phrase: str, language: str) -> frozenset[str]:
    return frozenset(map(fold, tokens(phrase)) if language == "vi" else folded_terms(phrase))
