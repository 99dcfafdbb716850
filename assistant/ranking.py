"""One score for each passage found: words, meaning, and what the question names, its place, case and day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from assistant.expansion import Expander
from assistant.query import dense_weight, prose_share
from assistant.question import Question
from assistant.ranges import fit, stated
from assistant.tables import load, stop_words, stop_words_of
from index.provisions import Passage
from index.search import Hits
from index.vietnamese import fold, folded_terms, is_bengali, normalise, tokens

_LISTS: Final = frozenset({"paper", "basis"})
_NOT: Final = re.compile(r"\b(?:không|chưa|trừ|except|not)\b[^,;()]*")
"""What a title says that it is not about."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage with its score; `lexical`, `dense` and `reference` are parts of it in [0, 1], unweighted."""

    key: int
    score: float
    lexical: float
    dense: float
    reference: float


@dataclass(frozen=True, slots=True)
class Found:
    """What the two indexes and the catalogue found for one question.

    `inside` are the hits within the documents that the question names (`named`, by id); `of_place` the
    documents of the place it asks about; `out_of_force` the documents and `expired` the passages that are not
    in force on its day; `similarity` is the cosine of the nearest passage; `translations` are acts in another
    language than their own, `other_act` the records that change or end what is asked of, `meant`
    those whose whole name a phrase of the question stands for; with `abroad` few passages are in the language
    of the question, and more in others. `foreign` are the passages of the acts that a Vietnamese question
    names and that are held in another language, each with the two parts of its score.
    """

    lexical: Hits
    dense: Hits
    inside: Hits
    named: frozenset[str]
    of_place: frozenset[str]
    out_of_force: frozenset[str]
    expired: frozenset[int]
    other_act: frozenset[str] = frozenset()
    meant: frozenset[str] = frozenset()
    similarity: float | None = None
    translations: frozenset[str] = frozenset()
    abroad: bool = False
    foreign: Mapping[int, tuple[float, float]] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[int, ...]:
        """Every passage found, once."""
        found = (key for key, _ in (*self.lexical, *self.dense, *self.inside))
        return tuple(dict.fromkeys((*found, *self.foreign)))


@dataclass(frozen=True, slots=True)
class _Excluded:
    """What a question says it does not mean: its terms, and the pairs of words that the rest has not."""

    terms: frozenset[str]
    pairs: frozenset[str]

    @classmethod
    def of(cls, question: Question) -> _Excluded:
        """Read the words that a question excludes."""
        terms, stop = frozenset(folded_terms(question.excluded)), stop_words_of(tokens(question.excluded))
        telling = (pair for pair in terms if "_" in pair and not stop & set(pair.split("_")))
        return cls(terms, frozenset(telling) - frozenset(folded_terms(question.searched)))

    def had_by(self, title: str) -> float:
        """Tell how far a title says it: whole, or by the share of its pairs, in [0, 1].

        A title that says the same of itself ("không được bảo lãnh", "trừ …") is what is meant.
        """
        said = frozenset(folded_terms(_NOT.sub(" ", normalise(title).lower())))
        if self.terms <= said:
            return 1.0
        return len(self.pairs & said) / len(self.pairs) if self.pairs else 0.0


