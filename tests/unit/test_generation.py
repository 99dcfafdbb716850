from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from passages import PUBLIC, SECRET, PassageSource, passage, unit_vectors

from index.access import Clearance, Principal
from index.consistency import check
from index.errors import GenerationDamaged, GenerationMismatch, NoGeneration, StoreBusy
from index.generation import Generation
from index.generation_reader import GenerationReader
from index.layout import CURRENT, generations_folder, publisher
from index.manifest import Header, Manifest
from index.publishing import publish
from index.search import Clause, Field, Scope

HEADER = Header("test-model", 8)
READER = Principal("officer", Clearance.TOP_SECRET, frozenset({"so-xay-dung"}))


@pytest.fixture
def store() -> PassageSource:
    source = PassageSource(HEADER.dimension)
    for key in range(1, 31):
        source.put(passage(key, f"giấy phép số {key}", title="cấp phép", document=f"d{key % 3}"))
    source.put(passage(99, "công trình mật", document="s1"), SECRET)
    return source


def found(generation: Generation, term: str, principal: Principal = READER) -> list[int]:
    hits = generation.lexical.search([Clause(Field.BODY, term)], 99, generation.scope(principal))
    return sorted(key for key, _ in hits)


def names(home: Path) -> set[str]:
    return {path.name for path in generations_folder(home).iterdir() if path.name[0] != "."}


def test_what_was_published_is_found_again(tmp_path: Path, store: PassageSource) -> None:
    manifest = publish(tmp_path, store, HEADER, embeddings=True)
    assert (manifest.number, manifest.passages, manifest.vectors, manifest.revision) == (1, 31, 31, 31)
    generation = Generation.open(tmp_path, HEADER, verify="hashes")
    assert generation.manifest == manifest
    assert found(generation, "phép") == list(range(1, 31))
    assert generation.vectors is not None
    near = generation.vectors.search(unit_vectors(1, 8, seed=7)[0], 1, generation.scope(READER))
    assert near[0][0] == 7
    assert generation.labels == {str(PUBLIC), str(SECRET)}


def test_the_scope_follows_the_principal(tmp_path: Path, store: PassageSource) -> None:
    publish(tmp_path, store, HEADER, embeddings=True)
    generation = Generation.open(tmp_path, HEADER)
    guest = Principal.guest()
    assert generation.scope(guest) == Scope(frozenset({str(PUBLIC)}))
    assert generation.scope(READER, ["d1"]) == Scope(generation.labels, frozenset({"d1"}))
    assert found(generation, "mật", guest) == []
    assert found(generation, "mật") == [99]
    words = generation.lexical.words
    assert "mat" not in words(generation.scope(guest))
    assert words(generation.scope(READER))["mat"] == 1
    assert words(generation.scope(guest))["giay"] == 30


def test_documents_are_found_before_their_vectors_are_there(tmp_path: Path) -> None:
    store = PassageSource()
    store.put(passage(1, "đất ở"), embed=False)
    publish(tmp_path, store, HEADER, embeddings=True)
    generation = Generation.open(tmp_path, HEADER)
    assert generation.vectors is None
    assert found(generation, "đất") == [1]
    assert check(store, generation).sound


def test_without_embeddings_no_vector_is_read(tmp_path: Path, store: PassageSource) -> None:
    assert publish(tmp_path, store, HEADER, embeddings=False).vectors == 0
    assert Generation.open(tmp_path, HEADER).vectors is None


def test_an_empty_store_is_published_too(tmp_path: Path) -> None:
    publish(tmp_path, PassageSource(), HEADER, embeddings=True)
    generation = Generation.open(tmp_path, HEADER)
    assert found(generation, "đất") == []
    assert generation.labels == frozenset()


def test_nothing_published_is_said_so(tmp_path: Path) -> None:
    for open_it in (Generation.open, Generation.open_current):
        with pytest.raises(NoGeneration, match="thutuc ingest"):
            open_it(tmp_path, HEADER)


@pytest.mark.parametrize(
    ("header", "what"),
    [
        (Header("other-model", 8), "model_id"),
        (Header("test-model", 384), "dimension"),
        (Header("test-model", 8, "other-analyser"), "analyser"),
    ],
)
def test_another_header_is_refused(tmp_path: Path, store: PassageSource, header: Header, what: str) -> None:
    publish(tmp_path, store, HEADER, embeddings=True)
    with pytest.raises(GenerationMismatch, match=f"{what}.*thutuc index rebuild"):
        Generation.open_current(tmp_path, header)


def test_another_schema_is_refused_whatever_else_its_manifest_holds(
    tmp_path: Path, store: PassageSource
) -> None:
    publish(tmp_path, store, HEADER, embeddings=False)
    path = generations_folder(tmp_path) / "gen-1" / "manifest.json"
    written = json.loads(path.read_text())
    written["header"]["schema_version"] = 99
    written["novelty"] = True
    path.write_text(json.dumps(written))
    with pytest.raises(GenerationMismatch, match=r"schema.*thutuc index rebuild"):
        Generation.open(tmp_path, HEADER)


