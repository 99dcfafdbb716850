"""A small office whose papers are ingested, changed, deleted and given new labels while faults strike.

`before` makes its home; `work` changes it step by step and says after each step that it is done. What must
hold after a crash at any moment is told by `broken_promises`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from reading_here import ReadingHere

from index.access import AccessLabel, Clearance, Principal
from index.consistency import check
from index.generation import Generation
from index.generation_reader import GenerationReader
from index.layout import generations_folder
from index.manifest import Header
from index.reach import Reaches
from index.search import Clause, Field
from index.settings import load_settings
from index.sqlite_store import SqliteStore
from index.upkeep import Upkeep
from ingest.ingestion import Ingestion, Wish
from ingest.progress import Silence
from ingest.succession import apply_endings

GUEST, OPERATOR = Principal.guest(), Principal.operator()
PUBLIC, SECRET = AccessLabel(Clearance.PUBLIC), AccessLabel(Clearance.SECRET)
DOCUMENT = """ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: {number}/2026/QĐ-UBND

Sơn Khê, ngày 10 tháng 02 năm 2026

QUYẾT ĐỊNH

Về việc {word}

Điều 1. Phạm vi điều chỉnh

1. Quyết định này quy định về {word} trên địa bàn tỉnh.

Điều 2. Thời hạn

