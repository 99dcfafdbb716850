"""Which act ends which: kept by number, since the ended act itself is often not held."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from index.documents import number_key

_LEADING_ZEROS: Final = re.compile(r"^0+(?=\d)")
_DATED: Final = re.compile(r"/\d{4}/")


@dataclass(frozen=True, slots=True)
class Ending:
    """What a document says of another act: that it ends on a day, in the provision at `locator`.

    Where the number is its own, the table of its properties says so of the act itself.
    `verb` is the kind of ending ("thay thế", "bãi bỏ", "hết hiệu lực"). `issuer` is whose act is meant where
    its number has no year and so repeats; it is `None` for a number that names one act in the country.
    """

    number: str
    on: date
    locator: str
    verb: str
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """An act that is out of force: since when, by which document (its number, or title) and provision."""

    number: str
    by: str
    on: date
    locator: str
    document_id: str


def act_key(number: str) -> str:
    """Return an act's number as endings compare it: folded, without blanks and leading zeros."""
    return _LEADING_ZEROS.sub("", number_key(number))


def names_one_act(number: str) -> bool:
    """Tell whether a number names one act in the country, by its year; else only with its issuer."""
    return _DATED.search(number_key(number)) is not None