def test_each_file_is_watched(tmp_path: Path, store: PassageSource) -> None:
    manifest = publish(tmp_path, store, HEADER, embeddings=True)
    folder = generations_folder(tmp_path) / "gen-1"
    assert {
        "vectors.faiss",
        "columns.npz",
        "lexical/partitions.json",
        "lexical/0001/keys.npy",
    } <= manifest.files.keys()
    for name in manifest.files:
        path = folder / name
        whole = path.read_bytes()
        path.write_bytes(whole + b"x")
        with pytest.raises(GenerationDamaged, match=path.name):
            Generation.open(tmp_path, HEADER)
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(GenerationDamaged, match=path.name):
            Generation.open(tmp_path, HEADER, verify="hashes")
        path.unlink()
        with pytest.raises(GenerationDamaged, match=path.name):
            Generation.open(tmp_path, HEADER)
        path.write_bytes(whole)
    Generation.open(tmp_path, HEADER, verify="hashes")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"header": {"schema_version": 2}}', b"\xff\xfe"])
def test_a_manifest_that_is_none_is_damage(tmp_path: Path, store: PassageSource, content: bytes) -> None:
    publish(tmp_path, store, HEADER, embeddings=False)
    (generations_folder(tmp_path) / "gen-1" / "manifest.json").write_bytes(content)
    with pytest.raises(GenerationDamaged, match="thutuc index rebuild"):
        Generation.open_current(tmp_path, HEADER)


def test_damage_falls_back_to_the_generation_before(
    tmp_path: Path, store: PassageSource, caplog: pytest.LogCaptureFixture
) -> None:
    publish(tmp_path, store, HEADER, embeddings=True)
    store.drop(5)
    publish(tmp_path, store, HEADER, embeddings=True)
    (generations_folder(tmp_path) / "gen-2" / "vectors.faiss").unlink()
    with caplog.at_level(logging.WARNING):
        generation = Generation.open_current(tmp_path, HEADER)
    assert generation.manifest.number == 1
    assert "gen-2" in caplog.text
    assert "thutuc index rebuild" in caplog.text
    (generations_folder(tmp_path) / CURRENT).write_bytes(b"\x00\x00")
    assert Generation.open_current(tmp_path, HEADER).manifest.number == 1
    assert publish(tmp_path, store, HEADER, embeddings=True).number == 3
    assert Generation.open(tmp_path, HEADER).manifest.number == 3


def test_the_one_before_stays_and_older_ones_and_orphans_go(tmp_path: Path, store: PassageSource) -> None:
    for _ in range(2):
        publish(tmp_path, store, HEADER, embeddings=False)
    orphan = generations_folder(tmp_path) / "tmp-1234-9" / "lexical"
    orphan.mkdir(parents=True)
    (orphan / "half").write_bytes(b"x")
    (generations_folder(tmp_path) / "tmp-CURRENT").write_text("gen-9")
    publish(tmp_path, store, HEADER, embeddings=False)
    assert names(tmp_path) == {CURRENT, "gen-2", "gen-3"}


def test_a_generation_stays_while_somebody_reads_it(tmp_path: Path, store: PassageSource) -> None:
    publish(tmp_path, store, HEADER, embeddings=True)
    reading = Generation.open(tmp_path, HEADER)
    for _ in range(3):
        publish(tmp_path, store, HEADER, embeddings=True)
    assert names(tmp_path) == {CURRENT, "gen-1", "gen-3", "gen-4"}
    assert found(reading, "phép") == list(range(1, 31))
    reading.close()
    publish(tmp_path, store, HEADER, embeddings=True)
    assert names(tmp_path) == {CURRENT, "gen-4", "gen-5"}


def test_only_one_publishes(tmp_path: Path, store: PassageSource) -> None:
    publish(tmp_path, store, HEADER, embeddings=False)
    with publisher(generations_folder(tmp_path)), pytest.raises(StoreBusy):
        publish(tmp_path, store, HEADER, embeddings=False)
    assert publish(tmp_path, store, HEADER, embeddings=False).number == 2


def test_a_build_that_fails_leaves_what_was_in_use(tmp_path: Path, store: PassageSource) -> None:
    publish(tmp_path, store, HEADER, embeddings=True)
    with pytest.raises(ValueError, match="shape"):
        publish(tmp_path, store, Header("test-model", 9), embeddings=True)
    assert names(tmp_path) == {CURRENT, "gen-1"}
    assert found(Generation.open(tmp_path, HEADER), "mật") == [99]


def test_the_same_store_gives_the_same_answers(tmp_path: Path, store: PassageSource) -> None:
    one = publish(tmp_path / "a", store, HEADER, embeddings=True)
    two = publish(tmp_path / "b", store, HEADER, embeddings=True)
    assert one.files == two.files
    opened = [Generation.open(tmp_path / each, HEADER) for each in "ab"]
    clauses = [Clause(Field.BODY, term) for term in ("giấy", "phép", "3")]
    answers = [each.lexical.search(clauses, 20, each.scope(READER)) for each in opened]
    assert answers[0] == answers[1]
    assert len(answers[0]) == 20