1. Thời hạn giải quyết là {number} ngày làm việc kể từ ngày nhận đủ hồ sơ {word}.
"""
STAYS, CHANGES, GOES, HIDES, HIDDEN = (11, "thuyền"), (12, "giếng"), (13, "chuông"), (14, "kén"), (15, "pháo")
CHANGED, NEW = (12, "mương"), (16, "diều")
STEPS = ("ingested", "published", "deleted", "relabelled", "republished", "embedded", "done")


class Words:
    """Stands in for the model, which takes seconds to open: equal texts have equal vectors."""

    model_id, dimension = "words", 16

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return vectors drawn from the texts."""
        rows = [np.random.default_rng(len(t) * 31 + sum(map(ord, t))).standard_normal(16) for t in texts]
        vectors = np.array(rows, np.float32).reshape(-1, 16)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return the vector of a question."""
        return np.asarray(self.encode_passages([text])[0], np.float32)


HEADER = Header(Words.model_id, Words.dimension)


def write(papers: Path, *documents: tuple[int, str]) -> None:
    """Put papers into a folder."""
    papers.mkdir(parents=True, exist_ok=True)
    for number, word in documents:
        text = DOCUMENT.format(number=number, word=word)
        (papers / f"{number}.md").write_text(text, encoding="utf-8")


def ingest_papers(home: Path, store: SqliteStore, papers: Path, label: AccessLabel) -> None:
    """Take a folder in through the real ingestion; what is to be killed is the process that writes."""
    settings = load_settings(home)
    upkeep = Upkeep(settings, store, Words())
    report = Ingestion(store, settings, upkeep, Silence()).run(Wish([papers], label), ReadingHere())
    assert not report.quarantined, report.as_json()


def before(home: Path, papers: Path) -> None:
    """Make the home as it is before the work; the papers are those of the work."""
    write(papers, STAYS, CHANGES, GOES, HIDES)
    write(papers.parent / "hidden", HIDDEN)
    with SqliteStore.open(home / "documents.sqlite", write=True) as store:
        ingest_papers(home, store, papers, PUBLIC)
        ingest_papers(home, store, papers.parent / "hidden", SECRET)
        upkeep = Upkeep(load_settings(home), store, Words())
        upkeep.embed()
        upkeep.publish()
    write(papers, CHANGED, NEW)


def work(home: Path, papers: Path, say: Callable[[str], None]) -> None:
    """Do the work, or what is left of it."""
    with SqliteStore.open(home / "documents.sqlite", write=True) as store:
        upkeep = Upkeep(load_settings(home), store, Words())
        ingest_papers(home, store, papers, PUBLIC)
        say("ingested")
        upkeep.publish()
        say("published")
        for head in store.heads(OPERATOR, number=f"{GOES[0]}/2026/QĐ-UBND"):
            with store.batch():
                store.delete(head.id)
                apply_endings(store)
        say("deleted")
        for head in store.heads(OPERATOR, number=f"{HIDES[0]}/2026/QĐ-UBND"):
            store.relabel(head.id, SECRET)
        say("relabelled")
        upkeep.publish()
        say("republished")
        upkeep.embed()
        say("embedded")
        upkeep.publish()
        say("done")


class Reader:
    """Searches a home as the service does, from one publication to the next."""

    def __init__(self, home: Path) -> None:
        self.store = SqliteStore.open(home / "documents.sqlite")
        self._reader = GenerationReader(home, HEADER)
        self._reaches = Reaches(self.store, self._reader.current)

    def finds(self, word: str, principal: Principal) -> bool:
        """Tell whether a word is found, in a passage that may be read and holds it."""
        reach = self._reaches.of(principal)
        hits = reach.generation.lexical.search([Clause(Field.BODY, word)], 20, reach.scope)
        passages = self.store.passages([key for key, _ in hits], principal)
        return any(word in passage.body for passage in passages.values())

    def close(self) -> None:
        """Let go."""
        self._reader.close()
        self.store.close()


def broken_promises(home: Path, said: Sequence[str], reader: Reader) -> Iterator[str]:
    """Name what does not hold in a home whose work was cut off after it had said so much."""
    at = {step: step in said for step in STEPS}
    expected = [
        (STAYS, GUEST, True, True),
        (HIDDEN, GUEST, False, True),
        (HIDDEN, OPERATOR, True, True),
        (GOES, OPERATOR, False, at["deleted"]),
        (GOES, OPERATOR, True, not at["relabelled"] and not at["deleted"] and not at["published"]),
        (HIDES, GUEST, False, at["relabelled"]),
        (HIDES, OPERATOR, True, at["republished"]),
        (CHANGES, OPERATOR, False, at["ingested"]),
        (CHANGED, GUEST, True, at["published"]),
        (NEW, GUEST, True, at["published"]),
    ]
    for (_, word), who, wanted, counts in expected:
        if counts and reader.finds(word, who) is not wanted:
            yield f"{word} is {'not ' if wanted else ''}found by {who.name} after {said[-1:]}"
    live = {head.identity.number: head for head in reader.store.heads(OPERATOR)}
    for (number, word), counts in (
        (STAYS, True),
        (HIDDEN, True),
        (CHANGED, at["ingested"]),
        (NEW, at["ingested"]),
    ):
        head = live.get(f"{number}/2026/QĐ-UBND")
        if counts and (head is None or word not in reader.store.get(head.id, OPERATOR).text):
            yield f"{number} was acknowledged and is not there"
    with closing(sqlite3.connect(home / "documents.sqlite")) as db:
        told = [row[0] for row in db.execute("PRAGMA integrity_check")]
        if bad := [one for one in told if one != "ok" and not one.startswith("NULL value in")]:
            yield f"SQLite: {bad}"
    generation = Generation.open(home, HEADER, verify="hashes")
    report = check(reader.store, generation)
    generation.close()
    if not report.sound and not report.behind and (report.extra_passages or report.missing_passages):
        yield f"store and indexes differ: {report}"


def not_mended(home: Path, papers: Path) -> Iterator[str]:
    """Give the command again, and name what is not as if nothing had happened."""
    work(home, papers, lambda _: None)
    reader = Reader(home)
    yield from broken_promises(home, STEPS, reader)
    generation = Generation.open(home, HEADER, verify="hashes")
    report = check(reader.store, generation)
    if not report.sound or report.behind:
        yield f"not sound in the end: {report}"
    generation.close()
    reader.close()
    if left := [path.name for path in generations_folder(home).iterdir() if path.name.startswith("tmp-")]:
        yield f"left behind: {left}"
