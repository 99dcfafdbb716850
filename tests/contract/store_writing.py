"""What every document store keeps of what is written: each implementation subclasses it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from contract.store_material import GUEST, MODEL, OPERATOR, PUBLIC, SECRET, reading

from index.document_store import Change, DocumentStore, SourceFile, Verb
from index.errors import DocumentNotFound
from index.procedures import Channel, DayKind, LegalBasis, Line, Paper, ProcedureCard
from index.provisions import Box
from index.validity import Validity


class WritingContract:
    """The guarantees of putting, changing and deleting."""

    @pytest.fixture
    def store(self) -> Iterator[DocumentStore]:
        """An empty store open for writing; given by the subclass."""
        raise NotImplementedError

    def test_what_is_put_is_read_back_exactly(self, store: DocumentStore) -> None:
        document, provisions, passages, file = made = reading()
        assert store.put(*made) is Change.CREATED
        assert store.get(document.id, GUEST) == document
        assert store.provisions(document.id, GUEST) == tuple(provisions)
        assert store.provisions_by_id([provisions[1].id, "none"], GUEST) == {provisions[1].id: provisions[1]}
        assert store.passages([passages[0].key, 5], GUEST) == {passages[0].key: passages[0]}
        assert store.file(file.source) == file
        assert list(store.files()) == [file]
        (head,) = store.heads(GUEST)
        assert (head.id, head.identity, head.provisions) == (document.id, document.identity, 2)
        assert (head.label, head.validity, head.doubts) == (PUBLIC, document.validity, document.doubts)

    def test_every_field_of_a_provision_and_a_card_comes_back(self, store: DocumentStore) -> None:
        _, lines, _, _ = reading()
        line = Line("Công dân Việt Nam", lines[0].id)
        channel = Channel("Trực tuyến", lines[0].id, "5 ngày", 0.25, DayKind.WORKING, None, 'mô tả "kép"')
        card = ProcedureCard(
            *("9.000001.H99", "Cấp thử", "1/QĐ-UBND", "Cấp tỉnh"),
            applicants=line,
            steps=(line, line),
            channels=(channel, Channel("Trực tiếp", lines[0].id)),
            papers=(Paper("Đơn", lines[1].id, "Trường hợp 1", "Mẫu số 1", 1, None),),
            bases=(LegalBasis("Luật thử", lines[1].id, "11/2030/QH15"),),
            doubts=("cột và mô tả khác nhau",),
        )
        document, provisions, passages, file = reading(card=card)
        provisions[1] = replace(
            provisions[1],
            parent_id=provisions[0].id,
            lead="không quá:",
            page=3,
            boxes=(Box(3, 0.1, 1 / 3, 0.9, 0.5),),
            cells=(("Phí", "1.000\tđồng"), ("", "")),
            amends="5/2029/NĐ-CP",
            validity=Validity(None, date(2032, 1, 1), None, "x"),
        )
        store.put(document, provisions, passages, file)
        assert store.card(document.id, GUEST) == card
        assert store.get(document.id, GUEST) == document
        assert store.provisions(document.id, GUEST) == tuple(provisions)

    def test_provisions_come_in_the_order_of_their_ordinals(self, store: DocumentStore) -> None:
        document, provisions, passages, file = reading()
        store.put(document, provisions[::-1], passages, file)
        assert store.provisions(document.id, GUEST) == tuple(provisions)

    def test_a_long_text_comes_back_to_the_character(self, store: DocumentStore) -> None:
        text = "Điều 1. Hồ\u00a0sơ gô\u0300m \x00 \U0001f600 " * 2000
        made = reading(text=text)
        store.put(*made)
        assert store.get(made[0].id, GUEST).text == text

    def test_a_repetition_is_unchanged_and_logs_nothing(self, store: DocumentStore) -> None:
        store.put(*reading())
        before = store.counts(MODEL).revision
        made = reading()
        assert store.put(*made[:3], replace(made[3], mtime_ns=99)) is Change.UNCHANGED
        assert store.counts(MODEL).revision == before
        assert store.file(made[3].source) == replace(made[3], mtime_ns=99)

    @pytest.mark.parametrize("what", ["bytes", "label", "provisions", "passages", "title", "card"])
    def test_any_difference_is_an_update(self, store: DocumentStore, what: str) -> None:
        document, provisions, passages, file = reading()
        store.put(document, provisions, passages, file)
        if what == "bytes":
            document = replace(document, sha256="f" * 64)
        elif what == "label":
            document = replace(document, label=SECRET)
        elif what == "title":
            document = replace(document, title="Tên khác")
        elif what == "card":
            document = replace(document, card=ProcedureCard("9.000001.H99", "Cấp thử"))
        elif what == "provisions":
            provisions, passages = provisions[:1], passages[:1]
        else:
            passages = [replace(passages[0], body="khác"), *passages[1:]]
        before = store.counts(MODEL).revision
        assert store.put(document, provisions, passages, file) is Change.UPDATED
        assert store.counts(MODEL).revision > before
        assert store.get(document.id, OPERATOR) == document
        assert store.provisions(document.id, OPERATOR) == tuple(provisions)
        assert [p for p, _ in store.all_passages()] == sorted(passages, key=lambda p: p.key)

    def test_a_repetition_keeps_what_was_found_out_about_its_force(self, store: DocumentStore) -> None:
        made = reading()
        store.put(*made)
        ended = Validity(date(2031, 5, 1), date(2033, 1, 1), "Điều 9", "77/2032/NĐ-CP")
        store.set_validity(made[0].id, ended)
        assert store.put(*made) is Change.UNCHANGED
        assert store.heads(GUEST)[0].validity == ended

    def test_a_second_file_with_the_same_bytes_is_only_recorded(self, store: DocumentStore) -> None:
        first, second = reading(source="a.txt"), reading(source="b.txt")
        store.put(*first)
        assert store.put(*second) is Change.UNCHANGED
        assert store.get(first[0].id, GUEST).source == "a.txt"
        assert [f.source for f in store.files()] == ["a.txt", "b.txt"]
        assert [h.id for h in store.heads(GUEST, source="b.txt")] == [first[0].id]

    def test_a_file_that_became_another_document_takes_the_old_one_out(self, store: DocumentStore) -> None:
        old, new = reading("1/2031/NĐ-CP"), reading("2/2031/NĐ-CP")
        store.put(*old)
        assert store.put(*new) is Change.UPDATED
        assert [h.id for h in store.heads(GUEST)] == [new[0].id]
        assert store.provisions_by_id([p.id for p in old[1]], GUEST) == {}
        verbs = [(o.document_id, o.verb) for o in store.changes_since(0)]
        assert verbs == [(old[0].id, Verb.PUT), (old[0].id, Verb.DELETE), (new[0].id, Verb.PUT)]

    def test_a_document_that_another_file_holds_stays(self, store: DocumentStore) -> None:
        store.put(*reading("1/2031/NĐ-CP", source="a.txt"))
        store.put(*reading("1/2031/NĐ-CP", source="b.txt"))
        store.put(*reading("2/2031/NĐ-CP", source="a.txt"))
        assert [(h.identity.number, h.source) for h in store.heads(GUEST)] == [
            ("1/2031/NĐ-CP", "b.txt"),
            ("2/2031/NĐ-CP", "a.txt"),
        ]

    def test_an_heir_with_other_bytes_is_to_be_read_again(self, store: DocumentStore) -> None:
        store.put(*reading(text="Bản cũ.", source="b.txt"))
        store.put(*reading(text="Bản mới.", source="a.txt"))
        assert store.forget("a.txt") == ()
        assert [h.source for h in store.heads(GUEST)] == ["b.txt"]
        assert store.file("b.txt") is None

    def test_the_heir_is_the_file_with_the_same_bytes(self, store: DocumentStore) -> None:
        store.put(*reading(text="Bản cũ.", source="a.txt"))
        store.put(*reading(text="Bản mới.", source="b.txt"))
        store.put(*reading(text="Bản mới.", source="c.txt"))
        assert store.forget("b.txt") == ()
        assert [h.source for h in store.heads(GUEST)] == ["c.txt"]
        assert [f.source for f in store.files()] == ["c.txt"]

    def test_quarantine_keeps_what_was_read_before(self, store: DocumentStore) -> None:
        made = reading()
        store.put(*made)
        broken = SourceFile(made[3].source, 3, 18, "0" * 64, None, "damaged")
        store.put_file(broken)
        assert store.file(broken.source) == broken
        assert store.get(made[0].id, GUEST) == made[0]
        new = reading("9/2031/NĐ-CP")
        assert store.put(*new) is Change.UPDATED
        assert [h.id for h in store.heads(GUEST)] == [new[0].id]

    def test_a_file_of_an_unknown_document_is_refused(self, store: DocumentStore) -> None:
        with pytest.raises(DocumentNotFound):
            store.put_file(SourceFile("a.txt", 1, 1, "0" * 64, "feed"))
        assert store.file("a.txt") is None

    def test_forgetting_takes_out_what_no_other_file_holds(self, store: DocumentStore) -> None:
        first = reading(source="a.txt")
        store.put(*first)
        store.put(*reading(source="b.txt"))
        store.put_file(SourceFile("c.pdf", 1, 1, "0" * 64, None, "empty"))
        assert store.forget("c.pdf") == ()
        assert store.forget("a.txt") == ()
        assert store.forget("b.txt") == (first[0].id,)
        assert (list(store.files()), store.heads(OPERATOR)) == ([], ())

    def test_delete_takes_everything_out(self, store: DocumentStore) -> None:
        made = reading()
        store.put(*made)
        assert store.delete(made[0].id) is True
        assert store.delete(made[0].id) is False
        assert list(store.files()) == list(store.all_passages()) == []
        counts = store.counts(MODEL)
        assert (counts.documents, counts.provisions, counts.passages, counts.revision) == (0, 0, 0, 2)
        with pytest.raises(DocumentNotFound):
            store.provisions(made[0].id, OPERATOR)

    def test_unknown_documents_are_refused(self, store: DocumentStore) -> None:
        for call in (
            lambda: store.get("feed", OPERATOR),
            lambda: store.card("feed", OPERATOR),
            lambda: store.provisions("feed", OPERATOR),
            lambda: store.relabel("feed", PUBLIC),
            lambda: store.set_validity("feed", Validity()),
        ):
            with pytest.raises(DocumentNotFound, match="thutuc documents list"):
                call()
