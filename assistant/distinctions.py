"""Tells near twins apart by what differs: issue or renewal, class of works, group of projects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from assistant.tables import load
from index.vietnamese import fold

Values = Mapping[str, frozenset[str]]
"""For each group (`data/distinctions.yaml`) the values that a text names."""


@lru_cache(maxsize=8192)
def named(folded: str) -> Values:
    """Return the values that a folded name has, by group; a group of which it has none is left out."""
    found = {group: _matching("groups", group, folded) for group in load("distinctions")["groups"]}
    return {group: values for group, values in found.items() if values}


def found_at(group: str, folded: str) -> Mapping[str, tuple[int, int]]:
    """Return where a folded text, of any length, first has each value of a group that it has."""
    found = ((name, pattern.search(folded)) for name, pattern in _patterns("groups", group))
    return {name: match.span() for name, match in found if match is not None}


@lru_cache(maxsize=8192)
def scaled(folded: str) -> Values:
    """Return the values that a folded text has, by scale or kind of place; one of no value is left out."""
    table = load("distinctions")
    found = {scale: frozenset(_on_scale(scale, folded)) for scale in table["scales"]}
    found |= {kind: _matching("places", kind, folded) for kind in table["places"]}
    return {scale: values for scale, values in found.items() if values}


def distinctions(folded: str) -> Values:
    """Return all values that a folded text names, by group and scale."""
    return {**named(folded), **scaled(folded)}


@lru_cache(maxsize=8192)
def secondary_acts(folded: str) -> frozenset[str]:
    """Return what the folded name of a procedure says it does to what another one gives: changes it, ends it.

    One that gives it as well ("Cấp, cấp lại …", "Phê duyệt hoặc điều chỉnh …") does none: what stands before
    the first change is something else that is done, and no case ("khi thay đổi …").
    """
    rows = _secondary_acts("named", plain=True)
    found = {act: match for act, pattern in rows if (match := pattern.search(folded)) is not None}
    first = min((match.start() for match in found.values()), default=0)
    return frozenset() if _secondary("gives_too").fullmatch(folded, 0, first) else frozenset(found)


def is_secondary(folded: str) -> bool:
    """Tell whether the folded name of a procedure says that it changes or ends what another one gives."""
    return bool(secondary_acts(folded))


@lru_cache(maxsize=8192)
def acts_of(folded: str) -> frozenset[str]:
    """Return what the folded name of a procedure says that is done, as values; what only gives is `new`."""
    gives = _secondary("gives").match(folded) is not None
    return named(folded).get("act", frozenset()) | ({"new"} if gives else frozenset())


def what_is_given(folded: str) -> str:
    """Return what the folded name of a procedure says it gives; "" where it does something else."""
    found = _secondary("gives").match(folded)
    return folded[found.end() :] if found else ""


def secondary_asked(question: str) -> frozenset[str]:
    """Return what a normalised question may mean to be done to what another procedure gives.

    Typed with its marks, "dựng", "đối" and "lái" are none of "dừng", "đổi" and "lại".
    """
    words = _of_papers(question)
    plain = words.isascii()
    heard = _unmeant("beside", plain=plain).sub(" ", words)
    return frozenset(act for act, pattern in _secondary_acts("asked", plain=plain) if pattern.search(heard))


def asked_of(kind: str, question: str) -> frozenset[str]:
    """Return the values of `kind` (`reasons`, `levels`) that a normalised question speaks of."""
    words = question.lower()
    return frozenset(value for value, pattern in _pairs(kind, "asked") if pattern.search(words))


def named_of(kind: str, folded: str) -> frozenset[str]:
    """Return the values of `kind` that the folded name of a procedure has."""
    return frozenset(value for value, pattern in _pairs(kind, "named") if pattern.search(folded))


def everyday_acts(question: str) -> frozenset[str]:
    """Return what everyday words of a normalised question say is done, as values of the group `act`.

    Something worn that is to be exchanged is not given anew, unless it is lost.
    """
    table, words = load("distinctions")["everyday"], _of_papers(question)
    found = {value for value, pattern in _everyday() if pattern.search(words)}
    found |= {table["likewise"][value] for value in found & table["likewise"].keys()}
    if "exchange" in found and not re.search(rf"\b{table['lost']}", words):
        found.discard("reissue")
    return frozenset(found)


def _of_papers(question: str) -> str:
    """Return a question in small letters without what it says is put right in the dossier, not the paper."""
    words = question.lower()
    return _unmeant("of_dossier", plain=words.isascii()).sub(" ", words)


@lru_cache(maxsize=4)
def _unmeant(kind: str, *, plain: bool) -> re.Pattern[str]:
    """Return the pattern of words of a kind that hold one for something done, and mean none."""
    words = load("distinctions")["secondary"][kind]
    return re.compile(rf"\b(?:{fold(words) if plain else words})\b")


def words_of_acts(question: str) -> frozenset[str]:
    """Return the folded words by which names say what everyday words of a question say is done."""
    words: Mapping[str, str] = load("distinctions")["more"]["words"]
    return frozenset(w for act in everyday_acts(question) & words.keys() for w in words[act].split())


def contradicted(asked: Values, said: Values) -> frozenset[str]:
    """Return the groups of which a text has values, and none of those that are asked for."""
    return frozenset(group for group, values in asked.items() if group in said and not values & said[group])


def agreed(asked: Values, said: Values) -> frozenset[str]:
    """Return the groups of which a text has a value that is asked for."""
    return frozenset(group for group, values in asked.items() if values & said.get(group, frozenset()))


def _matching(kind: str, group: str, folded: str) -> frozenset[str]:
    return frozenset(name for name, pattern in _patterns(kind, group) if pattern.search(folded))


@lru_cache(maxsize=32)
def _patterns(kind: str, group: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = load("distinctions")[kind][group]
    return tuple((name, re.compile(rf"\b(?:{pattern})\b")) for name, pattern in rows.items())


@lru_cache(maxsize=4)
def _secondary(kind: str) -> re.Pattern[str]:
    return re.compile(load("distinctions")["secondary"][kind])


@lru_cache(maxsize=4)
def _secondary_acts(kind: str, *, plain: bool) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = load("distinctions")["secondary"]["acts"]
    words = ((act, fold(row[kind]) if plain else row[kind]) for act, row in rows.items())
    return tuple((act, re.compile(rf"\b(?:{pattern})\b")) for act, pattern in words)


@lru_cache(maxsize=1)
def _everyday() -> tuple[tuple[str, re.Pattern[str]], ...]:
    acts = load("distinctions")["everyday"]["acts"]
    return tuple((value, _spelled(pattern)) for value, pattern in acts.items())


@lru_cache(maxsize=4)
def _pairs(kind: str, side: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((value, _spelled(row[side])) for value, row in load("distinctions")[kind].items())


def _spelled(pattern: str) -> re.Pattern[str]:
    table = load("distinctions")["everyday"]
    words = pattern.replace("OTHER", table["other"])
    words = words.replace("PAPER", table["paper"]).replace("WORN", table["worn"])
    return re.compile(rf"\b(?:{words})\b")


def _on_scale(scale: str, folded: str) -> Iterator[str]:
    row = load("distinctions")["scales"][scale]
    order = row["values"]
    for match in _row_of(scale).finditer(folded):
        values = _value_of(scale).findall(match.group())
        yield from values
        if match["up"]:
            yield from order[: order.index(values[-1])]
        if match["down"]:
            yield from order[order.index(values[-1]) + 1 :]


@lru_cache(maxsize=8)
def _row_of(scale: str) -> re.Pattern[str]:
    row = load("distinctions")["scales"][scale]
    value = "|".join(sorted(row["values"], key=lambda v: (-len(v), v)))
    joint = rf"(?:\s*[,;/-]\s*|\s+(?:va|hoac|den)\s+)(?:{row['before']}\s+)?"
    return re.compile(
        rf"\b{row['before']}\s+(?:{value})\b(?:{joint}(?:{value})\b)*"
        rf"(?:\s+(?:(?P<up>{row['up']})|(?P<down>{row['down']})))?"
    )


@lru_cache(maxsize=8)
def _value_of(scale: str) -> re.Pattern[str]:
    values = sorted(load("distinctions")["scales"][scale]["values"], key=lambda v: (-len(v), v))
    return re.compile(rf"\b(?:{'|'.join(values)})\b")
