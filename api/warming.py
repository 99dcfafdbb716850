"""What a first search makes is made before anybody asks: the catalogue, and the words that occur."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from api.contracts import AssistantLike
from assistant.errors import AnswerFailure
from index.access import AccessLabel, Principal
from index.errors import IndexFailure
from index.settings import Settings

_ANY: Final = "thời hạn giải quyết"


def warm(assistant: AssistantLike, settings: Settings) -> None:
    """Search once as most readers of this installation do; what is found, or that nothing can be, is left."""
    label = AccessLabel.parse(settings.serve_clearance)
    with suppress(IndexFailure, AnswerFailure):
        assistant.search(_ANY, Principal("warming", label.level, label.departments), 1)
