"""What every document store keeps: each implementation subclasses `DocumentStoreContract`."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from index.access import AccessLabel, Clearance, Principal
from index.document_store import Change, DocumentStore, SourceFile, Verb
from index.documents import Document, Identity, Kind
from index.endings import Ended, Ending, act_key
from index.errors import DocumentNotFound
from index.procedures import Channel, DayKind, LegalBasis, Line, Paper, ProcedureCard
from index.provisions import Box, Passage, Provision, Span, Unit, passage_key, provision_id
from index.validity import Validity

OPERATOR = Principal.operator()
GUEST = Principal.guest()
PUBLIC = AccessLabel(Clearance.PUBLIC)
SECRET = AccessLabel(Clearance.SECRET)
MODEL = "a-model"

Opened = tuple[Document, list[Provision], list[Passage], SourceFile]


def reading(  # noqa: PLR0913 - a test names only the one it is about
    number: str = "12/2031/NĐ-CP",
    text: str = "Điều 1. Hồ sơ gồm đơn và bản vẽ.\nĐiều 2. Thời hạn là 7 ngày làm việc.",
    *,
    source: str = "kho/nghi-dinh.txt",
    label: AccessLabel = PUBLIC,
    validity: Validity | None = None,
    card: ProcedureCard | None = None,
) -> Opened:
    """Make a document of one provision and one passage a line, as ingest would."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    identity = Identity(number, Kind.DECREE, "Chính phủ", date(2031, 3, 4))
    document_id = identity.document_id(sha256)
    provisions: list[Provision] = []
    start = 0
    for ordinal, line in enumerate(text.split("\n")):
        locator = f"Điều {ordinal + 1}"
        provisions.append(
            Provision(
                provision_id(document_id, locator, line),
                document_id,
                ordinal,
                Unit.ARTICLE,
                locator,
                "Quy định",
                Span(start, start + len(line)),
            )
        )
        start += len(line) + 1
    passages = []
    for p in provisions:
        words = p.span.of(text)
        key = passage_key(document_id, (p.id,))
        passages.append(Passage(key, document_id, (p.id,), "Nghị định", words, f"Nghị định. {words}"))
    document = Document(
        document_id,
        identity,
        "Nghị định thử",
        text,
        source,
        sha256,
        label,
        validity=validity or Validity(date(2031, 5, 1), None, "Điều 2"),
        legal_bases=("11/2030/QH15",),
        doubts=("tên trang khác tên văn bản",),
        card=card,
    )
    return document, provisions, passages, SourceFile(source, len(text), 17, sha256, document_id)


def snapshot(store: DocumentStore, principal: Principal, made: Opened) -> tuple[object, ...]:
    """Ask every read for one document, as somebody would who guesses all its ids."""
    document, provisions, passages, _ = made

    def attempt(read: Callable[[], object]) -> object:
        try:
            return read()
        except DocumentNotFound as error:
            return str(error)

    return (
        attempt(lambda: store.get(document.id, principal)),
        attempt(lambda: store.card(document.id, principal)),
        attempt(lambda: store.provisions(document.id, principal)),
        store.provisions_by_id([p.id for p in provisions], principal),
        store.passages([p.key for p in passages], principal),
        store.heads(principal),
        store.heads(principal, ids=[document.id]),
        store.heads(principal, number=document.identity.number),
        store.heads(principal, source=document.source),
        store.numbers_ended(date(2099, 1, 1), principal),
    )


