"""From the real store to a generation and back: what is live there, and nothing else, is found."""

from __future__ import annotations

from pathlib import Path

from contract.document_store import MODEL, OPERATOR, PUBLIC, SECRET, reading
from passages import unit_vectors

from index.access import Principal
from index.consistency import check
from index.generation import Generation
from index.manifest import Header
from index.publishing import publish
from index.search import Clause, Field
from index.sqlite_store import SqliteStore

HEADER = Header(MODEL, 24)


def found(generation: Generation, term: str, principal: Principal = OPERATOR) -> set[int]:
    scope = generation.scope(principal)
    return {key for key, _ in generation.lexical.search([Clause(Field.BODY, term)], 99, scope)}


def test_a_generation_holds_what_is_live(tmp_path: Path) -> None:
    permit = reading("1/2031/NĐ-CP", "Điều 1. Giấy phép xây dựng.\nĐiều 2. Lệ phí cấp phép.", source="a.txt")
    mine = reading("2/2031/NĐ-CP", "Điều 1. Mỏ đá và phí.", source="b.txt", label=SECRET)
    with SqliteStore.open(tmp_path / "store.db", write=True) as store:
        store.put(*permit)
        store.put(*mine)
        publish(tmp_path, store, HEADER, embeddings=True)
        generation = Generation.open(tmp_path, HEADER)
        assert generation.vectors is None
        assert check(store, generation).sound
        fees = {permit[2][1].key, mine[2][0].key}
        assert found(generation, "phí") == fees
        assert found(generation, "phí", Principal.guest()) == {permit[2][1].key}

        waiting = store.texts_to_embed(MODEL, 99)
        vectors = unit_vectors(len(waiting), HEADER.dimension)
        store.put_vectors(MODEL, [digest for digest, _ in waiting], vectors)
        store.relabel(mine[0].id, PUBLIC)
        assert check(store, generation).mislabelled == (mine[2][0].key,)
        assert check(store, generation).missing_vectors
        publish(tmp_path, store, HEADER, embeddings=True)
        generation = Generation.open(tmp_path, HEADER, verify="hashes")
        assert check(store, generation).sound
        assert found(generation, "phí", Principal.guest()) == fees
        assert generation.vectors is not None
        nearest = generation.vectors.search(vectors[0], 3, generation.scope(OPERATOR))
        near = store.passages([nearest[0][0]], OPERATOR)
        assert near[nearest[0][0]].dense == waiting[0][1]

        store.delete(permit[0].id)
        report = check(store, generation)
        assert set(report.extra_passages) == set(report.extra_vectors) == {p.key for p in permit[2]}
        manifest = publish(tmp_path, store, HEADER, embeddings=True)
        assert (manifest.passages, manifest.vectors) == (1, 1)
        generation = Generation.open(tmp_path, HEADER)
        assert check(store, generation).sound
        assert found(generation, "phí") == {mine[2][0].key}
        assert manifest.revision == store.counts(MODEL).revision
