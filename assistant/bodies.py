"""Which bodies and units that a text names are no longer there on a day, and what is there instead."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.body import Body, Gone, Successor
from assistant.errors import BadTable
from assistant.phrases import Mention, Phrases
from assistant.tables import load
from assistant.units import units
from index.vietnamese import fold, is_folded, normalise

_NEAR: Final = 80
"""How many characters after a commune its district or province may stand."""

_MOST_NAMES: Final = 4
"""A district became more communes than this: all of their names would drown the question's own words."""

_TITLE: Final = 300
_MOST_TITLES: Final = 8192
"""Titles of procedures are found again and again, and reading one takes 0.1 ms: what they name is kept."""

_UNSURE: Final = re.compile(r"(?:xa|phuong|thi tran) [a-z]+|phuong an .*")
"""Without diacritics a ward of one syllable is as likely "địa phương hỗ trợ", one on An "phương án"."""


class _Row(BaseModel):
    """One line of `data/bodies.yaml` or of a user's own table."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    body: str = Field(min_length=2)
    also: list[str] = []
    asked: list[str] = []
    but: list[str] = []
    starts: date | None = Field(default=None, alias="from")
    until: date
    now: list[str] | dict[str, str] = Field(min_length=1)
    by: str | None = None
    source: str | None = None

    def read(self) -> Body:
        """Return the line as a body."""
        pairs = self.now.items() if isinstance(self.now, dict) else ((name, "") for name in self.now)
        return Body(
            name=normalise(self.body),
            until=self.until,
            now=tuple(Successor(normalise(name), matter) for name, matter in pairs),
            also=tuple(map(normalise, self.also)),
            asked=tuple(map(normalise, self.asked)),
            but=tuple(map(normalise, self.but)),
            starts=self.starts,
            by=self.by,
        )


class Bodies:
    """Bodies and units that are gone, found in texts by their names.

    Raises:
        BadTable: the user's table is not a list of bodies in the form of `data/bodies.yaml`.
    """

    def __init__(self, extra: Path | None = None) -> None:
        """Read the built-in tables, and a user's file, whose lines replace the built-in ones by name."""
        listed = {body.name: body for body in _read(load("bodies"), "bodies.yaml")}
        if extra is not None and extra.exists():
            listed |= {body.name: body for body in _read(_loaded(extra), str(extra))}
        places = units()
        everything = [*listed.values(), *places.gone]
        told = dict.fromkeys(name for body in everything for name in (body.name, *body.also))
        in_question = dict.fromkeys(name for body in everything for name in body.asked)
        in_use = places.in_use.union(*(body.but for body in everything)).difference(told)
        self._texts = Phrases([*told, *in_use])
        self._questions = Phrases([*told, *in_question, *in_use])
        sure = [name for name in (*told, *in_question, *in_use) if not _UNSURE.fullmatch(fold(name))]
        self._folded = Phrases(sure, folded=True)
        self._written: dict[str, str] = {}
        self._provinces: dict[str, str] = {}
        for index in (self._texts, self._folded):
            for name in (*told, *in_question):
                self._written.setdefault(index.key(name), name)
            self._provinces |= {index.key(name): name for name in places.provinces}
        named: defaultdict[str, list[Body]] = defaultdict(list)
        for body in everything:
            for name in (body.name, *body.also, *body.asked):
                named[name].append(body)
        self._named = dict(named)
        self._resolved = lru_cache(maxsize=_MOST_TITLES)(self._resolve)

    def resolve(self, text: str, on: date) -> tuple[Gone, ...]:
        """Return the bodies and units a text names that are gone on a day, each once, in the text's order."""
        return self._resolved(text, on) if len(text) <= _TITLE else self._resolve(text, on)

    def _resolve(self, text: str, on: date) -> tuple[Gone, ...]:
        return _once(gone for _, gone in self.mentions(text, on))

    def mentions(self, text: str, on: date) -> Iterator[tuple[Mention, Gone]]:
        """Go over the places where a text, once normalised, names what is gone on a day."""
        return self._gone(self._texts, normalise(text), on)

    def in_question(self, question: str, on: date) -> tuple[Gone, ...]:
        """Return what a question, typed with diacritics or without, names that is gone on a day."""
        words = normalise(question)
        index = self._folded if is_folded(words) else self._questions
        return _once(gone for _, gone in self._gone(index, words, on))

    def today_names(self, question: str, on: date | None = None) -> tuple[str, ...]:
        """Return today's names of what a question calls by an old name, without those it has already.

        A unit that became more than four gives none of them.
        """
        day = on or datetime.now(UTC).astimezone().date()
        found = (gone.now for gone in self.in_question(question, day))
        names = dict.fromkeys(s.name for now in found if len(now) <= _MOST_NAMES for s in now)
        typed = normalise(question).casefold()
        return tuple(name for name in names if name.casefold() not in typed)

    def _gone(self, index: Phrases, text: str, on: date) -> Iterator[tuple[Mention, Gone]]:
        found = list(index.find(text))
        for i, mention in enumerate(found):
            name = self._written.get(mention.phrase)
            bodies = [body for body in self._named.get(name or "", ()) if body.gone_on(on)]
            if name is None or not bodies:
                continue
            after = [m.phrase for m in found[i + 1 :] if m.start - mention.end <= _NEAR]
            if meant := self._meant(bodies, after):
                now = dict.fromkeys(s for body in meant for s in self._now(body, on))
                since = max(body.until for body in meant)
                yield mention, Gone(name, meant[0].name, since, tuple(now), meant[0].by)

    def _meant(self, bodies: list[Body], after: list[str]) -> list[Body]:
        """Keep of units with one name those in the district or the province that is named after it."""
        province = next((self._provinces[phrase] for phrase in after if phrase in self._provinces), None)
        if province is not None:
            bodies = [body for body in bodies if not body.provinces or province in body.provinces]
        districts = {self._written.get(phrase) for phrase in after}
        return [body for body in bodies if body.within in districts] or bodies

    def _now(self, body: Body, on: date, seen: frozenset[str] = frozenset()) -> tuple[Successor, ...]:
        """Return what is there on a day, through bodies that came after and are gone as well."""
        seen |= {body.name}
        found: list[Successor] = []
        for after in body.now:
            later = [b for b in self._named.get(after.name, ()) if b.gone_on(on) and b.name not in seen]
            found += [s for b in later for s in self._now(b, on, seen)] or [after]
        return tuple(dict.fromkeys(found))


