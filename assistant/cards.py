"""The procedure card as the answer contract shows it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from index.procedures import ProcedureCard


def card_json(card: ProcedureCard) -> dict[str, Any]:
    """Return a card with each line's provision id; unknown parts are null."""
    return {part.name: _json(getattr(card, part.name)) for part in fields(card)}


def _json(value: object) -> object:
    if is_dataclass(value):
        return {part.name: _json(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, tuple):
        return [_json(item) for item in value]
    return value.value if isinstance(value, Enum) else value
