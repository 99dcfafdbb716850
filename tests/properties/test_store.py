"""The stores do what a plain dictionary does, in any order of calls."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from postgres_server import PostgresServer

from index.access import AccessLabel, Clearance, Principal, may_read
from index.document_store import Change, SourceFile
from index.documents import Document, Identity, Kind
from index.endings import Ended, Ending, act_key
from index.errors import DocumentNotFound
from index.postgres_store import PostgresStore
from index.provisions import Passage, Provision, Span, Unit, passage_key, provision_id
from index.sql_store import SqlStore
from index.sqlite_store import SqliteStore
from index.validity import Validity

NUMBERS = st.sampled_from(["1/2031/NĐ-CP", "2/2031/NĐ-CP", "3/2031/TT-BXD"])
SOURCES = st.sampled_from(["a.txt", "kho/a.txt", "b.txt"])
TEXTS = st.sampled_from(["Điều 1.", "Điều 1. Mới\u0301.", "Một\nHai\nBa"])
LABELS = st.builds(
    AccessLabel, st.sampled_from(list(Clearance)[:3]), st.sampled_from([frozenset(), frozenset({"x"})])
)
VALIDITIES = st.builds(
    Validity,
    st.sampled_from([None, date(2031, 1, 1)]),
    st.sampled_from([None, date(2032, 1, 1)]),
    st.sampled_from([None, "Điều 2"]),
    st.sampled_from([None, "9/2031/NĐ-CP"]),
)
ENDINGS = st.builds(
    Ending,
    st.sampled_from(["1/2030/NĐ-CP", "01/2030/NĐ-CP", "2/2030/NĐ-CP"]),
    st.sampled_from([date(2031, 6, 1), date(2032, 1, 1), date(2032, 1, 2)]),
    st.sampled_from(["Điều 2", "Điều 3"]),
    st.just("thay thế"),
    st.sampled_from([None, None, "Sơn Khê"]),
)
PRINCIPALS = (
    Principal.guest(),
    Principal("y", Clearance.INTERNAL, frozenset({"y"})),
    Principal("x", Clearance.INTERNAL, frozenset({"x"})),
    Principal.operator(),
)


def make(number: str, text: str, source: str, label: AccessLabel) -> Document:
    identity = Identity(number, Kind.DECREE)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Document(identity.document_id(sha256), identity, "Tên", text, source, sha256, label)


def cut(document: Document) -> tuple[tuple[Provision, ...], tuple[Passage, ...]]:
    provisions = []
    start = 0
    for n, line in enumerate(document.text.split("\n")):
        name = provision_id(document.id, f"Điều {n}", line)
        span = Span(start, start + len(line))
        provisions.append(Provision(name, document.id, n, Unit.ARTICLE, f"Điều {n}", "", span))
        start += len(line) + 1
    passages = tuple(
        Passage(passage_key(document.id, (p.id,)), document.id, (p.id,), "", p.span.of(document.text), p.id)
        for p in provisions
    )
    return tuple(provisions), passages


class StoreMachine(RuleBasedStateMachine):
    """Keeps `documents` and `files` beside the store, and compares every read after every step."""

    @initialize()
    def begin(self) -> None:
        self.store, self.reader = self.opened()
        self.documents: dict[str, Document] = {}
        self.files: dict[str, SourceFile] = {}
        self.endings: dict[str, tuple[Ending, ...]] = {}
        self.revision = 0
        self.changed = False

    def opened(self) -> tuple[SqlStore, SqlStore]:
        """An empty store, for writing and for reading."""
        self.folder = Path(tempfile.mkdtemp())
        path = self.folder / "store.sqlite"
        return SqliteStore.open(path, write=True), SqliteStore.open(path)

    def release(self, source: str, keep: str | None) -> list[str]:
        gone = []
        known = self.files.get(source)
        held = {d.id for d in self.documents.values() if d.source == source} | {
            known.document_id if known else None
        }
        for name in sorted(held - {None, keep}):
            document = self.documents[name]
            others = [f for f in self.files.values() if f.document_id == name and f.source != source]
            if not others:
                self.take_out(name)
                gone.append(name)
            elif document.source == source:
                heir = min(others, key=lambda f: (f.sha256 != document.sha256, f.source))
                self.documents[name] = replace(document, source=heir.source)
                for f in others:
                    if f.sha256 != document.sha256:
                        del self.files[f.source]
                self.changed = True
        return gone

    def take_out(self, name: str) -> None:
        del self.documents[name]
        self.endings.pop(name, None)
        self.files = {s: f for s, f in self.files.items() if f.document_id != name}
        self.changed = True

    @rule(number=NUMBERS, text=TEXTS, source=SOURCES, label=LABELS, size=st.integers(0, 9))
    def put(self, number: str, text: str, source: str, label: AccessLabel, size: int) -> None:
        document = make(number, text, source, label)
        file = SourceFile(source, size, 1, document.sha256, document.id)
        replaced = self.release(source, document.id)
        old = self.documents.get(document.id)
        if old is None:
            expected = Change.UPDATED if replaced else Change.CREATED
            self.documents[document.id] = document
        elif old.sha256 != document.sha256:
            expected = Change.UPDATED
            self.documents[document.id] = document
            self.endings.pop(document.id, None)
        else:
            expected = Change.UPDATED if replaced or old.label != label else Change.UNCHANGED
            self.documents[document.id] = replace(old, label=label)
        self.changed |= expected is not Change.UNCHANGED
        self.files[source] = file
        assert self.store.put(document, *cut(document), file) is expected

    @rule(source=SOURCES)
    def quarantine(self, source: str) -> None:
        self.files[source] = SourceFile(source, 0, 2, "0" * 64, None, "damaged")
        self.store.put_file(self.files[source])

    @rule(source=SOURCES, data=st.data())
    def point(self, source: str, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from([*sorted(self.documents), "feed"]))
        file = SourceFile(source, 1, 3, "1" * 64, name)
        if name == "feed":
            with pytest.raises(DocumentNotFound):
                self.store.put_file(file)
            return
        self.store.put_file(file)
        self.release(source, name)
        self.files[source] = file

    @rule(source=SOURCES)
    def forget(self, source: str) -> None:
        gone = self.release(source, None)
        self.files.pop(source, None)
        assert list(self.store.forget(source)) == gone

    @rule(number=NUMBERS)
    def delete(self, number: str) -> None:
        name = Identity(number, Kind.DECREE).document_id("")
        assert self.store.delete(name) is (name in self.documents)
        if name in self.documents:
            self.take_out(name)

    @precondition(lambda self: self.documents)
    @rule(data=st.data(), label=LABELS)
    def relabel(self, data: st.DataObject, label: AccessLabel) -> None:
        name = data.draw(st.sampled_from(sorted(self.documents)))
        self.changed |= self.documents[name].label != label
        self.documents[name] = replace(self.documents[name], label=label)
        self.store.relabel(name, label)

    @precondition(lambda self: self.documents)
    @rule(data=st.data(), validity=VALIDITIES)
    def set_validity(self, data: st.DataObject, validity: Validity) -> None:
        name = data.draw(st.sampled_from(sorted(self.documents)))
        self.changed |= self.documents[name].validity != validity
        self.documents[name] = replace(self.documents[name], validity=validity)
        self.store.set_validity(name, validity)

    @precondition(lambda self: self.documents)
    @rule(data=st.data(), endings=st.lists(ENDINGS, max_size=3, unique_by=lambda e: act_key(e.number)))
    def put_endings(self, data: st.DataObject, endings: list[Ending]) -> None:
        name = data.draw(st.sampled_from(sorted(self.documents)))
        in_order = tuple(sorted(endings, key=lambda e: act_key(e.number)))
        self.changed |= bool(in_order or self.endings.get(name))
        self.endings[name] = in_order
        self.store.put_endings(1, {name: endings})

    @rule(number=NUMBERS, source=SOURCES)
    def undo(self, number: str, source: str) -> None:
        """A batch that fails leaves no trace, whatever was in it."""
        document = make(number, "Tạm.", source, AccessLabel(Clearance.PUBLIC))
        with pytest.raises(ZeroDivisionError), self.store.batch():
            for name in self.documents:
                self.store.delete(name)
            self.store.put(document, *cut(document), SourceFile(source, 1, 1, document.sha256, None))
            assert [h.id for h in self.store.heads(Principal.operator())] == [document.id]
            raise ZeroDivisionError

    @invariant()
    def every_read_agrees(self) -> None:
        if not hasattr(self, "store"):
            return
        for store in (self.store, self.reader):
            assert store.endings(1) == self.endings
            assert list(store.files()) == sorted(self.files.values(), key=lambda f: f.source)
            for principal in PRINCIPALS:
                self.agrees(store, principal)
        live = [(p, d.label) for d in self.documents.values() for p in cut(d)[1]]
        assert list(self.reader.all_passages()) == sorted(live, key=lambda pair: pair[0].key)
        counts = self.reader.counts("m")
        assert (counts.documents, counts.provisions, counts.passages) == (
            len(self.documents),
            len(live),
            len(live),
        )
        assert (counts.revision > self.revision) == self.changed
        assert bool(self.store.changes_since(self.revision)) == self.changed
        self.revision, self.changed = counts.revision, False

    def agrees(self, store: SqlStore, principal: Principal) -> None:
        readable = {k: d for k, d in self.documents.items() if may_read(principal, d.label)}
        in_order = sorted(readable.values(), key=lambda d: (d.identity.number or "", d.id))
        assert [h.id for h in store.heads(principal)] == [d.id for d in in_order]
        assert [h.source for h in store.heads(principal)] == [d.source for d in in_order]
        by_end = {k for k, d in readable.items() if d.source in {"a.txt", "kho/a.txt"}}
        by_end |= {f.document_id for s, f in self.files.items() if s != "b.txt"} & set(readable)
        assert {h.id for h in store.heads(principal, source="a.txt")} == by_end
        told = [(e, d) for d in in_order for e in self.endings.get(d.id, ()) if e.issuer is None]
        ended: dict[str, Ended] = {}
        for e, d in sorted(told, key=lambda pair: pair[0].on):
            act = Ended(e.number, d.identity.number or "", e.on, e.locator, d.id)
            if e.on <= date(2032, 1, 1):
                ended.setdefault(act_key(e.number), act)
        assert store.numbers_ended(date(2032, 1, 1), principal) == ended
        for name, document in self.documents.items():
            provisions, passages = cut(document)
            ids, keys = [p.id for p in provisions], [p.key for p in passages]
            if name in readable:
                assert store.get(name, principal) == document
                assert store.provisions(name, principal) == provisions
                assert store.provisions_by_id(ids, principal) == dict(zip(ids, provisions, strict=True))
                assert store.passages(keys, principal) == dict(zip(keys, passages, strict=True))
            else:
                for read in (store.get, store.card, store.provisions):
                    with pytest.raises(DocumentNotFound):
                        read(name, principal)
                assert not store.provisions_by_id(ids, principal)
                assert not store.passages(keys, principal)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.reader.close()
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)


TestStore = StoreMachine.TestCase
TestStore.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)


def test_a_store_on_a_server_does_so_too(postgres_server: PostgresServer) -> None:
    class PostgresMachine(StoreMachine):
        def opened(self) -> tuple[SqlStore, SqlStore]:
            url = postgres_server.emptied()
            return PostgresStore.open(url, write=True), PostgresStore.open(url)

    few = settings(max_examples=6, stateful_step_count=15, deadline=None)
    run_state_machine_as_test(PostgresMachine, settings=few)
