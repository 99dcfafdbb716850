"""Tells near twins apart by what differs: issue or renewal, class of works, group of projects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from assistant.tables import load

Values = Mapping[str, frozenset[str]]
"""For each group (`data/distinctions.yaml`) the values that a text names."""


@lru_cache(maxsize=8192)
def named(folded: str) -> Values:
    """Return the values that a folded name has, by group; a group of which it has none is left out."""
    found = {group: _matching("groups", group, folded) for group in load("distinctions")["groups"]}
    return {group: values for group, values in found.items() if values}


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
def is_secondary(folded: str) -> bool:
    """Tell whether the folded name of a procedure says that it changes or ends what another one gives.

    One that gives it as well ("Cấp, cấp lại …") does not.
    """
    return _secondary("named").search(folded) is not None and not _secondary("gives_too").match(folded)


@lru_cache(maxsize=8192)
def acts_of(folded: str) -> frozenset[str]:
    """Return what the folded name of a procedure says that is done, as values; what only gives is `new`."""
    gives = _secondary("gives").match(folded) is not None
    return named(folded).get("act", frozenset()) | ({"new"} if gives else frozenset())


def may_mean_secondary(folded: str) -> bool:
    """Tell whether a folded question may mean such a procedure."""
    return _secondary("asked").search(folded) is not None


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
    phrases = load("distinctions")["secondary"][kind]
    return re.compile(phrases if isinstance(phrases, str) else rf"\b(?:{'|'.join(phrases)})\b")


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
