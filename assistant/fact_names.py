"""Tells what the case of a fact is called: its procedure, its article, its row."""

from __future__ import annotations

from assistant.facts import Fact
from index.provisions import Unit

_NAMING = 3
"""Words of the first cell that can be the name of its row: numbers, codes and "Bước 6" are shorter."""


def names_of(fact: Fact) -> tuple[str, ...]:
    """Return what a fact's case is called: its procedure, or the heading of its article and its row."""
    if fact.of_record:
        return (fact.head.title,)
    if fact.provision.unit is Unit.TABLE_ROW and fact.cells:
        return fact.provision.heading, row_name(fact)
    return (fact.provision.heading,)


def row_name(fact: Fact) -> str:
    """Return what the row of a table is called: its first cell of some words, no number and no code."""
    return next((value for _, value in fact.cells if len(value.split()) >= _NAMING), "")
