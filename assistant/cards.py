"""The procedure card as the answer contract shows it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Final

from index.procedures import ProcedureCard

MEMBERS: Final = (
    "code",
    "name",
    "decision",
    "level",
    "field",
    "applicants",
    "body",
    "authority",
    "address",
    "result",
    "conditions",
    "steps",
    "channels",
    "papers",
    "bases",
    "doubts",
)
"""What of a card an answer carries; `assistant.card_citing` gives the whole of it, line by line."""


def card_json(card: ProcedureCard) -> dict[str, Any]:
    """Return the members of a card that an answer shows, each line with its provision id; unknown is null."""
    return {name: _json(getattr(card, name)) for name in MEMBERS}


def _json(value: object) -> object:
    if is_dataclass(value):
        return {part.name: _json(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, tuple):
        return [_json(item) for item in value]
    return value.value if isinstance(value, Enum) else value
