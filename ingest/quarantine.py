"""Why a file is not live: the stored code and detail, and the words that a clerk reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ingest.errors import Unreadable

_SEPARATOR = ": "


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file that is not live, with its code (`Unreadable.code`) and an operator's detail in English."""

    file: str
    code: str
    detail: str

    @classmethod
    def of(cls, file: str, failure: Unreadable) -> Quarantined:
        """Take the code and the words of a failure."""
        return cls(file, failure.code, " ".join(str(failure).split()))

    @classmethod
    def recall(cls, file: str, stored: str) -> Quarantined:
        """Read what `stored` wrote."""
        code, _, detail = stored.partition(_SEPARATOR)
        return cls(file, code, detail)

    @property
    def stored(self) -> str:
        """Write code and detail as the store keeps them."""
        return f"{self.code}{_SEPARATOR}{self.detail}"

    def as_json(self, language: str = "vi") -> dict[str, str]:
        """Return what a report shows: file, code, the clerk's reason and the operator's detail."""
        words = reason(self.code, language)
        return {"file": self.file, "reason": words, "code": self.code, "detail": self.detail}


def reason(code: str, language: str = "vi") -> str:
    """Say in a language (`vi`, `en`, `bn`) what a code means for the person who has the file.

    Raises:
        KeyError: prompts/quarantine.yaml lacks the code or the language.
    """
    return _words()[code][language]


@cache
def _words() -> dict[str, dict[str, str]]:
    import yaml  # noqa: PLC0415 - only a report with a quarantined file needs it

    text = files("prompts").joinpath("quarantine.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(text)
    return loaded
