"""Adds to a question the words the law uses: abbreviations, everyday words, English and Bengali terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import BadTable
from assistant.inflection import bases, canonical, is_bengali_word
from assistant.tables import load
from index.vietnamese import fold, normalise, tokens

# Two letters in lower case are as likely a word typed without diacritics ("da", "ca", "an").
_AMBIGUOUS = 2
_CAPITALS = re.compile(r"(?<![\w/-])[A-ZĐ][A-ZĐ&]+(?![\w/-])")
_ENDS = ""  # the branch of the tree that holds the rows which end there; no word is empty

# "register the birth of a child": they stand between the words of a term and are no part of it.
_DETERMINERS = frozenset({"a", "an", "the", "this", "my", "your", "his", "her", "its", "our", "their"})

_Branch = dict[str, Any]  # a word to the branch of what may follow it


@dataclass(frozen=True, slots=True)
class Expansion:
    """A phrase of the question, folded as it was typed, and the phrases that are searched beside it."""

    phrase: str
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    words: tuple[str, ...]
    plain: tuple[str, ...]  # the words as they are compared
    added: tuple[str, ...]
    abbreviation: bool

    def meant_by(self, typed: Sequence[str], capitals: frozenset[str]) -> bool:
        """Tell whether typed words that read alike without diacritics may be this phrase.

        Typed diacritics have to agree. One syllable typed without them is too many words at once ("muon" is
        to want, to rent or late) unless it has none; several in a row are seldom anything else.
        """
        if self.abbreviation:
            return len(typed) > 1 or len(typed[0]) > _AMBIGUOUS or typed[0] in capitals
        return all(
            word == own or (_bare(word) and (len(self.words) > 1 or _bare(own)))
            for word, own in zip(typed, self.words, strict=True)
        )


class Expander:
    """Expands questions from the built-in tables and a user's own abbreviations.

    Raises:
        BadTable: the user's table is not a mapping of a phrase to a list of phrases.
    """

    def __init__(self, extra: Path | None = None) -> None:
        """Read the tables; `extra` is a user's YAML file in the form of `data/abbreviations.yaml`."""
        own = [*_rows(_own(extra), abbreviation=True)] if extra is not None and extra.exists() else []
        abbreviations = [*_rows(load("abbreviations"), abbreviation=True)]
        self._own = {row.plain: row for row in own}
        self._meanings = {row.plain: row.added for row in (*abbreviations, *own)}
        everyday = _rows(load("synonyms"), abbreviation=False)
        self._latin = self._tree((*abbreviations, *everyday, *_rows(load("terms_en"), abbreviation=False)))

    @cached_property
    def _bengali(self) -> _Branch:
        return self._tree(_rows(load("terms_bn"), abbreviation=False))

    def _tree(self, rows: Iterable[_Row]) -> _Branch:
        """Return the rows by their words; a user's own row takes the place of the built-in one."""
        tree: _Branch = {}
        for row in (*self._own.values(), *(row for row in rows if row.plain not in self._own)):
            branch = tree
            for word in row.plain:
                branch = branch.setdefault(word, {})
            branch.setdefault(_ENDS, []).append(row)
        return tree

    def expand(self, question: str) -> tuple[Expansion, ...]:
        """Return what is added to a question, in the order of its phrases; longer phrases win."""
        shouted = _CAPITALS.findall(normalise(question))
        capitals = frozenset(word for found in shouted for word in tokens(found))
        typed = tokens(question)
        found: dict[str, Expansion] = {}
        place = 0
        while place < len(typed):
            end, row = self._longest(typed, place, capitals)
            if row is not None:
                phrase = " ".join(map(fold, typed[place:end]))
                found.setdefault(phrase, Expansion(phrase, row.added))
            place = end
        return tuple(found.values())

    def spelled_out(self, question: str) -> str:
        """Return a question with the abbreviations it has in capitals written out by their first meaning."""

        def meaning(match: re.Match[str]) -> str:
            return self._meanings.get(_plain(tokens(match.group())), (match.group(),))[0]

        return _CAPITALS.sub(meaning, normalise(question))

    def _longest(self, typed: list[str], start: int, capitals: frozenset[str]) -> tuple[int, _Row | None]:
        """Return the longest row from a place on and the place behind it, or the next place and `None`."""
        best: tuple[int, _Row | None] = (start + 1, None)
        branches = [self._bengali if is_bengali_word(typed[start]) else self._latin]
        passed: list[int] = []
        for place in range(start, len(typed)):
            forms = bases(typed[place])
            following = [branch[form] for branch in branches for form in forms if form in branch]
            if not following and place > start and typed[place] in _DETERMINERS:
                passed.append(place)
                continue
            branches = following
            ending = (row for branch in branches for row in branch.get(_ENDS, ()))
            words = [word for at, word in enumerate(typed[start : place + 1], start) if at not in passed]
            row = next((r for r in ending if r.meant_by(words, capitals)), None)
            if row is not None:
                best = (place + 1, row)
            if not branches:
                break
        return best


def _rows(table: Mapping[str, Sequence[str]], *, abbreviation: bool) -> Iterable[_Row]:
    for phrase, meanings in table.items():
        words = tokens(phrase)
        yield _Row(tuple(words), _plain(words), tuple(meanings), abbreviation)


def _plain(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(canonical, words))


def _bare(word: str) -> bool:
    return is_bengali_word(word) or fold(word) == word


def _own(file: Path) -> dict[str, list[str]]:
    try:
        own = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (OSError, ValueError, yaml.YAMLError) as problem:
        raise BadTable(f"{file}: cannot be read: {' '.join(str(problem).split())}") from problem
    if not isinstance(own, dict) or not all(isinstance(v, list) and v for v in own.values()):
        raise BadTable(f"{file}: expected lines of the form PHRASE: [meaning, …]")
    return {
        str(phrase): [normalise(str(meaning)) for meaning in meanings] for phrase, meanings in own.items()
    }


@lru_cache(maxsize=1)
def built_in() -> Expander:
    """Return the expander with the built-in tables alone."""
    return Expander()
