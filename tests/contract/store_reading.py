"""What every document store keeps of who reads what, of vectors and of threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from contract.store_material import GUEST, MODEL, OPERATOR, PUBLIC, SECRET, reading, snapshot

from index.access import AccessLabel, Clearance, Principal
from index.document_store import DocumentStore, Verb
from index.endings import Ended, Ending, act_key
from index.errors import DocumentNotFound
from index.provisions import Span
from index.validity import Validity


class ReadingContract:
    """The guarantees of access, filters, batches, endings, vectors and threads."""

    @pytest.fixture
    def store(self) -> Iterator[DocumentStore]:
        """An empty store open for writing; given by the subclass."""
        raise NotImplementedError

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
        assert store.reads_any(GUEST)
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
