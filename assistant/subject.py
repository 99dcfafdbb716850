"""What a procedure is about, by its name, and whether a provision is about the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from assistant.distinctions import Values, named, scaled
from assistant.tables import load, stop_words
from index.document_store import DocumentHead
from index.vietnamese import bigrams, fold, normalise, tokens

_BRACKETS = re.compile(r"\([^()]*\)?")
_CLASSES = re.compile(r"\b(?:cong trinh )?(?:(?:va )?(?:cap|hang) (?:dac biet|i{1,3}|iv|[1-4])\b\s*)+")
"""Of works or of grades: a clause is about them or not whatever it is about."""
_APART = re.compile(r"\b(?:moi|lai|lan dau)\b")
"""What tells acts apart (`case`) and is no part of what they are about."""
_ISSUE = frozenset({"new"})
"""What a name is about that names no other act; a text need not name it either."""
_NONE: frozenset[str] = frozenset()
_END = re.compile(r"\.\.|[;:]|/\s*(?=[A-ZĐÀ-Ỹ])| - ")


@dataclass(frozen=True, slots=True)
class Subject:
    """The words of a procedure's name, folded.

    `name` is the name up to where it says which cases are meant; `words` are those of it with their rareness,
    `pairs` its neighbouring ones, `whole` the words of the name with its cases. `act` is what the body does,
    `case` which act it is of those that exclude each other; `classes` are those of the works that it names.
    """

    name: str
    words: Mapping[str, float]
    pairs: tuple[str, ...]
    whole: Mapping[str, float]
    act: str
    case: Values
    classes: Values
    title: frozenset[str]

    def share(self, folded: str) -> float:
        """Tell which share of the name a folded text has, by rareness; 0 where it is about something else."""
        table = load("overtaken")
        row = tokens(folded)
        had, runs = set(row), set(bigrams(row))
        own, whole = _share(self.words, had), _share(self.whole, had)
        pairs = sum(pair in runs for pair in self.pairs) / max(1, len(self.pairs))
        near = own >= table["least_named"] and pairs >= table["least_pairs"] and whole >= table["least_whole"]
        return own + pairs if near and self._same_case(folded, runs) else 0.0

    def named_in(self, folded: str) -> float:
        """Tell which share of the name's words a text has, by their rareness."""
        return _share(self.words, set(tokens(folded)))

    def covers(self, folded: str) -> float:
        """Tell which share of the words of a heading the whole title has: less for one of another case."""
        row = [word for word in tokens(folded) if word.isalpha()]
        return sum(word in self.title for word in row) / max(1, len(row))

    def _same_case(self, folded: str, runs: set[str]) -> bool:
        """Tell whether a text is about the same act: a renewal is never an issue, nor the other way round."""
        said = named(folded)
        if any(v != _ISSUE and not v & said.get(group, _NONE) for group, v in self.case.items()):
            return False
        if self.case.get("act", _ISSUE) != _ISSUE:
            return True
        alone = re.search(rf"\b{self.act}\s*(?:,|/|va\b|hoac\b)", folded)
        return bool(alone) or not runs.isdisjoint(self.pairs[:1]) or said.get("act") == _ISSUE


def subject_of(head: DocumentHead, rareness: Callable[[str], float]) -> Subject | None:
    """Return what a procedure is about; nothing where its name is too short to tell it from others."""
    table = load("overtaken")
    title = _BRACKETS.sub(" ", normalise(head.title))
    first = next((part for part in _END.split(title) if part.strip()), "")
    whole = " ".join(tokens(fold(first)))
    whole = _CLASSES.sub(" ", _before().sub("", whole))
    whole = _APART.sub(" ", whole)
    name = " ".join(_qualified().split(whole, maxsplit=1)[0].split())
    words = _worth(name, rareness)
    act = _act().match(name)
    if act is None or len(words) < table["least_words"]:
        return None
    return Subject(
        name=name,
        words=words,
        pairs=tuple(dict.fromkeys(bigrams(name.split()))),
        whole=_worth(whole, rareness),
        act=act.group(),
        case=named(fold(first)),
        classes=scaled(fold(normalise(head.title))),
        title=frozenset(tokens(fold(head.title))),
    )


def core_of(title: str) -> str:
    """Return the folded name of a procedure without what brackets say, and which cases of it are meant."""
    words = " ".join(tokens(fold(_BRACKETS.sub(" ", normalise(title)))))
    words = _before().sub("", words)
    core = _by_whom().split(_qualified().split(words, maxsplit=1)[0], maxsplit=1)[0].strip()
    return core if len(core.split()) >= load("overtaken")["least_words"] else words


def speaks_of_act(folded: str) -> bool:
    """Tell whether a folded text speaks of something that a body does."""
    return _act().search(folded) is not None


def _worth(name: str, rareness: Callable[[str], float]) -> dict[str, float]:
    return {w: rareness(w) for w in dict.fromkeys(name.split()) if w.isalpha() and w not in stop_words()}


def _share(words: Mapping[str, float], had: set[str]) -> float:
    return sum(v for w, v in words.items() if w in had) / (sum(words.values()) or 1.0)


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"^(?:(?:{load('overtaken')['before']}) )+")


@cache
def _qualified() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{load('overtaken')['qualified']})\b")


@cache
def _by_whom() -> re.Pattern[str]:
    cases: str = load("policy")["several"]["by_whom"]
    return re.compile(rf"\b(?:{cases})\b")


@cache
def _act() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{load('overtaken')['acts']})\b")
