"""The procedure card as the answer contract shows it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from index.procedures import ProcedureCard


def card_json(card: ProcedureCard) -> dict[str, Any]:
    """Return a card with each line's provision id; unknown parts are null."""
    return asdict(card)
