"""Who may read what: one pure function, and labels that fail closed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Clearance(IntEnum):
    """Levels of the law on state secrets, with the two unclassified levels below them."""

    PUBLIC = 0
    INTERNAL = 1
    CONFIDENTIAL = 2
    SECRET = 3
    TOP_SECRET = 4


@dataclass(frozen=True, slots=True)
class AccessLabel:
    """What a reader needs: the level, and one of `departments` where any are named.

    Raises `ValueError` for a department that is blank or holds a comma: its label could be read back as a
    wider one.
    """

    level: Clearance = Clearance.TOP_SECRET
    departments: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse names that `str` and `parse` would not keep apart."""
        for name in self.departments:
            if not name or name != name.strip() or "," in name:
                raise ValueError(f"a label cannot name the department {name!r}")

    @classmethod
    def parse(cls, text: str | None) -> AccessLabel:
        """Read `level[:department,…]`; nothing given is the most restrictive label.

        Raises:
            ValueError: the level is not one of `Clearance`, in lower case, or a colon is followed by nothing.
        """
        if not text:
            return cls()
        name, colon, rest = text.partition(":")
        try:
            level = Clearance[name.strip().upper()]
        except KeyError:
            known = ", ".join(c.name.lower() for c in Clearance)
            raise ValueError(f"unknown label {name!r}; known levels: {known}") from None
        departments = frozenset(d.strip() for d in rest.split(",") if d.strip())
        if colon and not departments:
            raise ValueError(f"label {text!r} names no department after its colon")
        return cls(level, departments)

    def __str__(self) -> str:
        """Write the form that `parse` reads."""
        tail = ",".join(sorted(self.departments))
        return self.level.name.lower() + (f":{tail}" if tail else "")


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking."""

    name: str
    clearance: Clearance = Clearance.PUBLIC
    departments: frozenset[str] = frozenset()

    @classmethod
    def guest(cls) -> Principal:
        """Somebody without an account: public documents only."""
        return cls("guest")

    @classmethod
    def operator(cls) -> Principal:
        """The person who runs commands on the machine that holds the files, and so may read them all."""
        return cls("operator", Clearance.TOP_SECRET, frozenset({"*"}))


def may_read(principal: Principal, label: AccessLabel) -> bool:
    """Say whether `principal` may read what carries `label`; pure, and false where in doubt."""
    if principal.clearance < label.level:
        return False
    if not label.departments or "*" in principal.departments:
        return True
    return bool(principal.departments & label.departments)
