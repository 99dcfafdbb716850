"""How commands on the machine that holds the files come to the assistant."""

from __future__ import annotations

from pathlib import Path

from assistant.assembly import Assistant, open_assistant
from index.errors import NoGeneration
from index.offline import offline
from index.settings import load_settings
from index.store_opening import has_store


def operators_assistant(home: Path | None) -> Assistant:
    """Open the assistant of a home folder (default: the settings').

    Raises:
        NoGeneration: there is no store at that place.
        ModelUnavailable, SchemaMismatch: as `open_assistant`.
    """
    offline()
    settings = load_settings(home)
    if not has_store(settings):
        raise NoGeneration(f"there is no store in {settings.home}: run `thutuc ingest PATH` first")
    return open_assistant(settings.home)
