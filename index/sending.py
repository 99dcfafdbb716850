"""How what a document has in thousands goes from one process to another."""

from __future__ import annotations

from typing import Any


class Sent:
    """Base of a frozen, slotted dataclass that is pickled often: it is made anew from its values, in order.

    `dataclasses` would set one field after the other, by name, which takes several times as long.
    """

    __slots__: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[type[Any], tuple[Any, ...]]:
        """Say how an equal one is made."""
        return type(self), tuple(getattr(self, name) for name in type(self).__slots__)
