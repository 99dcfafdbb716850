"""Adds to a question the words the law uses: abbreviations, everyday words, English and Bengali terms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from assistant.bodies import Bodies
from assistant.bodies import built_in as built_in_bodies
from assistant.errors import BadTable
from assistant.tables import load
from index.vietnamese import fold, normalise

# Two letters in lower case are as likely a word typed without diacritics ("da", "ca", "an").
_AMBIGUOUS = 2
_CAPITALS = re.compile(r"(?<![\w/-])[A-ZĐ][A-ZĐ&]+(?![\w/-])")
_TABLES = ("abbreviations", "synonyms", "terms_en", "terms_bn")


@dataclass(frozen=True, slots=True)
class Expansion:
    """A phrase of the question and the phrases that are searched beside it."""

    phrase: str
    added: tuple[str, ...]


class Expander:
    """Expands questions from the built-in tables and a user's own abbreviations.

    Raises:
        BadTable: the user's table is not a mapping of a phrase to a list of phrases, or the bodies beside it are no list.
    """

    def __init__(self, extra: Path | None = None) -> None:
        """Read the tables; `extra` is a user's YAML file in the form of `data/abbreviations.yaml`.

        A `bodies.yaml` beside it adds to `bodies`, which know what today's names of old bodies are.
        """
        self.bodies = Bodies(extra.with_name("bodies.yaml")) if extra is not None else built_in_bodies()
        rows: dict[str, tuple[str, ...]] = {}
        for table in _TABLES:
            rows |= {_key(k): tuple(map(normalise, v)) for k, v in load(table).items()}
        if extra is not None and extra.exists():
            rows |= {_key(k): tuple(map(normalise, v)) for k, v in _own(extra).items()}
        self._rows = rows
        longest_first = sorted(rows, key=lambda k: (-len(k), k))
        self._pattern = re.compile(
            r"(?<![^\W_])(?:" + "|".join(re.escape(k) for k in longest_first) + r")(?![^\W_\u0980-\u09ff])"
        )

    def expand(self, question: str) -> tuple[Expansion, ...]:
        """Return what is added to a question, in the order of its phrases; longer phrases win."""
        capitals = {_key(word) for word in _CAPITALS.findall(normalise(question))}
        found = dict.fromkeys(m.group() for m in self._pattern.finditer(_key(question)))
        return tuple(
            Expansion(phrase, self._rows[phrase])
            for phrase in found
            if len(phrase) > _AMBIGUOUS or phrase in capitals
        )

    def spelled_out(self, question: str) -> str:
        """Return a question with the abbreviations it has in capitals written out by their first meaning."""

        def meaning(match: re.Match[str]) -> str:
            return self._rows.get(_key(match.group()), (match.group(),))[0]

        return _CAPITALS.sub(meaning, normalise(question))


def _own(file: Path) -> dict[str, list[str]]:
    try:
        own = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (OSError, ValueError, yaml.YAMLError) as problem:
        raise BadTable(f"{file}: cannot be read: {' '.join(str(problem).split())}") from problem
    if not isinstance(own, dict) or not all(isinstance(v, list) and v for v in own.values()):
        raise BadTable(f"{file}: expected lines of the form PHRASE: [meaning, …]")
    return {str(phrase): [str(meaning) for meaning in meanings] for phrase, meanings in own.items()}


def _key(phrase: str) -> str:
    return re.sub(r"\s+", " ", fold(normalise(phrase)))


@lru_cache(maxsize=1)
def built_in() -> Expander:
    """Return the expander with the built-in tables alone."""
    return Expander()
