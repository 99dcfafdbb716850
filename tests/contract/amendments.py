"""What every `AmendmentStore` keeps; part of the contract of stores."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from contract.store_material import GUEST, OPERATOR, SECRET, reading

from index.amendments import Correction, Edge, Found, Order, Reference
from index.document_store import DocumentStore
from index.errors import DocumentNotFound
from index.passage_force import PassageForce
from index.provisions import Span
from index.validity import UNKNOWN, Validity

DAY = date(2032, 1, 1)
EDGE = Edge(Order.REPEALS, "07/2030/NĐ-CP", "Điều 5 khoản 2", DAY, "Điều 1", Span(0, 9), 0.97)
PHRASE = Edge(Order.REPHRASES, "7/2030/NĐ-CP", "", None, "Điều 2", Span(9, 12), phrase="cũ", wording="mới")
CALLED = tuple(
    Edge(
        *(Order.CALLS, act, "", None, "Phần căn cứ", Span(0, 9), 0.7),
        phrase="Luật Bến bãi",
        by_act="11/2030/QH15",
        by_place="",
    )
    for act in ("11/2030/QH15", "Luật Bến bãi")
)
OWN = Reference("Điều 1", "Điều 2")
OTHER = Reference("Điều 2", "Điều 9", "12/2031/NĐ-CP")


class AmendmentContract:
    """The guarantees of `index.amendments.AmendmentStore`."""

    def test_orders_are_read_back_by_act_and_place(self, store: DocumentStore) -> None:
        made = reading()
        store.put(*made)
        store.amendments.put({made[0].id: ((EDGE, PHRASE), (OWN,))})
        assert store.amendments.edges() == {made[0].id: (EDGE, PHRASE)}
        assert store.amendments.edges_from(made[0].id, GUEST, "Điều 2") == (PHRASE,)
        found = store.amendments.edges_to("7/2030/NĐ-CP", GUEST, "Điều 5")
        by = "12/2031/NĐ-CP"
        assert found == (Found(EDGE, made[0].id, by), Found(PHRASE, made[0].id, by))
        assert store.amendments.edges_to("7/2030/NĐ-CP", GUEST, "Điều 50") == (found[1],)
        assert store.amendments.references_from(made[0].id, GUEST) == (OWN,)

    def test_by_which_names_bases_call_acts_is_no_order(self, store: DocumentStore) -> None:
        secret, public = reading("13/2031/NĐ-CP", source="kho/mat.txt", label=SECRET), reading()
        for made in (secret, public):
            store.put(*made)
            store.amendments.put({made[0].id: ((EDGE, *CALLED), ())})
        assert store.amendments.edges()[public[0].id] == (EDGE, *CALLED)
        assert store.amendments.edges_from(public[0].id, GUEST) == (EDGE,)
        assert store.amendments.edges_to(CALLED[0].act, GUEST) == ()
        by_number, by_name = (store.amendments.calls(a, GUEST) for a in ("11/2030/qh15", "LUẬT bến bãi"))
        assert [(f.what, f.document_id, f.by) for f in by_number] == [
            (CALLED[0], public[0].id, "12/2031/NĐ-CP")
        ]
        assert [f.what for f in by_name] == [CALLED[1]]
        assert len(store.amendments.calls(CALLED[0].act, OPERATOR)) == 2
        assert store.amendments.calls(EDGE.act, GUEST) == ()
        assert {c.order for c in store.provision_changes.of_last_run(OPERATOR)} <= {EDGE.verb.value, None}

    def test_references_are_found_from_both_ends(self, store: DocumentStore) -> None:
        first, second = reading(), reading("13/2031/NĐ-CP", source="kho/khac.txt")
        for made in (first, second):
            store.put(*made)
        store.amendments.put({first[0].id: ((), (OWN,)), second[0].id: ((), (OTHER,))})
        found = {(f.by, f.what) for f in store.amendments.references_to(first[0].id, GUEST)}
        assert found == {("12/2031/NĐ-CP", OWN), ("13/2031/NĐ-CP", OTHER)}
        (only,) = store.amendments.references_to(first[0].id, GUEST, "Điều 9")
        assert only.what == OTHER

    def test_nothing_of_an_unreadable_document_shows(self, store: DocumentStore) -> None:
        secret, public = reading("13/2031/NĐ-CP", source="kho/mat.txt", label=SECRET), reading()
        for made in (secret, public):
            store.put(*made)
        store.amendments.put({secret[0].id: ((EDGE,), (OTHER,))})
        assert store.amendments.edges_to(EDGE.act, GUEST) == ()
        assert len(store.amendments.edges_to(EDGE.act, OPERATOR)) == 1
        assert store.amendments.references_to(public[0].id, GUEST) == ()
        asks: tuple[Callable[[], object], ...] = (
            lambda: store.amendments.edges_from(secret[0].id, GUEST),
            lambda: store.amendments.references_from(secret[0].id, GUEST),
            lambda: store.amendments.references_to(secret[0].id, GUEST),
        )
        for ask in asks:
            with pytest.raises(DocumentNotFound):
                ask()

    def test_what_a_document_orders_goes_with_it_but_corrections_stay(self, store: DocumentStore) -> None:
        made = reading()
        store.put(*made)
        store.amendments.put({made[0].id: ((EDGE,), (OWN,))})
        store.amendments.correct(Correction(made[0].id, "Điều 1", Validity(DAY), "an", "đã kiểm tra"))
        store.delete(made[0].id)
        store.put(*made)
        assert store.amendments.edges() == {}
        (kept,) = store.amendments.corrections(made[0].id)
        assert (kept.place, kept.validity) == ("Điều 1", Validity(DAY))
        assert (kept.who, kept.note) == ("an", "đã kiểm tra")
        assert kept.at

    def test_a_correction_of_nothing_is_refused(self, store: DocumentStore) -> None:
        with pytest.raises(DocumentNotFound):
            store.amendments.correct(Correction("none", "", None, "an", "x"))

    def test_provisions_and_passages_have_days_of_their_own(self, store: DocumentStore) -> None:
        made = reading()
        store.put(*made)
        ended = made[1][1].id
        validity = Validity(None, DAY, "Điều 3 14/2031/NĐ-CP", "14/2031/NĐ-CP")
        store.amendments.set_validities(made[0].id, {ended: validity, "another": validity})
        assert store.amendments.validities() == {made[0].id: {ended: validity}}
        assert store.provisions_by_id([ended], GUEST)[ended].validity == validity
        force = PassageForce(store.amendments.dated_passages())
        assert force.out_of_force(DAY).tolist() == [made[2][1].key]
        assert force.out_of_force(date(2031, 12, 31)).tolist() == []
        store.amendments.set_validities(made[0].id, {})
        assert store.provisions_by_id([ended], GUEST)[ended].validity == UNKNOWN
        assert store.amendments.dated_passages() == []
