"""A home of any size, made of the documents of another: each again and again, with other words, by a seed.

The first round is the documents as they are. In each further one a sixth of the words are others of the same
length, the same throughout a document, so that every span still holds; numbers are new, and vectors lie near
those they come from. Labels are drawn, but for the documents of one kind, which have one of their own: a
filter that goes with the topic.
"""

from __future__ import annotations

import hashlib
import random
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.access import AccessLabel, Principal
from index.document_store import DocumentStore, SourceFile
from index.documents import Document, Kind
from index.embedder import Embedder
from index.embedding import header_of
from index.provisions import Passage, Provision, passage_key
from index.publishing import publish
from index.settings import load_settings
from index.sqlite_store import SqliteStore

LABELS: Final = {"public": 0.5, "internal": 0.445, "confidential": 0.05, "secret": 0.005}
"""Labels, and the share of the documents that have each."""
TOPIC_LABEL: Final = "internal:so-xay-dung"
_TOPIC: Final = frozenset({Kind.DECISION, Kind.CIRCULAR, Kind.JOINT_CIRCULAR})
_CHANGED: Final = 1 / 6
_DRAWS: Final = 20
_NOISE: Final = 0.3
_WORD: Final = re.compile(r"[^\W\d_]+")
_OPERATOR: Final = Principal.operator()
_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Original:
    """A document with all that is stored of it."""

    document: Document
    provisions: tuple[Provision, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """How many there are in a home that was made."""

    documents: int
    provisions: int
    passages: int
    vectors: int


def multiply(source: Path, target: Path, provisions: int, seed: int, embedder: Embedder) -> Made:
    """Make a home of so many provisions, or a few more, and publish it."""
    target.mkdir(parents=True)
    shutil.copytree(source / "model", target / "model", copy_function=_linked)
    with SqliteStore.open(load_settings(source).database) as given:
        originals = list(_originals(given))
        known = _vectors_of(given, embedder)
    words = _Words(originals)
    told: set[int] = set()
    counted = [0, 0, 0]
    with SqliteStore.open(load_settings(target).database, write=True) as store:
        batch: list[tuple[Original, AccessLabel]] = []
        for number, original in enumerate(_rounds(originals, provisions)):
            at = number // len(originals)
            rng = random.Random(f"{seed} {number}")
            made = original if at == 0 else words.unlike(told, original, at, rng)
            told.add(hash(made.document.text))
            batch.append((made, _label(original.document, rng)))
            for i, more in enumerate((1, len(made.provisions), len(made.passages))):
                counted[i] += more
            if len(batch) == _AT_ONCE:
                _put(store, batch)
                batch = []
        _put(store, batch)
        vectors = _embed(store, embedder, known, seed)
        publish(target, store, header_of(embedder), embeddings=vectors > 0)
    documents, made_provisions, passages = counted
    return Made(documents, made_provisions, passages, vectors)


def passages(source: Path, provisions: int, seed: int) -> Iterator[tuple[Passage, str]]:
    """Go over the passages of a home of so many provisions, or a few more, with labels.

    Nothing but what an index of words reads is made.
    """
    with SqliteStore.open(load_settings(source).database) as given:
        originals = list(_originals(given))
    words = _Words(originals)
    for number, original in enumerate(_rounds(originals, provisions)):
        at = number // len(originals)
        rng = random.Random(f"{seed} {number}")
        other = words.other(original.document.text, rng) if at else str
        label = str(_label(original.document, rng))
        for passage in original.passages:
            name, title, body = f"{at}/{original.document.id}", other(passage.title), other(passage.body)
            yield Passage(passage_key(name, passage.provision_ids), name, (), title, body, ""), label


def _linked(source: str, target: str) -> str:
    Path(target).hardlink_to(source)
    return target


def _originals(store: DocumentStore) -> Iterator[Original]:
    passages: defaultdict[str, list[Passage]] = defaultdict(list)
    for passage, _ in store.all_passages():
        passages[passage.document_id].append(passage)
    for head in sorted(store.heads(_OPERATOR), key=lambda head: head.id):
        held = store.provisions(head.id, _OPERATOR)
        document = replace(store.get(head.id, _OPERATOR), card=None)
        if held and passages[head.id]:
            yield Original(document, tuple(held), tuple(passages[head.id]))


def _rounds(originals: Sequence[Original], provisions: int) -> Iterator[Original]:
    left = provisions
    while left > 0:
        for original in originals:
            yield original
            left -= len(original.provisions)
            if left <= 0:
                return


def _vectors_of(store: DocumentStore, embedder: Embedder) -> NDArray[np.float32]:
    blocks = [vectors for _, vectors in store.vectors(embedder.model_id)]
    return np.concatenate(blocks) if blocks else np.empty((0, embedder.dimension), np.float32)


def _label(document: Document, rng: random.Random) -> AccessLabel:
    if document.identity.kind in _TOPIC:
        return AccessLabel.parse(TOPIC_LABEL)
    return AccessLabel.parse(rng.choices(list(LABELS), list(LABELS.values()))[0])


def _put(store: DocumentStore, batch: Sequence[tuple[Original, AccessLabel]]) -> None:
    with store.batch():
        for made, label in batch:
            document = replace(made.document, label=label)
            file = SourceFile(document.source, len(document.text), 0, document.sha256, document.id)
            store.put(document, made.provisions, made.passages, file)


def _embed(store: DocumentStore, embedder: Embedder, known: NDArray[np.float32], seed: int) -> int:
    """Give each text a vector near one that the source has; return how many there are."""
    rng = np.random.default_rng(seed)
    total = 0
    while len(known) and (waiting := store.texts_to_embed(embedder.model_id, 8192)):
        # Which text gets which does not matter: how long a search takes hangs on how the vectors lie.
        chosen = known[rng.integers(0, len(known), len(waiting))]
        noise = rng.standard_normal(chosen.shape, dtype=np.float32)
        noise *= _NOISE / np.linalg.norm(noise, axis=1, keepdims=True)
        near = chosen + noise
        near /= np.linalg.norm(near, axis=1, keepdims=True)
        store.put_vectors(embedder.model_id, [digest for digest, _ in waiting], near)
        total += len(waiting)
    return total


Other = Callable[[str], str]


class _Words:
    """Other words of the same length and case, as frequent as they are in the documents."""

    def __init__(self, originals: Sequence[Original]) -> None:
        counts: Counter[str] = Counter()
        for original in originals:
            counts.update(_WORD.findall(original.document.text))
        self._alike: defaultdict[tuple[int, bool], list[str]] = defaultdict(list)
        for word, count in counts.items():
            self._alike[_kind(word)] += [word] * min(1 + count // 1000, 50)

    def other(self, text: str, rng: random.Random) -> Other:
        """Return what changes a sixth of the words of a text, each throughout to the same."""
        known = sorted(set(_WORD.findall(text)))
        instead = {
            word: rng.choice(self._alike[_kind(word)])
            for word in known
            if rng.random() < _CHANGED and self._alike[_kind(word)]
        }
        return lambda said: _WORD.sub(lambda found: instead.get(found.group(), found.group()), said)

    def unlike(self, told: set[int], original: Original, number: int, rng: random.Random) -> Original:
        """Return a changed copy whose text has none of the hashes told; few words may take several draws."""
        for _ in range(_DRAWS):
            made = self.changed(original, number, rng)
            if hash(made.document.text) not in told:
                break
        return made

    def changed(self, original: Original, number: int, rng: random.Random) -> Original:
        """Return a copy of a document with a sixth of its words changed."""
        text = original.document.text
        other = self.other(text, rng)
        identity = original.document.identity
        if identity.number is not None:
            identity = replace(identity, number=f"{number}{identity.number}")
        digest = hashlib.sha256(f"{original.document.sha256}{number}".encode()).hexdigest()
        name = identity.document_id(digest)
        ids = {p.id: _renamed(p.id, number) for p in original.provisions}
        document = replace(
            original.document,
            id=name,
            identity=identity,
            title=other(original.document.title),
            text=other(text),
            source=f"{number}/{original.document.source}",
            sha256=digest,
        )
        provisions = tuple(self._provision(p, name, ids, other) for p in original.provisions)
        passages = tuple(_passage(p, name, ids, other) for p in original.passages)
        return Original(document, provisions, passages)

    @staticmethod
    def _provision(p: Provision, name: str, ids: Mapping[str, str], other: Other) -> Provision:
        return replace(
            p,
            id=ids[p.id],
            document_id=name,
            parent_id=ids.get(p.parent_id or ""),
            heading=other(p.heading),
            lead=other(p.lead),
            cells=tuple((header, other(cell)) for header, cell in p.cells),
        )


def _kind(word: str) -> tuple[int, bool]:
    return len(word), word[0].isupper()


def _renamed(name: str, number: int) -> str:
    return hashlib.blake2b(f"{name}{number}".encode(), digest_size=10).hexdigest()


def _passage(p: Passage, name: str, ids: Mapping[str, str], other: Other) -> Passage:
    held = tuple(ids[i] for i in p.provision_ids)
    return Passage(passage_key(name, held), name, held, other(p.title), other(p.body), other(p.dense))
