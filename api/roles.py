"""What a person is here; which documents they may read is another matter, and their clearance's alone."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a person may do beside reading; none of them includes another, a page names all it is for."""

    GUEST = "guest"
    """A resident without an account: public documents, and the residents' view only."""
    OFFICIAL = "official"
    """Asks, reads and comments."""
    EXPERT = "expert"
    """Goes through comments and doubts besides."""
    ADMINISTRATOR = "administrator"
    """Keeps accounts, keys and documents."""
    AUDITOR = "auditor"
    """Looks through the audit log."""


GIVEN: Final = tuple(role for role in Role if role is not Role.GUEST)
"""The roles that an account can have."""
