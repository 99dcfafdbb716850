"""A generation that shares files with the one before answers to the last bit as one built whole."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from contract.store_material import Opened, reading
from faults.office import HEADER, Words
from hypothesis import given, settings
from hypothesis import strategies as st

from index import delta
from index.access import AccessLabel, Clearance, Principal
from index.clusters import policy
from index.consistency import check
from index.embedding import embed_missing
from index.generation import Generation
from index.layout import generations_folder
from index.publishing import publish
from index.search import Clause, Field, Scope
from index.sqlite_store import SqliteStore

SYLLABLES = ("đất", "nhà", "ở", "phép", "xây", "dựng", "hồ", "sơ", "phí", "cấp")
LABELS = (
    AccessLabel(Clearance.PUBLIC),
    AccessLabel(Clearance.SECRET),
    AccessLabel(Clearance.INTERNAL, frozenset({"so-xay-dung"})),
)
READERS = (
    Principal.guest(),
    Principal("officer", Clearance.INTERNAL, frozenset({"so-xay-dung"})),
    Principal.operator(),
)
TEXT = st.lists(
    st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=8).map(" ".join), min_size=1, max_size=4
)
PUT = st.tuples(st.just("put"), st.integers(0, 7), TEXT, st.sampled_from(LABELS))
CHANGES = st.lists(
    st.one_of(
        PUT,
        st.tuples(st.just("delete"), st.integers(0, 7), st.none(), st.none()),
        st.tuples(st.just("relabel"), st.integers(0, 7), st.none(), st.sampled_from(LABELS)),
        st.tuples(st.just("embed"), st.just(0), st.none(), st.none()),
        st.tuples(st.just("publish"), st.just(0), st.none(), st.none()),
    ),
    min_size=1,
    max_size=12,
)


def document(number: int, lines: list[str], label: AccessLabel) -> Opened:
    return reading(f"{number}/2031/NĐ-CP", "\n".join(lines), source=f"{number}.txt", label=label)


def everything(generation: Generation) -> object:
    """Ask all that a reader can ask."""
    told: list[object] = [generation.labels, generation.documents, len(generation.lexical)]
    for who in READERS:
        for documents in (None, ("x",), tuple(sorted(generation.documents))[:2]):
            for gone in (frozenset(), frozenset(sorted(generation.documents)[1:3])):
                scope = generation.scope(who, documents, gone)
                told += answers(generation, scope)
    told.append({label: generation.lexical.keys(label).tolist() for label in generation.lexical.labels()})
    told.append(generation.vectors.labels() if generation.vectors is not None else {})
    return told


def answers(generation: Generation, scope: Scope) -> list[object]:
    clauses = [Clause(field, term, 1.5) for field in Field for term in (*SYLLABLES, "dat", "nhà_ở", "phep")]
    told: list[object] = [generation.lexical.search(clauses[n::5], 9, scope) for n in range(5)]
    told += [generation.lexical.document_frequency(Field.BODY, term, scope) for term in SYLLABLES]
    told += [generation.lexical.count(scope), generation.lexical.words(scope)]
    if generation.vectors is not None:
        told += [generation.vectors.search(Words().encode_query(text), 7, scope) for text in SYLLABLES[:4]]
        drawn, vectors = generation.vectors.sample(5, scope)
        told += [drawn.tolist(), vectors.tolist(), len(generation.vectors)]
    return told


@settings(max_examples=40, deadline=None)
@given(st.lists(PUT, min_size=1, max_size=8), CHANGES, st.booleans())
def test_a_delta_answers_as_what_was_built_whole(first: list, changes: list, in_clusters: bool) -> None:
    home = Path(tempfile.mkdtemp())
    share, delta.SHARE = delta.SHARE, 99.0
    clustered_from = policy()["clustered_from"]
    if in_clusters:
        policy()["clustered_from"] = 2
    try:
        with SqliteStore.open(home / "documents.sqlite", write=True) as store:
            shared = 0
            for change in [
                *first,
                ("embed", 0, None, None),
                ("publish", 0, None, None),
                *changes,
                changes[-1],
            ]:
                if change[0] != "publish":
                    apply(store, change)
                    continue
                manifest = publish(home, store, HEADER, embeddings=True)
                shared += manifest.base is not None
            agree(home, store)
            assert shared or not any(change[0] == "publish" for change in changes)
    finally:
        delta.SHARE = share
        policy()["clustered_from"] = clustered_from
        shutil.rmtree(home)


def apply(store: SqliteStore, change: tuple) -> None:
    verb, number, lines, label = change
    if verb == "put":
        store.put(*document(number, lines, label))
    elif verb == "embed":
        embed_missing(store, Words(), 64)
    else:
        for head in store.heads(Principal.operator(), number=f"{number}/2031/NĐ-CP"):
            if verb == "delete":
                store.delete(head.id)
            else:
                store.relabel(head.id, label)


def agree(home: Path, store: SqliteStore) -> None:
    manifest = publish(home, store, HEADER, embeddings=True)
    one = Generation.open(home, HEADER, verify="hashes")
    found, report = everything(one), check(store, one)
    one.close()
    publish(home, store, HEADER, embeddings=True, whole=True)
    other = Generation.open(home, HEADER, verify="hashes")
    assert other.manifest.base is None
    assert found == everything(other)
    assert report.sound, report
    assert report.behind == 0
    assert (manifest.passages, manifest.vectors) == (other.manifest.passages, other.manifest.vectors)
    other.close()


@pytest.fixture
def office(tmp_path: Path) -> SqliteStore:
    store = SqliteStore.open(tmp_path / "documents.sqlite", write=True)
    for number in range(20):
        store.put(*document(number, [f"Giấy phép số {number}", "nhà ở"], LABELS[0]))
    embed_missing(store, Words(), 64)
    return store


def test_one_changed_document_of_many_is_a_delta_and_many_are_none(
    tmp_path: Path, office: SqliteStore
) -> None:
    first = publish(tmp_path, office, HEADER, embeddings=True)
    office.put(*document(3, ["Giấy phép mới"], LABELS[0]))
    second = publish(tmp_path, office, HEADER, embeddings=True)
    assert (first.base, second.base and second.base.number) == (None, 1)
    root = generations_folder(tmp_path)
    assert (root / "gen-1" / "vectors.faiss").samefile(root / "gen-2" / "vectors.faiss")
    for number in range(4, 9):
        office.put(*document(number, ["Giấy phép mới"], LABELS[0]))
    assert publish(tmp_path, office, HEADER, embeddings=True).base is None
    office.close()


def test_one_that_shares_no_file_stays_to_answer_when_these_are_damaged(
    tmp_path: Path, office: SqliteStore
) -> None:
    publish(tmp_path, office, HEADER, embeddings=True)
    publish(tmp_path, office, HEADER, embeddings=True, whole=True)
    for _ in range(3):
        office.put(*document(3, ["Giấy phép mới"], LABELS[0]))
        last = publish(tmp_path, office, HEADER, embeddings=True)
    root = generations_folder(tmp_path)
    assert last.base is not None
    assert sorted(path.name for path in root.iterdir() if path.name.startswith("gen")) == [
        "gen-1",
        "gen-4",
        "gen-5",
    ]
    cells = root / "gen-5" / "lexical" / "0000" / "cells.npy"
    cells.write_bytes(cells.read_bytes()[:-1] + b"\xff")
    opened = Generation.open_current(tmp_path, HEADER, verify="hashes")
    assert opened.manifest.number == 1
    opened.close()
    mended = publish(tmp_path, office, HEADER, embeddings=True)  # damage is not handed on
    assert mended.base is None
    Generation.open(tmp_path, HEADER, verify="hashes").close()
    office.close()


def test_a_store_that_was_replaced_is_seen(tmp_path: Path, office: SqliteStore) -> None:
    """Another store may have reached the same revision with other documents."""
    publish(tmp_path, office, HEADER, embeddings=True)
    office.close()
    for path in tmp_path.glob("documents.sqlite*"):
        path.unlink()
    with SqliteStore.open(tmp_path / "documents.sqlite", write=True) as store:
        for number in range(100, 121):
            store.put(*document(number, ["Văn bản khác"], LABELS[0]))
        assert publish(tmp_path, store, HEADER, embeddings=True).base is None
        agree(tmp_path, store)
