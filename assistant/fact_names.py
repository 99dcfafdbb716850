"""Tells what the case of a fact is called: its procedure, its article, its row."""

from __future__ import annotations

from assistant.facts import Fact
from index.provisions import Unit


def names_of(fact: Fact) -> tuple[str, ...]:
    """Return what a fact's case is called: its procedure, or the heading of its article and its row."""
    if fact.of_record:
        return (fact.head.title,)
    if fact.provision.unit is Unit.TABLE_ROW and fact.cells:
        return fact.provision.heading, fact.row_name
    return (fact.provision.heading,)