def rank(
    question: Question, passages: Mapping[int, Passage], found: Found, expander: Expander
) -> list[Ranked]:
    """Return the passages that live, best first, equal ones in order of key.

    BM25 is divided by its best, the cosine stretched between its best and worst: ranks alone lose (.838 for
    equal-weight RRF against .903 for BM25 on ALQAC-2025, docs/adr/0010).
    """
    policy = load("policy")["fusion"]
    top = max((s for _, s in found.lexical), default=0.0)
    words = {key: score / top for key, score in (*found.inside, *found.lexical)} if top > 0 else {}
    low = min((s for _, s in found.dense), default=0.0)
    span = max((s for _, s in found.dense), default=0.0) - low
    meaning = {key: (score - low) / span for key, score in found.dense} if span > 0 else {}
    weight = _weight(question, passages, found, expander) if meaning else 0.0
    amounts = stated(fold(question.searched))
    articles = None if found.named else _articles(question)
    excluded = _Excluded.of(question) if question.excluded else None
    elsewhere = _is_told_elsewhere(question)
    abroad = 0.0
    if found.foreign:
        abroad = load("policy")["foreign_act"]["meaning"] * prose_share(question.searched)
    rows = []
    for key, passage in passages.items():
        a, b = words.get(key, 0.0), meaning.get(key, 0.0)
        reference = 1.0 if passage.document_id in found.named else 0.0
        share = weight
        if key in found.foreign:
            (a, b), share = found.foreign[key], abroad
        score = (1 - share) * a + share * b + policy["reference_weight"] * reference
        if passage.document_id in found.of_place:
            score += policy["place_weight"]
        if passage.document_id in found.meant:
            score += policy["meant_weight"]
        if articles and articles.search(fold(passage.title)):
            score += policy["article_weight"]
        if amounts:
            score += policy["case_weight"] * fit(amounts, fold(passage.title))
        if excluded is not None:
            score -= policy["excluded_weight"] * excluded.had_by(passage.title)
        if elsewhere and not passage.dense:
            score *= policy["unasked_list"]
        ended = passage.document_id in found.out_of_force and not reference
        if ended or key in found.expired:
            score *= policy["out_of_force"]
        elif passage.document_id in found.translations and not reference:
            score *= policy["translation"]
        if passage.document_id in found.other_act and not reference:
            score *= policy["other_act"]
        rows.append(Ranked(key, score, a, b, reference))
    return sorted(rows, key=lambda row: (-row.score, row.key))


def _articles(question: Question) -> re.Pattern[str] | None:
    """Return a pattern for the articles that a question names, in titles without diacritics.

    It serves where the act is not known by its number: else the whole act is searched already.
    """
    numbers = "|".join(re.escape(fold(number)) for number in question.references.articles)
    return re.compile(rf"\bdieu (?:{numbers})\b") if numbers else None


def _is_told_elsewhere(question: Question) -> bool:
    """Tell whether what is asked for stands in a field of a record, and none such is a list.

    Lists of papers and legal bases name half the matter of a procedure and tell neither its time nor its fee;
    with forms and preambles they are what is found by words only.
    """
    fields = {field for aspect in question.aspects for field in aspect.fields}
    return bool(fields) and not fields & _LISTS


def best_of(ranked: Sequence[Ranked], passages: Mapping[int, Passage], found: Found, k: int) -> list[Ranked]:
    """Return the best `k`, then the next few of each document that is named: none must crowd out another.

    They are more of one in another language, whose best ones words and meaning tell less surely.
    """
    few, many = load("policy")["fusion"]["each_named"], load("policy")["foreign_act"]["passages"]
    taken: Counter[str] = Counter()
    kept = list(ranked[:k])
    for row in ranked[k:]:
        document = passages[row.key].document_id
        if document in found.named and taken[document] < (many if row.key in found.foreign else few):
            taken[document] += 1
            kept.append(row)
    return kept


def coverage(question: str, passage: Passage, expander: Expander) -> float:
    """Tell which share of the question's content words a passage holds, without diacritics.

    A word that stands for others (an abbreviation, a word of another language) counts by the share of its
    best meaning: without that, English questions over Vietnamese texts would be ranked by the few words they
    share with old English translations.
    """
    stop = stop_words()
    words = [w for w in dict.fromkeys(map(fold, tokens(question))) if w not in stop]
    if not words:
        return 0.0
    text = set(map(fold, tokens(f"{passage.title} {passage.body}")))
    meant: dict[str, float] = {}
    for expansion in expander.expand(question):
        share = max(_share(phrase, text) for phrase in expansion.added)
        meant |= {word: max(share, meant.get(word, 0.0)) for word in expansion.phrase.split()}
    return sum(1.0 if word in text else meant.get(word, 0.0) for word in words) / len(words)


def _share(phrase: str, text: set[str]) -> float:
    words = {fold(t) for t in tokens(phrase)}
    return len(words & text) / len(words) if words else 0.0


def _weight(question: Question, passages: Mapping[int, Passage], found: Found, expander: Expander) -> float:
    """Return the weight of meaning, from the passage whose words match best."""
    best = next((passages[key] for key, _ in found.lexical if key in passages), None)
    if best is None:
        return dense_weight(0.0, question.searched, question.language, abroad=found.abroad)
    language = question.language
    if language == "bn" and not is_bengali(best.body):
        language = "en"  # Bengali that inflects meets no Bengali here: as with English, the terms translate
    return dense_weight(
        coverage(question.searched, best, expander), question.searched, language, abroad=found.abroad
    )
