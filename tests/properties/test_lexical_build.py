"""The lexical index that is put together from runs is the one that would be made in memory, to the byte."""

from __future__ import annotations

import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from passages import PUBLIC, SECRET, passage
from sample_office import sample_home

from index import lexical_build, posting_runs
from index.access import AccessLabel
from index.analyser import field_terms
from index.array_file import ArrayFile
from index.lexical_build import build
from index.lexical_index import PartitionedIndex
from index.partition import FIELDS, LENGTHS, Partition, term_hash
from index.provisions import Passage
from index.settings import load_settings
from index.sqlite_store import SqliteStore
from index.vietnamese import is_word

_LABELS = [PUBLIC, SECRET, AccessLabel.parse("internal:ubnd")]
_words = st.lists(
    st.sampled_from(
        [
            "đất",
            "Đất",
            "dat",
            "ở",
            "hoà",
            "hòa",
            "kí",
            "217/2031/NĐ-CP",
            "1.013236.H05",
            "07",
            "300.000",
            "বাংলা",
        ]
    )
    | st.text(max_size=6),
    max_size=25,
).map(" ".join)
_rows = st.lists(
    st.tuples(_words, _words, st.sampled_from(_LABELS), st.sampled_from(["d1", "d2", "s9"])), max_size=20
)
Rows = Sequence[tuple[Passage, AccessLabel]]


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def built(rows: Rows) -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        build(Path(folder), rows)
        return files_of(Path(folder))


def assert_holds(partition: Partition, rows: Rows) -> None:
    """Compare a partition with the terms of its passages, counted one by one."""
    expected: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    lengths, words = [], set()
    for row, (item, _) in enumerate(rows):
        terms = field_terms(item)
        lengths.append([len(terms[field]) for field in FIELDS])
        words |= {term for field in FIELDS[2:] for term in terms[field] if is_word(term)}
        for field in FIELDS:
            code = int(np.searchsorted(LENGTHS, len(terms[field]), side="right")) - 1
            for term, times in Counter(terms[field]).items():
                expected[term_hash(field, term)].append((row, min(times, 255) << 8 | code))
    assert partition.keys.tolist() == [item.key for item, _ in rows]
    assert [partition.documents[place] for place in partition.places] == [i.document_id for i, _ in rows]
    assert partition.lengths.T.tolist() == lengths
    assert partition.words == tuple(sorted(words))
    assert partition.hashes.tolist() == sorted(expected)
    assert partition.starts.tolist() == (np.cumsum(partition.counts) - partition.counts).tolist()
    postings = list(zip(partition.rows.tolist(), partition.cells.tolist(), strict=True))
    assert postings == [posting for term in sorted(expected) for posting in expected[term]]


@settings(max_examples=30, deadline=None)
@given(_rows, st.integers(1, 60), st.integers(1, 40))
def test_runs_of_any_size_give_the_same_files(drawn: list, tokens: int, postings: int) -> None:
    rows = [
        (passage(key * 3, body, title=title, document=document), label)
        for key, (title, body, label, document) in enumerate(drawn)
    ]
    whole = built(rows)
    with pytest.MonkeyPatch.context() as changed, TemporaryDirectory() as folder:
        changed.setattr(lexical_build, "TOKENS_AT_ONCE", tokens)
        changed.setattr(posting_runs, "POSTINGS_AT_ONCE", postings)
        index = build(Path(folder), rows)
        assert files_of(Path(folder)) == whole
        assert {partition.label for partition in index.partitions()} == {str(label) for _, label in rows}
        for partition in index.partitions():
            assert_holds(partition, [row for row in rows if str(row[1]) == partition.label])


def test_the_samples_in_runs_are_the_samples_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with SqliteStore.open(load_settings(sample_home()).database) as store:
        rows = [(item, _LABELS[item.key % 3]) for item, _ in store.all_passages()]
    whole = built(rows)
    monkeypatch.setattr(posting_runs, "POSTINGS_AT_ONCE", 5000)
    for bound, least in (("_DIFFERENT_AT_ONCE", 700), ("TOKENS_AT_ONCE", 4000)):
        monkeypatch.setattr(lexical_build, bound, least)
        assert built(rows) == whole


def test_long_fields_and_frequent_words_are_counted_up_to_what_a_posting_holds(tmp_path: Path) -> None:
    rows = [(passage(1, "phí " * 700 + "đất"), PUBLIC), (passage(2, ""), PUBLIC), (passage(3, "phí"), PUBLIC)]
    (partition,) = build(tmp_path, rows).partitions()
    assert_holds(partition, rows)
    assert (partition.cells >> 8).max() == 255


def test_of_two_terms_with_one_hash_one_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.posting_lists.digest", lambda term: (len(term) % 3).to_bytes(8, "little"))
    rows = [(passage(key, "đất nhà ở phép xây", title="hồ sơ"), PUBLIC) for key in range(9)]
    monkeypatch.setattr(lexical_build, "TOKENS_AT_ONCE", 10)
    (partition,) = build(tmp_path, rows).partitions()
    assert partition.hashes.tolist() == [0, 1, 2]
    assert partition.rows.tolist() == [*range(9)] * 3


@pytest.mark.parametrize("keys", [(1, 1), (2, 1)])
def test_keys_that_do_not_ascend_are_refused(tmp_path: Path, keys: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="already"):
        build(tmp_path, [(passage(key, "đất"), PUBLIC) for key in keys])


def test_only_the_index_is_left_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical_build, "TOKENS_AT_ONCE", 5)
    build(tmp_path, [(passage(key, "đất ở"), PUBLIC) for key in range(20)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0000", "partitions.json"]
    assert len(PartitionedIndex.open(tmp_path)) == 20


def test_memory_does_not_grow_with_what_passages_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical_build, "TOKENS_AT_ONCE", 3000)
    monkeypatch.setattr(posting_runs, "POSTINGS_AT_ONCE", 4000)
    syllables = [f"từ{number}" for number in range(2000)] * 2

    def peak(passages: int) -> int:
        folder = tmp_path / str(passages)
        folder.mkdir()
        texts = (" ".join(syllables[key * 17 % 2000 :][:60]) for key in range(passages))
        tracemalloc.start()
        build(folder, ((passage(key, text), PUBLIC) for key, text in enumerate(texts)))
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(50)
    # The terms of a passage, 119 in each of two fields, would take some kilobytes.
    assert peak(400) - peak(100) < 300 * 700


@pytest.mark.parametrize("kind", ["u8", "i8", "i4", "u2"])
@pytest.mark.parametrize("lengths", [(), (0,), (3, 0, 70), (1,) * 20])
def test_an_array_in_pieces_is_the_array_at_once(tmp_path: Path, kind: str, lengths: tuple[int, ...]) -> None:
    pieces = [np.arange(length, dtype=kind) for length in lengths]
    with ArrayFile(tmp_path / "pieces.npy", kind) as file:
        for piece in pieces:
            file.append(piece)
    np.save(tmp_path / "whole.npy", np.concatenate([np.empty(0, kind), *pieces]))
    assert (tmp_path / "pieces.npy").read_bytes() == (tmp_path / "whole.npy").read_bytes()
