"""The words of procedure records (field names, agencies), all of it data, and what was doubtful in one."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml

from ingest.doubts import doubt


@cache
def words() -> dict[str, Any]:
    """Return `ingest/data/procedure_record.yaml`."""
    text = resources.files("ingest").joinpath("data/procedure_record.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def labels() -> dict[str, str]:
    """Map our name of a field to the heading under which it is shown."""
    return {name: row[0] for name, row in words()["fields"].items()}


@cache
def field_of_key() -> dict[str, str]:
    """Map a key of either schema to our name of the field."""
    return {key: name for name, row in words()["fields"].items() for key in row[1:]}


SHOWN = 90


def shorten(text: str, length: int = SHOWN) -> str:
    """Return the text on one line, cut to `length` characters."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


@dataclass(slots=True)
class Doubts:
    """Gathers doubts in the order in which they came up; the same one on several rows is told once."""

    _places: dict[str, list[str]] = field(default_factory=dict)

    def add(self, code: str, place: str = "", /, **values: str) -> None:
        """Note the doubt `code`, with its values, about the unit with locator `place`."""
        message = doubt(code, **{k: shorten(v) for k, v in values.items()})
        places = self._places.setdefault(message, [])
        if place and place not in places:
            places.append(place)

    def placed(self) -> tuple[tuple[str, str], ...]:
        """Return each message that is about places, once for each of them, as (message, place)."""
        return tuple((message, place) for message, places in self._places.items() for place in places)

    def unplaced(self) -> tuple[str, ...]:
        """Return the messages that are about the record as a whole."""
        return tuple(message for message, places in self._places.items() if not places)

    def told(self) -> tuple[str, ...]:
        """Return the messages, each with the places that it is about."""
        return tuple(
            f"{'; '.join(places)}: {message}" if places else message
            for message, places in self._places.items()
        )
