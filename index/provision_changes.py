"""What changed in the law as it is held: the words, the force, or by an order; and what rests on that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from index.access import Principal

if TYPE_CHECKING:
    from index.document_store import DocumentHead


class ChangeKind(StrEnum):
    """What happened to a place of an act."""

    TEXT = "text"
    GONE = "gone"
    VALIDITY = "validity"
    ORDERED = "ordered"


@dataclass(frozen=True, slots=True)
class ProvisionChange:
    """A change at a place of an act; "" is the whole of it.

    `document_id` is the changed document, `None` where the change is an order to an act, which need not be
    held. `order` is the verb of the order, `by` what gives it (number or title) at `locator`, `day` the day
    from which it counts. `at` is when it was entered, in UTC. `known` is the revision up to which documents
    had been read before it: what came later was read with the change, and does not rest on what was before.
    """

    kind: ChangeKind
    act: str
    place: str
    document_id: str | None
    at: str
    known: int
    day: date | None = None
    order: str | None = None
    by: str | None = None
    by_id: str | None = None
    locator: str | None = None


@dataclass(frozen=True, slots=True)
class Resting:
    """A held document that refers to a changed place, at the provision `locator` of its own."""

    head: DocumentHead
    locator: str
    change: ProvisionChange


class ProvisionChangeLog(Protocol):
    """The changes of a store, in the order in which they were entered; its reads take a principal.

    A change is told to who may read the changed document and, for an order, the document that gives it.
    Failure: as `DocumentStore`.
    """

    def end_run(self) -> None:
        """Say that validity has been brought up to date with all that was put until now."""
        ...

    def of_last_run(self, principal: Principal) -> tuple[ProvisionChange, ...]:
        """Return what changed with the last upkeep that changed anything that the principal may know of."""
        ...

    def since(self, day: date, today: date, principal: Principal) -> tuple[ProvisionChange, ...]:
        """Return what was entered from a day on, and the orders that took effect after it, up to today."""
        ...

    def resting(self, changes: Sequence[ProvisionChange], principal: Principal) -> tuple[Resting, ...]:
        """Return the documents read before a change that refer to what it changed, by document.

        A reference to the whole act rests on any change of it, one to a place on a change at, above or below
        it. The changed document itself and the one that orders the change are none.
        """
        ...
