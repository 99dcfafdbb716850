"""Adds to a question the words the law uses: abbreviations, everyday words, English and Bengali terms."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import BadTable
from assistant.inflection import bases, canonical, is_bengali_word
from assistant.tables import phrases, stop_words
from index.vietnamese import fold, normalise, tokens

# Two letters in lower case are as likely a word typed without diacritics ("da", "ca", "an").
_AMBIGUOUS = 2
_CAPITALS = re.compile(r"(?<![\w/-])[A-ZĐ][A-ZĐ&]+(?: [A-ZĐ][A-ZĐ&]+)*(?![\w/-])")
_BRACKETS = re.compile(r"\(([^()]+)\)")
_ENDS = ""  # the branch of the tree that holds the rows which end there; no word is empty

# "register the birth of a child": they stand between the words of a term and are no part of it.
DETERMINERS = frozenset({"a", "an", "the", "this", "my", "your", "his", "her", "its", "our", "their"})

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


class _Roots:
    """The branches of first words, each grown when a question first has that word.

    Most words of the tables are in no question: to cut thousands of phrases into words at each start takes
    longer than to answer.
    """

    def __init__(self, own: Mapping[tuple[str, ...], _Row]) -> None:
        """Begin with a user's own rows, which take the place of built-in ones."""
        self._own = own
        self._lines: defaultdict[str, list[tuple[str, Sequence[str], bool]]] = defaultdict(list)
        self._grown: dict[str, _Branch] = {}

    def add(self, table: Mapping[str, Sequence[str]], *, abbreviations: bool = False) -> None:
        """Add the lines of a table behind those that are there."""
        for phrase, meanings in table.items():
            self._lines[_first(phrase.split(" ", 1)[0])].append((phrase, meanings, abbreviations))

    def get(self, word: str) -> _Branch | None:
        """Return the branch of a first word, or `None` where no phrase begins with it."""
        if word not in self._grown:
            rows = [row for row in self._own.values() if row.plain[0] == word]
            lines = self._lines.pop(word, ())
            built_in = (_row(phrase, meanings, abbreviation=short) for phrase, meanings, short in lines)
            rows += (row for row in built_in if row.plain not in self._own)
            if not rows:
                return None
            self._grown[word] = _branch(rows)
        return self._grown[word]


class Expander:
    """Expands questions from the built-in tables and a user's own abbreviations.

    Raises:
        BadTable: the user's table is not a mapping of a phrase to a list of phrases.
    """

    def __init__(self, extra: Path | None = None) -> None:
        """Read the tables; `extra` is a user's YAML file in the form of `data/abbreviations.yaml`."""
        own = _own(extra) if extra is not None and extra.exists() else {}
        rows = (_row(*line, abbreviation=True) for line in own.items())
        self._own = {row.plain: row for row in rows}
        self._latin = _Roots(self._own)
        self._latin.add(phrases("abbreviations"), abbreviations=True)
        self._latin.add(phrases("synonyms"))
        self._latin.add(phrases("terms_en"))

    @cached_property
    def _bengali(self) -> _Roots:
        roots = _Roots(self._own)
        roots.add(phrases("terms_bn"))
        return roots

    @cached_property
    def _meanings(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        built_in = (_row(*line, abbreviation=True) for line in phrases("abbreviations").items())
        return {row.plain: row.added for row in (*built_in, *self._own.values())}

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

    def gloss(self, question: str) -> tuple[str, float]:
        """Return what a question in another language says in Vietnamese, and of which share of its words.

        It has the first meanings of its phrases in their order, behind what it adds in Vietnamese itself.
        """
        added, expansions = said_in_brackets(question), self.expand(question)
        words = frozenset(map(fold, tokens(question))) - stop_words()
        known = frozenset(" ".join((*map(fold, added), *(e.phrase for e in expansions))).split())
        share = len(words & known) / len(words) if words else 0.0
        return ", ".join((*added, *(e.added[0] for e in expansions))), share

    def spelled_out(self, question: str) -> str:
        """Return a question with the abbreviations it has in capitals written out by their first meaning.

        Two that stand together are one where the table has them so: "CT UBND" is a person, "CT" alone none.
        So are one and the word before it: of "ĐK" in "đủ ĐK" no register is meant.
        """

        def meaning(match: re.Match[str]) -> str:
            words, said = match.group().split(" "), list[str]()
            before = match.string[: match.start()].split()[-1:]
            if before and (both := self._meant_by(f"{before[0]} {words[0]}")):
                said.append(both[0].removeprefix(before[0]).strip())
                words = words[1:]
            while words:
                known = ((n, meant) for n in (2, 1) if (meant := self._meant_by(" ".join(words[:n]))))
                count, meant = next(known, (1, words))
                said.append(meant[0])
                words = words[count:]
            return " ".join(said)

        return _CAPITALS.sub(meaning, normalise(question))

    def knows(self, short: str) -> bool:
        """Tell whether the tables say what an abbreviation stands for."""
        return bool(self._meant_by(short))

    def _meant_by(self, short: str) -> Sequence[str]:
        """Return what an abbreviation may stand for, what it most often does first; nothing if unknown."""
        return self._meanings.get(_plain(tokens(short)), ())

    def _longest(self, typed: list[str], start: int, capitals: frozenset[str]) -> tuple[int, _Row | None]:
        """Return the longest row from a place on and the place behind it, or the next place and `None`."""
        best: tuple[int, _Row | None] = (start + 1, None)
        branches: Sequence[_Roots | _Branch] = [
            self._bengali if is_bengali_word(typed[start]) else self._latin
        ]
        passed: list[int] = []
        for place in range(start, len(typed)):
            forms = bases(typed[place])
            found = (branch.get(form) for branch in branches for form in forms)
            following = [branch for branch in found if branch is not None]
            if not following and place > start and typed[place] in DETERMINERS:
                passed.append(place)
                continue
            branches = following
            ending = (row for branch in following for row in branch.get(_ENDS, ()))
            words = [word for at, word in enumerate(typed[start : place + 1], start) if at not in passed]
            row = next((r for r in ending if r.meant_by(words, capitals)), None)
            if row is not None:
                best = (place + 1, row)
            if not branches:
                break
        return best


def said_in_brackets(question: str) -> tuple[str, ...]:
    """Return the Vietnamese words that a question in another language has in brackets: "(công cụ hỗ trợ)"."""
    found = (m.strip() for m in _BRACKETS.findall(normalise(question)))
    return tuple(said for said in found if any(not _bare(word) for word in tokens(said)))


def _row(phrase: str, meanings: Sequence[str], *, abbreviation: bool) -> _Row:
    words = tokens(phrase)
    return _Row(tuple(words), _plain(words), tuple(meanings), abbreviation)


def _branch(rows: Iterable[_Row]) -> _Branch:
    """Return the rows that begin with one word by the words behind it."""
    root: _Branch = {}
    for row in rows:
        branch = root
        for word in row.plain[1:]:
            branch = branch.setdefault(word, {})
        branch.setdefault(_ENDS, []).append(row)
    return root


@lru_cache(maxsize=20_000)
def _first(part: str) -> str:
    """Return the first word of a phrase as it is compared, from what stands before its first blank."""
    return canonical(tokens(part)[0])


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
