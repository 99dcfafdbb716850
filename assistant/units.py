"""The units of local government that were merged in 2025: provinces, communes and districts of Bắc Ninh."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.body import Body, Successor
from assistant.tables import load


@dataclass(frozen=True, slots=True)
class Units:
    """Units that are gone, the names of units that are in use, and those of them that name a province."""

    gone: tuple[Body, ...]
    in_use: frozenset[str]
    provinces: frozenset[str]


@cache
def units() -> Units:
    """Return the units of `data/merged_units.yaml`; a name that a unit of today bears is in use, not gone."""
    table = load("merged_units")
    provinces, communes = table["provinces"], table["communes"]
    now = frozenset(provinces["now"]) | frozenset(provinces["kept"])
    in_use = now | frozenset(communes["now"])
    before = [*_provinces(provinces), *_communes(communes, in_use), *_districts(communes, in_use)]
    merged = frozenset(name for names in provinces["now"].values() for name in names)
    return Units(tuple(before), in_use, now | merged)


def _provinces(table: Mapping[str, Any]) -> list[Body]:
    return [
        Body(name=old, until=table["since"], now=(Successor(today),), by=table["by"])
        for today, names in table["now"].items()
        for old in names
    ]


def _communes(table: Mapping[str, Any], in_use: frozenset[str]) -> list[Body]:
    parts: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for today, districts in table["now"].items():
        for district, names in districts.items():
            for old in names:
                parts[district, old].append(today)
    known = in_use | {old for _, old in parts}
    return [
        _local(old, today, table, known, within=district)
        for (district, old), today in parts.items()
        if old not in in_use
    ]


def _districts(table: Mapping[str, Any], in_use: frozenset[str]) -> list[Body]:
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for today, districts in table["now"].items():
        for district in districts:
            parts[district].append(today)
    known = in_use | parts.keys()
    return [_local(old, today, table, known) for old, today in parts.items() if old not in in_use]


def _local(
    old: str, today: list[str], table: Mapping[str, Any], known: Set[str], within: str | None = None
) -> Body:
    """Make a unit; a question may call it another kind of its level, unless a known unit is called so."""
    level = next((kinds for kinds in table["levels"] if old.startswith(tuple(f"{k} " for k in kinds))), ())
    bare = next((old.removeprefix(f"{kind} ") for kind in level if old.startswith(f"{kind} ")), "")
    others = {f"{kind} {bare}" for kind in level} - {old}
    return Body(
        name=old,
        until=table["since"],
        now=tuple(Successor(name) for name in today),
        by=table["by"],
        within=within,
        asked=() if others & known else tuple(sorted(others)),
        provinces=tuple(table["provinces"]),
    )