class DocumentStoreContract:
    """The guarantees of `index.document_store.DocumentStore`."""

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

    @pytest.mark.parametrize(
        "label",
        [
            SECRET,
            AccessLabel(Clearance.INTERNAL),
            AccessLabel(Clearance.PUBLIC, frozenset({"so-xay-dung"})),
            AccessLabel(),
        ],
        ids=str,
    )
    def test_what_may_not_be_read_is_as_if_it_were_not_there(
        self, store: DocumentStore, label: AccessLabel
    ) -> None:
        ended = Validity(date(2031, 1, 1), date(2032, 1, 1), "Điều 3", "5/2031/NĐ-CP")
        made = reading(label=label, validity=ended)
        reader = Principal("ai đó", Clearance.PUBLIC, frozenset({"so-tai-chinh"}))
        missing = snapshot(store, reader, made)
        store.put(*made)
        assert snapshot(store, reader, made) == missing
        assert snapshot(store, OPERATOR, made) != missing

    def test_relabelling_works_at_once_in_both_directions(self, store: DocumentStore) -> None:
        made = reading()
        missing = snapshot(store, GUEST, made)
        store.put(*made)
        shown = snapshot(store, GUEST, made)
        revision = store.counts(MODEL).revision
        store.relabel(made[0].id, SECRET)
        store.relabel(made[0].id, SECRET)
        assert snapshot(store, GUEST, made) == missing
        assert [label for _, label in store.all_passages()] == [SECRET, SECRET]
        assert [o.verb for o in store.changes_since(revision)] == [Verb.RELABEL]
        store.relabel(made[0].id, PUBLIC)
        assert snapshot(store, GUEST, made) == shown

    def test_departments_are_kept_exactly(self, store: DocumentStore) -> None:
        label = AccessLabel(Clearance.INTERNAL, frozenset({"Sở Xây dựng", "a:b", '"'}))
        made = reading(label=label)
        store.put(*made)
        assert store.get(made[0].id, OPERATOR).label == label
        clerk = Principal("cán bộ", Clearance.INTERNAL, frozenset({"Sở Xây dựng"}))
        assert store.get(made[0].id, clerk) == made[0]

    @pytest.mark.parametrize(
        ("number", "wanted", "found"),
        [
            ("12/2031/NĐ-CP", "12/2031/nd-cp", True),
            ("12/2031/NĐ-CP", "12/2031/ND–CP", True),
            ("12/2031/NĐ-CP", "12/2031/NĐ-СР", True),  # the last two letters are Cyrillic
            ("12/2031/NĐ-CP", "12/2031", True),
            ("12/2031/NĐ-CP", " 12 / 2031/NĐ", True),
            ("12/2031/NĐ-CP", "2/2031", False),
            ("12/2031/NĐ-CP", "12/203", False),
            ("12/2031/NĐ-CP", "12/2031/NĐ-CPX", False),
            ("12/2031/NĐ-CP", "", False),
            ("9.000001.H99", "9.000001", True),
            ("9.000001.H99", "9", False),
            ("66.7/2031/NQ-CP", "66", False),
        ],
    )
    def test_numbers_compare_folded_and_by_their_first_parts(
        self, store: DocumentStore, number: str, wanted: str, found: bool
    ) -> None:
        store.put(*reading(number))
        assert len(store.heads(GUEST, number=wanted)) == found

    @pytest.mark.parametrize(
        ("source", "wanted", "found"),
        [
            ("kho/luật/a.html", "kho/luật/a.html", True),
            ("kho/luật/a.html", "luật/a.html", True),
            ("kho/luật/a.html", "/luật/a.html", True),
            ("kho/luật/a.html", "./a.html", True),
            ("kho/luật/a.html", "lua\u0323\u0302t/a.html", True),
            ("kho/luật/ba.html", "a.html", False),
            ("kho/luật/a.html", "kho/luật", False),
            ("kho/luật/a.html", "%", False),
            ("kho/luật/a.html", "", False),
        ],
    )
    def test_sources_compare_whole_or_by_their_end(
        self, store: DocumentStore, source: str, wanted: str, found: bool
    ) -> None:
        store.put(*reading(source=source))
        assert len(store.heads(GUEST, source=wanted)) == found

    def test_heads_are_in_order_and_their_filters_combine(self, store: DocumentStore) -> None:
        for number, source in (
            ("3/2031/NĐ-CP", "c/x.txt"),
            ("1/2031/NĐ-CP", "a/x.txt"),
            ("2/2031/NĐ-CP", "b.txt"),
        ):
            store.put(*reading(number, source=source))
        heads = store.heads(GUEST)
        assert [h.identity.number for h in heads] == ["1/2031/NĐ-CP", "2/2031/NĐ-CP", "3/2031/NĐ-CP"]
        assert store.heads(GUEST, ids=[heads[2].id, heads[0].id, "feed"]) == (heads[0], heads[2])
        assert store.heads(GUEST, ids=[heads[1].id, heads[0].id], source="x.txt") == (heads[0],)
        assert store.heads(GUEST, ids=[]) == ()

    def test_passages_stream_in_order_of_key(self, store: DocumentStore) -> None:
        for n in range(30):
            store.put(*reading(f"{n}/2031/NĐ-CP", source=f"{n}.txt"))
        keys = [p.key for p, _ in store.all_passages()]
        assert keys == sorted(keys)
        assert len(keys) == store.counts(MODEL).passages == 60

    @pytest.mark.parametrize("fault", ["foreign", "twice", "span", "passage", "key", "surrogate"])
    def test_what_could_not_be_read_back_is_refused_whole(self, store: DocumentStore, fault: str) -> None:
        old = reading()
        store.put(*old)
        document, provisions, passages, file = reading(text="Điều 1. Khác hẳn.\nĐiều 2. Thêm.")
        if fault == "foreign":
            provisions[1] = replace(provisions[1], document_id="feed")
        elif fault == "twice":
            provisions.append(provisions[0])
        elif fault == "span":
            provisions[1] = replace(provisions[1], span=Span(3, 4000))
        elif fault == "passage":
            passages[1] = replace(passages[1], provision_ids=("feed",))
        elif fault == "key":
            passages[1] = replace(passages[1], key=passages[0].key)
        else:
            passages[1] = replace(passages[1], body="\ud800")
        with pytest.raises(ValueError):
            store.put(document, provisions, passages, file)
        assert store.get(document.id, GUEST) == old[0]
        assert store.provisions(document.id, GUEST) == tuple(old[1])
        assert store.file(file.source) == old[3]

    def test_a_batch_is_all_or_nothing(self, store: DocumentStore) -> None:
        first, second = reading("1/2031/NĐ-CP", source="a"), reading("2/2031/NĐ-CP", source="b")
        with pytest.raises(KeyboardInterrupt), store.batch():
            store.put(*first)
            assert store.get(first[0].id, GUEST) == first[0]
            raise KeyboardInterrupt
        assert store.heads(OPERATOR) == ()
        assert list(store.files()) == []
        with store.batch():
            store.put(*first)
            with pytest.raises(ValueError):
                store.put(second[0], [*second[1], *first[1]], second[2], second[3])
            with store.batch():
                store.put(*second)
        assert len(store.heads(GUEST)) == 2
        assert len(store.changes_since(0)) == 2

    def test_endings_are_kept_until_their_document_changes(self, store: DocumentStore) -> None:
        first, second = reading("8/2032/NĐ-CP", source="a"), reading("9/2032/NĐ-CP", source="b")
        store.put(*first)
        store.put(*second)
        assert store.endings(1) == {}
        told = (Ending("1/2031/NĐ-CP", date(2032, 7, 1), "Điều 3", "thay thế"),)
        revision = store.counts(MODEL).revision
        store.put_endings(1, {first[0].id: told, second[0].id: ()})
        assert store.endings(1) == {first[0].id: told, second[0].id: ()}
        assert store.endings(2) == {}
        assert [o.document_id for o in store.changes_since(revision)] == [first[0].id]
        store.put(*first)
        assert first[0].id in store.endings(1)
        store.put(*reading("8/2032/NĐ-CP", "Điều 1. Khác.", source="a"))
        assert store.endings(1) == {second[0].id: ()}
        assert store.numbers_ended(date(2099, 1, 1)) == {}
        with pytest.raises(DocumentNotFound):
            store.put_endings(1, {"gone": told})

    def test_numbers_ended(self, store: DocumentStore) -> None:
        early, late = reading("8/2032/NĐ-CP", source="a"), reading("9/2032/NĐ-CP", source="b")
        hidden = reading("7/2032/NĐ-CP", source="c", label=SECRET)
        for made in (early, late, hidden):
            store.put(*made)
        number, day = "01/2031/NĐ-CP", date(2032, 7, 1)
        store.put_endings(
            1,
            {
                late[0].id: (Ending("1/2031/NĐ–CP", date(2032, 9, 1), "Điều 9", "bãi bỏ"),),
                early[0].id: (
                    Ending(number, day, "Điều 3", "thay thế"),
                    Ending("5/QĐ-UBND", day, "Điều 3", "thay thế", "Tỉnh Sơn Khê"),
                ),
                hidden[0].id: (Ending(number, date(2032, 1, 1), "Điều 1", "bãi bỏ"),),
            },
        )
        ended = Ended(number, "8/2032/NĐ-CP", day, "Điều 3", early[0].id)
        assert store.numbers_ended(date(2032, 6, 30)) == {}
        assert store.numbers_ended(day) == {act_key(number): ended}
        assert store.numbers_ended(date(2099, 1, 1)) == {act_key("1/2031/nđ-cp"): ended}
        seen = store.numbers_ended(day, OPERATOR)
        assert seen[act_key(number)].by == "7/2032/NĐ-CP"
        assert store.numbers_ended(day, GUEST, ["1/2031/NĐ-CP", "2/2031/NĐ-CP"]) == {act_key(number): ended}
        assert store.numbers_ended(day, GUEST, ["2/2031/NĐ-CP"]) == {}
        store.delete(early[0].id)
        assert store.numbers_ended(day) == {}

    def test_vectors_belong_to_the_text(self, store: DocumentStore) -> None:
        first = reading("1/2031/NĐ-CP", source="a")
        store.put(*first)
        store.put(*reading("2/2031/NĐ-CP", source="b"))
        todo = store.texts_to_embed(MODEL, 10)
        assert sorted(text for _, text in todo) == sorted(p.dense for p in first[2])
        assert store.texts_to_embed(MODEL, 1) == todo[:1]
        vectors = np.random.default_rng(4).standard_normal((2, 384)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        store.put_vectors(MODEL, [h for h, _ in todo], vectors)
        assert store.texts_to_embed(MODEL, 10) == ()
        assert len(store.texts_to_embed("another", 10)) == 2
        assert store.counts(MODEL).embedded == 4
        expected = {text: vector for (_, text), vector in zip(todo, vectors, strict=True)}
        ((keys, found),) = store.vectors(MODEL)
        assert (keys.dtype, found.dtype, found.shape) == (np.int64, np.float32, (4, 384))
        assert list(keys) == sorted(keys)
        passages = store.passages([int(k) for k in keys], GUEST)
        for key, vector in zip(keys, found, strict=True):
            original = expected[passages[int(key)].dense]
            assert np.array_equal(vector, original.astype(np.float16).astype(np.float32))
            assert np.abs(vector - original).max() <= 2.0**-12

    def test_vectors_outlive_their_document_until_the_vacuum(self, store: DocumentStore) -> None:
        made = reading()
        store.put(*made)
        (one, two) = store.texts_to_embed(MODEL, 2)
        store.put_vectors(MODEL, [one[0], two[0]], np.eye(2, 8, dtype=np.float32))
        store.delete(made[0].id)
        assert list(store.vectors(MODEL)) == []
        store.put(*made)
        assert store.counts(MODEL).embedded == 2
        kept = [p for p in made[2] if p.dense == one[1]]
        store.put(made[0], made[1], kept, made[3])
        assert store.vacuum() == 1
        assert store.vacuum() == 0
        assert store.counts(MODEL).embedded == 1

    def test_a_passage_without_dense_text_is_never_embedded(self, store: DocumentStore) -> None:
        document, provisions, passages, file = reading()
        store.put(document, provisions, [replace(p, dense="") for p in passages], file)
        assert store.texts_to_embed(MODEL, 10) == ()
        assert list(store.vectors(MODEL)) == []

    def test_vectors_that_do_not_fit_are_refused(self, store: DocumentStore) -> None:
        store.put(*reading())
        (one, two) = store.texts_to_embed(MODEL, 2)
        store.put_vectors(MODEL, [one[0]], np.ones((1, 8), np.float32))
        for hashes, vectors in (
            ([two[0]], np.ones((1, 9), np.float32)),
            ([two[0]], np.ones((2, 8), np.float32)),
            ([two[0]], np.ones(8, np.float32)),
            ([two[0]], np.full((1, 8), np.nan, np.float32)),
            ([two[0]], np.full((1, 8), 1e6, np.float32)),
        ):
            with pytest.raises(ValueError):
                store.put_vectors(MODEL, hashes, vectors)
        assert store.texts_to_embed(MODEL, 10) == (two,)

    def test_threads_read_whole_documents_while_one_writes(self, store: DocumentStore) -> None:
        versions = [reading(text="\n".join([f"Bản {n}."] * 40)) for n in range(8)]
        known = {v[0].text: v[0] for v in versions}
        store.put(versions[0][0], versions[0][1], [], versions[0][3])
        faults: list[object] = []
        done = threading.Event()

        def read() -> None:
            while not done.is_set():
                document = store.get(versions[0][0].id, GUEST)
                if document != known[document.text] or len(store.provisions(document.id, GUEST)) != 40:
                    faults.append(document)

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        for made in versions * 3:
            store.put(made[0], made[1], [], made[3])
        done.set()
        for thread in threads:
            thread.join()
        assert faults == []

    def test_threads_write_in_turn(self, store: DocumentStore) -> None:
        def write(n: int) -> None:
            for m in range(5):
                with store.batch():
                    store.put(*reading(f"{n}{m}/2031/NĐ-CP", source=f"{n}/{m}"))
                    store.put(*reading(f"{n}{m}/2032/NĐ-CP", source=f"{n}/{m}/b"))

        threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.counts(MODEL).documents == 40