def test_the_reader_follows_publications_and_lets_go(tmp_path: Path, store: PassageSource) -> None:
    reader = GenerationReader(tmp_path, HEADER)
    with pytest.raises(NoGeneration):
        reader.current()
    publish(tmp_path, store, HEADER, embeddings=False)
    first = reader.current()
    assert reader.current() is first
    store.put(passage(50, "mới ban hành"))
    publish(tmp_path, store, HEADER, embeddings=False)
    assert found(reader.current(), "mới") == [50]
    assert found(first, "mới") == []
    del first
    publish(tmp_path, store, HEADER, embeddings=False, whole=True)
    assert reader.current().manifest.number == 3
    publish(tmp_path, store, HEADER, embeddings=False, whole=True)
    assert names(tmp_path) == {CURRENT, "gen-3", "gen-4"}


def test_the_reader_keeps_what_it_has_when_the_next_cannot_be_read(
    tmp_path: Path, store: PassageSource, caplog: pytest.LogCaptureFixture
) -> None:
    publish(tmp_path, store, HEADER, embeddings=False)
    reader = GenerationReader(tmp_path, HEADER)
    first = reader.current()
    publish(tmp_path, store, Header("next-model", 8), embeddings=False)
    assert reader.current() is first
    assert reader.current() is first
    assert caplog.text.count("still answering") == 1


@pytest.mark.parametrize("name", ["vectors.faiss", "lexical/0000/cells.npy", "columns.npz"])
def test_a_bit_that_flipped_is_found_beside_and_the_one_before_answers(
    tmp_path: Path, store: PassageSource, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    publish(tmp_path, store, HEADER, embeddings=True)
    store.put(passage(50, "mới ban hành"))
    publish(tmp_path, store, HEADER, embeddings=True)
    path = generations_folder(tmp_path) / "gen-2" / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)
    reader = GenerationReader(tmp_path, HEADER)
    until = time.monotonic() + 20
    while reader.current().manifest.number != 1 and time.monotonic() < until:
        time.sleep(0.01)
    assert reader.current().manifest.number == 1
    assert found(reader.current(), "phép") == list(range(1, 31))
    assert "gen-2" in caplog.text
    assert name in caplog.text
    assert "run `thutuc index rebuild`" in caplog.text
    publish(tmp_path, store, HEADER, embeddings=True)
    assert found(reader.current(), "mới") == [50]


def test_many_threads_read_through_publications(tmp_path: Path, store: PassageSource) -> None:
    publish(tmp_path, store, HEADER, embeddings=True)
    reader, done, failures = GenerationReader(tmp_path, HEADER), threading.Event(), []

    def ask() -> None:
        query = unit_vectors(1, 8, seed=3)[0]
        while not done.is_set():
            generation = reader.current()
            vectors = generation.vectors
            near = vectors.search(query, 1, generation.scope(READER)) if vectors is not None else ()
            if found(generation, "phép") != list(range(1, 31)) or near[0][0] != 3:
                failures.append(generation.manifest.number)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(6):
        publish(tmp_path, store, HEADER, embeddings=True)
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert reader.current().manifest.number == 7


def test_the_check_tells_each_kind_of_difference(tmp_path: Path, store: PassageSource) -> None:
    publish(tmp_path, store, HEADER, embeddings=True)
    generation = Generation.open(tmp_path, HEADER)
    report = check(store, generation)
    assert report.sound
    assert report.behind == 0
    store.drop(4)
    store.put(passage(200, "thêm"))
    store.put(passage(6, "giấy phép số 6"), SECRET)
    path = generation.folder / "lexical" / "0000" / "names.json"
    path.write_bytes(path.read_bytes().replace(b"giay", b"giax"))
    report = check(store, generation)
    assert not report.sound
    assert report.behind == 3
    assert (report.missing_passages, report.extra_passages) == ((200,), (4,))
    assert (report.missing_vectors, report.extra_vectors) == ((200,), (4,))
    assert report.mislabelled == (6,)
    assert report.damaged_files == ("lexical/0000/names.json",)


def test_a_vector_whose_passage_is_not_there_yet_waits(tmp_path: Path, store: PassageSource) -> None:
    seen = store.vectors

    def with_newer(model_id: str, documents: Sequence[str] | None = None):
        yield from seen(model_id, documents)
        yield np.array([777]), unit_vectors(1, 8)

    store.vectors = with_newer  # type: ignore[method-assign]
    assert publish(tmp_path, store, HEADER, embeddings=True).vectors == 31


def test_the_manifest_reads_back(tmp_path: Path, store: PassageSource) -> None:
    manifest = publish(tmp_path, store, HEADER, embeddings=True)
    assert Manifest.read(generations_folder(tmp_path) / "gen-1") == manifest
