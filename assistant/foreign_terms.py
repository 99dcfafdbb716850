"""Says what the phrases of a Vietnamese question are called in another language: its tables of terms, turned.

An act may be held in English only. No word of a Vietnamese question stands in it, and what leads from English
terms to Vietnamese ones leads back.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from assistant.expansion import Expansion
from assistant.inflection import bases
from assistant.quantities import is_typed_plain
from assistant.references import beside_acts
from assistant.tables import load, phrases, stop_words
from index.vietnamese import fold, normalise, tokens

_Words = tuple[str, ...]
_PIECES = re.compile(r"[,;:.?!()]\s")
_NAME = re.compile(r"^\W*(?:the )?(?:law|code)\s+on (?P<name>[^\n]{3,120})", re.IGNORECASE | re.MULTILINE)
_OPENING = 600
"""Characters of a text in which its name stands."""


def said_in(language: str, question: str) -> tuple[Expansion, ...]:
    """Return what each phrase of a question is called in a language, in their order; longer phrases win.

    What names an act is left out: all of that act has it. One syllable typed without diacritics may be too
    many words, and stands for none.
    """
    if language not in load("policy")["foreign_act"]["languages"]:
        return ()
    asked = beside_acts(question)
    table, plain = _turned(language), is_typed_plain(asked)
    found: dict[str, Expansion] = {}
    for piece in _PIECES.split(asked):
        typed, place = tokens(piece), 0
        while place < len(typed):
            longest = min(load("policy")["foreign_act"]["longest"], len(typed) - place)
            rows = (typed[place : place + count] for count in range(longest, 0, -1))
            found_here = ((row, own) for row in rows if (own := _meant(table, row, plain=plain)))
            words, said = next(found_here, ([], ()))
            if said:
                phrase = " ".join(map(fold, words))
                found.setdefault(phrase, Expansion(phrase, said))
            place += len(words) or 1
    return tuple(found.values())


def base_terms(text: str) -> frozenset[str]:
    """Return the words of a text in a language that inflects, each with the base forms it may have."""
    stop = stop_words()
    return frozenset(form for word in tokens(text) for form in bases(word)) - stop


def is_name_of(language: str, words: str, name: str) -> bool:
    """Tell whether some Vietnamese words are called by a name in a language: all of each is meant."""
    said = said_in(language, words)
    own = frozenset(tokens(name)) - stop_words()
    forms_of_own = base_terms(name)
    meant = [[base_terms(phrase) for phrase in expansion.added] for expansion in said]
    return (
        bool(own)
        and " ".join(expansion.phrase for expansion in said) == fold(words).strip()
        and all(any(names <= forms_of_own for names in phrase) for phrase in meant)
        and all(any(set(bases(word)) & names for phrase in meant for names in phrase) for word in own)
    )


def name_of_law(text: str) -> str:
    """Return the name that the text of a law in English opens with: "Law on State Audit"; "" for none."""
    found = _NAME.search(text[:_OPENING])
    return found["name"].strip() if found else ""


def _meant(table: Mapping[_Words, Mapping[_Words, _Words]], row: list[str], *, plain: bool) -> _Words:
    folded = tuple(map(fold, row))
    if len(row) == 1 and (plain or folded[0] in stop_words()):
        return ()
    same = (said for own, said in table.get(folded, {}).items() if _reads(row, own))
    return tuple(dict.fromkeys(phrase for said in same for phrase in said))[
        : load("policy")["foreign_act"]["most"]
    ]


def _reads(row: list[str], own: _Words) -> bool:
    """Tell whether words as they were typed may be those of a phrase: the diacritics they have agree."""
    return all(
        word == other or (len(row) > 1 and fold(word) == word) for word, other in zip(row, own, strict=True)
    )


@cache
def _turned(language: str) -> Mapping[_Words, Mapping[_Words, _Words]]:
    """Return the phrases of a language by the Vietnamese ones that they stand for, folded and as written.

    What the table of a language says outright (`said_in_en`) goes before what the terms say turned.
    """
    found: defaultdict[_Words, dict[_Words, _Words]] = defaultdict(dict)
    ranked: defaultdict[_Words, list[tuple[int, str]]] = defaultdict(list)
    for phrase, rank, meaning in _terms(language):
        ranked[tuple(tokens(meaning))].append((rank, phrase))
    for words, phrases_of in ranked.items():
        found[_folded(words)][words] = tuple(phrase for _, phrase in sorted(phrases_of))
    for phrase, said in phrases(f"said_in_{language}").items():
        words = tuple(tokens(normalise(phrase)))
        found[_folded(words)][words] = tuple(said)
    return dict(found)


def _terms(language: str) -> Iterator[tuple[str, int, str]]:
    """Go over the terms of a language with their meanings and the place of each."""
    for phrase, meanings in phrases(f"terms_{language}").items():
        for rank, meaning in enumerate(meanings):
            yield phrase, rank, meaning


def _folded(words: _Words) -> _Words:
    return tuple(map(fold, words))
