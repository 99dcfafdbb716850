"""Turns a question into weighted lexical clauses, and says how much the dense score counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from assistant.expansion import Expander, Expansion, built_in, said_in_brackets
from assistant.inflection import canonical, forms
from assistant.tables import load, stop_words
from index.search import Clause, Field
from index.vietnamese import bigrams, fold, tokens


def clauses(
    question: str,
    expander: Expander | None = None,
    spelled: Mapping[str, tuple[str, ...]] | None = None,
    *,
    also: Sequence[str] = (),
    language: str = "vi",
) -> tuple[Clause, ...]:
    """Return the clauses of a question, one for each field and term, heaviest first.

    `spelled` maps words that occur nowhere to the folded words they may have been meant as; `also` are
    phrases that are searched beside them (the name of today of what the question calls by an old one). In
    another language than Vietnamese the words that were typed count less where terms stand for them.

    Diacritics decide the fields: the more syllables carry them, the less the folded fields count (they cost
    0.07 nDCG@10 on ALQAC-2025 where the question has its diacritics, and save it where it has not).
    """
    policy = load("policy")["query"]
    weights: defaultdict[tuple[Field, str], float] = defaultdict(float)
    words = tokens(question)
    marked = marked_share(words)
    exact = min(1.0, marked / policy["marked_share_of_prose"])
    expansions = (expander or built_in()).expand(question)
    foreign = bool(expansions) and language != "vi"
    parts = [(words, policy["foreign_weight"] if foreign else 1.0)]
    if foreign:
        parts += [(tokens(said), 1 - policy["foreign_weight"]) for said in said_in_brackets(question)]
    for expansion in expansions:
        share = policy["expansion_weight"] / len(expansion.added)
        parts += [(tokens(phrase), share) for phrase in expansion.added]
    parts += [(tokens(name), policy["expansion_weight"]) for name in also]
    for index, (row, weight) in enumerate(parts):
        own = index == 0
        for term, factor in _weighted(row, policy):
            value = weight * factor
            plain = exact if own else 1.0
            if plain > 0:
                weights[Field.BODY, term] += value * plain
                weights[Field.TITLE, term] += value * plain * policy["title_weight"]
        folded_weight = policy["folded_floor"] if not own else max(1 - exact, policy["folded_floor"])
        for term, factor in _weighted([fold(w) for w in row], policy):
            value = weight * factor * folded_weight
            weights[Field.BODY_FOLDED, term] += value
            weights[Field.TITLE_FOLDED, term] += value * policy["title_weight"]
    for row in _respelled([fold(w) for w in words], spelled or {}):
        for term, factor in _weighted(row, policy):
            if (Field.BODY_FOLDED, term) not in weights:
                weights[Field.BODY_FOLDED, term] += factor * policy["spelling_weight"]
                weights[Field.TITLE_FOLDED, term] += (
                    factor * policy["spelling_weight"] * policy["title_weight"]
                )
    rows = [Clause(f, t, round(w, 4)) for (f, t), w in weights.items() if w > 0]
    rows.sort(key=lambda c: (-c.weight, c.field.value, c.term))
    return tuple(rows[: policy["most_clauses"]])


def foreign_clauses(said: Sequence[Expansion]) -> tuple[Clause, ...]:
    """Return the clauses for what the phrases of a question are called in a language that inflects.

    Any form of a word may stand in the texts. The more a phrase may be called, the less each name counts;
    what several phrases may be called counts once.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    for expansion in said:
        worth = len(expansion.added) ** -0.5
        for row in map(tokens, expansion.added):
            terms = [form for word in row for form in forms(word)]
            terms += [f"{canonical(a)}_{form}" for a, b in pairwise(row) for form in forms(b)]
            for term in terms:
                weights[term] = max(weights[term], worth)
    rows = [Clause(Field.BODY_FOLDED, term, round(weight, 4)) for term, weight in weights.items()]
    rows.sort(key=lambda c: (-c.weight, c.term))
    return tuple(rows[: load("policy")["query"]["most_clauses"]])


def _respelled(row: list[str], spelled: Mapping[str, tuple[str, ...]]) -> Iterable[list[str]]:
    """Go over the folded question with one word put right at a time, so that its pairs are found too."""
    meant = {fold(word): others for word, others in spelled.items()}
    first = [meant[w][0] if w in meant else w for w in row]
    for index, word in enumerate(row):
        for other in meant.get(word, ()):
            yield [*first[max(0, index - 1) : index], other, *first[index + 1 : index + 2]]


def _weighted(row: list[str], policy: dict[str, float]) -> Iterable[tuple[str, float]]:
    stop = stop_words()
    for word in dict.fromkeys(row):
        yield word, policy["stop_weight"] if fold(word) in stop else 1.0
    for pair in dict.fromkeys(bigrams(row)):
        a, b = pair.split("_", 1)
        both = fold(a) in stop and fold(b) in stop
        yield pair, policy["stop_weight"] if both else policy["bigram_weight"]


def marked_share(words: list[str]) -> float:
    """Tell which share of the alphabetic syllables carries a Vietnamese letter."""
    letters = [w for w in words if w.isalpha()]
    if not letters:
        return 1.0
    if any("\u0980" <= c <= "\u09ff" for w in letters for c in w):
        return 1.0
    return sum(fold(w) != w for w in letters) / len(letters)


def prose_share(question: str) -> float:
    """Tell how far a question carries the diacritics of ordinary prose, in [0, 1]."""
    return min(1.0, marked_share(tokens(question)) / float(load("policy")["query"]["marked_share_of_prose"]))


def dense_weight(coverage: float, question: str = "", language: str = "vi", *, abroad: bool = False) -> float:
    """Return the weight of the dense score, from the share of the question that the best text's words cover.

    Where question and text share few words (another language, other wording), the lexical ranking is noise
    and meaning has to carry more: nDCG@10 of Vietnamese questions over English passages is 0.82 with this,
    0.52 with a fixed weight of 0.25. A Vietnamese question without diacritics means nothing to the model
    (0.06 against 0.81 on ALQAC-2025 by the dense score alone), so its weight goes with its diacritics.
    """
    policy = load("policy")["fusion"]
    low, high = policy["coverage_low"], policy["coverage_high"]
    least = policy["dense_least"][language]
    share = min(1.0, max(0.0, (high - coverage) / (high - low)))
    most = policy["abroad"]["dense_most"] if abroad else policy["dense_most"][language]
    weight = least + share * (most - least)
    if language == "vi" and question:
        weight *= prose_share(question)
    return float(weight)
