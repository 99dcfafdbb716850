"""What one provision orders of another, held or not, and what provisions refer to; behind one protocol.

The place of a part is written as a locator is: "Điều 24 khoản 6 điểm b", "Phụ lục II"; "" is the whole act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from index.access import Principal
from index.provisions import Span
from index.sending import Sent
from index.validity import Validity

T = TypeVar("T")


class Order(StrEnum):
    """What an act orders of another act or of a part of it; `CALLS` orders nothing, see `Edge`."""

    AMENDS = "sửa đổi"
    ADDS = "bổ sung"
    REPHRASES = "thay thế cụm từ"
    REPEALS = "bãi bỏ"
    REPLACES = "thay thế"
    CORRECTS = "đính chính"
    SUSPENDS = "ngưng hiệu lực"
    EXPIRES = "hết hiệu lực"
    STARTS = "có hiệu lực"
    CONTINUES = "chuyển tiếp"
    CALLS = "gọi tên"


ENDING = frozenset({Order.AMENDS, Order.REPEALS, Order.REPLACES, Order.SUSPENDS, Order.EXPIRES})
"""Orders after which the words that stood at the place are no longer in force; a phrase is exempt."""


@dataclass(frozen=True, slots=True)
class Edge(Sent):
    """An order in the provision at `locator`, in the characters `span` of its document.

    `act` is the number of the act that is changed, or its name where the order gives no number. `issuer`
    tells whose act is meant where the number has no year. `phrase` is the wording that is replaced, or struck
    out where `wording` is `None`. `on` is the day on which it takes effect, `None` where that is not known.
    `confidence` is the share of right orders among those read by the same rule, from 0 to 1. Where the
    provision only tells what another act ordered, as a footnote of a consolidated text does, that one's
    number and place are `by_act` and `by_place`.

    An edge that `CALLS` says that a legal basis calls the act `by_act` by the name `phrase`; it stands once
    under the number and once under the name as its `act`, so that either leads to the other.
    """

    verb: Order
    act: str
    place: str
    on: date | None
    locator: str
    span: Span
    confidence: float = 1.0
    issuer: str | None = None
    phrase: str | None = None
    wording: str | None = None
    by_act: str | None = None
    by_place: str | None = None

    @property
    def cited(self) -> str:
        """Where the order itself stands, with its act where another one tells of it."""
        if self.by_act is None:
            return self.locator
        return f"{self.by_place} {self.by_act}".strip()


@dataclass(frozen=True, slots=True)
class Reference(Sent):
    """What the provision at `locator` refers to: a place of `act`, or of its own document (`None`)."""

    locator: str
    place: str
    act: str | None = None


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """An edge or a reference with the document it stands in; `by` is that one's number, or its title."""

    what: T
    document_id: str
    by: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What an operator set by hand for a document or one of its places, in place of what was read.

    `validity` is `None` where a correction was taken back. `at` is the time in UTC, written by the store.
    """

    document_id: str
    place: str
    validity: Validity | None
    who: str
    note: str
    at: str = ""


def within(place: str, outer: str) -> bool:
    """Tell whether a place is `outer` or lies in it: "Điều 5 khoản 2" in "Điều 5", never "Điều 50"."""
    return not outer or place == outer or place.startswith(f"{outer} ")


class AmendmentStore(Protocol):
    """The orders, references and corrections of a store; its reads take a principal as the store's do.

    Failure: as `DocumentStore`. What a document orders and refers to is forgotten when it is put again or
    deleted; what was corrected by hand stays.
    """

    def put(self, found: Mapping[str, tuple[Sequence[Edge], Sequence[Reference]]]) -> None:
        """Keep what documents, by id, order and refer to, in place of what was known of them.

        Raises `DocumentNotFound`.
        """
        ...

    def edges(self) -> Mapping[str, tuple[Edge, ...]]:
        """Tell what each document orders: for bringing validity up to date, never for answers."""
        ...

    def edges_from(self, document_id: str, principal: Principal, place: str = "") -> tuple[Edge, ...]:
        """Return what the provisions at and below a place of a document order, in their order.

        Raises `DocumentNotFound`, also where it may not be read.
        """
        ...

    def edges_to(
        self, act: str, principal: Principal, place: str = "", *, issuer: str | None = None
    ) -> tuple[Found[Edge], ...]:
        """Return the orders to an act, held or not, that mean the place, lie in it or enclose it, by day.

        `issuer` is asked for where the number has no year; orders without a known day come last.
        """
        ...

    def calls(self, act: str, principal: Principal) -> tuple[Found[Edge], ...]:
        """Return the legal bases that call an act by a name, asked for by its number or by the name.

        These are not among what `edges_from` and `edges_to` return.
        """
        ...

    def references_from(
        self, document_id: str, principal: Principal, place: str = ""
    ) -> tuple[Reference, ...]:
        """Return what the provisions at and below a place refer to. Raises `DocumentNotFound`."""
        ...

    def references_to(
        self, document_id: str, principal: Principal, place: str = ""
    ) -> tuple[Found[Reference], ...]:
        """Return what refers to a place of a held document or to what lies in it, from itself and others.

        Raises `DocumentNotFound`, also where the document may not be read.
        """
        ...

    def set_validities(self, document_id: str, dated: Mapping[str, Validity]) -> None:
        """Give provisions, by id, a validity of their own, and all others of the document none.

        Raises `DocumentNotFound`; an id that is not the document's is passed over.
        """
        ...

    def validities(self) -> Mapping[str, Mapping[str, Validity]]:
        """Tell which provisions have a validity of their own, by document: for upkeep, never for answers."""
        ...

    def correct(self, correction: Correction) -> None:
        """Enter a correction, which counts from the next upkeep on. Raises `DocumentNotFound`."""
        ...

    def corrections(self, document_id: str | None = None) -> tuple[Correction, ...]:
        """Return all that was ever corrected, oldest first: for operators and upkeep, never for answers."""
        ...

    def dated_passages(self) -> Sequence[tuple[int, date | None, date | None]]:
        """Return (key, first day, day of the end) of passages whose words have days of their own."""
        ...