def _once(found: Iterable[Gone]) -> tuple[Gone, ...]:
    first: dict[tuple[str, tuple[Successor, ...]], Gone] = {}
    for gone in found:
        first.setdefault((gone.body, gone.now), gone)
    return tuple(first.values())


def _read(rows: Any, name: str) -> Iterable[Body]:  # noqa: ANN401 - what YAML gives
    try:
        return [_Row.model_validate(row).read() for row in rows]
    except (TypeError, ValidationError) as problem:
        raise BadTable(
            f"{name}: expected a list of lines with body, until and now ({_first(problem)})"
        ) from problem


def _first(problem: Exception) -> str:
    if isinstance(problem, ValidationError):
        error = problem.errors()[0]
        return f"{'.'.join(map(str, error['loc'])) or 'a line'}: {error['msg']}"
    return "it is no list"


def _loaded(file: Path) -> Any:  # noqa: ANN401 - what YAML gives
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8")) or []
    except (OSError, ValueError, yaml.YAMLError) as problem:
        raise BadTable(f"{file}: cannot be read: {' '.join(str(problem).split())}") from problem


@cache
def built_in() -> Bodies:
    """Return the bodies of the built-in tables alone."""
    return Bodies()


def resolve(text: str, on: date) -> tuple[Gone, ...]:
    """Return what a text names that is gone on a day, by the built-in tables."""
    return built_in().resolve(text, on)


def today_names(question: str, on: date | None = None) -> tuple[str, ...]:
    """Return today's names of what a question calls by an old name, by the built-in tables."""
    return built_in().today_names(question, on)
