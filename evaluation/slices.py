"""Cuts a set of questions into slices: made by typing them differently, or found by what they ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.references import find_references
from evaluation.datasets import RetrievalSet
from evaluation.twins import near_twins
from evaluation.variants import Variant, typed

AS_ASKED = "as asked"
MADE = {
    Variant.FOLDED: "no diacritics",
    Variant.HALF: "half the diacritics",
    Variant.TYPO: "typing errors",
    Variant.ABBREVIATED: "abbreviations",
}
NUMBERS = "number lookups"
TWINS = "near twins"
SEVERAL = "several provisions"
ACROSS = "across languages"
CONVERSATION = "conversation"

Turns = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """Questions by id, each as it is typed: its turns, of which the last one is asked."""

    name: str
    asked: Mapping[str, Turns]


def made(asked: Mapping[str, Turns], *, seed: int = 0) -> tuple[Slice, ...]:
    """Type the questions in every other way; a slice holds those that this changes, and is never empty."""
    slices = []
    for variant, name in MADE.items():
        other = {q: tuple(typed(turn, variant, seed=seed) for turn in turns) for q, turns in asked.items()}
        changed = {q: turns for q, turns in other.items() if turns != asked[q]}
        if changed:
            slices.append(Slice(name, changed))
    return tuple(slices)


def found(dataset: RetrievalSet) -> dict[str, frozenset[str]]:
    """Return the questions of a labelled set by what is particular about them; no slice is empty."""
    twins = near_twins(dataset.documents, {d for row in dataset.judgements.values() for d in row})
    slices = {
        NUMBERS: {q for q, text in dataset.queries.items() if names_number(text)},
        TWINS: {q for q, row in dataset.judgements.items() if twins & row.keys()},
        SEVERAL: {q for q, row in dataset.judgements.items() if len(row) > 1},
    }
    return {name: frozenset(row) for name, row in slices.items() if row}


def names_number(text: str) -> bool:
    """Tell whether a question names an act, a record or an article by its number."""
    named = find_references(text)
    return named.names_document or bool(named.articles)


def across_languages(sets: Mapping[str, RetrievalSet]) -> dict[str, RetrievalSet]:
    """Ask the questions of one set over the documents of another that is a translation of it.

    Two sets are translations where the same ids stand for other texts; every pair is named "a → b".
    """
    pairs = {}
    for one, asking in sets.items():
        for other, held in sets.items():
            if one != other and _is_translation(asking, held):
                pairs[f"{one} → {other}"] = RetrievalSet(held.documents, asking.queries, held.judgements)
    return pairs


def _is_translation(one: RetrievalSet, other: RetrievalSet) -> bool:
    same = _ids(one) == _ids(other) and one.queries.keys() == other.queries.keys()
    return same and one.judgements == other.judgements and one.documents != other.documents


def _ids(dataset: RetrievalSet) -> set[str]:
    return {document.id for document in dataset.documents}


def single(queries: Mapping[str, str], only: Iterable[str] | None = None) -> dict[str, Turns]:
    """Return questions as conversations of one turn."""
    kept = queries.keys() if only is None else only
    return {q: (queries[q],) for q in kept}
