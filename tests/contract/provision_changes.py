"""What every `ProvisionChangeLog` keeps; part of the contract of stores."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from contract.store_material import GUEST, OPERATOR, SECRET, Opened, reading

from index.amendments import Edge, Order, Reference
from index.document_store import DocumentStore
from index.provision_changes import ChangeKind, ProvisionChange
from index.provisions import Span
from index.validity import Validity

ACT = "12/2031/NĐ-CP"
OTHER = "13/2031/NĐ-CP"
DAY = date(2032, 1, 1)
EDGE = Edge(Order.AMENDS, ACT, "Điều 2", DAY, "Điều 1", Span(0, 9))
WHOLE = Edge(Order.AMENDS, ACT, "", DAY, "Điều 1", Span(0, 9))


def second(text: str = "Điều 1. Về bến.", **given: object) -> Opened:
    return reading(OTHER, text, source="kho/khac.txt", **given)  # type: ignore[arg-type]


def told(changes: tuple[ProvisionChange, ...]) -> list[tuple[str, str, str, str | None]]:
    return [(c.kind.value, c.act, c.place, c.order) for c in changes]


class ProvisionChangeContract:
    """The guarantees of `index.provision_changes.ProvisionChangeLog`."""

    def test_other_words_are_entered_at_their_place(self, store: DocumentStore) -> None:
        store.put(*reading())
        store.provision_changes.end_run()
        assert store.provision_changes.of_last_run(GUEST) == ()
        store.put(*reading(text="Điều 1. Hồ sơ gồm đơn và bản vẽ.\nĐiều 2. Thời hạn là 3 ngày."))
        store.provision_changes.end_run()
        assert told(store.provision_changes.of_last_run(GUEST)) == [("text", ACT, "Điều 2", None)]

    def test_force_and_its_end_are_entered(self, store: DocumentStore) -> None:
        document, provisions, *_ = made = reading()
        store.put(*made)
        store.provision_changes.end_run()
        store.set_validity(document.id, Validity(date(2031, 5, 1), DAY, "Điều 9 13/2031/NĐ-CP", OTHER))
        dated = {provisions[0].id: Validity(ends=DAY, basis="Điều 3")}
        store.amendments.set_validities(document.id, dated)
        store.amendments.set_validities(document.id, dated)  # said again, it is no change
        found = store.provision_changes.of_last_run(GUEST)
        assert told(found) == [("validity", ACT, "", None), ("validity", ACT, "Điều 1", None)]
        assert [c.day for c in found] == [DAY, DAY]

    def test_an_order_is_told_once_and_its_parts_speak_for_it(self, store: DocumentStore) -> None:
        made = second()
        store.put(*made)
        store.amendments.put({made[0].id: ((WHOLE, EDGE), ())})
        store.provision_changes.end_run()
        (change,) = store.provision_changes.of_last_run(GUEST)
        assert told((change,)) == [("ordered", ACT, "Điều 2", "sửa đổi")]
        assert (change.day, change.by, change.by_id, change.locator) == (DAY, OTHER, made[0].id, "Điều 1")
        store.put(*second("Điều 1. Về bến và bãi."))
        store.amendments.put({made[0].id: ((WHOLE, EDGE), ())})
        store.provision_changes.end_run()
        assert told(store.provision_changes.of_last_run(GUEST)) == [("text", OTHER, "Điều 1", None)]

    def test_orders_that_took_effect_are_told_by_their_day(self, store: DocumentStore) -> None:
        made = second()
        store.put(*made)
        store.amendments.put({made[0].id: ((EDGE,), ())})
        since = store.provision_changes.since
        assert told(since(date(2031, 12, 31), DAY, GUEST)) == [("ordered", ACT, "Điều 2", "sửa đổi")]
        assert since(DAY, date(2099, 1, 1), GUEST) == ()  # read in this year, and in effect before that one

    def test_what_refers_to_a_change_is_found_where_it_was_read_before(self, store: DocumentStore) -> None:
        first, other = reading(), second()
        store.put(*first)
        store.put(*other)
        refers = (Reference("Điều 1", "Điều 2 khoản 1", ACT), Reference("Phần căn cứ", "", ACT))
        store.amendments.put({other[0].id: ((), refers)})
        store.provision_changes.end_run()
        store.set_validity(first[0].id, Validity(date(2031, 5, 1), DAY, "Điều 9"))
        store.amendments.set_validities(first[0].id, {first[1][1].id: Validity(ends=DAY)})
        changes = store.provision_changes.of_last_run(GUEST)
        found = {
            (r.head.id, r.locator, r.change.place) for r in store.provision_changes.resting(changes, GUEST)
        }
        assert found == {
            (other[0].id, "Phần căn cứ", ""),
            (other[0].id, "Điều 1", ""),
            (other[0].id, "Điều 1", "Điều 2"),
        }
        later = [replace(change, known=1) for change in changes]
        assert store.provision_changes.resting(later, GUEST) == ()
        aware = [replace(change, day=date(2031, 3, 4)) for change in changes]  # the day it was issued
        assert store.provision_changes.resting(aware, GUEST) == ()

    def test_nothing_of_an_unreadable_document_is_told(self, store: DocumentStore) -> None:
        hidden, public = second(label=SECRET), reading()
        store.put(*public)
        store.put(*hidden)
        store.amendments.put({hidden[0].id: ((EDGE,), (Reference("Điều 1", "", ACT),))})
        store.set_validity(hidden[0].id, Validity(DAY))
        log = store.provision_changes
        assert (log.of_last_run(GUEST), log.since(date(2000, 1, 1), DAY, GUEST)) == ((), ())
        log.end_run()
        store.set_validity(public[0].id, Validity(DAY))
        changes = log.of_last_run(GUEST)
        assert told(changes) == [("validity", ACT, "", None)]
        assert log.resting(changes, GUEST) == ()
        assert [r.head.id for r in log.resting(changes, OPERATOR)] == [hidden[0].id]

    def test_a_deletion_is_told_to_who_could_read_it(self, store: DocumentStore) -> None:
        hidden, public = second(label=SECRET), reading()
        for made in (hidden, public):
            store.put(*made)
            store.delete(made[0].id)
        (change,) = store.provision_changes.of_last_run(GUEST)
        assert (change.kind, change.act) == (ChangeKind.GONE, ACT)
        assert len(store.provision_changes.of_last_run(OPERATOR)) == 2
